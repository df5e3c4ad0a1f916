"""The methods that change who is in a group or channel, and as what."""

from collections.abc import Callable
from typing import Any

from aiogram import methods

from bot.sandbox.arranging import made_user
from bot.sandbox.calls import AnyCall, AnyMethod
from bot.sandbox.chats import Chat, as_member
from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_ADMINISTRATORS = frozenset({"creator", "administrator"})


def ban(world: World, call: methods.BanChatMember) -> bool:
    """Out, and not back in until unbanned."""
    return _change(world, call, "kicked", {})


def unban(world: World, call: methods.UnbanChatMember) -> bool:
    """May come back; who is still a member goes unless ``only_if_banned``."""
    chat = world.chats.writable(call.chat_id)
    status = chat.members.get(call.user_id, {"status": "left"})["status"]
    return True if call.only_if_banned and status != "kicked" else _change(world, call, "left", {})


def restrict(world: World, call: methods.RestrictChatMember) -> bool:
    """May do only what the permissions say."""
    rights = call.permissions.model_dump(exclude_none=True)
    free = bool(rights) and all(rights.values())
    return _change(world, call, "member" if free else "restricted", {} if free else rights)


def promote(world: World, call: methods.PromoteChatMember) -> bool:
    """An administrator with the rights named; without any, a plain member again."""
    named = call.model_dump(exclude_none=True, exclude={"chat_id", "user_id"}, warnings=False)
    rights = {right: bool(named.get(right)) for right in type(call).model_fields if right.startswith("can_")}
    return _change(
        world, call, "administrator" if any(rights.values()) else "member", rights if any(rights.values()) else {}
    )


def _change(world: World, call: AnyCall, status: str, rights: JsonObject) -> bool:
    """Give a user another status and tell the bot, if it asked for ``chat_member`` updates."""
    chat = world.chats.writable(call.chat_id)
    _check(world, chat, call.user_id)
    old = chat.members.get(call.user_id)
    user = made_user(world, call.user_id, old["user"] if old else None, None)
    new = as_member(user, status) | rights
    chat.members[call.user_id] = new
    change = {"old_chat_member": old or as_member(user, "left"), "new_chat_member": new}
    world.updates.push("chat_member", {"chat": chat.about, "from": world.bot, "date": world.now(), **change})
    return True


def _check(world: World, chat: Chat, user_id: int) -> None:
    if chat.type == "private":
        raise bad_request("method is available for supergroup and channel chats only")
    if (chat.member(world.bot["id"]) or {}).get("status") not in _ADMINISTRATORS:
        raise bad_request("not enough rights to restrict/unrestrict chat member")
    if user_id == world.bot["id"]:
        raise bad_request("can't restrict self")
    if (chat.member(user_id) or {}).get("status") == "creator":
        raise bad_request("can't remove chat owner")


HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    methods.BanChatMember: ban,
    methods.UnbanChatMember: unban,
    methods.RestrictChatMember: restrict,
    methods.PromoteChatMember: promote,
}
