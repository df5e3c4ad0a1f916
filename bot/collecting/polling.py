"""Polling: one look at one watch, fetched and read; what it comes to is decided elsewhere (``deciding``)."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from bot.collecting.deciding import Failure, Look, body_hash, entry_of, wrong_kind
from bot.errors import FetchError, RefusedError
from bot.sources.fetching import Fetched, Fetcher
from bot.sources.listing import Listing
from bot.sources.parsing import Parsing
from storage.watches import Watch, WatchKind

CHILDREN_READ = 2
"""Sitemaps of an index that are read at a look: the news stand in the likeliest one, on the first of a month in two."""

INDEX_WAIT_S = 1800.0
"""How long an index of sitemaps is left alone at least: a look at it takes three documents, often of megabytes."""

Known = Callable[[Collection[bytes]], Awaitable[set[bytes]]]
"""Tells which of some entries, by key, have been listed before."""


class Poller:
    """Looks at watches; ``known`` is asked whether a site's list has a gap."""

    def __init__(self, fetcher: Fetcher, parsing: Parsing, known: Known) -> None:
        self._fetcher = fetcher
        self._parsing = parsing
        self._known = known

    async def look(self, watch: Watch, *, now: Callable[[], datetime]) -> Look:
        """What stands at a watch's address; ``now`` is asked when the answer is there. Never raises for what is wrong
        outside.
        """
        fetched = None
        try:
            fetched = await self._fetcher.get(watch.address, etag=watch.etag, last_modified=watch.last_modified)
            hashed: bytes | None = body_hash(fetched.body)
            if fetched.status == HTTPStatus.NOT_MODIFIED or hashed == watch.body_hash:
                return Look(watch, now(), fetched)
            listing = await self._read(watch, fetched)
            if (failure := wrong_kind(watch, listing)) is not None:
                return Look(watch, now(), fetched, failure=failure)
            if listing.children:
                listing, hashed = await self._with_children(watch, listing), None
                fetched = replace(fetched, etag=None, last_modified=None)
            elif await self._has_gap(watch, listing):
                listing = await self._with_older(watch, listing)
        except FetchError as error:
            failure = Failure(error.reason, error.retry_after_s, gone=error.gone, permanent=error.permanent)
        except RefusedError as error:
            failure = Failure(error.reason)
        else:
            return Look(watch, now(), fetched, hashed, listing)
        return Look(watch, now(), fetched, failure=failure)

    async def _read(self, watch: Watch, fetched: Fetched) -> Listing:
        return await self._parsing.listing(
            fetched.body, url=fetched.url, content_type=fetched.content_type, pattern=watch.pattern
        )

    async def _with_children(self, watch: Watch, index: Listing) -> Listing:
        """An index of sitemaps with what its likeliest ones list, and asked for seldom; its children may change when
        it doesn't, so nothing of it is remembered.
        """
        entries = list(index.entries)
        for address in index.children[:CHILDREN_READ]:
            entries += (await self._read(watch, await self._fetcher.get(address))).entries
        return replace(index, entries=tuple(entries), wait_s=max(index.wait_s or 0.0, INDEX_WAIT_S))

    async def _has_gap(self, watch: Watch, listing: Listing) -> bool:
        """Whether a site has published more than its list shows since the last look."""
        if watch.kind is not WatchKind.SITE or watch.changed_at is None or listing.older is None:
            return False
        return not await self._known([entry_of(watch, entry).key for entry in listing.entries])

    async def _with_older(self, watch: Watch, listing: Listing) -> Listing:
        """A list page with the one before it, if that can be had: what was new on the first isn't lost by it."""
        try:
            older = await self._read(watch, await self._fetcher.get(listing.older or ""))
        except (FetchError, RefusedError):
            return listing
        return replace(listing, entries=listing.entries + older.entries)
