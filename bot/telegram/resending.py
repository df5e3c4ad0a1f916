"""What happens when the server says "not now": wait as long as it says, then send again.

Only what was surely not carried out is sent again: a 429 and a 5xx are refusals. A connection that breaks leaves open
whether the message arrived, and Telegram has no key to tell a repetition by.
"""

import logging
from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

log = logging.getLogger(__name__)

ATTEMPTS = 3
LONGEST_WAIT_S = 30
"""Whoever would have to wait longer is not answered any more: they have asked again or gone."""

AFTER_FAILURE_S = 1.0
"""Between a 5xx and the next attempt."""


class Resending(BaseRequestMiddleware):
    """Makes a refused request again; ``sleep`` waits for seconds."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._sleep = sleep

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; polling has waits of its own."""
        again = 0 if isinstance(method, GetUpdates) else ATTEMPTS - 1
        for _ in range(again):
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                if error.retry_after > LONGEST_WAIT_S:
                    raise
                wait_s: float = error.retry_after
            except TelegramServerError:
                wait_s = AFTER_FAILURE_S
            log.info("%s was refused, again in %g s", method.__api_method__, wait_s)
            await self._sleep(wait_s)
        return await make_request(bot, method)
