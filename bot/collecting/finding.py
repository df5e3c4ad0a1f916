"""Finding: what can be watched behind an address that a person typed, and watching it.

A feed beats all else: its publisher made it for this. Then a news sitemap, then the page's own list of articles by a
pattern of their addresses, then any sitemap. A feed that has nothing in it, or nothing new for two months, was
forgotten by its outlet and comes last.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from bot.collecting.deciding import KINDS
from bot.collecting.rhythm import SHORTEST, staggered
from bot.errors import FetchError, RefusedError
from bot.sources.addresses import normalised, same_page
from bot.sources.fetching import Fetched, Fetcher
from bot.sources.headlines import shorten
from bot.sources.listing import ListedEntry, Listing, Looked
from bot.sources.looking import USUAL_FEED_PATHS, USUAL_SITEMAP_PATHS
from bot.sources.opml import LONGEST_NAME
from bot.sources.parsing import Parsing
from storage import watches
from storage.engine import Connection, Database
from storage.watches import NewWatch, WatchKind

FORGOTTEN_AFTER = timedelta(days=60)

DECLARED_TRIED = 5
"""Feeds that a page declares and that are looked at: the first are its news, then come sections and comments."""

PATIENCE_S = 40.0
"""How long a person waits: then what has been found is what there is. A host is asked once a second."""


_PORT = re.compile(r"^[^/?#]*:(?!443\b)[0-9]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be watched: ``name`` is that of the source, ``pattern`` that of a site's article links.

    ``entries`` are what it lists now, newest first as far as it says.
    """

    kind: WatchKind
    address: str
    name: str
    pattern: str | None
    home: str | None
    entries: tuple[ListedEntry, ...]

    def watch(self, *, name: str | None = None, added_by: int | None = None) -> NewWatch:
        """The watch of it."""
        return NewWatch(self.kind, self.address, name or self.name, self.pattern, self.home, added_by)


@dataclass(frozen=True, slots=True)
class Added:
    """The watch of an address; ``was_there``: there had been one already, and nothing has changed."""

    watch_id: int
    was_there: bool


class Finder:
    """Finds what can be watched; ``now`` is the clock, aware and UTC."""

    def __init__(
        self, fetcher: Fetcher, parsing: Parsing, now: Callable[[], datetime], *, patience_s: float = PATIENCE_S
    ) -> None:
        self._fetcher = fetcher
        self._parsing = parsing
        self._now = now
        self._patience_s = patience_s

    async def find(self, typed: str) -> list[Found]:
        """What can be watched behind an address, the best first, one at least; ``https://`` may be left out.

        Raises:
            RefusedError: nothing, with the reason.
        """
        fetched = await self._reach(typed.strip())
        looked, refused = None, None
        try:
            looked = await self._parsing.look(fetched.body, url=fetched.url, content_type=fetched.content_type)
        except RefusedError as error:  # its home may have feeds all the same
            refused = error.reason
        if looked is not None and looked.listing is not None and looked.pattern is None:
            return [await self._only(typed, fetched.url, looked.listing)]
        page = [] if looked is None else _site(fetched.url, looked)
        behind = await self._behind(fetched.url, looked)
        found = sorted([*behind, *page], key=self._rank)
        if not found:
            raise RefusedError(typed, refused or "neither a feed nor a list of articles was found there")
        return found

    async def _only(self, typed: str, url: str, listing: Listing) -> Found:
        try:
            return await self._opened(url, listing, listing.title)
        except FetchError as error:
            raise RefusedError(typed, error.reason) from error

    async def by_pattern(self, address: str, pattern: str) -> Found:
        """What a site's page lists by a link pattern that a person wrote.

        Raises:
            RefusedError: nothing, or the pattern is none, or the page can't be had; with the reason.
        """
        fetched = await self._get(address, address)
        listing = await self._read(fetched, pattern)
        return _found(normalised(address), listing, listing.title, pattern)

    async def _reach(self, typed: str) -> Fetched:
        """What stands at the address; without a scheme, by https or else by http (first where a port is written)."""
        if "://" in typed:
            return await self._get(typed, typed)
        first, then = ("http", "https") if _PORT.search(typed) else ("https", "http")
        with suppress(RefusedError):
            return await self._get(f"{first}://{typed}", typed)
        return await self._get(f"{then}://{typed}", typed)

    async def _get(self, address: str, typed: str) -> Fetched:
        try:
            return await self._fetcher.get(address)
        except FetchError as error:
            raise RefusedError(typed, error.reason) from error

    async def _behind(self, url: str, looked: Looked | None) -> list[Found]:
        """Feeds that a page declares; where none of them lives, feeds and sitemaps where sites usually have them."""
        found: list[Found] = []
        name = looked.title if looked is not None else ""
        declared = [feed.address for feed in looked.feeds] if looked is not None else []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_s):
                for address in declared[:DECLARED_TRIED]:
                    found += await self._listed(address, name, found)
                for address in _usual(url, declared):
                    if any(self._lives(one) for one in found):
                        break
                    found += await self._listed(address, name, found)
        return found

    async def _listed(self, address: str, name: str, before: Sequence[Found]) -> list[Found]:
        """The feed or sitemap that stands at an address, unless it is one of those before."""
        try:
            fetched = await self._fetcher.get(address)
            one = await self._opened(fetched.url, await self._read(fetched), name)
        except (FetchError, RefusedError):
            return []
        known = same_page(one.address) in {same_page(other.address) for other in before}
        return [] if one.kind is WatchKind.SITE or known else [one]

    async def _opened(self, address: str, index: Listing, name: str) -> Found:
        """A list; of an index of sitemaps the one with the news, where that tells when they were published. Others
        change their names with the months, so that the index itself has to be watched.
        """
        if not index.children:
            return _found(address, index, name)
        first = await self._fetcher.get(index.children[0])
        inside = _found(first.url, await self._read(first), name or index.title)
        dated = any(entry.published_at for entry in inside.entries)
        return inside if dated else replace(inside, address=address, home=index.home)

    async def _read(self, fetched: Fetched, pattern: str | None = None) -> Listing:
        return await self._parsing.listing(
            fetched.body, url=fetched.url, content_type=fetched.content_type, pattern=pattern
        )

    def _rank(self, found: Found) -> int:
        if not self._lives(found):
            return 4
        dated = any(entry.published_at for entry in found.entries)
        if found.kind is WatchKind.SITEMAP:
            return 1 if dated else 3
        return 0 if found.kind is WatchKind.FEED else 2

    def _lives(self, found: Found) -> bool:
        """Whether something new may be expected of it; an index of sitemaps has no entries of its own."""
        times = [entry.published_at for entry in found.entries if entry.published_at is not None]
        if times:
            return max(times) > self._now() - FORGOTTEN_AFTER
        return bool(found.entries) or found.kind is WatchKind.SITEMAP


async def add(database: Database, watch: NewWatch, *, now: datetime) -> Added:
    """Watch something from now on, its first look at once.

    Raises:
        StorageError: it can't be stored now.
    """
    return (await add_all(database, [watch], now=now))[0]


async def add_all(database: Database, wanted: Sequence[NewWatch], *, now: datetime, first: int = 0) -> list[Added]:
    """Watch some addresses from now on, in one transaction; their first looks are spread, so as to be no burst.

    Of a long list that is added in parts, ``first`` is how many have been added before.

    Raises:
        StorageError: they can't be stored now; none of them is.
    """
    async with database.write() as connection:
        return [
            await _add(connection, watch, now=now, due_at=due_at)
            for watch, due_at in zip(wanted, staggered(len(wanted), now=now, first=first), strict=True)
        ]


async def _add(connection: Connection, watch: NewWatch, *, now: datetime, due_at: datetime) -> Added:
    there = await watches.by_address(connection, watch.address)
    if there is not None:
        return Added(there.id, was_there=True)
    watch = replace(watch, name=shorten(watch.name, LONGEST_NAME))
    first = None if watch.kind is WatchKind.CHANNEL else due_at
    interval_s = round(SHORTEST.total_seconds())
    return Added(await watches.add(connection, watch, now=now, due_at=first, interval_s=interval_s), was_there=False)


def _usual(url: str, declared: Iterable[str]) -> list[str]:
    """Where a site usually has feeds and sitemaps, but for those that have been looked at."""
    paths = (*USUAL_FEED_PATHS, *USUAL_SITEMAP_PATHS)
    usual = (normalised(urljoin(url, path)) for path in paths)
    return [address for address in usual if address not in set(declared)]


def _site(url: str, looked: Looked) -> list[Found]:
    return [] if looked.listing is None else [_found(url, looked.listing, looked.title, looked.pattern)]


def _found(address: str, listing: Listing, name: str, pattern: str | None = None) -> Found:
    entries = sorted(
        listing.entries,
        key=lambda entry: entry.published_at.timestamp() if entry.published_at is not None else 0.0,
        reverse=True,
    )
    return Found(
        KINDS[listing.kind],
        address,
        name or listing.title or urlsplit(address).hostname or address,
        pattern,
        listing.home,
        tuple(entries),
    )
