"""Which methods of the Bot API make a message, and which of them a person sees something of."""

from typing import Any

from aiogram.methods import AnswerCallbackQuery, TelegramMethod

_MAKES = ("send", "copy", "forward")
_NO_MESSAGE = frozenset({"sendChatAction", "sendMessageDraft", "sendRichMessageDraft", "sendChatJoinRequestWebApp"})
_CHANGES = ("editMessage", "editEphemeralMessage")
_SEEN_TOO = ("answer", "delete", "edit")


def makes_message(method: TelegramMethod[Any]) -> bool:
    """Whether a message comes to be."""
    name = method.__api_method__
    return name.startswith(_MAKES) and name not in _NO_MESSAGE


def changes_message(method: TelegramMethod[Any]) -> bool:
    """Whether one that is there is changed."""
    return method.__api_method__.startswith(_CHANGES)


def is_seen(method: TelegramMethod[Any]) -> bool:
    """Whether a person has their answer: not by being told that one is being written, or that a press has come."""
    return makes_message(method) or (method.__api_method__.startswith(_SEEN_TOO) and not is_nod(method))


def is_nod(method: TelegramMethod[Any]) -> bool:
    """Whether it says no more than that a press has come."""
    return isinstance(method, AnswerCallbackQuery) and not (method.text or method.url)
