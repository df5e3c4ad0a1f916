"""Telegram is told that updates came when they are stored; trouble is told of once and waited out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiogram import Bot

from bot.sandbox.server import Sandbox
from bot.telegram.receiving.inbox import Inbox
from bot.telegram.receiving.polling import CONFLICT, Polling
from storage.engine import Database
from tests.sandbox.conftest import get, post
from tests.telegram.receiving.conftest import Handler, states


class Pauses:
    """Waits for nothing, and knows for how long it should have; after some it waits for ever."""

    def __init__(self, most: int = 3) -> None:
        self.lengths: list[float] = []
        self.enough = asyncio.Event()
        self._most = most

    async def __call__(self, seconds: float) -> None:
        """Wait."""
        self.lengths.append(seconds)
        if len(self.lengths) >= self._most:
            self.enough.set()
            await asyncio.Event().wait()


@asynccontextmanager
async def polling(bot: Bot, inbox: Inbox, pauses: Pauses | None = None) -> AsyncIterator[Pauses]:
    """Poll meanwhile."""
    pauses = pauses or Pauses()
    task = asyncio.create_task(Polling(bot, inbox, ["message"], pauses, lambda: 0.0).run())
    try:
        yield pauses
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_what_people_write_is_stored_and_worked_on(
    sandbox: Sandbox, bot: Bot, inbox: Inbox, handler: Handler
) -> None:
    async with polling(bot, inbox):
        for text in ("one", "two"):
            await post(sandbox, "messages", {"chat_id": 7, "text": text})
        async with asyncio.timeout(10):
            while len(handler.ended) < 2:  # noqa: ASYNC110 - their numbers are the server's
                await asyncio.sleep(0.005)


async def test_what_cannot_be_stored_is_asked_for_again(
    sandbox: Sandbox, bot: Bot, inbox: Inbox, handler: Handler, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE updates RENAME TO elsewhere")
    await post(sandbox, "messages", {"chat_id": 7, "text": "личное"})
    async with polling(bot, inbox, Pauses(2)) as pauses:
        await asyncio.wait_for(pauses.enough.wait(), 10)
    assert pauses.lengths == [1.0, 2.0]
    assert caplog.text.count("updates can't be stored, trying again") == 1  # and not at each attempt
    assert "личное" not in caplog.text
    async with database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO updates")
    async with polling(bot, inbox):
        async with asyncio.timeout(10):
            while not handler.ended:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.005)
    assert list(await states(database)) == handler.ended


async def test_a_second_program_that_polls_is_explained_once(
    sandbox: Sandbox, bot: Bot, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    fault = {
        "method": "getUpdates",
        "times": 3,
        "status": 409,
        "description": "Conflict: terminated by other getUpdates",
    }
    await post(sandbox, "faults", fault)
    with caplog.at_level(logging.WARNING):
        async with polling(bot, inbox) as pauses:
            await asyncio.wait_for(pauses.enough.wait(), 10)
    assert pauses.lengths == [1.0, 2.0, 5.0]
    assert [record.getMessage() for record in caplog.records] == [CONFLICT]


async def test_a_server_that_says_when_to_come_again_is_heeded(sandbox: Sandbox, bot: Bot, inbox: Inbox) -> None:
    await post(sandbox, "faults", {"method": "getUpdates", "times": 1, "status": 429, "retry_after": 17})
    async with polling(bot, inbox, Pauses(1)) as pauses:
        await asyncio.wait_for(pauses.enough.wait(), 10)
    assert pauses.lengths == [17]


async def test_it_asks_no_further_while_there_is_no_room(
    sandbox: Sandbox, bot: Bot, database: Database, handler: Handler, clock: object
) -> None:
    inbox = Inbox(database, bot, handler, clock, at_once=1)  # type: ignore[arg-type]
    handler.held = asyncio.Event()
    async with polling(bot, inbox):
        await post(sandbox, "messages", {"chat_id": 7, "text": "one"})
        async with asyncio.timeout(10):
            while not handler.began:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.005)
        before = await asked(sandbox)
        await asyncio.sleep(0.05)
        assert await asked(sandbox) == before


async def asked(sandbox: Sandbox) -> int:
    """How often the server was asked for updates."""
    return sum(call["method"] == "getUpdates" for call in (await get(sandbox, "calls"))["calls"])
