"""Greeting and tour, help, the list of sectors, the language."""

from datetime import tzinfo
from typing import cast

from aiogram import Bot, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text

from bot.telegram.buttons import LanguageButton, TourPage, TryWords, button
from bot.telegram.commands import set_commands
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.examples import example
from bot.telegram.help_pages import group_help_page, help_page, start_page, tour_page
from bot.telegram.mentions import GROUPS
from bot.telegram.render import Page, label, sector_keyboard
from bot.telegram.rights import may_set
from bot.telegram.routers import search
from bot.telegram.scene import send
from bot.telegram.search_pages import one_search
from bot.telegram.texts import LANGUAGES, Texts
from bot.text import queries
from storage import readers
from storage.records import Reader


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="start")
    here.message.register(start, CommandStart(ignore_case=True))
    here.message.register(show_help, Command("help", ignore_case=True))
    here.message.register(show_sectors, Command("sectors", ignore_case=True))
    here.message.register(ask_language, Command("language", ignore_case=True))
    here.callback_query.register(turn_tour, TourPage.filter())
    here.callback_query.register(try_words, TryWords.filter())
    here.callback_query.register(choose_language, LanguageButton.filter())
    return here


async def start(message: Message, desk: Desk, texts: Texts, zone: tzinfo, *, newcomer: bool) -> None:
    """Say what this is, and offer the sectors; who has never been here is shown around, in the same message."""
    if message.chat.type in GROUPS:
        await show_group_help(message, desk, texts, zone)
    elif newcomer:
        await send(message, await _tour(1, desk, texts, zone))
    else:
        await send(message, start_page(desk.taxonomy, texts))


async def show_help(message: Message, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """Three things to try, and the other commands; admins have more of them."""
    if message.chat.type in GROUPS:
        await show_group_help(message, desk, texts, zone)
        return
    page = help_page(await example(desk, texts, zone), texts)
    by_admin = message.from_user is not None and desk.is_admin(message.from_user.id)
    if by_admin and desk.collecting is not None:
        page = Page(Text(page.content, "\n\n", texts("help-admins")), page.keyboard)
    await send(message, page)


async def show_group_help(message: Message, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """How to ask among several people, and who may set things."""
    me = await cast("Bot", message.bot).me()
    await send(message, group_help_page(await example(desk, texts, zone), texts, username=me.username or ""))


async def turn_tour(query: CallbackQuery, callback_data: TourPage, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """Another page of the tour, in place of the one shown; the short greeting where somebody leaves it."""
    if callback_data.page <= 0:
        await turn_to(query, start_page(desk.taxonomy, texts))
    else:
        await turn_to(query, await _tour(callback_data.page, desk, texts, zone))


async def try_words(
    query: CallbackQuery, callback_data: TryWords, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """An example's words, as if they had been written."""
    typed = one_search(callback_data.words)
    if not queries.parse(typed).asks:
        await query.answer(texts("button-outdated"))
        return
    await search.show(cast("Message", query.message), typed, desk, texts, zone, reader=reader)
    await query.answer()


async def _tour(number: int, desk: Desk, texts: Texts, zone: tzinfo) -> Page:
    return tour_page(number, desk.taxonomy, await example(desk, texts, zone), texts, zone)


async def show_sectors(message: Message, desk: Desk, texts: Texts) -> None:
    """All sectors: as commands with what they cover, and as buttons."""
    lines = [
        f"/{sector.key} — {label(sector, texts.language)}: {sector.descriptions[texts.language]}"
        for sector in desk.taxonomy.sectors
    ]
    keyboard = sector_keyboard(desk.taxonomy, texts.language)
    await message.answer("\n".join([texts("sectors-title"), "", *lines]), reply_markup=keyboard)


async def ask_language(message: Message, desk: Desk, reader: Reader, texts: Texts) -> None:
    """Offer the languages of the interface, each under its own name; a group's are its administrators' to choose."""
    if not await may_set(cast("Bot", message.bot), message, reader, message.from_user):
        await message.answer(texts("language-admins-only"))
        return
    row = [button(desk.texts[one]("language-name"), LanguageButton(language=one)) for one in LANGUAGES]
    await message.answer(texts("language-choose"), reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]))


async def choose_language(
    query: CallbackQuery, callback_data: LanguageButton, desk: Desk, reader: Reader, texts: Texts
) -> None:
    """Keep the choice, and say so in the chosen language."""
    chosen = desk.texts.get(callback_data.language)
    if chosen is None:  # a button made by hand
        await query.answer(texts("button-outdated"))
        return
    if not await may_set(cast("Bot", query.bot), query, reader, query.from_user):
        await query.answer(texts("language-admins-only"))
        return
    async with desk.database.write() as connection:
        await readers.choose_language(connection, reader.id, chosen.language)
    message = cast("Message", query.message)
    await turn_to(query, Page(Text(chosen("language-chosen"))))
    await message.answer(chosen("start-choose"), reply_markup=sector_keyboard(desk.taxonomy, chosen.language))
    await set_commands(message, desk, chosen)
