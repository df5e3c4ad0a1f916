"""What came of a watch's entries is counted by their state, with the commonest reasons of refusal first."""

from datetime import timedelta

from storage import entries, watch_overview, watches
from storage.engine import Database
from storage.entries import EntrySettled, EntryState, NewEntry
from storage.watch_overview import Listed, Reason
from storage.watches import NewWatch, WatchKind
from tests.storage.conftest import NOON


async def watched(database: Database, name: str) -> int:
    """A new watch."""
    new = NewWatch(WatchKind.FEED, f"https://kz.example/{name}", name)
    async with database.write() as connection:
        return await watches.add(connection, new, now=NOON, due_at=NOON, interval_s=600)


async def test_a_new_watch_has_listed_nothing(database: Database) -> None:
    number = await watched(database, "a")
    async with database.read() as connection:
        assert await watch_overview.listed(connection, number, reasons=3) == Listed()


async def test_entries_are_counted_by_what_became_of_them(database: Database) -> None:
    number, other = await watched(database, "a"), await watched(database, "b")
    reasons = ["short", "short", "old", "broken", None]
    async with database.write() as connection:
        listed = [NewEntry(bytes([n]), b"d", "{}", None) for n in range(8)]
        await entries.note(connection, number, listed, now=NOON)
        await entries.note(connection, other, [NewEntry(b"z", b"d", "{}", None)], now=NOON)
        claimed = await entries.claim(connection, now=NOON, lease=timedelta(minutes=1), limit=6)
        ended = [EntrySettled(one, EntryState.REFUSED, reason=why) for one, why in zip(claimed, reasons, strict=False)]
        await entries.settle(connection, [*ended, EntrySettled(claimed[5], EntryState.STORED, article_id=1)])
        found = await watch_overview.listed(connection, number, reasons=2)
    assert (found.waiting, found.stored, found.refused) == (2, 1, 5)
    assert list(found.reasons) == [Reason("short", 2), Reason("broken", 1)]
