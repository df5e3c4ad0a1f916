"""What a button carries: each kind a prefix and a few values, at most 64 bytes when packed (Bot API)."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton


class SectorButton(CallbackData, prefix="s"):
    """Asks for a sector's answer."""

    sector: str


class AnswerPage(CallbackData, prefix="a"):
    """Turns to a page of an answer; ``days`` 0 asked for everything, ``asked`` is when, in seconds since 1970."""

    sector: str
    days: int
    asked: int
    page: int


class ArticlePage(CallbackData, prefix="f"):
    """Shows a page of an article: ``anew`` as a message of its own, else in place of the page the button is on."""

    article_id: int
    page: int
    anew: bool


class ArticleFile(CallbackData, prefix="d"):
    """Sends an article as a file."""

    article_id: int


class LanguageButton(CallbackData, prefix="l"):
    """Chooses the language of the interface."""

    language: str


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """A button that sends ``data`` back when it is pressed."""
    return InlineKeyboardButton(text=text, callback_data=data.pack())
