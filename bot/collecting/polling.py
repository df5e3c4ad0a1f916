"""Polling: one look at one watch, fetched and read; what it comes to is decided elsewhere (``deciding``)."""

from collections.abc import Awaitable, Callable, Collection, Sequence
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


def gaping(keys: Sequence[bytes], known: Collection[bytes]) -> bool:
    """Whether a page of links, newest first, may have lost some that stood between its last and what is ``known``.

    A link or two that were known prove nothing: many pages pin some, or list what is popular. So there may be a gap
    where nothing in the last third of the page is known, or no more than half of all is.
    """
    if not keys:
        return False
    last = keys[-max(1, len(keys) // 3) :]
    found = sum(key in known for key in keys)
    return not any(key in known for key in last) or found * 2 <= len(keys)


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
            failure = Failure(
                error.reason,
                error.retry_after_s,
                error.gone,
                error.permanent,
                error.unreached,
                answered=error.status is not None,
            )
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
        it doesn't, so nothing of it is remembered. A child that can't be read leaves what the other lists.

        Raises:
            RefusedError: none of them can be read.
        """
        entries = list(index.entries)
        failed: list[FetchError | RefusedError] = []
        children = index.children[:CHILDREN_READ]
        for address in children:
            try:
                entries += (await self._read(watch, await self._fetcher.get(address))).entries
            except (FetchError, RefusedError) as error:
                failed.append(error)
        if len(failed) == len(children):
            # The index stands: whatever its children answer, it may name others the next time.
            raise RefusedError(watch.address, f"none of its sitemaps can be read: {failed[0].reason}")
        return replace(index, entries=tuple(entries), wait_s=max(index.wait_s or 0.0, INDEX_WAIT_S))

    async def _has_gap(self, watch: Watch, listing: Listing) -> bool:
        """Whether a site has published more than its list shows since the last look."""
        if watch.kind is not WatchKind.SITE or watch.changed_at is None or listing.older is None:
            return False
        keys = [entry_of(watch, entry).key for entry in listing.entries]
        return gaping(keys, await self._known(keys))

    async def _with_older(self, watch: Watch, listing: Listing) -> Listing:
        """A list page with the one before it, if that can be had: what was new on the first isn't lost by it."""
        try:
            older = await self._read(watch, await self._fetcher.get(listing.older or ""))
        except (FetchError, RefusedError):
            return listing
        return replace(listing, entries=listing.entries + older.entries)
