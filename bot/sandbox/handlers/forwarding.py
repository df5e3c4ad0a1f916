"""The methods that repeat a message elsewhere: forward it with its origin, or copy it without."""

from collections.abc import Callable
from typing import Any

from aiogram import methods

from bot.sandbox import contents, keyboards
from bot.sandbox.calls import AnyCall, AnyMethod, given
from bot.sandbox.handlers.sending import frame, post
from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_AT_ONCE = range(1, 101)
# What belongs to a message's place and not to what it says.
_FRAME = {"message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_markup", "reply_to_message"} | {
    "message_thread_id",
    "is_topic_message",
    "media_group_id",
    "has_protected_content",
    "pinned_message",
}


def forward_message(world: World, call: methods.ForwardMessage) -> JsonObject:
    """One message with its origin."""
    original = _original(world, call.from_chat_id, call.message_id, "forward")
    return _forward(world, call, original)


def forward_messages(world: World, call: methods.ForwardMessages) -> list[JsonObject]:
    """Up to a hundred; those that are not there or protected are passed over."""
    return [{"message_id": _forward(world, call, original)["message_id"]} for original in _originals(world, call)]


def copy_message(world: World, call: methods.CopyMessage) -> JsonObject:
    """One message without its origin, with another caption or keyboard if the call says so."""
    original = _original(world, call.from_chat_id, call.message_id, "copy")
    content = {key: value for key, value in _content(original).items() if key != "forward_origin"}
    if given(call.caption) is not None:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= contents.caption_content(call)
    if (markup := keyboards.inline(call.reply_markup)) is not None:
        content["reply_markup"] = markup
    chat = world.chats.writable(call.chat_id)
    return {"message_id": post(world, chat, frame(chat, call) | content)["message_id"]}


def copy_messages(world: World, call: methods.CopyMessages) -> list[JsonObject]:
    """Up to a hundred; those that are not there or protected are passed over."""
    chat = world.chats.writable(call.chat_id)
    copied = []
    for original in _originals(world, call):
        content = {key: value for key, value in _content(original).items() if key != "forward_origin"}
        copied.append({"message_id": post(world, chat, frame(chat, call) | content)["message_id"]})
    return copied


def _forward(world: World, call: AnyCall, original: JsonObject) -> JsonObject:
    chat = world.chats.writable(call.chat_id)
    return post(world, chat, frame(chat, call) | {"forward_origin": _origin(original)} | _content(original))


def _content(message: JsonObject) -> JsonObject:
    return {key: value for key, value in message.items() if key not in _FRAME}


def _origin(message: JsonObject) -> JsonObject:
    """The MessageOrigin object: that of the message if it was forwarded already, else its own sender."""
    if "forward_origin" in message:
        return dict(message["forward_origin"])
    if "from" in message:
        return {"type": "user", "date": message["date"], "sender_user": message["from"]}
    return {"type": "channel", "date": message["date"], "chat": message["chat"], "message_id": message["message_id"]}


def _original(world: World, chat_id: int | str, message_id: int, verb: str) -> JsonObject:
    message = world.chats.find(chat_id).messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.get("has_protected_content"):
        raise bad_request("message can't be forwarded" if verb == "forward" else "message can't be copied")
    return message


def _originals(world: World, call: AnyCall) -> list[JsonObject]:
    if len(call.message_ids) not in _AT_ONCE:
        raise bad_request(
            "too many messages to handle" if call.message_ids else "message identifiers are not specified"
        )
    messages = world.chats.find(call.from_chat_id).messages
    found = [messages[number] for number in call.message_ids if number in messages]
    return [message for message in found if not message.get("has_protected_content")]


HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    methods.ForwardMessage: forward_message,
    methods.ForwardMessages: forward_messages,
    methods.CopyMessage: copy_message,
    methods.CopyMessages: copy_messages,
}
