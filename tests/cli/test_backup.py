"""`svodka backup` while a bot runs, `svodka restore` once it doesn't: one line each, and what is wrong in one line."""

import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.delivery.limits import Priority
from storage import outbox
from storage.engine import open_database
from storage.migrate import migrate
from tests.conftest import SEEDS
from tests.delivery.world import World
from tests.e2e.conftest import address_of, running, svodka


async def test_a_running_bots_database_is_backed_up_and_put_back_when_it_has_ended(tmp_path: Path) -> None:
    async with running(tmp_path, "try", "--port", "0") as bot:
        await address_of(bot)
        code, out, err = await svodka(tmp_path, "backup", "saved.db")
        assert (code, err) == (0, "")
        assert out.startswith("saved.db: ")
        assert " MB, schema " in out
        assert ", 31 articles, " in out
        code, out, err = await svodka(tmp_path, "restore", "--force", "saved.db")
        assert (code, out, err) == (1, "", f"svodka: {tmp_path}/data/svodka.db is in use: stop the bot first\n")
    code, out, err = await svodka(tmp_path, "restore", "saved.db")
    assert (code, out) == (1, "")
    assert err.endswith("is there already, and was left as it is (--force puts it aside)\n")
    code, out, err = await svodka(tmp_path, "restore", "--force", "saved.db")
    assert (code, err) == (0, "")
    assert out.startswith(f"the database that was there is now {tmp_path}/data/svodka-before-")
    code, out, _ = await svodka(tmp_path, "ask", "energy", "--days", "3650")
    assert "BAQ.KZ" in out


async def test_it_says_what_may_be_sent_again(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'data' / 'svodka.db'}")
    await migrate(database)
    world = World(database, datetime.now(UTC))
    reader = await world.reader(7)
    async with database.write() as connection:
        notice = outbox.row("n", reader_id=reader.id, priority=Priority.ALERT, now=world.clock(), messages="[]")
        await outbox.enqueue(connection, [notice])
    await database.close()
    assert (await svodka(tmp_path, "backup", "saved.db"))[0] == 0
    code, out, err = await svodka(tmp_path, "restore", "--force", "saved.db")
    assert (code, err) == (0, "")
    assert out.endswith("deliveries that wait: 1; some may have been sent since the backup (svodka outbox)\n")


async def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    code, out, err = await svodka(tmp_path, "backup", "saved.db")
    assert (code, out, err) == (1, "", f"svodka: there is no database {tmp_path}/data/svodka.db\n")
    code, out, err = await svodka(tmp_path, "restore", "saved.db")
    assert (code, out) == (2, "")
    assert err == "svodka: Invalid value for 'FILE': File 'saved.db' does not exist.\n"
    code, out, err = await svodka(tmp_path, "restore", str(SEEDS / "sectors.toml"))
    assert (code, out) == (1, "")
    assert err.startswith(f"svodka: {SEEDS / 'sectors.toml'} ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
async def test_a_server_has_tools_of_its_own(tmp_path: Path, command: str, tool: str) -> None:
    (tmp_path / "my news.dump").write_text("")
    url = "postgresql://me:secret@host:5433/news"
    code, out, err = await svodka(tmp_path, command, "my news.dump", DATABASE_URL=url)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "secret" not in err
    words = shlex.split(err.split("a tool of its own: ")[1])
    assert words[0] == tool
    assert "--dbname=postgresql://me@host:5433/news" in words
    assert words[-1].endswith("my news.dump")
