"""What people do in the sandbox: they write, press, ask inline, block, come together in groups."""

import asyncio
import base64
import binascii
from typing import Any

from aiogram.types import Chat as ChatModel
from aiogram.types import MessageOriginUnion, User
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.sandbox import contents, entities
from bot.sandbox.chats import Chat, as_member, type_of
from bot.sandbox.keyboards import MAX_CALLBACK_DATA_BYTES
from bot.sandbox.refusals import CHAT_NOT_FOUND, RefusedCallError, bad_request
from bot.sandbox.requests import Upload
from bot.sandbox.texts import MAX_TEXT
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_INLINE_TIMEOUT_S = 10.0
_MAX_QUERY = 256


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentDocument(_Request):
    """A document that a person sends: ``content`` is its bytes in base64."""

    file_name: str = Field(min_length=1)
    content: str
    mime_type: str | None = None


class WrittenMessage(_Request):
    """``POST /sandbox/messages``."""

    chat_id: int
    text: str | None = None
    user: dict[str, Any] | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    forward: dict[str, Any] | None = None
    document: SentDocument | None = None


class Press(_Request):
    """``POST /sandbox/presses``."""

    chat_id: int
    message_id: int
    data: str
    user_id: int | None = None


class InlineQuery(_Request):
    """``POST /sandbox/inline``."""

    user_id: int
    query: str
    offset: str = ""


class MemberGiven(BaseModel):
    """One member of a chat: a User with a status."""

    model_config = ConfigDict(extra="allow", frozen=True)

    user: dict[str, Any]
    status: str = Field("member", pattern="^(creator|administrator|member|restricted|left|kicked)$")


class TopicGiven(_Request):
    """One topic of a forum."""

    message_thread_id: int = Field(gt=0)
    name: str = "Topic"


class ChatGiven(_Request):
    """``POST /sandbox/chats``."""

    id: int
    type: str | None = Field(None, pattern="^(private|group|supergroup|channel)$")
    title: str | None = None
    username: str | None = None
    is_forum: bool | None = None
    members: list[MemberGiven | int] | None = None
    topics: list[TopicGiven] | None = None
    blocked: bool | None = None
    migrate_to_chat_id: int | None = None


def write(world: World, written: WrittenMessage) -> JsonObject:
    """A person writes; the message, also on its way to the bot.

    Raises RefusedCallError where chat, topic or the message replied to are not there, or the content is none.
    """
    content = _content(world, written)
    chat, user = _place(world, written)
    if chat.blocked:
        set_blocked(world, chat, blocked=False)
    about: JsonObject = {}
    if written.thread_id is not None:
        if written.thread_id not in chat.topics:
            raise bad_request("message thread not found")
        about |= {"message_thread_id": written.thread_id, "is_topic_message": True}
    if written.reply_to is not None:
        replied = chat.messages.get(written.reply_to)
        if replied is None:
            raise bad_request("message to be replied not found")
        about["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
    channel = chat.type == "channel"
    message = world.post(chat, about | content, sender=None if channel else user)
    world.updates.push("channel_post" if channel else "message", message)
    return message


def _content(world: World, written: WrittenMessage) -> JsonObject:
    text = (written.text or "").strip()
    if entities.utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    found = entities.found(text)
    content: JsonObject = {}
    if written.forward is not None:
        origin = {"date": world.now(), **written.forward}
        content["forward_origin"] = _ORIGIN.dump_python(_ORIGIN.validate_python(origin), mode="json", exclude_none=True)
        content["forward_origin"]["date"] = int(origin["date"])
    if written.document is not None:
        content |= contents.media_content(world, "document", _upload(written.document), {})
        if written.document.mime_type:
            content["document"]["mime_type"] = written.document.mime_type
        return content | ({"caption": text} if text else {}) | ({"caption_entities": found} if found else {})
    if not text:
        raise bad_request("message text is empty")
    return content | {"text": text} | ({"entities": found} if found else {})


_ORIGIN: TypeAdapter[Any] = TypeAdapter(MessageOriginUnion)


def _upload(document: SentDocument) -> Upload:
    try:
        return Upload(base64.b64decode(document.content, validate=True), document.file_name)
    except binascii.Error as error:
        raise bad_request(f"document.content is not base64: {error}") from None


def _place(world: World, written: WrittenMessage) -> tuple[Chat, JsonObject]:
    """The chat, made if it is a private one, and who writes there."""
    chat = world.chats.get(written.chat_id)
    if written.chat_id > 0:
        known = chat.user if chat is not None else None
        user = made_user(world, written.chat_id, {**(known or {}), **(written.user or {})})
        if user["id"] != written.chat_id:
            raise bad_request("a private chat has the identifier of its user")
        return world.chats.private(user), user
    if chat is None:
        raise bad_request(CHAT_NOT_FOUND)
    return chat, _writer(world, chat, written.user)


def _writer(world: World, chat: Chat, given: JsonObject | None) -> JsonObject:
    if given is not None and "id" in given:
        known = chat.members.get(given["id"], {}).get("user", {})
        user = made_user(world, given["id"], {**known, **given})
    else:
        people = [member["user"] for member in chat.members.values() if not member["user"]["is_bot"]]
        user = {**(people[0] if people else made_user(world, 1, {})), **(given or {})}
    if chat.type != "channel" and chat.members.get(user["id"], {"status": "left"})["status"] in {"left", "kicked"}:
        chat.members[user["id"]] = as_member(user, "member")
    return user


def made_user(world: World, user_id: int, given: JsonObject) -> JsonObject:
    """A User object of a person: what is given, the rest made from the identifier."""
    if user_id == world.bot["id"]:
        return world.bot
    user = {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}", **given}
    return User.model_validate(user).model_dump(exclude_none=True)


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
    user = _presser(world, chat, pressed.user_id)
    query_id = world.queries.new_id(world.clock())
    world.queries.pressed(query_id, chat.id, user["id"])
    query = {"id": query_id, "from": user, "message": message, "chat_instance": str(chat.id), "data": pressed.data}
    world.updates.push("callback_query", query)
    return query_id


def _presser(world: World, chat: Chat, user_id: int | None) -> JsonObject:
    if user_id is None or (user_id == chat.id and chat.user):
        return chat.user or _writer(world, chat, None)
    member = chat.members.get(user_id)
    return member["user"] if member else made_user(world, user_id, {})


async def ask_inline(world: World, asked: InlineQuery, timeout_s: float = _INLINE_TIMEOUT_S) -> JsonObject:
    """A person types an inline query; what the bot answered.

    Raises RefusedCallError 504 where it did not within ``timeout_s``.
    """
    if len(asked.query) > _MAX_QUERY:
        raise bad_request("the query is longer than 256 characters")
    chat = world.chats.get(asked.user_id)
    user = chat.user if chat is not None and chat.user else made_user(world, asked.user_id, {})
    query_id = world.queries.new_id(world.clock())
    answer = world.queries.inline[query_id] = asyncio.get_running_loop().create_future()
    world.updates.push("inline_query", {"id": query_id, "from": user, "query": asked.query, "offset": asked.offset})
    try:
        return await asyncio.wait_for(answer, timeout_s)
    except TimeoutError:
        raise RefusedCallError(504, f"Gateway Timeout: the bot did not answer in {timeout_s:g} s") from None
    finally:
        world.queries.inline.pop(query_id, None)


def set_blocked(world: World, chat: Chat, *, blocked: bool) -> None:
    """A person blocks the bot or lets it write again; the bot is told."""
    if chat.blocked == blocked or chat.user is None:
        return
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    chat.blocked = blocked
    _tell_status(world, chat, chat.user, old, new)


def _tell_status(world: World, chat: Chat, user: JsonObject, old: str, new: str) -> None:
    change = {"old_chat_member": as_member(world.bot, old), "new_chat_member": as_member(world.bot, new)}
    world.updates.push("my_chat_member", {"chat": chat.about, "from": user, "date": world.now(), **change})
    world.events.publish({"type": "chat", "chat_id": chat.id})


def arrange(world: World, given: ChatGiven) -> Chat:
    """A chat as it is from now on; what is left out stays. The bot is told of its own coming and going."""
    kind = given.type or (chat.type if (chat := world.chats.get(given.id)) else type_of(given.id))
    if (kind == "private") != (given.id > 0):
        raise bad_request("private chats have positive identifiers, all others negative ones")
    if kind == "private":
        names = {"first_name": given.title, "username": given.username}
        known = chat.user if (chat := world.chats.get(given.id)) and chat.user else {}
        known = {**known, **{key: value for key, value in names.items() if value is not None}}
        chat = world.chats.private(made_user(world, given.id, known))
    else:
        chat = _group(world, given, kind)
    if given.blocked is not None:
        set_blocked(world, chat, blocked=given.blocked)
    chat.active_at = chat.active_at or world.clock()
    world.events.publish({"type": "chat", "chat_id": chat.id})
    return chat


def _group(world: World, given: ChatGiven, kind: str) -> Chat:
    chat = world.chats.get(given.id)
    about = {"id": given.id, "type": kind, "title": given.title, "username": given.username, "is_forum": given.is_forum}
    about = {key: value for key, value in about.items() if value is not None}
    if chat is None:
        chat = world.chats.add({"title": f"Chat {-given.id}", **about})
        chat.members[world.bot["id"]] = as_member(world.bot, "left")
        status = "administrator" if kind == "channel" else "member"
        members = [MemberGiven(user=world.bot, status=status), *(given.members or [])]
    else:
        chat.about = {**chat.about, **about}
        members = list(given.members or [])
    ChatModel.model_validate(chat.about)
    for member in members:
        _join(world, chat, member)
    for topic in given.topics or []:
        chat.topics[topic.message_thread_id] = {"icon_color": 0x6FB9F0, **topic.model_dump()}
    if given.migrate_to_chat_id is not None:
        chat.migrated_to = given.migrate_to_chat_id
    return chat


def _join(world: World, chat: Chat, member: MemberGiven | int) -> None:
    member = MemberGiven(user={"id": member}, status="member") if isinstance(member, int) else member
    if not isinstance(user_id := member.user.get("id"), int):
        raise bad_request("a member's user needs an id")
    user = made_user(world, user_id, member.user)
    old = chat.members.get(user["id"], {"status": "left"})["status"]
    chat.members[user["id"]] = as_member(user, member.status)
    if user["id"] == world.bot["id"] and old != member.status:
        _tell_status(world, chat, _anyone(world, chat), old, member.status)


def _anyone(world: World, chat: Chat) -> JsonObject:
    people = (member["user"] for member in chat.members.values() if not member["user"]["is_bot"])
    return next(people, None) or made_user(world, 1, {})
