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

_LONGEST_WIDTH = 6

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
        identity=text_in(entry, "id"),
        address=_address(entry, context.base),
        title=plain_line(text_in(entry, "title")),
        paragraphs=content if full else summary,
        full=full,
        published_at=_published_at(entry, context.now),
        author=author_of(_authors(entry)),
        picture=next(_pictures(entry, [*contents, *summaries], context.base), None),
        language=primary_language(text_in(entry, "language")) or context.language,
    )


def text_in(parsed: Parsed, name: str) -> str:
    """A field as feedparser read it, empty where it is missing or, of a feed broken badly, no text."""
    # Past FeedParserDict, which answers some names with other fields.
    value = dict.get(parsed, name) if isinstance(parsed, dict) else None
    return value if isinstance(value, str) else ""


def _objects_in(parsed: Parsed, name: str) -> list[Parsed]:
    value = dict.get(parsed, name) if isinstance(parsed, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(entry: Parsed, *, atom: bool) -> tuple[list[str], list[str]]:
    """What the entry calls its content, and what it calls its summary.

    feedparser makes a second description (that of a picture, mostly) a content of plain text, which only Atom has;
    and it copies a content to where a summary is missing, but not the details of one.
    """
    contents = [
        (text_in(one, "value"), atom or text_in(one, "type") != "text/plain") for one in _objects_in(entry, "content")
    ]
    full = [text for text, is_content in contents if is_content]
    full += filter(None, (text_in(entry, name) for name in _FULL_TEXTS))
    short = [text for text, is_content in contents if not is_content]
    if "summary_detail" in entry or not full:
        short.append(text_in(entry, "summary"))
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
    link = text_in(entry, "feedburner_origlink") or text_in(entry, "link")
    return absolute(link, "" if entry.get("guidislink") else base)


def _published_at(entry: Parsed, now: datetime | None) -> datetime | None:
    read = (parse_written(text_in(entry, name), now=now) for name in _TIMES)
    return next((moment for moment in read if moment), None)


def _authors(entry: Parsed) -> Iterator[str]:
    for author in _objects_in(entry, "authors"):
        yield text_in(author, "name")


def _pictures(entry: Parsed, markups: list[str], base: str) -> Iterator[str]:
    """The pictures of an entry, the likeliest first: declared ones by their width, then those in its text."""
    declared = [
        *_objects_in(entry, "media_content"),
        *(one for one in _objects_in(entry, "links") if text_in(one, "rel") == "enclosure"),
    ]
    shown = [one for one in declared if _is_picture(one)]
    shown.sort(key=_width, reverse=True)
    for one in (*shown, *_objects_in(entry, "media_thumbnail"), entry.get("image") or {}):
        if address := absolute(text_in(one, "url") or text_in(one, "href"), base):
            yield address
    for markup in markups:
        with suppress(ValueError):
            if address := absolute(first_picture(markup), base):
                yield address


def _is_picture(media: Parsed) -> bool:
    kind = f"{text_in(media, 'medium')} {text_in(media, 'type')}".lower()
    named = text_in(media, "url") or text_in(media, "href")
    return "image" in kind or (not kind.strip() and _PICTURE_FILE.search(named) is not None)


def _width(media: Parsed) -> int:
    width = text_in(media, "width")[:_LONGEST_WIDTH]
    return int(width) if width.isascii() and width.isdecimal() else 0
