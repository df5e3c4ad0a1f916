"""Whose page it is: in a group a page belongs to who asked for it, and nobody else's press changes it.

Who asked is told by the message that ours replies to, which Telegram sends with every press; what a button carries can
be forged and is never asked. What somebody else would open (a whole article) opens in their own private chat: there it
is theirs to turn, and the group isn't filled with what one of them reads. A digest is everybody's in just that way; so
is a page whose question was deleted, for then nobody can be known to have asked.
"""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.utils.deep_linking import create_start_link

from bot.telegram import admin_buttons, buttons, links, settings_buttons
from bot.telegram.mentions import GROUPS, question_of
from bot.telegram.rights import Rights, rights_in

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

GUARDED: tuple[type[CallbackData], ...] = (
    buttons.LanguageButton,
    buttons.SubscriptionsButton,
    buttons.SubscriptionList,
    buttons.SubscribeButton,
    buttons.FollowButton,
    buttons.SubscriptionStep,
    buttons.Choice,
    buttons.PlanChoice,
    buttons.LengthChoice,
    buttons.PlaceChoice,
    buttons.ZoneChoice,
    buttons.QuietChoice,
    admin_buttons.BroadcastButton,
    admin_buttons.WatchList,
    admin_buttons.WatchButton,
    admin_buttons.WatchesButton,
    admin_buttons.OfferButton,
    admin_buttons.ChannelButton,
    settings_buttons.SettingsButton,
    settings_buttons.LanguageSetting,
    settings_buttons.ZoneSetting,
    settings_buttons.LengthSetting,
    settings_buttons.AnswerLanguageSetting,
    settings_buttons.RichSetting,
    settings_buttons.QuietSetting,
)
"""What is the group's and not a person's: its administrators may press, whoever asked; the handlers look at rights.

All that isn't named here changes a page, as far as this room knows: a new button is safe before anybody thinks of it.
"""

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_GUARDED = frozenset(one.__prefix__ for one in GUARDED)


class Owners(BaseMiddleware):
    """Lets presses in a group through where the page is the presser's own."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Let the handler work; else open what can be opened elsewhere, or say how to get a page of one's own."""
        if not isinstance(event, CallbackQuery) or not isinstance(event.message, Message):
            return await handler(event, data)
        carried = event.data or ""
        if event.message.chat.type not in GROUPS or carried.partition(":")[0] in _GUARDED:
            return await handler(event, data)
        bot: Bot = data["bot"]
        if await _asked(bot, event, event.message):
            return await handler(event, data)
        if (link := opened_by(carried)) is not None:
            return await event.answer(url=await create_start_link(bot, link))
        return await event.answer(data["texts"]("page-of-another"), show_alert=True)


async def _asked(bot: Bot, query: CallbackQuery, page: Message) -> bool:
    """Whether who presses has asked for the page; an anonymous administrator's question is any administrator's."""
    question = question_of(page)
    if question is None:
        return False
    if question.sender_chat is not None:
        of_group = question.sender_chat.id == page.chat.id
        return of_group and await rights_in(bot, page.chat.id, query.from_user.id) is Rights.FULL
    return question.from_user is not None and question.from_user.id == query.from_user.id


def opened_by(carried: str) -> str | None:
    """The deep link to what a button opens as a message of its own, ``None`` where it does something else."""
    for kind in (buttons.ArticlePage, buttons.ArticleFile, buttons.StoryPage, buttons.SectorButton):
        with suppress(ValueError, TypeError):  # another kind of button, or a forged one
            return _link(kind.unpack(carried))
    return None


def _link(opens: CallbackData) -> str | None:
    match opens:
        case buttons.ArticlePage(article_id=number, anew=True) | buttons.ArticleFile(article_id=number) if number > 0:
            link = links.to_article(number)
        case buttons.StoryPage(story_id=number, anew=True) if number > 0:
            link = links.to_story(number)
        case buttons.SectorButton(sector=key):
            link = links.to_sector(key)
        case _:
            return None
    return link if _PAYLOAD.fullmatch(link) else None
