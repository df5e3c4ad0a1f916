"""What people do in the sandbox: they write, edit, press buttons, ask inline."""

import asyncio
import base64
import binascii

from aiogram.types import Message

from bot.sandbox import contents, keyboards, texts
from bot.sandbox.arranging import made_user, set_blocked
from bot.sandbox.asked import (
    EditedMessage,
    GivenPerson,
    InlineQuery,
    Press,
    SentDocument,
    WrittenMessage,
    checked,
)
from bot.sandbox.chats import Chat, as_member
from bot.sandbox.keyboards import MAX_CALLBACK_DATA_BYTES
from bot.sandbox.refusals import CHAT_NOT_FOUND, RefusedCallError, bad_request
from bot.sandbox.requests import Upload
from bot.sandbox.texts import MAX_CAPTION, MAX_TEXT
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_INLINE_TIMEOUT_S = 10.0
# What an edit puts anew.
_WORDS = frozenset({"text", "entities", "caption", "caption_entities", "reply_markup"})


def write(world: World, written: WrittenMessage) -> JsonObject:
    """A person writes; the message, also on its way to the bot.

    Raises RefusedCallError where chat, topic or the message replied to are not there, or the content is none.
    """
    content = _content(world, written)
    chat, user = _place(world, written)
    if chat.blocked:
        set_blocked(world, chat, blocked=False)
    channel = chat.type == "channel"
    message = world.post(chat, _frame(chat, written) | content, sender=None if channel else user)
    world.updates.push("channel_post" if channel else "message", message)
    return message


def edit(world: World, edited: EditedMessage) -> JsonObject:
    """A person edits what they wrote, or a channel its post; the message, also on its way to the bot.

    Raises RefusedCallError where there is no such message, where the bot wrote it, and where the content is none.
    """
    chat = world.chats.find(edited.chat_id)
    message = chat.messages.get(edited.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.get("from", {}).get("id") == world.bot["id"]:
        raise bad_request("message can't be edited")
    content = _words(edited, caption=any(kind in message for kind in contents.MEDIA))
    kept = {key: value for key, value in message.items() if key not in _WORDS}
    message = world.edit(chat, kept | content)
    world.updates.push("edited_channel_post" if chat.type == "channel" else "edited_message", message)
    return message


def _frame(chat: Chat, written: WrittenMessage) -> JsonObject:
    frame: JsonObject = {}
    if written.thread_id is not None:
        if written.thread_id not in chat.topics:
            raise bad_request("message thread not found")
        frame |= {"message_thread_id": written.thread_id, "is_topic_message": True}
    if written.reply_to is not None:
        replied = chat.messages.get(written.reply_to)
        if replied is None:
            raise bad_request("message to be replied not found")
        frame["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
    return frame


def _content(world: World, written: WrittenMessage) -> JsonObject:
    if written.location is not None:
        return {"location": written.location.model_dump()}
    content: JsonObject = {} if written.forward is None else {"forward_origin": _origin(world, written.forward)}
    content |= {} if written.media_group_id is None else {"media_group_id": written.media_group_id}
    media: JsonObject = {}
    for kind, sent in (("document", written.document), ("photo", written.photo)):
        if sent is not None:
            media |= contents.media_content(world, kind, _upload(kind, sent), {})
    if written.document is not None and written.document.mime_type:
        media["document"]["mime_type"] = written.document.mime_type
    return content | media | _words(written, caption=bool(media))


def _words(said: WrittenMessage | EditedMessage, *, caption: bool) -> JsonObject:
    """The text, or the caption of a medium, with its formatting and the buttons under it."""
    limit = MAX_CAPTION if caption else MAX_TEXT
    text = texts.formatted(said.text or "", None, said.entities, limit=limit, too_long="message is too long")
    if not text.text and not caption:
        raise bad_request("message text is empty")
    names = ("caption", "caption_entities") if caption else ("text", "entities")
    content = {name: value for name, value in zip(names, (text.text, text.entities), strict=True) if value}
    markup = keyboards.inline(said.reply_markup)
    return content | ({} if markup is None else {"reply_markup": markup})


def _origin(world: World, given: JsonObject) -> JsonObject:
    origin = {"date": world.now(), **given}
    frame = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
    checked(Message, {**frame, "forward_origin": origin})
    return origin


def _upload(kind: str, sent: SentDocument) -> Upload:
    try:
        return Upload(base64.b64decode(sent.content, validate=True), sent.file_name)
    except (binascii.Error, ValueError) as error:
        raise bad_request(f"{kind}.content is not base64: {error}") from None


def _place(world: World, written: WrittenMessage) -> tuple[Chat, JsonObject]:
    """The chat, made if it is a private one, and who writes there."""
    chat = world.chats.get(written.chat_id)
    if written.chat_id > 0:
        if written.user is not None and written.user.id not in {None, written.chat_id}:
            raise bad_request("a private chat has the identifier of its user")
        user = made_user(world, written.chat_id, chat.user if chat else None, written.user)
        return world.chats.private(user), user
    if chat is None:
        raise bad_request(CHAT_NOT_FOUND)
    return chat, _writer(world, chat, written.user)


def _writer(world: World, chat: Chat, given: GivenPerson | None) -> JsonObject:
    """Who writes in a group: the one given, else the first person there; whoever writes is a member."""
    user_id = given.id if given is not None and given.id is not None else None
    if user_id is None:
        user_id = next((who for who, member in chat.members.items() if not member["user"]["is_bot"]), 1)
    member = chat.members.get(user_id)
    user = made_user(world, user_id, member["user"] if member else None, given)
    if chat.type != "channel" and (member is None or member["status"] in {"left", "kicked"}):
        chat.members[user_id] = as_member(user, "member")
    return user


def press(world: World, pressed: Press) -> str:
    """A person presses an inline button; the callback query's identifier.

    ``data`` need not stand on a button of the message: a changed client can send any, and bots must expect that.
    """
    if not 0 < len(pressed.data.encode()) <= MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    chat = world.chats.find(pressed.chat_id)
    message = chat.messages.get(pressed.message_id)
    if message is None:
        raise bad_request("message not found")
    replied = message.get("reply_to_message")
    if replied is not None and replied["message_id"] not in chat.messages:  # the real server shows no deleted message
        message = {key: value for key, value in message.items() if key != "reply_to_message"}
    user = _presser(world, chat, pressed.user_id)
    query_id = world.queries.new_id(world.clock())
    world.queries.pressed(query_id, chat.id, user["id"])
    query = {"id": query_id, "from": user, "message": message, "chat_instance": str(chat.id), "data": pressed.data}
    world.updates.push("callback_query", query)
    return query_id


def _presser(world: World, chat: Chat, user_id: int | None) -> JsonObject:
    if chat.user is not None and user_id in {None, chat.id}:
        return chat.user
    if user_id is None:
        return _writer(world, chat, None)
    member = chat.members.get(user_id)
    return made_user(world, user_id, member["user"] if member else None, None)


async def ask_inline(world: World, asked: InlineQuery, timeout_s: float = _INLINE_TIMEOUT_S) -> JsonObject:
    """A person types an inline query; what the bot answered.

    Raises RefusedCallError 504 where it did not within ``timeout_s``.
    """
    chat = world.chats.get(asked.user_id)
    user = made_user(world, asked.user_id, chat.user if chat is not None else None, asked.user)
    query_id = world.queries.new_id(world.clock())
    answer = world.queries.inline[query_id] = asyncio.get_running_loop().create_future()
    world.updates.push("inline_query", {"id": query_id, "from": user, "query": asked.query, "offset": asked.offset})
    try:
        return await asyncio.wait_for(answer, timeout_s)
    except TimeoutError:
        raise RefusedCallError(504, f"Gateway Timeout: the bot did not answer in {timeout_s:g} s") from None
    finally:
        world.queries.inline.pop(query_id, None)
