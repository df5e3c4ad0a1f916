"""The methods about the bot itself: who it is, its updates, its menu and texts, the files it fetches."""

from collections.abc import Callable
from typing import Any

from aiogram import methods
from aiogram.types import ChatAdministratorRights

from bot.sandbox import webhook
from bot.sandbox.calls import AnyCall, AnyMethod
from bot.sandbox.refusals import bad_request, conflict
from bot.sandbox.updates import MAX_AT_ONCE, MAX_TIMEOUT_S
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World


def get_me(world: World, _: methods.GetMe) -> JsonObject:
    """The bot as a User, with what only getMe tells."""
    return world.bot | _ABILITIES


async def get_updates(world: World, call: methods.GetUpdates) -> list[JsonObject]:
    """Updates by long polling; status 409 while a webhook is set."""
    if world.webhook.target is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(call.allowed_updates)
    limit = min(max(call.limit or MAX_AT_ONCE, 1), MAX_AT_ONCE)
    return await world.updates.poll(call.offset or 0, limit, min(max(call.timeout or 0, 0), MAX_TIMEOUT_S))


async def set_webhook(world: World, call: methods.SetWebhook) -> bool:
    """Updates go to an address from now on; an empty one ends that."""
    target = webhook.checked(call.url, call.secret_token, call.max_connections) if call.url else None
    world.updates.allow(call.allowed_updates)
    if call.drop_pending_updates:
        world.updates.clear()
    await world.webhook.set(target)
    return True


async def delete_webhook(world: World, call: methods.DeleteWebhook) -> bool:
    """Back to getUpdates."""
    await world.webhook.set(None)
    if call.drop_pending_updates:
        world.updates.clear()
    return True


def get_webhook_info(world: World, _: methods.GetWebhookInfo) -> JsonObject:
    """Where updates go and what went wrong last."""
    return world.webhook.about()


def get_file(world: World, call: methods.GetFile) -> JsonObject:
    """Where a file can be downloaded."""
    return world.files.for_download(call.file_id)


def set_my_commands(world: World, call: methods.SetMyCommands) -> bool:
    """The menu of commands for a scope and a language."""
    world.commands.set(
        [c.model_dump(exclude_none=True) for c in call.commands], _scope(world, call), call.language_code
    )
    return True


def get_my_commands(world: World, call: methods.GetMyCommands) -> list[JsonObject]:
    """The menu set for exactly this scope and language."""
    return world.commands.get(_scope(world, call), call.language_code)


def delete_my_commands(world: World, call: methods.DeleteMyCommands) -> bool:
    """No menu for this scope and language; the wider one is shown again."""
    world.commands.set([], _scope(world, call), call.language_code)
    return True


def _scope(world: World, call: AnyCall) -> JsonObject | None:
    if call.scope is None:
        return None
    scope: JsonObject = call.scope.model_dump()
    if "chat_id" in scope:
        scope["chat_id"] = world.chats.find(scope["chat_id"]).id
    return scope


def _setter(name: str) -> Callable[[World, Any], bool]:
    def set_text(world: World, call: AnyCall) -> bool:
        world.profile.set(name, getattr(call, name), call.language_code)
        if name == "name" and not call.language_code and call.name:
            world.bot["first_name"] = call.name
        return True

    return set_text


def _getter(name: str) -> Callable[[World, Any], JsonObject]:
    def get_text(world: World, call: AnyCall) -> JsonObject:
        return {name: world.profile.get(name, call.language_code, world.bot["first_name"] if name == "name" else "")}

    return get_text


def set_chat_menu_button(world: World, call: methods.SetChatMenuButton) -> bool:
    """The button beside the input field of one private chat, or of all."""
    if call.chat_id is not None and world.chats.find(call.chat_id).type != "private":
        raise bad_request("chat not found")
    world.profile.menu_buttons[call.chat_id] = (
        call.menu_button.model_dump(exclude_none=True) if call.menu_button else _DEFAULT
    )
    return True


def get_chat_menu_button(world: World, call: methods.GetChatMenuButton) -> JsonObject:
    """The button of one private chat, or of all."""
    buttons = world.profile.menu_buttons
    return buttons.get(call.chat_id) or buttons.get(None) or _DEFAULT


def set_default_rights(world: World, call: methods.SetMyDefaultAdministratorRights) -> bool:
    """The rights that the bot asks for when it is made an administrator."""
    world.profile.rights[bool(call.for_channels)] = call.rights.model_dump(exclude_none=True) if call.rights else {}
    return True


def get_default_rights(world: World, call: methods.GetMyDefaultAdministratorRights) -> JsonObject:
    """The rights set for groups or for channels; none at first."""
    nothing = dict.fromkeys(ChatAdministratorRights.model_fields, False)
    return nothing | world.profile.rights.get(bool(call.for_channels), {})


_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
_DEFAULT: JsonObject = {"type": "commands"}

HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    methods.GetMe: get_me,
    methods.GetUpdates: get_updates,
    methods.SetWebhook: set_webhook,
    methods.DeleteWebhook: delete_webhook,
    methods.GetWebhookInfo: get_webhook_info,
    methods.GetFile: get_file,
    methods.SetMyCommands: set_my_commands,
    methods.GetMyCommands: get_my_commands,
    methods.DeleteMyCommands: delete_my_commands,
    methods.SetChatMenuButton: set_chat_menu_button,
    methods.GetChatMenuButton: get_chat_menu_button,
    methods.SetMyDefaultAdministratorRights: set_default_rights,
    methods.GetMyDefaultAdministratorRights: get_default_rights,
    methods.SetMyName: _setter("name"),
    methods.SetMyDescription: _setter("description"),
    methods.SetMyShortDescription: _setter("short_description"),
    methods.GetMyName: _getter("name"),
    methods.GetMyDescription: _getter("description"),
    methods.GetMyShortDescription: _getter("short_description"),
}
