"""Telegram is asked for the next updates when the posts among the last ones are stored.

Asking tells Telegram that all before have been taken: it doesn't send them again. A person whose answer is lost with a
killed process asks again; a channel doesn't post again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import TelegramObject, Update

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
"""How long people's updates may wait behind posts: a hundred of them, after a night without the bot, take less."""


class Unsettled:
    """The posts that came and aren't settled yet."""

    def __init__(self) -> None:
        self._updates: set[int] = set()
        self._settled = asyncio.Event()
        self._settled.set()

    def came(self, update_id: int) -> None:
        """A post has come."""
        self._updates.add(update_id)
        self._settled.clear()

    def settle(self, update_id: int) -> None:
        """An update has been worked on, whatever it was."""
        self._updates.discard(update_id)
        if not self._updates:
            self._settled.set()

    async def wait(self, patience_s: float) -> None:
        """Wait until all are settled, but not for ever: one that hangs must not keep the bot deaf."""
        try:
            async with asyncio.timeout(patience_s):
                await self._settled.wait()
        except TimeoutError:
            log.warning("%d posts are still being stored; they would be lost with the process", len(self._updates))
            self._updates.clear()
            self._settled.set()


class AsksWhenSettled(BaseRequestMiddleware):
    """Lets getUpdates wait for the posts that it would acknowledge."""

    def __init__(self, unsettled: Unsettled, patience_s: float = PATIENCE_S) -> None:
        self._unsettled = unsettled
        self._patience_s = patience_s

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; note the posts among what it answers."""
        asks = isinstance(method, GetUpdates)
        if asks:
            await self._unsettled.wait(self._patience_s)
        answer = await make_request(bot, method)
        if asks:
            self._note(answer)
        return answer

    def _note(self, updates: Any) -> None:  # noqa: ANN401 - a list of Update, whatever aiogram's annotation says
        for update in updates:
            if update.channel_post is not None or update.edited_channel_post is not None:
                self._unsettled.came(update.update_id)


class Settles(BaseMiddleware):
    """Notes that an update has been worked on."""

    def __init__(self, unsettled: Unsettled) -> None:
        self._unsettled = unsettled

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's own signature
        """Let it be worked on."""
        try:
            return await handler(event, data)
        finally:
            if isinstance(event, Update):
                self._unsettled.settle(event.update_id)


def acknowledge_when_settled(bot: Bot, add: Callable[[BaseMiddleware], object], patience_s: float = PATIENCE_S) -> None:
    """Let a bot be asked so; ``add`` puts a middleware around all that its Dispatcher does with an update."""
    unsettled = Unsettled()
    bot.session.middleware(AsksWhenSettled(unsettled, patience_s))
    add(Settles(unsettled))
