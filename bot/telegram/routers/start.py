"""Greeting, help, the list of sectors, the language."""

from typing import cast

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text

from bot.telegram.buttons import LanguageButton, button
from bot.telegram.commands import set_commands
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.render import Page, label, sector_keyboard
from bot.telegram.texts import LANGUAGES, Texts
from storage import articles, readers
from storage.records import Reader


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="start")
    here.message.register(start, CommandStart(ignore_case=True))
    here.message.register(show_help, Command("help", ignore_case=True))
    here.message.register(show_sectors, Command("sectors", ignore_case=True))
    here.message.register(ask_language, Command("language", ignore_case=True))
    here.callback_query.register(choose_language, LanguageButton.filter())
    return here


async def start(message: Message, desk: Desk, texts: Texts) -> None:
    """Say what this is, and offer the sectors."""
    keyboard = sector_keyboard(desk.taxonomy, texts.language)
    await message.answer(f"{texts('start')}\n\n{texts('start-choose')}", reply_markup=keyboard)


async def show_help(message: Message, desk: Desk, texts: Texts) -> None:
    """Three things to try, and the other commands; admins have more of them."""
    first, second = desk.taxonomy.sectors[0], desk.taxonomy.sectors[1 % len(desk.taxonomy.sectors)]
    async with desk.database.read() as connection:
        newest = await articles.headlines(connection, 1)
    told = texts(
        "help",
        **{
            "first": first.key,
            "first-name": first.names[texts.language],
            "second": second.key,
            "second-name": second.names[texts.language],
            "article": str(newest[0].id if newest else 1),
        },
    )
    by_admin = message.from_user is not None and desk.is_admin(message.from_user.id)
    if by_admin and message.chat.type == "private" and desk.collecting is not None:
        told = f"{told}\n\n{texts('help-admins')}"
    await message.answer(told)


async def show_sectors(message: Message, desk: Desk, texts: Texts) -> None:
    """All sectors: as commands with what they cover, and as buttons."""
    lines = [
        f"/{sector.key} — {label(sector, texts.language)}: {sector.descriptions[texts.language]}"
        for sector in desk.taxonomy.sectors
    ]
    keyboard = sector_keyboard(desk.taxonomy, texts.language)
    await message.answer("\n".join([texts("sectors-title"), "", *lines]), reply_markup=keyboard)


async def ask_language(message: Message, desk: Desk, texts: Texts) -> None:
    """Offer the languages of the interface, each under its own name."""
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
    async with desk.database.write() as connection:
        await readers.choose_language(connection, reader.id, chosen.language)
    message = cast("Message", query.message)
    await turn_to(query, Page(Text(chosen("language-chosen"))))
    await message.answer(chosen("start-choose"), reply_markup=sector_keyboard(desk.taxonomy, chosen.language))
    await set_commands(message, desk, chosen)
