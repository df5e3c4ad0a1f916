"""Backups by themselves: when one is due, which ones go, and that none goes for nothing."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.keeping import AGAIN_AFTER, Keeper, Keeping, keeping_copies, keeping_of, made
from bot.errors import SettingsError
from bot.settings import Settings
from storage.engine import Database, open_database
from tests import postgres

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups are put; it isn't there yet."""
    return tmp_path / "backups" / "svodka"


@pytest.fixture
def keeper(database: Database, folder: Path, clock: Clock) -> Keeper:
    """One that makes a backup every six hours and keeps three."""
    return Keeper(database.path, Keeping(folder, 6 * HOUR, 3), clock)


def names(folder: Path) -> list[str]:
    """What stands in a folder."""
    return sorted(path.name for path in folder.iterdir())


def put(folder: Path, *names: str) -> None:
    """Put files into a folder."""
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("mine")


def spoil(database: Database) -> bytes:
    """Make a file none that could be backed up; returns what it was."""
    before = database.path.read_bytes()
    database.path.write_bytes(b"spoilt" * 1000)
    return before


async def test_the_first_is_made_at_once_and_the_next_when_it_is_due(
    keeper: Keeper, folder: Path, clock: Clock
) -> None:
    assert await keeper.tick() == folder / "svodka-20261123T120000Z.db"
    clock.now = NOON + 6 * HOUR - timedelta(seconds=1)
    assert await keeper.tick() is None
    clock.now = NOON + 6 * HOUR
    assert await keeper.tick() == folder / "svodka-20261123T180000Z.db"
    assert names(folder) == ["svodka-20261123T120000Z.db", "svodka-20261123T180000Z.db"]


async def test_a_bot_that_is_started_anew_makes_none_before_its_time(
    keeper: Keeper, database: Database, folder: Path, clock: Clock
) -> None:
    await keeper.tick()
    clock.now += HOUR
    assert await Keeper(database.path, Keeping(folder, 6 * HOUR, 3), clock).tick() is None


async def test_only_the_oldest_of_its_own_go(keeper: Keeper, folder: Path, clock: Clock) -> None:
    others = ["svodka-20200101T000000Z.db.old", "svodka-by-hand.db", "svodka-20260231T000000Z.db", "letters.db"]
    left_over = [".svodka-20261123T060000Z.db.77.partial", ".svodka-20261123T060000Z.db.77.partial-wal"]
    put(folder, *others, *left_over)
    for _ in range(5):
        assert await keeper.tick() is not None
        clock.now += 6 * HOUR
    assert names(folder) == sorted([*others, *(path.name for _, path in made(folder))])
    assert [at for at, _ in made(folder)] == [NOON + 12 * HOUR, NOON + 18 * HOUR, NOON + 24 * HOUR]


async def test_nothing_goes_while_none_can_be_made(
    keeper: Keeper, database: Database, folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await keeper.tick()
        clock.now += 6 * HOUR
    before = names(folder)
    await database.close()
    whole = spoil(database)
    assert await keeper.tick() is None
    assert await keeper.tick() is None  # it waits
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(told) == 1
    assert told[0].startswith("no backup was made, again in 15 minutes: ")
    assert names(folder) == before
    database.path.write_bytes(whole)
    clock.now += AGAIN_AFTER
    assert await keeper.tick() is not None


async def test_a_folder_that_cant_be_made_is_said(
    database: Database, tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    keeper = Keeper(database.path, Keeping(tmp_path / "file" / "backups", HOUR, 1), clock)
    assert await keeper.tick() is None
    assert "no backup was made" in caplog.text


async def test_a_clock_that_was_far_ahead_holds_nothing_up(keeper: Keeper, clock: Clock) -> None:
    clock.now += timedelta(days=3650)
    await keeper.tick()
    clock.now = NOON
    assert await keeper.tick() is not None


async def test_the_running_bot_makes_them(database: Database, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, backup_every_hours=1)
    async with keeping_copies(settings, database):
        while not made(tmp_path / "backups"):  # noqa: ASYNC110 - the file is what it is about
            await asyncio.sleep(0.01)
    assert len(made(tmp_path / "backups")) == 1


async def test_without_the_setting_nothing_is_made(database: Database, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    assert keeping_of(settings) is None
    async with keeping_copies(settings, database):
        await asyncio.sleep(0)
    assert not (tmp_path / "backups").exists()


async def test_a_servers_database_is_not_backed_up_so(tmp_path: Path) -> None:
    async with postgres.fresh() as url:
        database = await open_database(url)
        with pytest.raises(SettingsError, match="BACKUP_EVERY_HOURS: is for SQLite, and PostgreSQL has pg_dump"):
            async with keeping_copies(Settings(_env_file=None, backup_every_hours=1), database):
                pass
        await database.close()


async def test_where_it_says_so_they_go_elsewhere(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, backup_every_hours=12, backup_dir=tmp_path, backup_keep=2)
    assert keeping_of(settings) == Keeping(tmp_path, 12 * HOUR, 2)
