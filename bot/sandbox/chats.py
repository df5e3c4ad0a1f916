"""The chats of the sandbox: who is in them, their topics and messages, as they are now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted

from bot.sandbox.refusals import CHAT_NOT_FOUND, RefusedCallError, bad_request, forbidden
from bot.sandbox.values import JsonObject

# Older messages of a chat are forgotten.
MAX_MESSAGES = 5_000
# Identifiers of supergroups and channels lie below this one, those of basic groups between it and 0.
_FIRST_SUPERGROUP = -1_000_000_000_000
_CAN_READ = frozenset({"creator", "administrator", "member", "restricted"})
_ADMINISTRATOR_RIGHTS = tuple(name for name in ChatMemberAdministrator.model_fields if name.startswith("can_"))
_RESTRICTED_RIGHTS = tuple(name for name in ChatMemberRestricted.model_fields if name.startswith("can_"))


@dataclass(slots=True)
class Chat:
    """A chat: ``about`` is its Bot API Chat object, ``members`` ChatMember objects by user (private chats have none).

    ``keyboard`` is the reply keyboard that the bot put below the chat's input field, if any.
    """

    about: JsonObject
    numbers: Iterator[int]
    messages: dict[int, JsonObject] = field(default_factory=dict)
    members: dict[int, JsonObject] = field(default_factory=dict)
    topics: dict[int, JsonObject] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: JsonObject | None = None
    user: JsonObject | None = None
    blocked: bool = False
    migrated_to: int | None = None
    active_at: float = 0.0

    @property
    def id(self) -> int:
        """The chat's identifier."""
        return int(self.about["id"])

    @property
    def type(self) -> str:
        """``private``, ``group``, ``supergroup`` or ``channel``."""
        return str(self.about["type"])

    @property
    def last_message(self) -> JsonObject | None:
        """The newest message."""
        return self.messages[next(reversed(self.messages))] if self.messages else None

    def keep(self, message: JsonObject) -> None:
        """Add a message, and forget the oldest above the bound."""
        self.messages[message["message_id"]] = message
        if len(self.messages) > MAX_MESSAGES:
            self.forget(next(iter(self.messages)))

    def forget(self, message_id: int) -> bool:
        """Take a message away, from what is pinned too; whether it was there."""
        if message_id in self.pinned:
            self.pinned.remove(message_id)
        return self.messages.pop(message_id, None) is not None

    def member(self, user_id: int) -> JsonObject | None:
        """The ChatMember object of a user, ``None`` for one never seen here."""
        return self.members.get(user_id)


class Chats:
    """All chats by identifier. Private chats and basic groups share their message numbers, as on the real server."""

    def __init__(self, bot: JsonObject) -> None:
        self._bot = bot
        self._chats: dict[int, Chat] = {}
        self._numbers = count(1)

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def get(self, chat_id: int | str) -> Chat | None:
        """A chat by its identifier or its ``@username``."""
        if isinstance(chat_id, int):
            return self._chats.get(chat_id)
        name = chat_id.lower()
        return next((chat for chat in self if f"@{chat.about.get('username', '')}".lower() == name != "@"), None)

    def find(self, chat_id: int | str | None) -> Chat:
        """The chat that a call means; raises RefusedCallError where there is none, or where it became a supergroup."""
        if chat_id is None:
            raise bad_request("chat_id is empty")
        chat = self.get(chat_id)
        if chat is None:
            raise bad_request(CHAT_NOT_FOUND)
        if chat.migrated_to is not None:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedCallError(400, words, migrate_to_chat_id=chat.migrated_to)
        return chat

    def writable(self, chat_id: int | str | None) -> Chat:
        """The chat that the bot writes to; raises RefusedCallError 403 where it may not."""
        chat = self.find(chat_id)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.type != "private":
            self._check_member(chat)
        return chat

    def _check_member(self, chat: Chat) -> None:
        member = chat.members.get(self._bot["id"], {"status": "left"})
        if member["status"] == "kicked":
            raise forbidden(f"bot was kicked from the {_kind(chat)}")
        if member["status"] not in _CAN_READ:
            raise forbidden(f"bot is not a member of the {_kind(chat)}")
        if chat.type == "channel" and member["status"] != "administrator":
            raise bad_request("need administrator rights in the channel chat")

    def add(self, about: JsonObject) -> Chat:
        """A new chat from its Bot API object."""
        own_numbers = about["type"] in {"supergroup", "channel"}
        chat = self._chats[about["id"]] = Chat(about, count(1) if own_numbers else self._numbers)
        return chat

    def private(self, user: JsonObject) -> Chat:
        """The private chat of a user; it comes to be when it is not there yet, and follows the user's names."""
        chat = self._chats.get(user["id"])
        names = {key: user[key] for key in ("first_name", "last_name", "username") if user.get(key)}
        about = {"id": user["id"], "type": "private", **names}
        if chat is None:
            chat = self.add(about)
        chat.about, chat.user = about, user
        return chat


def type_of(chat_id: int) -> str:
    """What kind of chat an identifier stands for when nothing else tells."""
    if chat_id > 0:
        return "private"
    return "supergroup" if chat_id < _FIRST_SUPERGROUP else "group"


def as_member(user: JsonObject, status: str) -> JsonObject:
    """A ChatMember object with the fields that its status requires (Bot API reference, ChatMember)."""
    member: dict[str, Any] = {"status": status, "user": user}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= dict.fromkeys(_ADMINISTRATOR_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0, **dict.fromkeys(_RESTRICTED_RIGHTS, False)}
    elif status == "kicked":
        member["until_date"] = 0
    return member


def _kind(chat: Chat) -> str:
    return {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}[chat.type]
