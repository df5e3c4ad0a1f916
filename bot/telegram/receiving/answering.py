"""Nobody answers what another has taken over: before the first message of an answer, the database is asked.

A process that was paused for longer than its lease doesn't know it. What it does silently (a page that it changes, a
press that it acknowledges) does no harm twice; a message does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import ErrorEvent

from bot.errors import SvodkaError
from bot.telegram.methods import makes_message
from storage.errors import StorageError

log = logging.getLogger(__name__)


class TakenOverError(SvodkaError):
    """Another process has taken an update whose lease had run out: it answers."""


@dataclass(slots=True)
class Claim:
    """The right to answer an update; ``begin`` asks for it, once. The update had waited for ``waited_s`` before."""

    begin: Callable[[], Awaitable[bool]]
    waited_s: float = 0.0
    is_sure: bool = False
    is_lost: bool = False
    _turn: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    async def use(self) -> None:
        """Make sure that the update is ours to answer.

        Where the database can't tell, it is taken to be ours: whoever asked is to hear that something is wrong.

        Raises:
            TakenOverError: it isn't any more.
        """
        async with self._turn:
            if not (self.is_sure or self.is_lost):
                try:
                    self.is_sure = await self.begin()
                    self.is_lost = not self.is_sure
                except StorageError as error:
                    log.warning("nobody can tell whose an update is: %s", error)
        if self.is_lost:
            raise TakenOverError("the update has been taken over by another process")

    def settle(self) -> None:
        """It has been worked on; what is still sent for it needs no more asking."""
        self.is_sure = not self.is_lost


_claim: ContextVar[Claim | None] = ContextVar("claim", default=None)


@contextmanager
def working_on(claim: Claim) -> Iterator[None]:
    """What is sent inside is an answer to the claimed update."""
    before = _claim.set(claim)
    try:
        yield
    finally:
        _claim.reset(before)


def waited_s() -> float:
    """For how long the update that is being worked on had waited before, in seconds."""
    claim = _claim.get()
    return 0.0 if claim is None else claim.waited_s


class AnswersOnce(BaseRequestMiddleware):
    """Sends a message for an update only while that is ours."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, unless it would make a message for what another answers.

        Raises:
            TakenOverError: another process answers.
        """
        claim = _claim.get()
        if claim is not None and makes_message(method):
            await claim.use()
        return await make_request(bot, method)


async def taken_over(_event: ErrorEvent) -> None:
    """Nothing is said to anybody: who took it over answers."""
