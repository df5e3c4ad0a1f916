"""Carrying out a call: what keeps state has a handler, the rest is answered by its declared type."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, get_args

from aiogram.types import Message

from bot.sandbox import replies
from bot.sandbox.calls import AnyMethod
from bot.sandbox.handlers import about_bot, about_chats, deleting, editing, forwarding, members, queries, sending
from bot.sandbox.world import World

Handler = Callable[[World, Any], object | Awaitable[object]]

HANDLERS: dict[type[AnyMethod], Handler] = {
    **about_bot.HANDLERS,
    **about_chats.HANDLERS,
    **deleting.HANDLERS,
    **editing.HANDLERS,
    **forwarding.HANDLERS,
    **members.HANDLERS,
    **queries.HANDLERS,
    **sending.HANDLERS,
}


async def carry_out(world: World, call: AnyMethod) -> object:
    """What the Bot API answers to a validated call, as a JSON value; raises RefusedCallError."""
    handler = HANDLERS.get(type(call))
    if handler is None:
        return _plausible(world, call)
    answer = handler(world, call)
    return await answer if isawaitable(answer) else answer


def _plausible(world: World, call: AnyMethod) -> object:
    """An answer of the declared type for a method without state of its own; the chat it names must be there."""
    if (chat_id := getattr(call, "chat_id", None)) is not None:
        messages = world.chats.find(chat_id).messages
        if _answers_message(call) and (message := messages.get(getattr(call, "message_id", 0))) is not None:
            return message
    said = call.model_dump(exclude_none=True, exclude_defaults=True, warnings=False)
    return replies.make(type(call).__returning__, said)


def _answers_message(call: AnyMethod) -> bool:
    return Message in {call.__returning__, *get_args(call.__returning__)}
