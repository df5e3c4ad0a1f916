"""Backups by themselves: a copy of the SQLite database every so many hours, the last few kept.

When the last one was made stands in its name, so a bot that is started anew makes none before its time. Whatever has
another name is nobody's business here, and nothing is removed before the new one is verified and has its name.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app.enduring import enduring
from bot.app.opening import clock
from bot.errors import SettingsError
from bot.settings import Settings
from storage.backup import back_up
from storage.engine import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

_FORM = "svodka-%Y%m%dT%H%M%SZ.db"
_NAME = re.compile(r"svodka-\d{8}T\d{6}Z\.db")
_LEFT_OVER = re.compile(r"\.svodka-\d{8}T\d{6}Z\.db\.\d+\.partial(-wal|-shm|-journal)?")

LOOKED_EVERY_S = 60.0
"""How often it is looked whether one is due: a clock may be set, a machine sleep."""

AGAIN_AFTER = timedelta(minutes=15)
"""How long to wait after one that failed."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where backups are put, how far apart, and how many are kept."""

    folder: Path
    every: timedelta
    keep: int


def keeping_of(settings: Settings) -> Keeping | None:
    """What the settings say; ``None``: no backups by themselves."""
    if settings.backup_every_hours is None:
        return None
    folder = settings.backup_dir or settings.data_dir / "backups"
    return Keeping(folder, timedelta(hours=settings.backup_every_hours), settings.backup_keep)


def made(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups of a folder with when each was made, the oldest first."""
    names = (path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else ()
    found = []
    for path in names:
        with suppress(ValueError):  # the 31st of February
            found.append((datetime.strptime(path.name, _FORM).replace(tzinfo=UTC), path))
    return sorted(found)


class Keeper:
    """Makes a backup when one is due, and removes those that are too many."""

    def __init__(self, database: Path, keeping: Keeping, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keeping = keeping
        self._now = now
        self._not_before: datetime | None = None

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look now and then, until cancelled."""
        while True:
            await self.tick()
            await sleep(LOOKED_EVERY_S)

    async def tick(self) -> Path | None:
        """Make one if it is time, and return it; what fails is logged, and tried again after a while."""
        now = self._now()
        if not self._is_due(now):
            return None
        target = self._keeping.folder / now.strftime(_FORM)
        try:
            self._keeping.folder.mkdir(parents=True, exist_ok=True)
            copied = await back_up(self._database, target, replace=False)
            self._rotate()
        except (StorageError, OSError) as error:
            self._not_before = now + AGAIN_AFTER
            minutes = AGAIN_AFTER.total_seconds() // 60
            log.error("no backup was made, again in %d minutes: %s", minutes, error)  # noqa: TRY400 - that says it all
            return None
        log.info("backed up into %s, %.1f MB", target, copied.size / 1e6)
        return target

    def _is_due(self, now: datetime) -> bool:
        if self._not_before is not None and now < self._not_before <= now + AGAIN_AFTER:
            return False
        every = self._keeping.every
        last = max((at for at, _ in made(self._keeping.folder)), default=None)
        return last is None or not now - every < last <= now + every  # beyond that the clock was wrong

    def _rotate(self) -> None:
        for _, path in made(self._keeping.folder)[: -self._keeping.keep]:
            path.unlink()
        for path in self._keeping.folder.iterdir():
            if _LEFT_OVER.fullmatch(path.name):  # of a process that was killed: nobody else writes here
                path.unlink(missing_ok=True)


@asynccontextmanager
async def keeping_copies(settings: Settings, database: Database) -> AsyncIterator[Keeping | None]:
    """Backups are made meanwhile, where the settings want them: those that are given.

    Raises:
        SettingsError: they want them of a server's database.
    """
    keeping = keeping_of(settings)
    if keeping is None:
        yield None
        return
    if not database.is_sqlite:
        raise SettingsError("BACKUP_EVERY_HOURS", "is for SQLite, and PostgreSQL has pg_dump: leave it empty", "")
    async with enduring("the making of backups", Keeper(database.path, keeping, clock).run):
        yield keeping
