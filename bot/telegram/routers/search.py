"""Searching by words: ``/search``, and the pages of what was found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.newsroom import searching
from bot.telegram.buttons import SearchInAll, SearchInstead, SearchPage
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.render import Page
from bot.telegram.routers.sectors import LAST_SECOND
from bot.telegram.search_pages import GLASS, elsewhere_page, found_page, instead_of, nothing_page, one_search, typed_of
from bot.telegram.sharing import share_search_button, with_share
from bot.telegram.texts import Texts
from bot.text import queries
from bot.text.language import Language
from bot.text.queries import Query
from bot.text.taxonomy import Sector
from storage.records import AnswerLength, Reader

NEAR_SECTORS = 2
"""Sectors that are offered beside what was found."""


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="search")
    here.message.register(command, Command("search", ignore_case=True))
    here.callback_query.register(turn, SearchPage.filter())
    here.callback_query.register(turn, SearchInAll.filter())
    here.callback_query.register(instead, SearchInstead.filter())
    return here


async def command(
    message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """``/search``: what was found, or how to search where nothing is asked."""
    typed = one_search(command.args or "")
    if not queries.parse(typed).asks:
        await message.answer(texts("search-how"))
        return
    await show(message, typed, desk, texts, zone, reader=reader)


async def show(message: Message, typed: str, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader) -> None:
    """Send the first page of what is found, or say that nothing is."""
    near = near_sectors(typed, desk)
    page = await search(typed, near, desk, texts, zone, reader=reader)
    page = page or await elsewhere(typed, desk, texts, zone, reader=reader)
    page = page or await nothing(typed, near, desk, texts, zone, reader=reader)
    await message.answer(**page.content.as_kwargs(), reply_markup=page.keyboard)


async def instead(query: CallbackQuery, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader) -> None:
    """What the message offers in place of a word that nothing has, in place of the page shown."""
    text = query.message.text if isinstance(query.message, Message) else None
    typed = instead_of(text or "")
    if typed is None:
        await query.answer(texts("button-outdated"))
        return
    near = near_sectors(typed, desk)
    page = await search(typed, near, desk, texts, zone, reader=reader)
    page = page or await elsewhere(typed, desk, texts, zone, reader=reader)
    await turn_to(query, page or await nothing(typed, near, desk, texts, zone, reader=reader))


async def nothing(
    typed: str, near: Sequence[Sector], desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> Page:
    """The page that says that nothing is found."""
    findings = await _remembered(typed, desk, zone, reader)
    return nothing_page(findings, typed, near, desk.taxonomy, texts)


async def corrected(typed: str, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader) -> Page | None:
    """The same where a word may have been meant otherwise; else ``None``."""
    findings = await _remembered(typed, desk, zone, reader)
    return nothing_page(findings, typed, (), desk.taxonomy, texts) if findings.instead else None


async def _remembered(typed: str, desk: Desk, zone: tzinfo, reader: Reader) -> searching.Findings:
    """What was found a moment ago, in the reader's languages."""
    return await find(queries.parse(typed), desk, zone, languages=reader.answer_languages, length=reader.answer_length)


async def turn(
    query: CallbackQuery,
    callback_data: SearchPage | SearchInAll,
    desk: Desk,
    texts: Texts,
    zone: tzinfo,
    *,
    reader: Reader,
) -> None:
    """Another page, in place of the one shown: of what was stored when it was asked for."""
    text = query.message.text if isinstance(query.message, Message) else None
    typed = typed_of(text or "")
    in_all = isinstance(callback_data, SearchInAll)
    if typed is None or not (0 if in_all else 1) <= callback_data.asked < LAST_SECOND:
        await query.answer(texts("button-outdated"))
        return
    as_of = datetime.fromtimestamp(callback_data.asked, UTC) if callback_data.asked else None
    near, number = near_sectors(typed, desk), callback_data.page
    page = await search(typed, near, desk, texts, zone, reader=reader, as_of=as_of, number=number, in_all=in_all)
    if page is None:  # its articles have been removed since
        await query.answer(texts("button-outdated"))
        return
    await turn_to(query, page)


async def search(
    typed: str,
    near: Sequence[Sector],
    desk: Desk,
    texts: Texts,
    zone: tzinfo,
    *,
    reader: Reader,
    as_of: datetime | None = None,
    number: int = 1,
    partly: bool = True,
    in_all: bool = False,
) -> Page | None:
    """A page of what is found, with the sectors ``near`` it, or ``None``.

    That is for nothing; without ``partly`` also where nothing has all the words. It is in the languages that the reader
    chose, unless ``in_all``.
    """
    languages = frozenset[str]() if in_all else reader.answer_languages
    query, length = queries.parse(typed), reader.answer_length
    findings = await find(query, desk, zone, as_of=as_of, languages=languages, length=length)
    if not findings.stories or (findings.partly and not partly):
        return None
    page = found_page(findings, typed, near, texts, number=number, in_all=in_all)
    return with_share(page, share_search_button(desk, texts, typed, GLASS + typed), beside=bool(near))


async def elsewhere(typed: str, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader) -> Page | None:
    """Where nothing is found because of the reader's languages alone: says so; else ``None``."""
    if not reader.answer_languages:
        return None
    findings = await find(queries.parse(typed), desk, zone)
    return elsewhere_page(findings, reader.answer_languages, typed, texts) if findings.stories else None


async def find(
    query: Query,
    desk: Desk,
    zone: tzinfo,
    *,
    as_of: datetime | None = None,
    languages: frozenset[str] = frozenset(),
    length: AnswerLength = AnswerLength.NORMAL,
    corrects: bool = True,
) -> searching.Findings:
    """What is found for what somebody typed: now, or of what was stored by a time."""
    sector = named_sector(query.sector, desk) if query.sector else None
    if query.sector and sector is None:  # no such sector: its words are words like others
        query = replace(query, words=f"{query.words} {query.sector}".strip(), sector="")
    barred = {said: named_sector(said, desk) for said in query.not_sectors}
    unknown = tuple(said for said, named in barred.items() if named is None)
    query = replace(query, without=(*query.without, *unknown)) if unknown else query
    question = searching.Question(
        query,
        as_of or desk.asked_at(),
        zone,
        sector=sector.key if sector else None,
        not_sectors=tuple(named.key for named in barred.values() if named is not None),
        languages=languages,
        length=length,
        as_of=as_of,
        corrects=corrects,
    )
    return await desk.findings.answer(question)


def named_sector(said: str, desk: Desk) -> Sector | None:
    """The sector whose key or name, in any language, somebody said."""
    wanted = said.casefold()
    for sector in desk.taxonomy.sectors:
        if wanted in {sector.key, *(name.casefold() for name in sector.names.values())}:
            return sector
    return None


def near_sectors(typed: str, desk: Desk) -> Sequence[Sector]:
    """The sectors that a search speaks of."""
    # A few words are too little to tell a language by; OTHER tries the terms of all three.
    found = desk.tagger.find_sectors(typed, Language.OTHER)[:NEAR_SECTORS]
    return [desk.taxonomy[one.key] for one in found]
