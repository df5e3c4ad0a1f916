"""A sector's answer: by command, by button, and page by page."""

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import cast

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.newsroom import answers
from bot.telegram import links, periods
from bot.telegram.answer_pages import answer_page, elsewhere_page
from bot.telegram.buttons import AnswerInAll, AnswerPage, AnswerPeriod, SectorButton
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.render import Page, label
from bot.telegram.sharing import share_button, with_share
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy
from storage.records import Reader

LAST_SECOND = 2**35
"""Seconds since 1970 that a button may name: the year 3058; what a calendar doesn't take is not ours."""


def router(taxonomy: Taxonomy) -> Router:
    """The handlers of this subject: a command for each sector of the taxonomy."""
    here = Router(name="sectors")
    here.message.register(command, Command(*(sector.key for sector in taxonomy.sectors), ignore_case=True))
    here.callback_query.register(press, SectorButton.filter())
    here.callback_query.register(turn, AnswerPage.filter())
    here.callback_query.register(turn, AnswerInAll.filter())
    here.callback_query.register(change_period, AnswerPeriod.filter())
    return here


async def command(
    message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """``/energy``, or ``/energy 7`` or ``/energy week`` for a period."""
    sector = desk.taxonomy[command.command.lower()]
    days = periods.parse(command.args)
    if days is None:
        given = (command.args or "")[:50]
        await message.answer(texts("answer-wrong-days", given=given, sector=sector.key))
        return
    await answer(message, sector, desk, texts, zone, reader=reader, days=days)


async def press(
    query: CallbackQuery, callback_data: SectorButton, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """A sector's button: the same as its command."""
    sector = desk.sector(callback_data.sector)
    if sector is None:
        await query.answer(texts("button-outdated"))
        return
    await answer(cast("Message", query.message), sector, desk, texts, zone, reader=reader, days=periods.DEFAULT_DAYS)
    await query.answer()


async def turn(
    query: CallbackQuery,
    callback_data: AnswerPage | AnswerInAll,
    desk: Desk,
    texts: Texts,
    zone: tzinfo,
    *,
    reader: Reader,
) -> None:
    """Another page of an answer, in place of the one shown: of what was stored when it was asked for."""
    sector, days, asked = desk.sector(callback_data.sector), callback_data.days, callback_data.asked
    in_all = isinstance(callback_data, AnswerInAll)
    if sector is None or not 0 <= days <= periods.MOST_DAYS or not (0 if in_all else 1) <= asked < LAST_SECOND:
        await query.answer(texts("button-outdated"))
        return
    as_of = datetime.fromtimestamp(asked, UTC) if asked else None
    question = answers.Question(sector.key, days or None, as_of or desk.asked_at(), zone, as_of=as_of)
    made = await desk.answers.answer(for_reader(question, reader, in_all=in_all))
    await turn_to(query, shareable_page(made, sector, desk, texts, number=callback_data.page, in_all=in_all))


async def change_period(
    query: CallbackQuery, callback_data: AnswerPeriod, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """The answer for another period, as of now, in place of the one shown."""
    sector = desk.sector(callback_data.sector)
    if sector is None or not 0 <= callback_data.days <= periods.MOST_DAYS:
        await query.answer(texts("button-outdated"))
        return
    days = callback_data.days
    question = for_reader(answers.Question(sector.key, days or None, desk.asked_at(), zone), reader)
    page = await first_page(sector, desk, texts, zone, reader=reader, days=days)
    widened = (await desk.answers.answer(question)).widened  # remembered from the page just made
    await turn_to(query, page, texts(f"answer-nothing-in-{days}") if widened and days in periods.OFFERED else None)


async def answer(
    message: Message, sector: Sector, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader, days: int
) -> None:
    """Send the first page of a sector's answer."""
    page = await first_page(sector, desk, texts, zone, reader=reader, days=days)
    await message.answer(**page.content.as_kwargs(), reply_markup=page.keyboard)


async def first_page(sector: Sector, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader, days: int) -> Page:
    """The first page of a sector's answer as of now; ``days`` as ``periods.parse`` tells them."""
    question = for_reader(answers.Question(sector.key, days or None, desk.asked_at(), zone), reader)
    made = await desk.answers.answer(question)
    if question.languages and not made.stories:
        everywhere = await desk.answers.answer(replace(question, languages=frozenset()))
        if everywhere.stories:
            return elsewhere_page(everywhere, question.languages, sector, texts)
    return shareable_page(made, sector, desk, texts, number=1)


def shareable_page(
    made: answers.Answer, sector: Sector, desk: Desk, texts: Texts, *, number: int, in_all: bool = False
) -> Page:
    """A page of an answer that can be shared: the same question, as of when the link is opened."""
    asked = made.question.days or periods.EVERYTHING
    payload = links.to_sector(sector.key, None if asked == periods.DEFAULT_DAYS else asked)
    button = share_button(desk, texts, payload, label(sector, texts.language))
    return with_share(answer_page(made, sector, texts, number=number, in_all=in_all), button)


def for_reader(question: answers.Question, reader: Reader, *, in_all: bool = False) -> answers.Question:
    """A question answered at the length that a reader chose, in their languages, unless ``in_all``."""
    languages = frozenset[str]() if in_all else reader.answer_languages
    return replace(question, languages=languages, length=reader.answer_length)
