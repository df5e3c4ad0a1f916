"""All that aiogram sends takes its turn first; what the server refuses for now is sent again.

Only what was surely not carried out is sent again: a 429 and a 5xx are refusals. A connection that breaks leaves open
whether the message arrived, and Telegram has no key to tell a repetition by.
"""

import logging
import math
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.delivery.limits import Limiter, Priority
from bot.telegram.methods import changes_message, makes_message

log = logging.getLogger(__name__)

ATTEMPTS = 3
LONGEST_WAIT_S = 30
"""Whoever would have to wait longer is not answered any more: they have asked again or gone."""

MOST_WAITING = 8
"""Messages that wait for one chat; what comes then is not sent. Each keeps one of the updates busy that are worked on
at once (``receiving.inbox.AT_ONCE``): whoever writes a hundred commands must not keep others waiting."""

AFTER_FAILURE_S = 1.0
"""Between a 5xx and the next attempt."""

_priority: ContextVar[Priority] = ContextVar("priority", default=Priority.ANSWER)
_waits_anyhow: ContextVar[bool] = ContextVar("waits_anyhow", default=False)


@contextmanager
def sent_as(priority: Priority) -> Iterator[None]:
    """What is sent inside is nobody's answer: a broadcast's progress, for example."""
    before = _priority.set(priority)
    try:
        yield
    finally:
        _priority.reset(before)


@contextmanager
def however_many_wait() -> Iterator[None]:
    """What is sent inside waits for its turn though ``MOST_WAITING`` do: for what is said once, and must be heard."""
    before = _waits_anyhow.set(True)
    try:
        yield
    finally:
        _waits_anyhow.reset(before)


class Limiting(BaseRequestMiddleware):
    """Waits for the limiter's turn, and makes a refused request again; ``sleep`` waits for seconds."""

    def __init__(self, limiter: Limiter, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._limiter = limiter
        self._sleep = sleep

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request in its turn; polling has waits of its own.

        Raises:
            TelegramRetryAfter: the chat takes nothing for longer than a person waits (the server says so, or said so),
                or too many messages wait for it.
        """
        again = 0 if isinstance(method, GetUpdates) else ATTEMPTS - 1
        for _ in range(again):
            try:
                return await self._in_turn(make_request, bot, method)
            except TelegramRetryAfter as error:
                if error.retry_after > LONGEST_WAIT_S:
                    raise
                # Where the limiter knows the chat, the next turn is what waits.
                wait_s = float(error.retry_after) if chat_of(method) is None else 0.0
            except TelegramServerError:
                wait_s = AFTER_FAILURE_S
            log.info("%s was refused and is tried again", method.__api_method__)
            if wait_s:
                await self._sleep(wait_s)
        return await self._in_turn(make_request, bot, method)

    async def _in_turn(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        chat_id = chat_of(method)
        if chat_id is None:
            return await make_request(bot, method)
        wait_s = math.ceil(self._limiter.wait_s(chat_id))
        waiting = self._limiter.waiting_for(chat_id)
        if wait_s > LONGEST_WAIT_S or (waiting >= MOST_WAITING and not _waits_anyhow.get()):
            reason = f"chat {chat_id} takes nothing for {wait_s} s, {waiting} messages wait"
            raise TelegramRetryAfter(method, reason, retry_after=max(wait_s, LONGEST_WAIT_S + 1))
        await self._limiter.turn(chat_id, _priority.get(), messages=messages_of(method), payable=False)
        try:
            answer = await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._limiter.refused(chat_id, error.retry_after)
            raise
        self._limiter.accepted()
        return answer


def chat_of(method: TelegramMethod[Any]) -> int | None:
    """The chat that a method makes or changes a message in, ``None`` where it does neither.

    A chat that is only known by its @name, or an inline message's chat, which nobody tells us, gets a number made from
    what is known. It is negative: the name may be a group's.
    """
    if not (makes_message(method) or changes_message(method)):
        return None
    place = getattr(method, "chat_id", None) or getattr(method, "inline_message_id", None)
    return -1 - abs(hash(place)) if isinstance(place, str) else place


def messages_of(method: TelegramMethod[Any]) -> int:
    """How many messages it makes: an album, or what is copied or forwarded together, is several."""
    several = getattr(method, "message_ids", None) or getattr(method, "media", None)
    return max(1, len(several)) if isinstance(several, list) else 1
