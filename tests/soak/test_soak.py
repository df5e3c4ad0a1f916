"""The long run in short: one kill in the midst of a wave; and that its audit would see what went wrong."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import update

from bot.sandbox.server import start
from storage.engine import open_database
from storage.migrate import migrate
from storage.schema import deliveries
from tests.bench.crowd import gather
from tests.e2e.conftest import STARTED_WITHIN_S
from tests.soak.audit import audit
from tests.soak.lives import begin_life, clock_of, database_of, prepare
from tests.soak.run import Run

READERS = 400
KILLED_AFTER = 30


@dataclass
class Killed:
    """A run whose bot was killed in its first wave, and settled in its second."""

    run: Run
    arrived_before: int


@pytest.fixture
async def killed(tmp_path: Path) -> AsyncIterator[Killed]:
    """A run with one kill."""
    prepare()
    due_at = datetime(2025, 11, 13, 4, tzinfo=UTC)
    clock = clock_of(tmp_path)
    clock.move(due_at - timedelta(hours=23) - clock())
    database = await open_database(f"sqlite:///{database_of(tmp_path)}")
    await migrate(database)
    await gather(database, READERS, digests=64, due_at=due_at)
    sandbox = await start("127.0.0.1", 0)
    async with ClientSession() as http:
        run = Run(tmp_path, sandbox.address, database, http, random.Random(1))
        await run.introduce(READERS)
        await run.next_wave()
        async with http.get(f"{sandbox.address}/sandbox/events") as events:
            life = begin_life(tmp_path, sandbox.address)
            arrived = 0
            while arrived < KILLED_AFTER:
                line = await asyncio.wait_for(events.content.readline(), STARTED_WITHIN_S)
                arrived += line.startswith(b"data: ") and json.loads(line[6:])["type"] == "message"
            await run.kill(life)
        await run.calls.read_on()
        before = run.calls.carried_out.total()
        await run.settle()
        yield Killed(run, before)
    await sandbox.close()
    await database.close()


async def test_killed_in_the_midst_of_a_wave_nothing_is_lost_and_nothing_comes_twice(killed: Killed) -> None:
    run = killed.run
    assert KILLED_AFTER <= killed.arrived_before < READERS
    outcome = await audit(run.database, run.calls, in_flight=run.in_flight)
    assert outcome.wrong == []
    assert outcome.states["sent"] >= READERS

    (chat_id, text), _ = run.calls.carried_out.most_common(1)[0]
    run.calls.carried_out[chat_id, text] += 1
    repeated = await audit(run.database, run.calls, in_flight=run.in_flight)
    assert len(repeated.wrong) == 2  # it came twice, and more arrived than was sent
    run.calls.carried_out[chat_id, text] -= 1

    of_the_first = (deliveries.c.subscription_id == 1) & (deliveries.c.state == "sent")
    async with run.database.write() as connection:
        await connection.execute(update(deliveries).where(of_the_first).values(state="failed", reason="so"))
    forgotten = await audit(run.database, run.calls, in_flight=run.in_flight)
    assert any(line.endswith("ended as failed: so") for line in forgotten.wrong)
    assert any(line.startswith("subscription 1 was never told of arrival 1") for line in forgotten.wrong)
