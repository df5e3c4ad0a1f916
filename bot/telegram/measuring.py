"""How many updates come and how soon they are answered, and what becomes of the calls that the bot makes."""

import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import TelegramObject, Update

from bot.counting import DONE, HELD_BACK, REFUSED, UNANSWERED, Counts

_ANSWERS = ("send", "copy", "forward", "edit", "answer", "delete")
"""What the methods begin with that a person sees something of."""


@dataclass(slots=True)
class _Asked:
    """An update that hasn't been answered yet."""

    kind: str
    at: float
    answered: bool = False


_asked: ContextVar[_Asked | None] = ContextVar("asked", default=None)


class MeasuresUpdates(BaseMiddleware):
    """Counts updates by kind and outcome; ``clock`` gives seconds and never goes back."""

    def __init__(self, counts: Counts, clock: Callable[[], float] = time.monotonic) -> None:
        self._counts = counts
        self._clock = clock

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's own signature
        """Let it be worked on."""
        kind = event.event_type if isinstance(event, Update) else "unknown"
        before = _asked.set(_Asked(kind, self._clock()))
        outcome = "failed"
        try:
            result = await handler(event, data)
            outcome = "handled"
            return result
        finally:
            self._counts.updates[kind, outcome] += 1
            _asked.reset(before)


class MeasuresCalls(BaseRequestMiddleware):
    """Counts calls by method and outcome, and how long people wait for the first that answers them."""

    def __init__(self, counts: Counts, clock: Callable[[], float] = time.monotonic) -> None:
        self._counts = counts
        self._clock = clock

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request."""
        name = method.__api_method__
        asked = _asked.get()
        if asked is not None and not asked.answered and name.startswith(_ANSWERS):
            asked.answered = True
            self._counts.answered(asked.kind, self._clock() - asked.at)
        outcome = UNANSWERED
        try:
            response = await make_request(bot, method)
            outcome = DONE
        except TelegramRetryAfter:
            outcome = HELD_BACK
            raise
        except (TelegramNetworkError, TelegramServerError):
            raise
        except TelegramAPIError:
            outcome = REFUSED
            raise
        else:
            return response
        finally:
            if not isinstance(method, GetUpdates) or outcome != DONE:
                self._counts.calls[name, outcome] += 1
