"""What stands at an address of an outlet, as the bytes that a healthy server would send."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from bot.outside import feeds, pages
from bot.outside.faults import Where, Wrong
from bot.outside.outlets import FeedFormat, Outlet
from bot.outside.world import Entry, World

MOVED = "/moved"
"""What stands before a path that an address has moved to: everything stands there too."""

_LIST_PAGE = re.compile(r"/(?:news/(?:\?page=(\d{1,3}))?|section/\d/)?")
_CHARSET = re.compile(rb"(charset|encoding)=\"[a-z0-9-]+\"")
_CHARSETS = {"utf-8": "windows-1251", "windows-1251": "utf-8"}

# Seen in feeds: nothing, nonsense, a month that is none, before news were printed, the end of 32 bits.
_WRONG_DATES = ("", "вчера", "Mon, 32 Foo 2025 25:61:00 +0600", "0000-00-00T00:00:00Z", "2106-02-07T06:28:15Z")


@dataclass(frozen=True, slots=True)
class Document:
    """A body with its Content-Type; ``where`` says to which of an outlet's answers it belongs."""

    body: bytes
    content_type: str
    where: Where

    @property
    def etag(self) -> str:
        """A validator of the body."""
        return f'"{blake2b(self.body, digest_size=8).hexdigest()}"'


def where(outlet: Outlet, path: str) -> Where:
    """To which of an outlet's answers a path belongs, whether anything stands there or not."""
    path = path.removeprefix(MOVED)
    if path == "/robots.txt":
        return Where.ROBOTS
    listed = path == outlet.watched or _LIST_PAGE.fullmatch(path) or "sitemap" in path
    return Where.LISTS if listed else Where.ARTICLES


def find(world: World, outlet: Outlet, path: str, base: str, wrong: Wrong | None = None) -> Document | None:
    """What stands at a path (with its query), ``None`` where nothing does.

    ``wrong`` is how it is badly written, where it is; ``base`` is the outlet's address as it was asked for.
    """
    path = path.removeprefix(MOVED)
    text = _text(world, outlet, path, base, _BADLY.get(wrong, tuple) if wrong else tuple)
    if text is None:
        return None
    kind = _content_type(outlet, path, text)
    body = text.encode(outlet.charset, "xmlcharrefreplace")
    declared = outlet.charset
    if wrong is Wrong.BROKEN_XML:
        body = _broken(body)
    elif wrong is Wrong.LYING_CHARSET:
        declared = _CHARSETS[outlet.charset]
        body = _CHARSET.sub(rb'\1="' + declared.encode() + b'"', body)
    if outlet.declared or wrong is Wrong.LYING_CHARSET or kind == "text/plain":
        kind = f"{kind}; charset={declared}"
    return Document(body, kind, where(outlet, path))


def _text(
    world: World, outlet: Outlet, path: str, base: str, written: Callable[[Sequence[Entry]], Sequence[Entry]]
) -> str | None:
    entries = written(world.listed(outlet.key))
    if outlet.feed is not None and path == outlet.feed.value:
        text: str | None = feeds.write(outlet, entries, base)
    elif page := _LIST_PAGE.fullmatch(path):
        text = pages.listing(outlet, entries, int(page[1] or 1))
    elif path == "/robots.txt":
        text = pages.robots(outlet, base)
    elif outlet.sitemap and path == "/sitemap.xml":
        text = pages.sitemap_index(outlet, base)
    elif outlet.sitemap and path == "/news-sitemap.xml":
        text = pages.news_sitemap(outlet, entries, base)
    elif path.startswith(pages.FORBIDDEN):
        text = pages.nothing_found(outlet)
    elif (entry := world.at(outlet.key, path)) is not None:
        others = [one for one in entries if one.path != path]
        text = pages.article(outlet, written([entry])[0], base, others)
    else:
        text = None
    return text


def _content_type(outlet: Outlet, path: str, text: str) -> str:
    if path == "/robots.txt":
        return "text/plain"
    if outlet.feed is FeedFormat.JSON and path == outlet.feed.value:
        return "application/feed+json"
    return "application/xml" if text.startswith("<?xml") else "text/html"


def _wrongly_dated(entries: Sequence[Entry]) -> Sequence[Entry]:
    return [replace(one, written_date=_WRONG_DATES[one.telling.number % len(_WRONG_DATES)] or "-") for one in entries]


def _all_with_one_id(entries: Sequence[Entry]) -> Sequence[Entry]:
    return [replace(one, key="1") for one in entries]


def _broken(body: bytes) -> bytes:
    """Broken as by a program that pasted something unescaped: what comes before can still be read."""
    middle = 2 * len(body) // 3
    return body[:middle] + b" & <b>&nbsp;</i> <<" + body[middle : -len(body) // 10]


_BADLY: dict[Wrong, Callable[[Sequence[Entry]], Sequence[Entry]]] = {
    Wrong.WRONG_DATES: _wrongly_dated,
    Wrong.DUPLICATE_IDS: _all_with_one_id,
}
