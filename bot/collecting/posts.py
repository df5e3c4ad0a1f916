"""Posts of Telegram channels, and what is forwarded to the bot: from a message to a stored article.

A post is known by its place (chat and number), so an edit finds its article. The posts of an album come one by one,
each of them at any time; what is there so far is the article, and the next one changes it.
"""

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from weakref import WeakValueDictionary

from pydantic import TypeAdapter

from bot.newsroom.intake import Intake
from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.parsed import web_address
from bot.sources.plain import is_headline, title_of
from storage import albums, watches
from storage.albums import AlbumPart
from storage.engine import Database
from storage.records import Draft, Saved, SourceKind
from storage.watches import NewWatch, Polled, Watch, WatchKind, WatchState

LEAST_LETTERS = 20
"""Letters and digits of an article: what has fewer is a greeting or a picture's name and tells nothing."""

MOST_LINKS = 10

NOT_IN_CHANNEL = "the bot is not in the channel"
"""Why a channel's watch fails: no other's posts come to the bot."""

ALBUMS_KEPT = timedelta(days=60)
"""How long the posts of an album are kept after the last of them was seen; whoever edits does so in the first days."""

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
    channel's. ``links`` are the addresses it leads to; ``asides`` the places in ``text`` (characters) of links,
    mentions and hashtags. ``album`` names the album it is part of.
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a post, or an album, gives to an article."""

    text: str
    url: str | None
    published_at: datetime
    author: str | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A post that is an article now, or was one already."""

    title: str
    saved: Saved


_PART = TypeAdapter(Said)


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
    blocks = paragraphs(clean(_without_trailer(post.text, post.asides)))
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
    if sum(character.isalnum() for character in told.text) < LEAST_LETTERS:
        return Refusal.SHORT
    if _ADVERTISING.search(told.text):
        return Refusal.ADVERTISING
    blocks = told.text.split("\n\n")
    while not any(map(str.isalnum, blocks[0])):
        blocks = blocks[1:]
    title = title_of(_without_signs(blocks[0]))
    if len(blocks) > 1 and is_headline(blocks[0]):
        title, blocks = one_line(_without_signs(blocks[0])), blocks[1:]
    return Draft(
        address,
        source,
        SourceKind.CHANNEL,
        title,
        join_paragraphs(blocks),
        told.url,
        told.published_at,
        author=told.author,
        links=told.links,
    )


class Posts:
    """Takes posts in; two of one chat never at the same time, so that an edit doesn't overtake its post."""

    def __init__(self, database: Database, intake: Intake) -> None:
        self._database = database
        self._intake = intake
        self._turns = WeakValueDictionary[int, asyncio.Lock]()

    async def take_watched(self, post: Post) -> Taken | Refusal | None:
        """Take a post of a channel that is being watched, ``None`` where it isn't."""
        async with self._turn(post.chat_id):
            watch = await self._watch(post.chat_id)
            if watch is None or watch.state is not WatchState.ACTIVE:
                return None
            taken = await self._take(post, watch.name)
            if isinstance(taken, Taken):
                async with self._database.write() as connection:
                    await watches.settle(connection, [_seen(watch, self._intake.now())])
            return taken

    async def take(self, post: Post) -> Taken | Refusal:
        """Take a post that somebody trusted has brought; under its watch's name where its channel is watched."""
        async with self._turn(post.chat_id):
            watch = await self._watch(post.chat_id)
            return await self._take(post, post.source if watch is None else watch.name)

    async def watched(self, chat_id: int) -> bool:
        """Whether a chat is a channel whose posts are collected, or would be but for a pause."""
        return await self._watch(chat_id) is not None

    async def note_hearing(self, chat_id: int, *, hears: bool) -> None:
        """Let a channel's watch, where there is one, say whether the bot is in the channel."""
        async with self._turn(chat_id):
            watch = await self._watch(chat_id)
            if watch is not None and bool(watch.failures) is hears:
                async with self._database.write() as connection:
                    await watches.settle(connection, [_heard(watch, self._intake.now(), hears=hears)])

    async def _take(self, post: Post, source: str) -> Taken | Refusal:
        address, told = await self._whole(post)
        draft = draft_of(address, source, told)
        if isinstance(draft, Refusal):
            return draft
        return Taken(draft.title, await self._intake.take(draft))

    async def _whole(self, post: Post) -> tuple[str, Said]:
        """The identity of a post or of its album, and all that it says by now."""
        chat_id, told = post.chat_id, said(post)
        async with self._database.read() as connection:
            album = await albums.containing(connection, chat_id, post.message_id) or post.album
        if album is None:
            return _address(chat_id, f"{post.message_id}"), told
        now = self._intake.now()
        part = AlbumPart(post.message_id, _PART.dump_json(told).decode())
        async with self._database.write() as connection:
            await albums.forget(connection, before=now - ALBUMS_KEPT)
            await albums.keep(connection, chat_id, album, part, now=now)
            parts = await albums.parts(connection, chat_id, album)
        return _address(chat_id, f"album/{album}"), joined([_PART.validate_json(one.content) for one in parts])

    async def _watch(self, chat_id: int) -> Watch | None:
        if not is_channel(chat_id):
            return None
        async with self._database.read() as connection:
            watch = await watches.by_address(connection, channel_address(chat_id))
        return watch if watch is not None and watch.kind is WatchKind.CHANNEL else None

    def _turn(self, chat_id: int) -> asyncio.Lock:
        return self._turns.setdefault(chat_id, asyncio.Lock())


def _seen(watch: Watch, now: datetime) -> Polled:
    """What a post is to its channel's watch: it works, and had something new just now."""
    return replace(_heard(watch, now, hears=True), polled_at=now, changed_at=now)


def _heard(watch: Watch, now: datetime, *, hears: bool) -> Polled:
    """A channel's watch, whose posts come to the bot or don't; it is never due."""
    return Polled(
        id=watch.id,
        due_at=None,
        interval_s=watch.interval_s,
        polled_at=watch.polled_at or now,
        changed_at=watch.changed_at,
        etag=None,
        last_modified=None,
        body_hash=None,
        failures=0 if hears else watch.failures + 1,
        error=watch.error if hears else NOT_IN_CHANNEL,
        error_at=watch.error_at if hears else now,
    )


def _address(chat_id: int, place: str) -> str:
    """The identity of what stands at a place of a chat; only that of a channel's post is an address to be opened."""
    return f"{channel_address(chat_id)}/{place}" if is_channel(chat_id) else f"telegram:{chat_id}/{place}"


def _url(post: Post) -> str | None:
    """What opens a post: for everybody where its channel is public, else for its members."""
    if not is_channel(post.chat_id):
        return None
    channel = f"https://t.me/{post.username}" if post.username else channel_address(post.chat_id)
    return f"{channel}/{post.message_id}"


def _without_trailer(text: str, asides: Sequence[tuple[int, int]]) -> str:
    """A text without its last lines in which asides are half of what is said: «Подписаться | Сайт», «@news».

    One that consists of nothing else stays as it is.
    """
    aside = {place for start, end in asides for place in range(start, end)}
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        spoken = [place for place in range(start, end) if text[place].isalnum()]
        if spoken and 2 * sum(place in aside for place in spoken) < len(spoken):
            return text[:end].rstrip()
        end = start - 1
    return text


def _unspelled(links: Sequence[str], text: str) -> tuple[str, ...]:
    """The links that a reader can open and doesn't see in the text already."""
    seen = (link for link in dict.fromkeys(links) if web_address(link) and link.partition("://")[2] not in text)
    return tuple(seen)[:MOST_LINKS]


def _without_signs(text: str) -> str:
    """A text without the emoji and arrows before its first word; a number's sign belongs to the number."""
    start = 0
    while start < len(text) and (text[start].isspace() or _is_sign(text[start])):
        start += 1
    return text[start:] or text


def _is_sign(character: str) -> bool:
    return character != "№" and unicodedata.category(character) in {"So", "Sk", "Mn", "Me", "Cf"}
