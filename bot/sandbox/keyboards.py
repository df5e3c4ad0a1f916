"""Keyboards under a message, checked as the server does, and as they stand in the message."""

from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from pydantic import BaseModel

from bot.sandbox import entities
from bot.sandbox.refusals import RefusedCallError, bad_request
from bot.sandbox.values import JsonObject

# Bot API reference, InlineKeyboardButton; the count is the real server's REPLY_MARKUP_TOO_LONG.
MAX_CALLBACK_DATA_BYTES = 64
_MAX_COPY_TEXT = 256
_MAX_BUTTONS = 300
_ACTIONS = frozenset(InlineKeyboardButton.model_fields) - {"text", "style", "icon_custom_emoji_id"}


def inline(markup: BaseModel | None) -> JsonObject | None:
    """An inline keyboard as a Bot API object, ``None`` for other markups and for one without buttons.

    Raises RefusedCallError for what the server refuses.
    """
    if not isinstance(markup, InlineKeyboardMarkup):
        return None
    rows = [[_button(button) for button in row] for row in markup.inline_keyboard if row]
    if sum(map(len, rows)) > _MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": rows} if rows else None


def reply(markup: BaseModel | None) -> JsonObject | None:
    """Any other markup (reply keyboard, its removal, forced reply) as a Bot API object."""
    if markup is None or isinstance(markup, InlineKeyboardMarkup):
        return None
    if isinstance(markup, ReplyKeyboardMarkup) and not any(markup.keyboard):
        raise bad_request("reply keyboard must have at least one button")
    return markup.model_dump(exclude_none=True)


def _button(button: InlineKeyboardButton) -> JsonObject:
    if not button.text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    shown: dict[str, Any] = button.model_dump(exclude_none=True)
    if not _ACTIONS & shown.keys():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if button.callback_data is not None and not 0 < len(button.callback_data.encode()) <= MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.copy_text is not None and not 0 < len(button.copy_text.text) <= _MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.url is not None:
        shown["url"] = _link(button.url)
    if button.web_app is not None and not button.web_app.url.startswith("https://"):
        raise bad_request(
            f"inline keyboard button Web App URL '{button.web_app.url}' is invalid: Only HTTPS links are allowed"
        )
    return shown


def _link(url: str) -> str:
    try:
        return entities.link(url)
    except RefusedCallError as error:
        words = error.description.removeprefix("Bad Request: ")
        raise bad_request(f"inline keyboard button {words}") from None
