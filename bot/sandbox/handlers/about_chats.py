"""The methods about chats: what they are, who is in them, what is pinned, their topics."""

from collections.abc import Callable
from typing import Any

from aiogram import methods
from aiogram.types import ChatFullInfo

from bot.sandbox import replies
from bot.sandbox.calls import AnyMethod
from bot.sandbox.chats import Chat, as_member
from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_ADMINISTRATORS = frozenset({"creator", "administrator"})
_GONE = frozenset({"left", "kicked"})


def get_chat(world: World, call: methods.GetChat) -> JsonObject:
    """All that is known of a chat."""
    chat = world.chats.find(call.chat_id)
    about: JsonObject = replies.make(ChatFullInfo, chat.about)
    if chat.pinned:
        about["pinned_message"] = chat.messages[chat.pinned[-1]]
    return about


def get_chat_member(world: World, call: methods.GetChatMember) -> JsonObject:
    """One member, also one who left."""
    member = _members(world, world.chats.find(call.chat_id)).get(call.user_id)
    if member is None:
        raise bad_request("member not found")
    return member


def get_chat_administrators(world: World, call: methods.GetChatAdministrators) -> list[JsonObject]:
    """The owner and the administrators."""
    chat = world.chats.find(call.chat_id)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member for member in chat.members.values() if member["status"] in _ADMINISTRATORS]


def get_chat_member_count(world: World, call: methods.GetChatMemberCount) -> int:
    """How many are in the chat now."""
    members = _members(world, world.chats.find(call.chat_id))
    return sum(member["status"] not in _GONE for member in members.values())


def _members(world: World, chat: Chat) -> dict[int, JsonObject]:
    if chat.type != "private":
        return chat.members
    user = chat.user or {"id": chat.id, "is_bot": False, "first_name": chat.about["first_name"]}
    return {person["id"]: as_member(person, "member") for person in (user, world.bot)}


def leave_chat(world: World, call: methods.LeaveChat) -> bool:
    """The bot goes."""
    chat = world.chats.writable(call.chat_id)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[world.bot["id"]] = as_member(world.bot, "left")
    world.events.publish({"type": "chat", "chat_id": chat.id})
    return True


def pin_chat_message(world: World, call: methods.PinChatMessage) -> bool:
    """One more pinned message."""
    chat = world.chats.writable(call.chat_id)
    if call.message_id not in chat.messages:
        raise bad_request("message to pin not found")
    if call.message_id not in chat.pinned:
        chat.pinned.append(call.message_id)
    return True


def unpin_chat_message(world: World, call: methods.UnpinChatMessage) -> bool:
    """One pinned message fewer: the one named, else the newest."""
    chat = world.chats.writable(call.chat_id)
    number = call.message_id or (chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all_chat_messages(world: World, call: methods.UnpinAllChatMessages) -> bool:
    """Nothing pinned any more."""
    world.chats.writable(call.chat_id).pinned.clear()
    return True


def create_forum_topic(world: World, call: methods.CreateForumTopic) -> JsonObject:
    """A topic; its identifier is a message number, as on the real server."""
    chat = world.chats.writable(call.chat_id)
    if not chat.about.get("is_forum"):
        raise bad_request("the chat is not a forum")
    topic: JsonObject = {
        "message_thread_id": next(chat.numbers),
        "name": call.name,
        "icon_color": call.icon_color or 0x6FB9F0,
    }
    if call.icon_custom_emoji_id:
        topic["icon_custom_emoji_id"] = call.icon_custom_emoji_id
    chat.topics[topic["message_thread_id"]] = topic
    return topic


def delete_forum_topic(world: World, call: methods.DeleteForumTopic) -> bool:
    """A topic with its messages."""
    chat = world.chats.writable(call.chat_id)
    if chat.topics.pop(call.message_thread_id, None) is None:
        raise bad_request("message thread not found")
    for number in [n for n, m in chat.messages.items() if m.get("message_thread_id") == call.message_thread_id]:
        world.delete(chat, number)
    return True


def set_chat_title(world: World, call: methods.SetChatTitle) -> bool:
    """Another title of a group or channel."""
    chat = world.chats.writable(call.chat_id)
    if chat.type == "private":
        raise bad_request("can't change chat title in a private chat")
    chat.about = {**chat.about, "title": call.title}
    world.events.publish({"type": "chat", "chat_id": chat.id})
    return True


HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    methods.GetChat: get_chat,
    methods.GetChatMember: get_chat_member,
    methods.GetChatAdministrators: get_chat_administrators,
    methods.GetChatMemberCount: get_chat_member_count,
    methods.LeaveChat: leave_chat,
    methods.PinChatMessage: pin_chat_message,
    methods.UnpinChatMessage: unpin_chat_message,
    methods.UnpinAllChatMessages: unpin_all_chat_messages,
    methods.CreateForumTopic: create_forum_topic,
    methods.DeleteForumTopic: delete_forum_topic,
    methods.SetChatTitle: set_chat_title,
}
