"""Arriving: entries that wait become articles. Whole ones at once; of the others the pages are fetched, host by host.

What is claimed is claimed for a lease, and what is stored is settled after: whoever is killed in between leaves
entries that are tried again, and trying again changes nothing.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.collecting.deciding import told_by
from bot.collecting.drafting import CLAIMED_AT_MOST, Bounds, draft_of, page_failed, refused, tried_again
from bot.collecting.rhythm import Pace
from bot.errors import FetchError, RefusedError
from bot.newsroom.intake import Intake
from bot.sources.fetching import Fetcher
from bot.sources.parsing import Parsing
from storage import entries
from storage.engine import Database
from storage.entries import Entry, EntrySettled, EntryState
from storage.errors import StorageError
from storage.records import Draft, Outcome, Saved

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""After how long an entry that nobody settled is tried again: its process was killed."""

AT_A_TIME = 50
"""Articles that are stored together: half a second's work."""

HOSTS_AT_ONCE = 32
"""Hosts whose pages are fetched at the same time; one that is slow keeps none of the others waiting."""

PAGES_OF_A_HOST = 4
"""Pages claimed of a host at a time: its pace is a page a second."""


GATHERED_FOR_S = 0.1
"""How long a page that has come waits for others: claiming the next ones costs the more the more there is waiting."""


@dataclass(slots=True)
class Tally:
    """What became of entries."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refused: int = 0
    put_off: int = 0


@dataclass(frozen=True, slots=True)
class _Brought:
    """An entry that has been seen to: an article to be stored, or how its attempt ended."""

    entry: Entry
    ended: Draft | EntrySettled


class Arrivals:
    """Brings waiting entries in. Only one of it works at a time in a process; others beside it change nothing.

    ``keep`` is how long articles are kept: older ones don't come in.
    """

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        parsing: Parsing,
        intake: Intake,
        now: Callable[[], datetime],
        *,
        pace: Pace,
        keep: timedelta | None = None,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._parsing = parsing
        self._intake = intake
        self._now = now
        self._pace = pace
        self._keep = keep
        self._brought: list[_Brought] = []
        self._stirred = asyncio.Event()

    def wake(self) -> None:
        """Entries may have come."""
        self._stirred.set()

    async def arrive(self, of: Collection[int] | None = None) -> Tally:
        """Bring in all that waits (of these watches, if any are given), until nothing is left that can be tried now.

        Raises:
            StorageError: it can't be stored now; what was claimed is tried again after a lease.
        """
        tally = Tally()
        visits: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                self._stirred.clear()
                whole = await self._claim_whole(of)
                for host, some in (await self._claim_pages(of, visits)).items():
                    visits[host] = asyncio.create_task(self._visit(some))
                brought, self._brought = self._brought[:AT_A_TIME], self._brought[AT_A_TIME:]
                if whole or brought:
                    await self._store([*[await self._see_to(entry) for entry in whole], *brought], tally)
                elif visits:
                    await self._stirred.wait()
                    await asyncio.sleep(GATHERED_FOR_S)
                else:
                    return tally
                for host in [host for host, visit in visits.items() if visit.done()]:
                    del visits[host]
        finally:
            for visit in visits.values():
                visit.cancel()
            await asyncio.gather(*visits.values(), return_exceptions=True)
            self._brought.clear()

    async def _claim_whole(self, of: Collection[int] | None) -> list[Entry]:
        async with self._database.write() as connection:
            return await entries.claim(connection, now=self._now(), lease=LEASE, limit=AT_A_TIME, of=of)

    async def _claim_pages(self, of: Collection[int] | None, busy: Collection[str]) -> dict[str, list[Entry]]:
        """Entries whose pages may be fetched now, by host; of as many hosts as there may be at once."""
        free = HOSTS_AT_ONCE - len(busy)
        if free <= 0:
            return {}
        async with self._database.write() as connection:
            claimed = await entries.claim(
                connection, now=self._now(), lease=LEASE, limit=free, per_host=PAGES_OF_A_HOST, busy=busy, of=of
            )
        by_host: dict[str, list[Entry]] = {}
        for entry in claimed:
            by_host.setdefault(entry.host or "", []).append(entry)
        return by_host

    async def _visit(self, some: Sequence[Entry]) -> None:
        """Fetch the pages of a host's entries, one after the other at the host's pace."""
        try:
            for entry in some:
                brought = await self._see_to(entry)
                self._brought.append(brought)
                self._stirred.set()
        finally:
            self._stirred.set()

    async def _see_to(self, entry: Entry) -> _Brought:
        """Make an article of an entry; a mistake of ours with one keeps no other from coming in."""
        (ended,) = await asyncio.gather(self._drafted(entry), return_exceptions=True)
        if isinstance(ended, BaseException):
            return _Brought(entry, self._mistaken(entry, ended))
        return _Brought(entry, ended)

    async def _drafted(self, entry: Entry) -> Draft | EntrySettled:
        if entry.claims > CLAIMED_AT_MOST:
            return refused(entry, "this program was ended each time it took it in")
        told = told_by(entry.content)
        if entry.host is None:
            return draft_of(entry, told, None, self._bounds())
        try:
            fetched = await self._fetcher.get(told.entry.address or "")
            page = await self._parsing.page(fetched.body, url=fetched.url, content_type=fetched.content_type)
        except (FetchError, RefusedError) as error:
            return page_failed(entry, told, error, self._bounds())
        return draft_of(entry, told, page, self._bounds())

    def _mistaken(self, entry: Entry, error: BaseException) -> EntrySettled:
        log.critical("an entry of %s can't be taken in: %s", entry.name, entry.content[:200], exc_info=error)
        return tried_again(entry, f"a mistake of this program: {type(error).__name__}", self._bounds())

    def _bounds(self) -> Bounds:
        now = self._now()
        return Bounds(now, self._pace, now - self._keep if self._keep is not None else None)

    async def _store(self, brought: Sequence[_Brought], tally: Tally) -> None:
        """Store what became articles and settle all; what changed or was removed meanwhile is left out."""
        async with self._database.read() as connection:
            current = await entries.still_waiting(connection, [one.entry for one in brought])
        drafts = [(e.entry, e.ended) for e in brought if e.entry.id in current and isinstance(e.ended, Draft)]
        settled = [e.ended for e in brought if isinstance(e.ended, EntrySettled)]
        for (entry, _), saved in zip(drafts, await self._take([draft for _, draft in drafts]), strict=True):
            if isinstance(saved, Saved):
                tally.outcomes[saved.outcome] += 1
                settled.append(EntrySettled(entry, EntryState.STORED, article_id=saved.article_id))
            else:
                settled.append(self._mistaken(entry, saved))
        async with self._database.write() as connection:
            await entries.settle(connection, settled)
        tally.refused += sum(one.state is EntryState.REFUSED for one in settled)
        tally.put_off += sum(one.state is EntryState.WAITING for one in settled)

    async def _take(self, drafts: Sequence[Draft]) -> list[Saved | BaseException]:
        """Store drafts together; if one of them breaks something, one by one, so that it breaks nothing else."""
        (together,) = await asyncio.gather(self._intake.take_all(drafts), return_exceptions=True)
        if isinstance(together, StorageError):
            raise together
        if not isinstance(together, BaseException):
            return [*together]
        if len(drafts) == 1:
            return [together]
        return [saved for draft in drafts for saved in await self._take([draft])]
