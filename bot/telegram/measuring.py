"""How many updates come and how soon they are answered, and what becomes of the calls that the bot makes."""

import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import TelegramObject, Update

from bot.counting import DONE, HELD_BACK, REFUSED, UNANSWERED, Counts
from bot.delivery.results import Post, Receipt, Refusal, Result
from bot.telegram.methods import is_nod, is_seen
from bot.telegram.receiving.answering import waited_s


@dataclass(slots=True)
class _Asked:
    """An update that came in at a time; when a press was no more than nodded to stands in ``nodded_at``."""

    kind: str
    at: float
    is_answered: bool = False
    nodded_at: float | None = None


_asked: ContextVar[_Asked | None] = ContextVar("asked", default=None)


class MeasuresUpdates(BaseMiddleware):
    """Counts updates by kind and outcome; ``clock`` gives seconds and never goes back.

    An update came in when it was stored, by whichever process; what waited in the database had asked then.
    """

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
        asked = _Asked(kind, self._clock() - waited_s())
        before = _asked.set(asked)
        outcome = "failed"
        try:
            result = await handler(event, data)
            outcome = "handled"
            return result
        finally:
            self._counts.updates[kind, outcome] += 1
            if asked.nodded_at is not None and not asked.is_answered:  # that was all there was to say
                self._counts.answered(kind, asked.nodded_at - asked.at)
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
        if (asked := _asked.get()) is not None:
            self._answering(asked, method)
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

    def _answering(self, asked: _Asked, method: TelegramMethod[Any]) -> None:
        if not asked.is_answered and is_seen(method):
            asked.is_answered = True
            self._counts.answered(asked.kind, self._clock() - asked.at)
        elif asked.nodded_at is None and is_nod(method):
            asked.nodded_at = self._clock()


def measured(post: Post, counts: Counts) -> Post:
    """What deliveries are sent by, its calls counted like all the others."""

    async def sent(chat_id: int, thread_id: int, message: str, *, paid: bool) -> Result:
        result = await post(chat_id, thread_id, message, paid=paid)
        counts.calls["sendMessage", _outcome(result)] += 1
        return result

    return sent


def _outcome(result: Result) -> str:
    if isinstance(result, Receipt):
        return DONE
    if not isinstance(result, Refusal) or result.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UNANSWERED
    return HELD_BACK if result.status == HTTPStatus.TOO_MANY_REQUESTS else REFUSED
