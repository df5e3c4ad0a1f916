"""The share button: Telegram's own «choose a chat», with a link to what the page shows.

A link, and not a switch to inline mode: it is sent in one tap less, works wherever text does, needs no setting at
@BotFather, and whoever opens it lands in their own language and zone. A search whose words are too long for a link is
shared inline instead, where the bot may be asked so.
"""

from dataclasses import replace

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram import links
from bot.telegram.desk import Desk
from bot.telegram.paging import clip
from bot.telegram.render import Page
from bot.telegram.texts import Texts

TITLE_UNITS = 120
"""Of a title beside a link: its address writes a Cyrillic letter with six characters."""


def share_button(desk: Desk, texts: Texts, payload: str, title: str) -> InlineKeyboardButton | None:
    """The button that shares what a link leads to; none where the bot's name isn't known."""
    if not desk.username:
        return None
    to = links.share_address(links.address(desk.username, payload), clip(title, TITLE_UNITS))
    return InlineKeyboardButton(text=texts("button-share"), url=to)


def share_search_button(desk: Desk, texts: Texts, typed: str, title: str) -> InlineKeyboardButton | None:
    """The button that shares a search."""
    payload = links.to_search(typed)
    if payload is not None:
        return share_button(desk, texts, payload, title)
    return InlineKeyboardButton(text=texts("button-share"), switch_inline_query=typed) if desk.is_inline else None


def with_share(page: Page, button: InlineKeyboardButton | None, *, beside: bool = True) -> Page:
    """A page with a share button: ``beside`` what stands in its last row, or in a row of its own."""
    if button is None:
        return page
    rows = page.keyboard.inline_keyboard if page.keyboard is not None else []
    rows = [*rows[:-1], [*rows[-1], button]] if beside and rows else [*rows, [button]]
    return replace(page, keyboard=InlineKeyboardMarkup(inline_keyboard=rows))
