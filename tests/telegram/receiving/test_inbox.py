"""Each update is worked on once, by whoever is there: those that die, sleep or have no room leave it to others."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.types import Update
from sqlalchemy import select

from bot.delivery.claims import Holder
from bot.sandbox.server import Sandbox
from bot.telegram.receiving.ages import older_than
from bot.telegram.receiving.inbox import LEASE, Inbox
from storage import updates as stored
from storage.engine import Connection, Database
from storage.errors import StorageError
from storage.schema import updates
from storage.updates import MOST_TRIES
from tests.conftest import EVENING
from tests.sandbox.clocks import until
from tests.sandbox.conftest import get, post
from tests.telegram.receiving.conftest import Clock, Handler, states, update


@asynccontextmanager
async def running(inbox: Inbox) -> AsyncIterator[None]:
    """Let an inbox look after itself meanwhile."""
    task = asyncio.create_task(inbox.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until_state(database: Database, expected: dict[int, str]) -> None:
    """Wait until the updates are as far as this."""
    async with asyncio.timeout(10):
        while await states(database) != expected:  # noqa: ASYNC110 - a database tells nobody when it changes
            await asyncio.sleep(0.005)


async def bodies(database: Database) -> list[str]:
    """What is still kept of what people wrote."""
    async with database.read() as connection:
        return [body for body in (await connection.execute(select(updates.c.body))).scalars() if body is not None]


async def test_what_came_is_worked_on_at_once_and_forgotten_but_for_its_number(
    inbox: Inbox, handler: Handler, database: Database
) -> None:
    async with running(inbox):
        await inbox.accept([update(1, "секрет"), update(2)])
        await handler.until(handler.ended, [1, 2])
        await until_state(database, {1: "done", 2: "done"})
    assert await bodies(database) == []
    assert (inbox.traffic.received, inbox.traffic.handled, inbox.traffic.working) == (2, 2, 0)


async def test_what_is_sent_again_is_not_worked_on_again(inbox: Inbox, handler: Handler) -> None:
    await inbox.accept([update(1)])
    await inbox.accept([update(1), update(2)])
    await handler.until(handler.ended, [1, 2])
    assert inbox.traffic.repeated == 1


async def test_an_update_is_the_same_when_it_is_read_back(
    inbox: Inbox, handler: Handler, database: Database, bot: Bot, clock: Clock
) -> None:
    handler.held = asyncio.Event()
    sent = update(5, "газ за неделю")
    await inbox.accept([sent])
    clock.passes(LEASE + timedelta(seconds=1))
    seen: list[Update] = []
    other = Inbox(database, bot, Handler(then=seen.append), clock)
    async with running(other):
        await until_state(database, {5: "done"})
    assert [one.model_dump() for one in seen] == [sent.model_dump()]
    handler.held.set()
    await handler.until(handler.ended, [5])


async def test_more_than_there_is_room_for_waits_and_is_worked_on_later(
    database: Database, bot: Bot, clock: Clock, handler: Handler
) -> None:
    inbox = Inbox(database, bot, handler, clock, at_once=2)
    handler.held = asyncio.Event()
    async with running(inbox):
        await inbox.accept([update(number) for number in range(1, 6)])
        await handler.until(handler.began, [1, 2])
        waiting = asyncio.create_task(inbox.room())
        await asyncio.wait({waiting}, timeout=0.05)
        assert not waiting.done()
        handler.held.set()
        await handler.until(handler.ended, [1, 2, 3, 4, 5])
        await waiting


async def test_what_has_no_room_here_another_process_takes(
    database: Database, bot: Bot, clock: Clock, handler: Handler
) -> None:
    there = Holder(host="another machine")
    busy = Inbox(database, bot, Handler(held=asyncio.Event()), clock, at_once=1, holder=there)
    await busy.accept([update(1), update(2)])
    async with running(Inbox(database, bot, handler, clock)):
        await handler.until(handler.ended, [2])
        await until_state(database, {1: "taken", 2: "done"})


async def test_what_a_killed_process_of_this_machine_left_is_taken_up_at_once(
    database: Database, bot: Bot, clock: Clock, handler: Handler
) -> None:
    dead = Inbox(database, bot, Handler(held=asyncio.Event()), clock, holder=Holder(pid=1 << 30))
    await dead.accept([update(1)])
    async with running(Inbox(database, bot, handler, clock)):
        await handler.until(handler.ended, [1])


async def test_who_was_paused_for_longer_than_its_lease_says_nothing(
    database: Database, sandbox: Sandbox, bot: Bot, clock: Clock
) -> None:
    await sandbox_person(sandbox)
    said = Handler(then=lambda one: bot.send_message(7, f"answer to {one.update_id}"), held=asyncio.Event())
    paused = Inbox(database, bot, said, clock)
    await paused.accept([update(1)])
    clock.passes(LEASE + timedelta(seconds=1))
    other = Handler(then=lambda one: bot.send_message(7, f"answer to {one.update_id}"))
    async with running(Inbox(database, bot, other, clock)):
        await other.until(other.ended, [1])
    assert said.held is not None
    said.held.set()  # it wakes up
    await until(lambda: not paused.traffic.working)
    sent = [call for call in (await get(sandbox, "calls"))["calls"] if call["method"] == "sendMessage"]
    assert len(sent) == 1
    assert said.ended == []


async def test_an_answer_that_was_begun_is_not_given_again(
    database: Database, sandbox: Sandbox, bot: Bot, clock: Clock, handler: Handler
) -> None:
    await sandbox_person(sandbox)
    never = asyncio.Event()

    async def answer_and_hang(_update: object) -> None:
        await bot.send_message(7, "first of two")
        await never.wait()

    killed = Inbox(database, bot, Handler(then=answer_and_hang), clock)
    await killed.accept([update(1)])
    await until_state(database, {1: "answering"})
    clock.passes(LEASE + timedelta(seconds=1))
    async with running(Inbox(database, bot, handler, clock)):
        await until_state(database, {1: "done"})
    assert handler.began == []
    await killed.close(0)


async def test_who_is_told_to_stop_finishes_what_it_can_and_leaves_the_rest_to_others(
    database: Database, bot: Bot, clock: Clock, handler: Handler
) -> None:
    hangs = asyncio.Event()

    async def work(one: object) -> None:
        if getattr(one, "update_id", 0) == 2:
            await hangs.wait()

    stopping = Inbox(database, bot, Handler(then=work), clock)
    await stopping.accept([update(1), update(2)])
    await stopping.close(0.05)
    assert await states(database) == {1: "done", 2: "waiting"}
    async with running(Inbox(database, bot, handler, clock)):  # at once: no lease is waited for
        await handler.until(handler.ended, [2])


async def test_what_ends_its_process_each_time_is_left_and_what_came_with_it_is_answered(
    database: Database, bot: Bot, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    deadly, ended = 1, asyncio.Event()
    answered: list[int] = []
    lives = 0

    async def work(one: Update) -> None:
        if one.update_id == deadly:
            ended.set()
        if ended.is_set():
            await asyncio.Event().wait()  # the process is gone
        answered.append(one.update_id)

    while await states(database) != {1: "done", 2: "done", 3: "done"}:
        ended.clear()
        lives += 1
        inbox = Inbox(database, bot, Handler(then=work), clock, holder=Holder(pid=(1 << 30) + lives))
        async with running(inbox):
            if lives == 1:
                await inbox.accept([update(1), update(2), update(3)])
            settled = asyncio.create_task(until_state(database, {1: "done", 2: "done", 3: "done"}))
            gone = asyncio.create_task(ended.wait())
            await asyncio.wait({settled, gone}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            for task in (settled, gone):
                task.cancel()
        await killed(inbox)
    assert sorted(answered) == [2, 3]
    assert lives == MOST_TRIES + 1
    assert f"update 1 is left: its process ended each of {MOST_TRIES} times" in caplog.text


async def killed(inbox: Inbox) -> None:
    """End a process's work with nothing said to anybody."""
    tasks = list(inbox._tasks.values())
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def test_a_mistake_in_an_error_handler_stops_nothing(
    database: Database, bot: Bot, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_update: object) -> None:
        raise ZeroDivisionError

    inbox = Inbox(database, bot, Handler(then=fail), clock)
    async with running(inbox):
        await inbox.accept([update(1, "личное")])
        await until_state(database, {1: "done"})
    assert inbox.traffic.failed == 1
    assert "update 1 could not be worked on" in caplog.text
    assert "личное" not in caplog.text


async def test_what_was_written_long_before_is_dropped_but_no_other_kind_of_update(
    database: Database, bot: Bot, clock: Clock, handler: Handler
) -> None:
    inbox = Inbox(database, bot, handler, clock, dropped=older_than(timedelta(hours=1), clock))
    old, new = EVENING - timedelta(hours=2), EVENING - timedelta(minutes=59)
    moved = update(3, at=old).model_dump(by_alias=True, exclude_unset=True)
    del moved["message"]["text"]
    moved["message"]["migrate_to_chat_id"] = -100
    async with running(inbox):
        await inbox.accept([update(1, at=old), update(2, at=new), Update.model_validate(moved)])
        await handler.until(handler.ended, [2, 3])
        await until_state(database, {1: "done", 2: "done", 3: "done"})
    assert inbox.traffic.dropped == 1


async def test_what_another_version_wrote_and_nobody_can_read_is_left(
    inbox: Inbox, database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.write() as connection:
        body = json.dumps({"update_id": 1, "message": {"text": "личное"}})
        await connection.execute(updates.insert().values(id=1, came_at=clock(), state="waiting", body=body))
    async with running(inbox):
        await until_state(database, {1: "done"})
    assert "can't be read back" in caplog.text
    assert "личное" not in caplog.text


async def test_what_is_old_is_forgotten(inbox: Inbox, handler: Handler, database: Database, clock: Clock) -> None:
    await inbox.accept([update(1)])
    await handler.until(handler.ended, [1])
    await inbox.close(1)
    clock.passes(timedelta(days=3))
    async with running(inbox):
        await until_state(database, {})


async def test_what_can_not_be_stored_is_not_begun(inbox: Inbox, handler: Handler, database: Database) -> None:
    await database.close()
    database.path.unlink()
    with pytest.raises(StorageError):
        await inbox.accept([update(1)])
    assert handler.began == []


@asynccontextmanager
async def breaking_off(database: Database) -> AsyncIterator[Connection]:
    """A transaction that is stored, and then the connection breaks off: nobody knows."""
    async with WRITE(database) as connection:
        yield connection
    raise StorageError("the connection was closed in the midst of an operation")


WRITE = Database.write


async def test_what_may_have_been_stored_is_worked_on_when_its_lease_has_run_out(
    database: Database, bot: Bot, handler: Handler, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox(database, bot, handler, clock, sweep_s=0.01)
    with monkeypatch.context() as broken:
        broken.setattr(Database, "write", breaking_off)
        with pytest.raises(StorageError):
            await inbox.accept([update(1)])
    async with running(inbox):
        await inbox.accept([update(1)])  # Telegram posts it again, and is told that it came
        clock.passes(LEASE + timedelta(seconds=1))
        await handler.until(handler.ended, [1])
        await until_state(database, {1: "done"})


async def test_two_messages_at_once_ask_once_whose_the_update_is(
    database: Database, sandbox: Sandbox, bot: Bot, clock: Clock
) -> None:
    await sandbox_person(sandbox)

    async def answer(_update: object) -> None:
        await asyncio.gather(*(bot.send_message(7, said) for said in ("one", "two")))

    said = Handler(then=answer)
    inbox = Inbox(database, bot, said, clock)
    await inbox.accept([update(1)])
    await said.until(said.ended, [1])
    assert not inbox.traffic.taken_over


async def test_after_a_mistake_of_ours_it_goes_on_settling(
    inbox: Inbox, handler: Handler, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError("a mistake")

    with monkeypatch.context() as broken:
        broken.setattr(stored, "settle", fails)
        await inbox.accept([update(1)])
        with pytest.raises(ExceptionGroup):
            await inbox.run()
    async with running(inbox):  # as whoever keeps it running does
        await until_state(database, {1: "done"})
    assert handler.ended == [1]


async def sandbox_person(sandbox: Sandbox) -> None:
    """Somebody whom the bot may write to."""
    await post(sandbox, "messages", {"chat_id": 7, "text": "/start"})
