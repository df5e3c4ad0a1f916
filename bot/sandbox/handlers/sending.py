"""The methods that send: everything whose answer is the message it made, albums, and the chat's status line."""

from collections.abc import Callable
from typing import Any

from aiogram import methods

from bot.sandbox import contents, keyboards
from bot.sandbox.calls import METHODS, AnyCall, AnyMethod, given
from bot.sandbox.chats import Chat
from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_MEDIA_ACTIONS = {f"{verb}_{kind}" for verb in ("record", "upload") for kind in ("video", "voice", "video_note")}
_ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location", *_MEDIA_ACTIONS}
_ALBUM = range(2, 11)


def send(world: World, call: AnyCall) -> JsonObject:
    """A message in a chat, from any of the ``send…`` methods that return one."""
    content = contents.content_of(world, call)
    inline, other = keyboards.inline(call.reply_markup), keyboards.reply(call.reply_markup)
    chat = world.chats.writable(call.chat_id)
    content = frame(chat, call) | content
    if inline is not None:
        content["reply_markup"] = inline
    if other is not None:
        chat.keyboard = None if other.get("remove_keyboard") else other
    return post(world, chat, content)


def post(world: World, chat: Chat, content: JsonObject) -> JsonObject:
    """A message of the bot's; in a channel the channel itself is its sender."""
    return world.post(chat, content, sender=None if chat.type == "channel" else world.bot)


def frame(chat: Chat, call: AnyCall) -> JsonObject:
    """Topic, reply and protection of a new message; raises RefusedCallError where topic or message are not there."""
    about: JsonObject = {}
    if (thread := getattr(call, "message_thread_id", None)) is not None:
        if thread not in chat.topics:
            raise bad_request("message thread not found")
        about |= {"message_thread_id": thread, "is_topic_message": True}
    if (replied := _replied(chat, call)) is not None:
        about["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
    if given(getattr(call, "protect_content", None)):
        about["has_protected_content"] = True
    return about


def _replied(chat: Chat, call: AnyCall) -> JsonObject | None:
    parameters = getattr(call, "reply_parameters", None)
    if parameters is not None:
        number, optional = parameters.message_id, given(parameters.allow_sending_without_reply)
    else:
        number, optional = (
            getattr(call, "reply_to_message_id", None),
            getattr(call, "allow_sending_without_reply", None),
        )
    if number is None:
        return None
    if (message := chat.messages.get(number)) is None and not optional:
        raise bad_request("message to be replied not found")
    return message


def send_album(world: World, call: methods.SendMediaGroup) -> list[JsonObject]:
    """Two to ten media as one album."""
    if len(call.media) not in _ALBUM:
        raise bad_request("there must be 2-10 media in the album")
    kinds = {medium.type for medium in call.media}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad_request("documents and audios can't be mixed with other media types in the album")
    made = [
        contents.media_content(world, medium.type, medium.media, medium.model_dump(exclude_none=True, warnings=False))
        | contents.caption_content(medium)
        for medium in call.media
    ]
    chat = world.chats.writable(call.chat_id)
    around = frame(chat, call) | {"media_group_id": world.queries.new_id(world.clock())}
    return [post(world, chat, around | content) for content in made]


def send_action(world: World, call: methods.SendChatAction) -> bool:
    """The status line under the chat's name: nothing is kept, watchers are told."""
    if call.action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = world.chats.writable(call.chat_id)
    world.events.publish({"type": "action", "chat_id": chat.id, "action": call.action})
    return True


def _sends_message(method: type[AnyMethod]) -> bool:
    return method.__api_method__.startswith("send") and method.__returning__ is methods.SendMessage.__returning__


HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    **{method: send for method in METHODS.values() if _sends_message(method)},
    methods.SendMediaGroup: send_album,
    methods.SendChatAction: send_action,
}
