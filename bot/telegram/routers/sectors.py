"""A sector's answer: by command, by button, and page by page."""

from datetime import UTC, datetime, tzinfo
from typing import cast

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.newsroom import answers
from bot.telegram.buttons import AnswerPage, SectorButton
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.render import Page, answer_page
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy

DEFAULT_DAYS = 1
MAX_DAYS = 36_500
"""A century of news: more is a slip of the finger."""

MAX_MINUTE = 2**31
"""Minutes since 1970 that a button may name; far beyond what a calendar takes is not ours."""


def router(taxonomy: Taxonomy) -> Router:
    """The handlers of this subject: a command for each sector of the taxonomy."""
    here = Router(name="sectors")
    here.message.register(command, Command(*(sector.key for sector in taxonomy.sectors)))
    here.callback_query.register(press, SectorButton.filter())
    here.callback_query.register(turn, AnswerPage.filter())
    return here


async def command(message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """``/energy``, or ``/energy 7`` for a number of days."""
    sector = desk.taxonomy[command.command.lower()]
    days = parse_days(command.args)
    if days is None:
        given = (command.args or "")[:50]
        await message.answer(texts("answer-wrong-days", given=given, sector=sector.key))
        return
    await answer(message, sector, desk, texts, zone, days=days)


async def press(query: CallbackQuery, callback_data: SectorButton, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """A sector's button: the same as its command."""
    sector = desk.sector(callback_data.sector)
    if sector is None:
        await query.answer(texts("button-outdated"))
        return
    await answer(cast("Message", query.message), sector, desk, texts, zone, days=DEFAULT_DAYS)
    await query.answer()


async def turn(query: CallbackQuery, callback_data: AnswerPage, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """Another page of an answer, in place of the one shown."""
    sector = desk.sector(callback_data.sector)
    if sector is None or not 0 <= callback_data.days <= MAX_DAYS or not 0 < callback_data.minute < MAX_MINUTE:
        await query.answer(texts("button-outdated"))
        return
    page = await make(
        sector,
        desk,
        texts,
        zone,
        days=callback_data.days or None,
        now=datetime.fromtimestamp(callback_data.minute * 60, UTC),
        number=callback_data.page,
    )
    await turn_to(query, page)


async def answer(message: Message, sector: Sector, desk: Desk, texts: Texts, zone: tzinfo, *, days: int) -> None:
    """Send the first page of a sector's answer."""
    page = await make(sector, desk, texts, zone, days=days, now=desk.now(), number=1)
    await message.answer(**page.content.as_kwargs(), reply_markup=page.keyboard)


async def make(
    sector: Sector, desk: Desk, texts: Texts, zone: tzinfo, *, days: int | None, now: datetime, number: int
) -> Page:
    """A page of the answer to a question asked at ``now``."""
    made = await answers.of_sector(desk.database, sector.key, days=days, now=now, zone=zone)
    return answer_page(made, sector, texts, zone, minute=int(now.timestamp()) // 60, number=number)


def parse_days(given: str | None) -> int | None:
    """A number of days, the default where nothing is given, ``None`` where it isn't one."""
    given = (given or "").strip()
    if not given:
        return DEFAULT_DAYS
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(MAX_DAYS))):
        return None
    days = int(given)
    return days if 1 <= days <= MAX_DAYS else None
