"""An inbox over a real database and a bot that talks to the sandbox; what works on updates is the test's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.types import Chat, Message, Update, User
from sqlalchemy import select

from bot.sandbox.server import Sandbox
from bot.telegram.receiving.answering import AnswersOnce
from bot.telegram.receiving.inbox import Inbox
from storage.engine import Database
from storage.schema import updates
from tests.conftest import EVENING
from tests.sandbox.conftest import bot_for


@dataclass
class Clock:
    """A time that passes when it is told to."""

    moment: datetime = EVENING

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, time: timedelta) -> None:
        """Let time pass."""
        self.moment += time


@dataclass
class Handler:
    """Works on updates: at once, or when it is let; tells which it began and which it ended."""

    began: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    held: asyncio.Event | None = None
    then: Callable[[Update], object] | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, update: Update) -> None:
        """Work on one."""
        await self._note(self.began, update)
        if self.held is not None:
            await self.held.wait()
        if self.then is not None:
            answered = self.then(update)
            if asyncio.iscoroutine(answered):
                await answered
        await self._note(self.ended, update)

    async def _note(self, where: list[int], update: Update) -> None:
        async with self._changed:
            where.append(update.update_id)
            self._changed.notify_all()

    async def until(self, where: list[int], ids: list[int]) -> None:
        """Wait until these have come to a list, in any order."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: sorted(where) == sorted(ids))


@pytest.fixture
def clock() -> Clock:
    """The clock of every process of a test."""
    return Clock()


@pytest.fixture
def handler() -> Handler:
    """What works on updates."""
    return Handler()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The sandbox's bot, which answers once."""
    client = bot_for(sandbox)
    client.session.middleware(AnswersOnce())
    yield client
    await client.session.close()


@pytest.fixture
def inbox(database: Database, bot: Bot, handler: Handler, clock: Clock) -> Inbox:
    """The inbox of one process."""
    return Inbox(database, bot, handler, clock)


def update(number: int, text: str = "/start", *, at: datetime = EVENING) -> Update:
    """Somebody writes."""
    person = User(id=7, is_bot=False, first_name="Айгүл")
    said = Message(message_id=number, date=at, chat=Chat(id=7, type="private"), from_user=person, text=text)
    return Update.model_validate({"update_id": number, "message": said.model_dump(by_alias=True, exclude_unset=True)})


async def states(database: Database) -> dict[int, str]:
    """How far the updates are that are known."""
    async with database.read() as connection:
        return {id_: state for id_, state in await connection.execute(select(updates.c.id, updates.c.state))}  # noqa: C416
