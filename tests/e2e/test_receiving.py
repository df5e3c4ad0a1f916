"""Updates reach real processes, by polling and by webhook, and no process takes one with it when it is killed."""

import asyncio
import json
import signal
import socket
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.sandbox.server import Sandbox, start
from storage import outbox, readers
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.schema import deliveries, updates
from tests.e2e.conftest import STARTED_WITHIN_S, Visitor, database_url, running, svodka
from tests.person import Person

PEOPLE = range(1001, 1041)
KILLED_AFTER = 10
"""Answers that have arrived by then."""

ENDED_WITHIN_S = 10.0
"""Containers that have not ended by then are killed."""

SECRET = "a-secret-of-the-tests"  # noqa: S105 - so it is called


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def webhook() -> dict[str, str]:
    """What lets a bot be posted to."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    return {"WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET, "HTTP_PORT": str(port)}


async def answered(http: ClientSession, sandbox: Sandbox) -> Counter[int]:
    """How many answers each person has."""
    number: Counter[int] = Counter()
    for chat_id in PEOPLE:
        shown = await Person(http, sandbox.address, chat_id=chat_id).messages()
        number[chat_id] = sum(message["from"]["is_bot"] for message in shown)
    return number


async def left(database: Database, **state: str) -> int:
    """How many updates haven't been worked on, or are in a state."""
    which = [updates.c.body.is_not(None), *(updates.c.state == value for value in state.values())]
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(updates).where(*which))).scalar_one()


async def sending(database: Database) -> int:
    """How many deliveries are being sent."""
    query = select(func.count()).select_from(deliveries).where(deliveries.c.state == "sending")
    async with database.read() as connection:
        return (await connection.execute(query)).scalar_one()


@pytest.mark.parametrize(("way", "engine"), [("polling", "sqlite"), ("webhook", "postgresql")])
@pytest.mark.usefixtures("one_engine")
async def test_killed_in_the_midst_every_update_is_answered_and_none_twice(
    tmp_path: Path, http: ClientSession, way: str
) -> None:
    sandbox = await start("127.0.0.1", 0)
    variables = {"TELEGRAM_API": sandbox.address, "BOT_TOKEN": sandbox.token, **(webhook() if way == "webhook" else {})}
    try:
        async with running(tmp_path, "run", **variables) as first:
            await Visitor(http, sandbox.address).ask("/help")
            writing = [Person(http, sandbox.address, chat_id=one).write("/help") for one in PEOPLE]
            written = asyncio.gather(*writing)
            async with asyncio.timeout(STARTED_WITHIN_S):
                while (await answered(http, sandbox)).total() < KILLED_AFTER:  # noqa: ASYNC110 - another process tells nobody
                    await asyncio.sleep(0)
            first.kill()
            await first.communicate()
            await written
        database = await open_database(database_url(tmp_path))
        unknown = await left(database, state="answering")
        async with running(tmp_path, "run", **variables), asyncio.timeout(STARTED_WITHIN_S):
            while (await answered(http, sandbox)).total() < len(PEOPLE) - unknown or await left(database):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await database.close()
        got = await answered(http, sandbox)
    finally:
        await sandbox.close()
    assert max(got.values()) == 1
    assert got.total() >= len(PEOPLE) - unknown


async def test_told_to_stop_it_answers_what_came_and_ends_cleanly(tmp_path: Path, http: ClientSession) -> None:
    sandbox = await start("127.0.0.1", 0)
    variables = {"TELEGRAM_API": sandbox.address, "BOT_TOKEN": sandbox.token, **webhook()}
    try:
        async with running(tmp_path, "run", **variables) as process:
            person = Visitor(http, sandbox.address)
            await person.ask("/start")
            await person.write("/help")
            process.send_signal(signal.SIGTERM)
            _, err = await asyncio.wait_for(process.communicate(), 15)
            assert process.returncode == 0, err.decode()
            assert b"Traceback" not in err
        database = await open_database(database_url(tmp_path))
        waiting = await left(database)
        await database.close()
        told = len([one for one in await person.messages() if one["from"]["is_bot"]])
        in_the_queue = len(sandbox.world.updates)
        assert (told, waiting + in_the_queue) in {
            (2, 0),
            (1, 1),
        }  # it came in before the end, or waits for the next start
    finally:
        await sandbox.close()


async def test_it_ends_within_ten_seconds_though_telegram_answers_neither_an_answer_nor_a_digest(
    tmp_path: Path, http: ClientSession
) -> None:
    database = await open_database(database_url(tmp_path))
    await migrate(database)
    now = datetime.now(UTC)
    async with database.write() as connection:
        one = await readers.meet(
            connection, chat_id=PEOPLE[0], thread_id=0, kind="private", language="ru", timezone="UTC", now=now
        )
        said = json.dumps([json.dumps({"text": "Новое"})])
        await outbox.enqueue(connection, [outbox.row("n", reader_id=one.id, priority=2, now=now, messages=said)])
    sandbox = await start("127.0.0.1", 0)
    variables = {"TELEGRAM_API": sandbox.address, "BOT_TOKEN": sandbox.token, "HTTP_PORT": str(free_port())}
    hangs = {"method": "sendMessage", "times": 9, "status": 500, "delay_s": 60}
    try:
        await Person(http, sandbox.address, chat_id=PEOPLE[0]).write("/help")
        async with http.post(f"{sandbox.address}/sandbox/faults", json=hangs) as response:
            response.raise_for_status()
        async with running(tmp_path, "run", **variables) as process, asyncio.timeout(STARTED_WITHIN_S):
            while not (await left(database, state="answering") and await sending(database)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            _, err = await process.communicate()
            assert time.monotonic() - told < ENDED_WITHIN_S
            assert process.returncode == 0, err.decode()
    finally:
        await database.close()
        await sandbox.close()


async def test_who_is_slow_to_post_or_to_answer_keeps_no_bot_from_ending(tmp_path: Path, http: ClientSession) -> None:
    sandbox = await start("127.0.0.1", 0)
    variables = {"TELEGRAM_API": sandbox.address, "BOT_TOKEN": sandbox.token, **webhook()}
    port = int(variables["HTTP_PORT"])
    hangs = {"method": "setWebhook", "times": 1, "status": 500, "delay_s": 60}
    try:
        async with http.post(f"{sandbox.address}/sandbox/faults", json=hangs) as response:
            response.raise_for_status()
        async with running(tmp_path, "run", **variables) as process:
            reader, writer = await asyncio.wait_for(connected(port), STARTED_WITHIN_S)
            writer.write(
                b"POST /telegram HTTP/1.1\r\nHost: bot\r\nContent-Length: 99\r\n"
                b"X-Telegram-Bot-Api-Secret-Token: " + SECRET.encode() + b"\r\n\r\n{"
            )
            await writer.drain()
            process.send_signal(signal.SIGTERM)
            _, err = await asyncio.wait_for(process.communicate(), 5)
            assert process.returncode == 0, err.decode()
            assert b"Traceback" not in err
            assert await reader.read() == b""
            writer.close()
    finally:
        await sandbox.close()


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to a process that is starting, as soon as it listens."""
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)


async def test_whoever_watches_a_running_bot_is_told_how_it_is(tmp_path: Path, http: ClientSession) -> None:
    sandbox = await start("127.0.0.1", 0)
    port = str(free_port())
    variables = {"TELEGRAM_API": sandbox.address, "BOT_TOKEN": sandbox.token, "HTTP_PORT": port}
    variables |= {"BACKUP_EVERY_HOURS": "24"}
    try:
        code, out, _ = await svodka(tmp_path, "health", HTTP_PORT=port)
        assert code == 1
        assert out.startswith(f"no answer from http://127.0.0.1:{port}/healthz")
        async with running(tmp_path, "run", **variables):
            await Visitor(http, sandbox.address).ask("/energy")
            assert await svodka(tmp_path, "health", HTTP_PORT=port) == (0, "well\n", "")
            async with http.get(f"http://127.0.0.1:{port}/metrics") as response:
                told = await response.text()
    finally:
        await sandbox.close()
    assert 'svodka_updates_total{kind="message",outcome="handled"} 1.0' in told
    assert 'svodka_answer_seconds_count{kind="message"} 1.0' in told
    assert 'svodka_articles_total{outcome="new"}' in told
    assert 'svodka_passages_total{sector="energy"}' in told
    assert "svodka_backup_interval_seconds 86400.0" in told
    assert "svodka_disk_free_bytes " in told
    assert 'svodka_api_calls_total{method="sendMessage",outcome="done"} 1.0' in told


async def test_a_webhook_without_a_secret_is_refused(tmp_path: Path) -> None:
    variables = {"BOT_TOKEN": "42:SANDBOX", "WEBHOOK_URL": "https://bot.example.org/telegram"}
    code, _, err = await svodka(tmp_path, "run", **variables)
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("svodka: WEBHOOK_SECRET: is missing: without it anybody could post updates")


async def test_a_second_bot_on_one_sqlite_file_is_refused(tmp_path: Path, http: ClientSession) -> None:
    sandbox = await start("127.0.0.1", 0)
    variables = {"TELEGRAM_API": sandbox.address, "BOT_TOKEN": sandbox.token}
    try:
        async with running(tmp_path, "run", **variables):
            await Visitor(http, sandbox.address).ask("/start")
            code, _, err = await svodka(tmp_path, "run", **variables)
            assert code == 1
            assert "another bot works with" in err.splitlines()[-1]
            _, out, _ = await svodka(tmp_path, "outbox", "--json", **variables)  # what is no bot may look
            assert "waiting" in json.loads(out)
    finally:
        await sandbox.close()
