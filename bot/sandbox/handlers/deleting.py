"""The methods that take messages away."""

from collections.abc import Callable
from typing import Any

from aiogram import methods

from bot.sandbox.calls import AnyMethod
from bot.sandbox.chats import Chat
from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

# Bot API reference, deleteMessage and deleteMessages.
_DELETABLE_S = 48 * 3600
_AT_ONCE = range(1, 101)


def delete_message(world: World, call: methods.DeleteMessage) -> bool:
    """One message; refused where it is not there, too old, or another's in a group that the bot does not administer."""
    chat = world.chats.writable(call.chat_id)
    message = chat.messages.get(call.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(world, chat, message):
        raise bad_request("message can't be deleted")
    world.delete(chat, call.message_id)
    return True


def delete_messages(world: World, call: methods.DeleteMessages) -> bool:
    """Up to a hundred messages; those that are not there are passed over."""
    if len(call.message_ids) not in _AT_ONCE:
        raise bad_request(
            "too many message identifiers specified" if call.message_ids else "message identifiers are not specified"
        )
    chat = world.chats.writable(call.chat_id)
    for number in call.message_ids:
        if (message := chat.messages.get(number)) is not None and _may_delete(world, chat, message):
            world.delete(chat, number)
    return True


def _may_delete(world: World, chat: Chat, message: JsonObject) -> bool:
    if message["date"] < world.now() - _DELETABLE_S:
        return False
    if chat.type == "private" or message.get("from", {}).get("id") == world.bot["id"]:
        return True
    return (chat.member(world.bot["id"]) or {}).get("status") in {"administrator", "creator"}


HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    methods.DeleteMessage: delete_message,
    methods.DeleteMessages: delete_messages,
}
