"""What `svodka doctor` finds: each thing that can be wrong is made wrong here, and it says so and what to do."""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.app.examining import Standing, clock_is_ahead_s
from bot.app.keeping import Keeping
from bot.cli import care
from bot.cli.care import _content_findings, _findings
from bot.cli.findings import Finding, backup_finding, clock_finding, disk_finding, schema_finding, webhook_finding
from bot.sandbox.server import SANDBOX_TOKEN, start
from bot.settings import Settings
from bot.web.site import site
from storage import articles, watches
from storage.engine import Database, open_database
from storage.migrate import newest
from storage.watches import NewWatch, WatchKind
from tests.conftest import SEEDS
from tests.storage.conftest import ENGINES, opened
from tests.storage.conftest import article as an_article

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(params=ENGINES)
async def database(request: pytest.FixtureRequest, tmp_path: Path, blank: Path) -> AsyncIterator[Database]:
    """A database of each engine with an article in it."""
    async with opened(request.param, tmp_path, blank=blank) as database:
        async with database.write() as connection:
            await articles.save(connection, an_article(), story_id=None, now=NOW)
        yield database


@pytest.fixture(autouse=True)
def quick_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads feeds takes a second to start, and is started where the whole command is run."""

    async def works() -> Finding:
        return True, "reader of feeds and pages: works"

    monkeypatch.setattr(care, "_worker_finding", works)


def url_of(database: Database) -> str:
    """As it stands in DATABASE_URL."""
    return database.url.set(drivername=database.url.get_backend_name()).render_as_string(hide_password=False)


def settings(folder: Path, database: Database | None = None, **others: object) -> Settings:
    """Those of an installation in a folder."""
    url = url_of(database) if database else ""
    return Settings(_env_file=None, data_dir=folder, seeds_dir=SEEDS, database_url=url, **others)  # type: ignore[arg-type]


async def found(read: Settings) -> dict[str, list[tuple[bool | None, str]]]:
    """What is found, by the word before the colon."""
    lines: dict[str, list[tuple[bool | None, str]]] = {}
    async for good, line in _findings(read):
        about, _, rest = line.partition(":")
        lines.setdefault(about, []).append((good, rest.strip()))
    return lines


async def test_a_sound_installation_has_nothing_wrong(tmp_path: Path, database: Database) -> None:
    lines = await found(settings(tmp_path, database))
    assert not [line for about in lines.values() for good, line in about if good is False]
    assert lines["database"] == [(True, f"{database}, 1 articles")]
    assert lines["index"] == [(True, "in step with the passages")]
    assert ("backups" in lines) == database.is_sqlite
    assert any(about.startswith("SQLite 3.") for about in lines) == database.is_sqlite


async def test_an_index_out_of_step(tmp_path: Path, database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("DELETE FROM passage_index"))
    ((good, line),) = (await found(settings(tmp_path, database)))["index"]
    assert good is False
    assert line.startswith("passages without index rows: 2; `svodka retag --all` indexes anew")


async def test_a_bot_that_writes_is_not_kept_waiting(tmp_path: Path, database: Database) -> None:
    """What is in the database is looked at while somebody else has their turn to write."""
    other = await open_database(url_of(database))
    try:
        async with other.write() as writing:
            await writing.execute(text("DELETE FROM marks"))
            lines = [line async for _, line in _content_findings(settings(tmp_path, database), database, None)]
    finally:
        await other.close()
    assert "index: in step with the passages" in lines


@pytest.mark.parametrize(
    ("schema", "good", "line"),
    [
        ("9999", False, f"it has schema 9999, and this version knows {newest()} at most: use the newer version"),
        ("0003", None, f"schema 0003, and {newest()} is the newest; `svodka migrate` or a start brings it there"),
    ],
)
async def test_another_schema(tmp_path: Path, database: Database, schema: str, good: bool | None, line: str) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :schema"), {"schema": schema})
    assert (await found(settings(tmp_path, database)))["database"] == [(good, line)]
    async with database.read() as connection:  # it is left as it is
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == schema


async def test_a_source_that_fails(tmp_path: Path, database: Database) -> None:
    async with database.write() as connection:
        new = NewWatch(WatchKind.FEED, "https://tengri.example/feed", "Tengri")
        await watches.add(connection, new, now=NOW, due_at=NOW, interval_s=900)
        await connection.execute(text("UPDATE watches SET failures = 9, error = 'HTTP 503', error_at = 0"))
    lines = await found(settings(tmp_path, database))
    told = [f"{about}: {line}" for about, some in lines.items() for _, line in some]
    assert any("svodka sources list --failing" in line for line in told)
    assert any("Tengri: HTTP 503" in line for line in told), told


async def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    lines = await found(settings(tmp_path / "data"))
    assert lines["database"] == [(None, "none yet; `svodka run`, `svodka try` and `svodka ingest` make it")]
    assert not (tmp_path / "data").exists()
    assert lines["disk"][0][0] is True


async def test_an_old_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sqlite_engine.warn_about_sqlite.__defaults__", ((3, 45, 0),))
    lines = await found(settings(tmp_path))
    assert any("SQLite 3.45.0 has a bug" in about for about in lines)


async def test_too_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Nearly:
        free = 200_000_000

    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Nearly)
    good, line = (await found(settings(tmp_path)))["disk"][0]
    assert good is False
    assert line == f"0.2 GB are free for {tmp_path}, and a gigabyte is the least: make room, or set KEEP_DAYS"


def test_room_for_a_backup_counts() -> None:
    assert disk_finding("data", 9 * 2**30, 8 * 2**30)[0] is True
    good, line = disk_finding("data", 5 * 2**30, 8 * 2**30)
    assert good is False
    assert "a backup needs 8.6 GB" in line


async def test_backups_that_are_missing(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "svodka-20261101T000000Z.db").write_text("")
    good, line = (await found(settings(tmp_path, backup_every_hours=6)))["backups"][0]
    assert good is False
    assert "is the bot running, and what does its log say?" in line


@pytest.mark.parametrize(
    ("last", "good"), [(None, None), (NOW - HOUR, True), (NOW - 12 * HOUR, True), (NOW - 13 * HOUR, False)]
)
def test_when_a_backup_is_too_old(last: datetime | None, good: bool | None) -> None:
    assert backup_finding(Keeping(Path("b"), 6 * HOUR, 7), last, NOW)[0] is good


def test_no_backups_by_themselves_are_a_note() -> None:
    good, line = backup_finding(None, None, NOW)
    assert good is None
    assert "BACKUP_EVERY_HOURS=24" in line


async def test_a_token_that_is_right_and_one_that_is_wrong(tmp_path: Path) -> None:
    sandbox = await start("127.0.0.1", 0)
    try:
        lines = await found(settings(tmp_path, telegram_api=sandbox.address, bot_token=SANDBOX_TOKEN))
        assert lines["token"] == [(True, "the bot is @svodka_sandbox_bot")]
        assert lines["updates"] == [(True, "by polling, 0 wait")]
        assert lines["clock"] == [(True, "as the Bot API server's")]
        lines = await found(settings(tmp_path, telegram_api=sandbox.address, bot_token="77:WRONG"))
        assert lines["token"] == [(False, "Telegram refuses this token: @BotFather shows the right one (/mybots)")]
    finally:
        await sandbox.close()


async def test_a_server_that_cant_be_reached(tmp_path: Path) -> None:
    lines = await found(settings(tmp_path, telegram_api="http://127.0.0.1:1", bot_token=SANDBOX_TOKEN))
    ((good, line),) = lines["token"]
    assert good is False
    assert line.startswith("the Bot API server can't be reached: ")
    assert line.endswith("is there a network, and is TELEGRAM_API right?")
    assert lines["clock"][0][0] is None


@pytest.mark.parametrize(
    ("standing", "wanted", "good", "words"),
    [
        (Standing("b", "", 3), "", True, "by polling, 3 wait"),
        (Standing("b", "https://x/t", 0), "https://x/t", True, "by webhook, 0 wait"),
        (Standing("b", "https://x/t", 0), "", False, "Telegram posts them to https://x/t, and WEBHOOK_URL is empty"),
        (Standing("b", "", 0), "https://x/t", False, "Telegram knows no webhook, and WEBHOOK_URL is https://x/t"),
        (Standing("b", "https://y/t", 0), "https://x/t", False, "Telegram knows https://y/t, and WEBHOOK_URL is"),
        (
            Standing("b", "https://x/t", 12, "Connection refused", NOW - HOUR),
            "https://x/t",
            False,
            "at 11:00 UTC Telegram could not post to https://x/t: Connection refused; 12 wait",
        ),
        (Standing("b", "https://x/t", 0, "Connection refused", NOW - 2 * HOUR), "https://x/t", True, "0 wait"),
        (Standing("b", "", 5_000), "", False, "5,000 wait: is the bot running?"),
    ],
)
def test_how_updates_come(standing: Standing, wanted: str, good: bool | None, words: str) -> None:
    assert webhook_finding(standing, wanted, NOW)[0] is good
    assert words in webhook_finding(standing, wanted, NOW)[1]


@asynccontextmanager
async def saying(headers: Mapping[str, str]) -> AsyncIterator[str]:
    """A server that answers with these headers."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/", **headers})

    app = web.Application()
    app.add_routes([web.get("/", answer)])
    async with site("127.0.0.1", 0, app) as address:
        yield address


@pytest.mark.parametrize(
    ("off_s", "good", "words"),
    [
        (0, True, "as the Bot API server's"),
        (29, True, "as the Bot API server's"),
        (-95, False, "clock: 95 s behind the Bot API server's"),
        (7200, False, "clock: 7,200 s ahead of the Bot API server's"),
    ],
)
async def test_a_clock_that_is_off(off_s: int, good: bool, words: str) -> None:
    async with saying({"Date": format_datetime(NOW, usegmt=True)}) as address:
        ahead = await clock_is_ahead_s(address, lambda: NOW + timedelta(seconds=off_s + 0.5))
    finding = clock_finding(ahead)
    assert finding[0] is good
    assert words in finding[1]


async def test_a_server_that_says_no_time() -> None:
    async with saying({"Date": "at tea time"}) as address:
        assert await clock_is_ahead_s(address, lambda: NOW) is None


def test_the_newest_schema_is_no_finding() -> None:
    assert schema_finding(newest(), newest()) is None
