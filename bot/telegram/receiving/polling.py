"""Polling: Telegram is asked for updates, and told that they came when they are stored.

Asking for the next ones is what tells it: so nothing is lost with a process that is killed, whenever that is.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetUpdates

from bot.telegram.receiving.inbox import Inbox
from storage.errors import StorageError

log = logging.getLogger(__name__)

ASKED_FOR_S = 10
"""How long Telegram may wait for an update before it says that there is none."""

ANSWERED_WITHIN_S = 30
"""How much longer than that its answer may take."""

PAUSES_S = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Between attempts that fail, one after another."""

SAID_AGAIN_AFTER_S = 60.0
"""The same trouble is told of no more often."""

CONFLICT = (
    "another program asks for this bot's updates, so each gets some of them: stop it, or give every process "
    "WEBHOOK_URL and one PostgreSQL database"
)


@dataclass(slots=True)
class Polling:
    """Asks for a bot's updates until it is cancelled."""

    bot: Bot
    inbox: Inbox
    allowed: Sequence[str]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
    _said: dict[str, float] = field(init=False, default_factory=dict)

    async def run(self) -> None:
        """Ask, store, ask again; trouble is told of and waited out."""
        offset: int | None = None
        failed = 0
        while True:
            await self.inbox.room()
            try:
                offset = await self._ask(offset)
                failed = 0
            except TelegramRetryAfter as error:
                await self.sleep(error.retry_after)
            except (TelegramAPIError, StorageError) as error:
                self._tell(error)
                await self.sleep(PAUSES_S[min(failed, len(PAUSES_S) - 1)])
                failed += 1

    async def _ask(self, offset: int | None) -> int | None:
        asked = GetUpdates(offset=offset, timeout=ASKED_FOR_S, allowed_updates=list(self.allowed))
        came = await self.bot(asked, request_timeout=ASKED_FOR_S + ANSWERED_WITHIN_S)
        if not came:
            return offset
        await self.inbox.accept(came)
        return came[-1].update_id + 1

    def _tell(self, error: Exception) -> None:
        now, kind = self.monotonic(), type(error).__name__
        if now - self._said.get(kind, -SAID_AGAIN_AFTER_S) < SAID_AGAIN_AFTER_S:
            return
        self._said[kind] = now
        if isinstance(error, TelegramConflictError):
            log.error(CONFLICT)
        elif isinstance(error, TelegramNetworkError):
            log.warning("the Bot API server can't be reached, trying again: %s", error.message)
        elif isinstance(error, TelegramAPIError):
            log.warning("the Bot API server gives no updates, trying again: %s", error.message)
        else:
            log.warning("updates can't be stored, trying again: %s", error)
