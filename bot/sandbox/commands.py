"""The bot's menu of commands, by scope and language, and which of the lists a person sees."""

import re
from collections.abc import Iterator

from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject

# Bot API reference, BotCommand and setMyCommands.
MAX_COMMANDS = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_MAX_DESCRIPTION = 256

_Key = tuple[str, int | None, int | None, str]


class Commands:
    """Lists of BotCommand objects by scope (a BotCommandScope object, ``None`` for the default one) and language."""

    def __init__(self) -> None:
        self._lists: dict[_Key, list[JsonObject]] = {}

    def set(self, commands: list[JsonObject], scope: JsonObject | None, language: str | None) -> None:
        """Keep a list; an empty one deletes. Raises RefusedCallError for what Telegram does not take."""
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _NAME.fullmatch(command["command"].removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not command["description"].strip():
                raise bad_request("command description must be non-empty")
            if len(command["description"]) > _MAX_DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        key = _key(scope, language)
        if commands:
            self._lists[key] = [{**command, "command": command["command"].removeprefix("/")} for command in commands]
        else:
            self._lists.pop(key, None)

    def get(self, scope: JsonObject | None, language: str | None) -> list[JsonObject]:
        """The list set for exactly this scope and language; empty where none is."""
        return self._lists.get(_key(scope, language), [])

    def shown(self, chat: JsonObject, user_id: int, language: str, *, administrator: bool) -> list[JsonObject]:
        """The list that a person sees in a chat: the first that is set, in the order of the Bot API reference
        ("Determining list of commands")."""
        for scope in _scopes(chat, user_id, administrator=administrator):
            for tried in (language, ""):
                if found := self._lists.get((*scope, tried)):
                    return found
        return []


def _key(scope: JsonObject | None, language: str | None) -> _Key:
    scope = scope or {}
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return scope.get("type", "default"), scope.get("chat_id"), scope.get("user_id"), language or ""


def _scopes(chat: JsonObject, user_id: int, *, administrator: bool) -> Iterator[tuple[str, int | None, int | None]]:
    if chat["type"] == "private":
        yield "chat", chat["id"], None
        yield "all_private_chats", None, None
    else:
        yield "chat_member", chat["id"], user_id
        if administrator:
            yield "chat_administrators", chat["id"], None
        yield "chat", chat["id"], None
        if administrator:
            yield "all_chat_administrators", None, None
        yield "all_group_chats", None, None
    yield "default", None, None
