"""One entry of an RSS, RDF or Atom feed, from what feedparser made of it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sources.entries import FoundEntry, absolute, author_of
from bot.sources.languages import primary_language
from bot.sources.markup import first_picture, plain_line, plain_paragraphs
from bot.sources.times import parse_written

# Elements that carry whole articles for aggregators: yandex:full-text, turbo:content (https://yandex.com/dev/turbo/).
_FULL_TEXTS = ("yandex_full-text", "turbo_content")
# feedparser's names for pubDate, issued; dc:date, modified, lastBuildDate; created.
_TIMES = ("published", "updated", "created")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.IGNORECASE)

Parsed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FeedContext:
    """What of a feed its entries need: where relative links begin, its language, whether it is Atom, the clock."""

    base: str
    language: str | None
    atom: bool
    now: datetime | None


def found_entry(entry: Parsed, context: FeedContext) -> FoundEntry:
    """What the feed tells in one entry."""
    contents, summaries = _texts(entry, atom=context.atom)
    content, summary = (max(map(_plain, texts), key=_size, default=[]) for texts in (contents, summaries))
    full = _size(content) > _size(summary)
    return FoundEntry(
        identity=_text(entry, "id"),
        address=_address(entry, context.base),
        title=plain_line(_text(entry, "title")),
        paragraphs=content if full else summary,
        full=full,
        published_at=_published_at(entry, context.now),
        author=author_of(_authors(entry)),
        picture=next(_pictures(entry, [*contents, *summaries], context.base), None),
        language=primary_language(_text(entry, "language")) or context.language,
    )


def _text(entry: Parsed, name: str) -> str:
    # Past FeedParserDict, which answers some names with other fields.
    value = dict.get(entry, name, "") if isinstance(entry, dict) else ""
    return value if isinstance(value, str) else ""


def _texts(entry: Parsed, *, atom: bool) -> tuple[list[str], list[str]]:
    """What the entry calls its content, and what it calls its summary.

    feedparser makes a second description (that of a picture, mostly) a content of plain text, which only Atom has;
    and it copies a content to where a summary is missing, but not the details of one.
    """
    contents = [(one.get("value", ""), atom or one.get("type") != "text/plain") for one in entry.get("content", ())]
    full = [text for text, is_content in contents if is_content]
    full += filter(None, (_text(entry, name) for name in _FULL_TEXTS))
    short = [text for text, is_content in contents if not is_content]
    if "summary_detail" in entry or not full:
        short.append(_text(entry, "summary"))
    return full, short


def _plain(markup: str) -> list[str]:
    try:
        return plain_paragraphs(markup)
    except ValueError:  # made to keep its readers busy: then the entry has no text, and its page may have one
        return []


def _size(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _address(entry: Parsed, base: str) -> str | None:
    # An id that stands in for a missing link must be an address by itself; joined to a base, anything would be one.
    link = _text(entry, "feedburner_origlink") or _text(entry, "link")
    return absolute(link, "" if entry.get("guidislink") else base)


def _published_at(entry: Parsed, now: datetime | None) -> datetime | None:
    read = (parse_written(_text(entry, name), now=now) for name in _TIMES)
    return next((moment for moment in read if moment), None)


def _authors(entry: Parsed) -> Iterator[str]:
    for author in entry.get("authors", ()):
        yield author.get("name", "")


def _pictures(entry: Parsed, markups: list[str], base: str) -> Iterator[str]:
    """The pictures of an entry, the likeliest first: declared ones by their width, then those in its text."""
    declared = [
        *entry.get("media_content", ()),
        *(one for one in entry.get("links", ()) if one.get("rel") == "enclosure"),
    ]
    shown = [one for one in declared if _is_picture(one)]
    shown.sort(key=_width, reverse=True)
    for one in (*shown, *entry.get("media_thumbnail", ()), entry.get("image") or {}):
        if address := absolute(one.get("url") or one.get("href"), base):
            yield address
    for markup in markups:
        with suppress(ValueError):
            if address := absolute(first_picture(markup), base):
                yield address


def _is_picture(media: Parsed) -> bool:
    kind = f"{media.get('medium', '')} {media.get('type', '')}".lower()
    named = media.get("url") or media.get("href") or ""
    return "image" in kind or (not kind.strip() and _PICTURE_FILE.search(named) is not None)


def _width(media: Parsed) -> int:
    width = str(media.get("width", ""))[:6]
    return int(width) if width.isascii() and width.isdecimal() else 0
