"""Posts of Telegram channels, and what is forwarded to the bot: what of a message is an article, and which."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.parsed import web_address
from bot.sources.plain import is_headline, title_of
from bot.sources.trailers import without_trailers
from storage.records import Draft, SourceKind
from storage.watches import NewWatch, WatchKind

LEAST_LETTERS = 20
"""Letters and digits of an article: what has fewer is a greeting or a picture's name and tells nothing."""

MOST_LINKS = 10

_LINE_OF_LINKS = re.compile(r"[|·]")
"""What outlets part their own pages with: «Сайт | Instagram»."""

_MOST_WORDS_OF_A_NAME = 4
"""Of a line that is a link: «Подписаться на канал». A linked headline has more."""

FIRST_CHANNEL = -1_000_000_000_000
"""Channels and supergroups have identifiers below this one (Bot API: the MTProto identifier with -100 before it)."""

_ADVERTISING = re.compile(
    r"\berid\s*[:=]\s*\w{6,}|#(?:реклама|жарнама|на_правах_рекламы|жарнама_құқығында|advertising|ad)\b", re.IGNORECASE
)
"""The mark of an advertisement's registration, and the words that outlets of Kazakhstan mark theirs with."""


class Refusal(StrEnum):
    """Why a post is no article."""

    SHORT = "short"
    ADVERTISING = "advertising"


@dataclass(frozen=True, slots=True)
class Post:
    """A message that tells something, with the place where it stood first.

    ``source`` is who says it: the name of a channel, or of whoever wrote what was forwarded. ``username`` is a public
    channel's. ``links`` are the addresses it leads to; ``asides`` the places in ``text`` (characters) of spelled
    addresses, mentions and hashtags, ``linked`` those of words that are links: they may be the news themselves.
    ``album`` names the album it is part of.
    """

    chat_id: int
    message_id: int
    source: str
    text: str
    published_at: datetime
    username: str | None = None
    author: str | None = None
    album: str | None = None
    links: tuple[str, ...] = ()
    asides: tuple[tuple[int, int], ...] = ()
    linked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a post, or an album, gives to an article."""

    text: str
    url: str | None
    published_at: datetime
    author: str | None = None
    links: tuple[str, ...] = ()


def channel_address(chat_id: int) -> str:
    """The address of a channel's watch; the same whatever the channel calls itself."""
    return f"https://t.me/c/{FIRST_CHANNEL - chat_id}"


def channel_watch(chat_id: int, title: str, *, username: str | None, added_by: int) -> NewWatch:
    """The watch of a channel, under its title of today; ``added_by`` is a Telegram user."""
    home = f"https://t.me/{username}" if username else None
    return NewWatch(WatchKind.CHANNEL, channel_address(chat_id), title, home=home, added_by=added_by)


def is_channel(chat_id: int) -> bool:
    """Whether an identifier is one that a channel can have."""
    return chat_id < FIRST_CHANNEL


def said(post: Post) -> Said:
    """What a post tells: its text in paragraphs, without the lines at its end that only lead elsewhere."""
    blocks = paragraphs(clean(_without_trailer(post)))
    if len(blocks) == 1:
        blocks = [line.strip() for line in blocks[0].split("\n")]
    text = join_paragraphs(blocks)
    return Said(text, _url(post), post.published_at, post.author, _unspelled(post.links, text))


def joined(parts: Sequence[Said]) -> Said:
    """The posts of an album as one: their texts in their order (one that stands twice once), the address of the first.

    ``parts`` are at least one.
    """
    text = join_paragraphs(list(dict.fromkeys(part.text for part in parts if part.text)))
    links = tuple(dict.fromkeys(link for part in parts for link in part.links))
    author = next((part.author for part in parts if part.author), None)
    return Said(text, parts[0].url, min(part.published_at for part in parts), author, _unspelled(links, text))


def draft_of(address: str, source: str, told: Said) -> Draft | Refusal:
    """The article, or why it is none.

    The title is the first line where that is a headline, else the first sentence; signs before it are left out.
    """
    if _letters(told.text) < LEAST_LETTERS:
        return Refusal.SHORT
    if _ADVERTISING.search(told.text):
        return Refusal.ADVERTISING
    blocks = told.text.split("\n\n")
    while not any(map(str.isalnum, blocks[0])):
        blocks = blocks[1:]
    title, text = title_of(_without_signs(blocks[0])), join_paragraphs(blocks)
    if is_headline(blocks[0]) and _letters(rest := join_paragraphs(blocks[1:])) >= LEAST_LETTERS:
        title, text = one_line(_without_signs(blocks[0])), rest
    return Draft(
        address,
        source,
        SourceKind.CHANNEL,
        title,
        text,
        told.url,
        told.published_at,
        author=told.author,
        links=told.links,
    )


def place_address(chat_id: int, place: str) -> str:
    """The identity of what stands at a place of a chat; only that of a channel's post is an address to be opened."""
    return f"{channel_address(chat_id)}/{place}" if is_channel(chat_id) else f"telegram:{chat_id}/{place}"


def _url(post: Post) -> str | None:
    """What opens a post: for everybody where its channel is public, else for its members."""
    if not is_channel(post.chat_id):
        return None
    channel = f"https://t.me/{post.username}" if post.username else channel_address(post.chat_id)
    return f"{channel}/{post.message_id}"


def _without_trailer(post: Post) -> str:
    """A post's text without its last lines that lead elsewhere: «Подписаться | Сайт», «@news».

    Short links of which nothing else is known go only where they leave most of the text, and no line that announces
    them: a day's round-up may consist of them.
    """
    kept = _before_trailer(post, short_links=True)
    announces = kept.endswith(":")
    if announces or _letters(kept) < max(LEAST_LETTERS, _letters(post.text) / 2):
        kept = _before_trailer(post, short_links=False)
    return kept


def _before_trailer(post: Post, *, short_links: bool) -> str:
    """A text up to its last line that tells something; one that has none stays as it is."""
    text, asides = post.text, _covered(post.asides)
    linked = asides | _covered(post.linked)
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        spoken = {place for place in range(start, end) if text[place].isalnum()}
        aside = 2 * len(spoken & asides) >= len(spoken)
        link = 2 * len(spoken & linked) >= len(spoken) and _is_outlets(text[start:end], short_links=short_links)
        if spoken and not aside and not link:
            return text[:end].rstrip()
        end = start - 1
    return text


def _covered(places: Sequence[tuple[int, int]]) -> set[int]:
    return {place for start, end in places for place in range(start, end)}


def _is_outlets(line: str, *, short_links: bool) -> bool:
    """Whether a line of links is the outlet's about itself, not a headline."""
    if _LINE_OF_LINKS.search(line) or not without_trailers([line]):
        return True
    return short_links and len(line.split()) <= _MOST_WORDS_OF_A_NAME


def _unspelled(links: Sequence[str], text: str) -> tuple[str, ...]:
    """The links that a reader can open and doesn't see in the text already."""
    seen = (link for link in dict.fromkeys(links) if web_address(link) and link.partition("://")[2] not in text)
    return tuple(seen)[:MOST_LINKS]


def _letters(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(map(str.isalnum, text))


def _without_signs(text: str) -> str:
    """A text without the emoji and arrows before its first word; a number's sign belongs to the number."""
    start = 0
    while start < len(text) and (text[start].isspace() or _is_sign(text[start])):
        start += 1
    return text[start:] or text


def _is_sign(character: str) -> bool:
    return character != "№" and unicodedata.category(character) in {"So", "Sk", "Mn", "Me", "Cf"}
