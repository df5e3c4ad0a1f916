"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/) as listings."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.sources.encodings import decode, header_charset
from bot.sources.entries import FoundEntry, absolute, author_of, finished, listed
from bot.sources.languages import primary_language
from bot.sources.listing import Listing, ListingKind
from bot.sources.markup import first_picture, plain_line, plain_paragraphs
from bot.sources.times import parse_written

_VERSION = "jsonfeed.org/version/"

Json = Mapping[str, Any]


def parse_json_feed(content: bytes, *, url: str, content_type: str = "", now: datetime | None = None) -> Listing:
    """The entries of a JSON Feed; ``url`` is where it stood, ``now`` the clock, for dates ahead of it.

    Raises:
        ValueError: it is no JSON Feed.
    """
    try:
        feed = json.loads(decode(content, header_charset(content_type), forgiving=True))
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no feed: damaged JSON") from error
    if not isinstance(feed, dict) or _VERSION not in _text(feed, "version"):
        raise ValueError("it is no feed: JSON of another kind")
    home = absolute(_text(feed, "home_page_url"), url)
    language = primary_language(_text(feed, "language"))
    found = (_found_entry(item, home or url, language, now) for item in _objects(feed, "items"))
    return Listing(
        kind=ListingKind.FEED,
        title=plain_line(_text(feed, "title")),
        entries=finished(listed(found)),
        home=home,
        language=language,
    )


def _found_entry(item: Json, base: str, language: str | None, now: datetime | None) -> FoundEntry:
    markup = _text(item, "content_html")
    content = _plain(markup) or _plain(_text(item, "content_text"))
    identity = item.get("id")
    return FoundEntry(
        identity=str(identity) if isinstance(identity, str | int) else "",
        address=absolute(_text(item, "url") or _text(item, "external_url"), base),
        title=plain_line(_text(item, "title")),
        paragraphs=content or _plain(_text(item, "summary")),
        full=bool(content),
        published_at=parse_written(_text(item, "date_published") or _text(item, "date_modified"), now=now),
        author=author_of(_text(author, "name") for author in _authors(item)),
        picture=next(_pictures(item, markup, base), None),
        language=primary_language(_text(item, "language")) or language,
    )


def _plain(markup: str) -> list[str]:
    try:
        return plain_paragraphs(markup)
    except ValueError:  # made to keep its readers busy: then the entry has no text
        return []


def _authors(item: Json) -> Iterator[Json]:
    yield from _objects(item, "authors")
    if isinstance(author := item.get("author"), dict):  # version 1 has one
        yield author


def _pictures(item: Json, markup: str, base: str) -> Iterator[str]:
    declared = [_text(item, "image"), _text(item, "banner_image")]
    declared += [_text(one, "url") for one in _objects(item, "attachments") if "image" in _text(one, "mime_type")]
    try:
        declared.append(first_picture(markup) or "")
    except ValueError:
        declared.append("")
    return (address for written in declared if (address := absolute(written, base)))


def _objects(of: Json, name: str) -> list[Json]:
    value = of.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(of: Json, name: str) -> str:
    """A string of the document, without the halves of surrogate pairs that JSON can spell."""
    value = of.get(name)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
