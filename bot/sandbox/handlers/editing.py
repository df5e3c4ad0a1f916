"""The methods that change a message of the bot's."""

from collections.abc import Callable
from typing import Any

from aiogram import methods

from bot.sandbox import contents, keyboards
from bot.sandbox.calls import AnyCall, AnyMethod
from bot.sandbox.chats import Chat
from bot.sandbox.refusals import NOT_MODIFIED, bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

# What an edit may change; the rest of the message stays.
_CONTENT = frozenset(
    {"text", "entities", "caption", "caption_entities", "show_caption_above_media", "reply_markup", *contents.MEDIA}
    | {"rich_message", "has_media_spoiler"}
)


def _own(world: World, call: AnyCall) -> tuple[Chat, JsonObject]:
    """The message that an edit means; raises RefusedCallError where it is not there or not the bot's."""
    if call.inline_message_id is not None:
        raise bad_request("MESSAGE_ID_INVALID")
    if call.chat_id is None:
        raise bad_request("chat_id is empty")
    if call.message_id is None:
        raise bad_request("message identifier is not specified")
    chat = world.chats.writable(call.chat_id)
    message = chat.messages.get(call.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.get("from", world.bot)["id"] != world.bot["id"] or "forward_origin" in message:
        raise bad_request("message can't be edited")
    return chat, message


def _changed(world: World, chat: Chat, old: JsonObject, content: JsonObject, call: AnyCall) -> JsonObject:
    markup = keyboards.inline(call.reply_markup)
    content = content | ({"reply_markup": markup} if markup else {})
    if content == {key: old[key] for key in _CONTENT & old.keys()}:
        raise bad_request(NOT_MODIFIED)
    return world.edit(chat, {key: value for key, value in old.items() if key not in _CONTENT} | content)


def _media(message: JsonObject) -> JsonObject:
    return {key: message[key] for key in (*contents.MEDIA, "has_media_spoiler") if key in message}


def edit_text(world: World, call: methods.EditMessageText) -> JsonObject:
    """Another text, or another rich message."""
    content = contents.rich_content(call) if call.rich_message is not None else contents.text_content(call)
    chat, message = _own(world, call)
    if "text" not in message and "rich_message" not in message:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, chat, message, content, call)


def edit_caption(world: World, call: methods.EditMessageCaption) -> JsonObject:
    """Another caption, or none."""
    content = contents.caption_content(call)
    chat, message = _own(world, call)
    if not _media(message):
        raise bad_request("there is no caption in the message to edit")
    return _changed(world, chat, message, _media(message) | content, call)


def edit_media(world: World, call: methods.EditMessageMedia) -> JsonObject:
    """Another medium with its caption."""
    chat, message = _own(world, call)
    if not _media(message) and "text" not in message:
        raise bad_request("message can't be edited")
    said = call.media.model_dump(exclude_none=True, warnings=False)
    content = contents.media_content(world, call.media.type, call.media.media, said)
    return _changed(world, chat, message, content | contents.caption_content(call.media), call)


def edit_reply_markup(world: World, call: methods.EditMessageReplyMarkup) -> JsonObject:
    """Another inline keyboard, or none."""
    chat, message = _own(world, call)
    content = {key: message[key] for key in _CONTENT & message.keys() if key != "reply_markup"}
    return _changed(world, chat, message, content, call)


HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    methods.EditMessageText: edit_text,
    methods.EditMessageCaption: edit_caption,
    methods.EditMessageMedia: edit_media,
    methods.EditMessageReplyMarkup: edit_reply_markup,
}
