"""A sector's answer: by command, by button, and page by page."""

from datetime import UTC, datetime, tzinfo
from typing import cast

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.newsroom import answers
from bot.telegram import links, periods
from bot.telegram.answer_pages import answer_page
from bot.telegram.buttons import AnswerPage, AnswerPeriod, SectorButton
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.render import Page, label
from bot.telegram.sharing import share_button, with_share
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy

LAST_SECOND = 2**35
"""Seconds since 1970 that a button may name: the year 3058; what a calendar doesn't take is not ours."""


def router(taxonomy: Taxonomy) -> Router:
    """The handlers of this subject: a command for each sector of the taxonomy."""
    here = Router(name="sectors")
    here.message.register(command, Command(*(sector.key for sector in taxonomy.sectors), ignore_case=True))
    here.callback_query.register(press, SectorButton.filter())
    here.callback_query.register(turn, AnswerPage.filter())
    here.callback_query.register(change_period, AnswerPeriod.filter())
    return here


async def command(message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """``/energy``, or ``/energy 7`` or ``/energy week`` for a period."""
    sector = desk.taxonomy[command.command.lower()]
    days = periods.parse(command.args)
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
    await answer(cast("Message", query.message), sector, desk, texts, zone, days=periods.DEFAULT_DAYS)
    await query.answer()


async def turn(query: CallbackQuery, callback_data: AnswerPage, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """Another page of an answer, in place of the one shown: of what was stored when it was asked for."""
    sector = desk.sector(callback_data.sector)
    if sector is None or not 0 <= callback_data.days <= periods.MOST_DAYS or not 0 < callback_data.asked < LAST_SECOND:
        await query.answer(texts("button-outdated"))
        return
    asked_at = datetime.fromtimestamp(callback_data.asked, UTC)
    question = answers.Question(sector.key, callback_data.days or None, asked_at, zone, as_of=asked_at)
    made = await answers.answer(desk.database, question)
    await turn_to(query, shareable_page(made, sector, desk, texts, number=callback_data.page))


async def change_period(
    query: CallbackQuery, callback_data: AnswerPeriod, desk: Desk, texts: Texts, zone: tzinfo
) -> None:
    """The answer for another period, as of now, in place of the one shown."""
    sector = desk.sector(callback_data.sector)
    if sector is None or not 0 <= callback_data.days <= periods.MOST_DAYS:
        await query.answer(texts("button-outdated"))
        return
    await turn_to(query, await first_page(sector, desk, texts, zone, days=callback_data.days))


async def answer(message: Message, sector: Sector, desk: Desk, texts: Texts, zone: tzinfo, *, days: int) -> None:
    """Send the first page of a sector's answer."""
    page = await first_page(sector, desk, texts, zone, days=days)
    await message.answer(**page.content.as_kwargs(), reply_markup=page.keyboard)


async def first_page(sector: Sector, desk: Desk, texts: Texts, zone: tzinfo, *, days: int) -> Page:
    """The first page of a sector's answer as of now; ``days`` as ``periods.parse`` tells them."""
    made = await answers.answer(desk.database, answers.Question(sector.key, days or None, desk.asked_at(), zone))
    return shareable_page(made, sector, desk, texts, number=1)


def shareable_page(made: answers.Answer, sector: Sector, desk: Desk, texts: Texts, *, number: int) -> Page:
    """A page of an answer that can be shared: the same question, as of when the link is opened."""
    asked = made.question.days or periods.EVERYTHING
    payload = links.to_sector(sector.key, None if asked == periods.DEFAULT_DAYS else asked)
    button = share_button(desk, texts, payload, label(sector, texts.language))
    return with_share(answer_page(made, sector, texts, number=number), button)
