"""Sweeping: what is too old to be kept goes, a little at a time, and what a wrong clock put off comes back."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.collecting.rhythm import LONGEST
from storage import albums, entries, host_turns, retention, watches
from storage.engine import Database

SWEPT_EVERY = timedelta(hours=1)
"""How often it is looked for what is too old."""

ARTICLES_AT_ONCE = 20
"""Articles that are removed together: a tenth of a second's work, and others want to write, too."""

ENTRIES_AT_ONCE = 1_000

NEVER_LATER = 2 * LONGEST
"""Nothing is put off for longer than a day and its spread."""

UNSEEN_FOR = timedelta(days=60)
"""How long an entry is known after its list has shown it last: some lists lose their old entries and find them again.
An album's posts, too: they are edited on the first days, if ever.
"""


class Sweeper:
    """Removes articles older than ``keep`` (``None``: never), and entries that no list has shown for two months; looks
    after times that are too far away.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], *, keep: timedelta | None = None) -> None:
        self._database = database
        self._now = now
        self._keep = keep
        self._due_at: datetime | None = None

    async def tick(self) -> bool:
        """Remove a little, if it is time; whether there is more.

        Raises:
            StorageError: it can't be done now.
        """
        now = self._now()
        if self._due_at is not None and now < self._due_at <= now + SWEPT_EVERY:
            return False
        await self._bring_back(now)
        more = await self._articles(now)
        more = await self._entries(now) or more
        if not more:
            self._due_at = now + SWEPT_EVERY
        return more

    async def _bring_back(self, now: datetime) -> None:
        """Undo what a clock that was ahead has put off for longer than anything is."""
        async with self._database.write() as connection:
            await watches.hurry_all(connection, beyond=now + NEVER_LATER, now=now)
            await entries.hurry_all(connection, beyond=now + NEVER_LATER, now=now)
            await host_turns.forget(connection, now=now, beyond=now + NEVER_LATER)

    async def _articles(self, now: datetime) -> bool:
        if self._keep is None:
            return False
        async with self._database.write() as connection:
            gone = await retention.forget(connection, before=now - self._keep, limit=ARTICLES_AT_ONCE)
        return gone == ARTICLES_AT_ONCE

    async def _entries(self, now: datetime) -> bool:
        async with self._database.write() as connection:
            await albums.forget(connection, before=now - UNSEEN_FOR)
            gone = await entries.forget(connection, now=now, unseen_for=UNSEEN_FOR, limit=ENTRIES_AT_ONCE)
        return gone == ENTRIES_AT_ONCE
