"""In groups an answer is a reply to whoever asked, so that several people's questions don't get mixed up.

One place for all handlers: what is asked is noted around them, and what they send into the same chat meanwhile becomes
a reply. A deleted question is answered all the same. Which topic it goes to, aiogram takes from the message.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery, Message, ReplyParameters, TelegramObject

from bot.telegram.mentions import GROUPS, question_of

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class _Question:
    """The message that is answered."""

    chat_id: int
    message_id: int


_question: ContextVar[_Question | None] = ContextVar("question", default=None)


class NotesQuestion(BaseMiddleware):
    """Notes what is answered while a handler works."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Let the handler work."""
        before = _question.set(_question_in(event))
        try:
            return await handler(event, data)
        finally:
            _question.reset(before)


class RepliesInGroups(BaseRequestMiddleware):
    """Makes what is sent a reply to what was asked."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, as a reply where it has its place and isn't one already."""
        asked = _question.get()
        if asked is not None and getattr(method, "chat_id", None) == asked.chat_id and _may_reply(method):
            reply = ReplyParameters(message_id=asked.message_id, allow_sending_without_reply=True)
            method = method.model_copy(update={"reply_parameters": reply})
        return await make_request(bot, method)


def _question_in(event: TelegramObject) -> _Question | None:
    """What an event asks in a group; of a press the message that began it, where that is the presser's own."""
    if isinstance(event, Message) and event.chat.type in GROUPS:
        return _Question(event.chat.id, event.message_id)
    if isinstance(event, CallbackQuery) and isinstance(event.message, Message) and event.message.chat.type in GROUPS:
        replied = question_of(event.message)
        if replied is not None and replied.from_user is not None and replied.from_user.id == event.from_user.id:
            return _Question(event.message.chat.id, replied.message_id)
    return None


def _may_reply(method: TelegramMethod[Any]) -> bool:
    return "reply_parameters" in type(method).model_fields and getattr(method, "reply_parameters", None) is None
