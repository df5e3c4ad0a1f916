"""Inline mode: ``@bot атом`` in any chat offers sectors and passages to post there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from aiogram import Router
from aiogram.types import InlineQuery, InlineQueryResultArticle, InlineQueryResultsButton

from bot.newsroom import searching
from bot.newsroom.front import front
from bot.telegram import links
from bot.telegram.desk import Desk
from bot.telegram.inline_asking import AskerMiddleware, OnlyTheLast
from bot.telegram.inline_results import Look, Offer, sector_result, send, story_result
from bot.telegram.routers import search
from bot.telegram.routers.sectors import LAST_SECOND
from bot.telegram.search_pages import one_search
from bot.telegram.texts import Texts
from bot.text import queries
from bot.text.taxonomy import Sector
from storage import articles

PAGE = 10
"""Stories of one page of results; a phone shows five."""

SECTORS_PAGE = 25

NEAR_SECTORS = 2
"""Sectors that stand above what was found."""

FEWEST_LETTERS = 3
"""Of a sector's name, from which on it is offered before it is typed out."""

FOUND_S, SECTORS_S = 60, 300
"""For how long Telegram may answer the same person the same: what is found, and what sectors have."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of results begins; with ``asked``, in seconds since 1970, of what was stored by then."""

    asked: int | None = None
    at: int = 0


def router(desk: Desk) -> Router:
    """The handlers of this subject."""
    here = Router(name="inline")
    here.inline_query.outer_middleware(OnlyTheLast())
    here.inline_query.outer_middleware(AskerMiddleware(desk))
    here.inline_query.register(answer)
    return here


async def answer(query: InlineQuery, desk: Desk, texts: Texts, zone: tzinfo, languages: frozenset[str]) -> None:
    """Nothing typed: the sectors. Words: what is found, after the sectors that they speak of."""
    place = read_place(query.offset)
    if place is None:
        await send(query, Offer())
        return
    typed = one_search(query.query)
    look = Look(texts, zone, desk.username)
    if queries.parse(typed).asks:
        await send(query, await _found(typed, place, desk, look, languages))
    else:
        await send(query, await _sectors(place, desk, look, languages))


def read_place(offset: str) -> Place | None:
    """What ``written`` wrote, the beginning where nothing is; ``None`` for what was made by hand."""
    if not offset:
        return Place()
    asked, _, at = offset.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= len(str(LAST_SECOND)) for part in (asked, at)):
        return None
    place = Place(int(asked), int(at))
    return place if 0 < int(asked) < LAST_SECOND else None


def written(place: Place) -> str:
    """A place as Telegram hands it back when more is wanted."""
    return f"{place.asked}.{place.at}"


async def _sectors(place: Place, desk: Desk, look: Look, languages: frozenset[str]) -> Offer:
    every = desk.taxonomy.sectors
    asked_at = desk.asked_at()
    shown, end = every[place.at : place.at + SECTORS_PAGE], place.at + SECTORS_PAGE
    results = await _sector_results(shown, asked_at, desk, look, languages)
    onward = written(Place(int(asked_at.timestamp()), end)) if end < len(every) else ""
    if not results and not onward and not place.at:
        return Offer(above=_above(look.texts("inline-empty"), links.WELCOME))
    return Offer(results, SECTORS_S, onward)


async def _found(typed: str, place: Place, desk: Desk, look: Look, languages: frozenset[str]) -> Offer:
    as_of = None if place.asked is None else datetime.fromtimestamp(place.asked, UTC)
    findings = await _find(typed, desk, look.zone, as_of, languages)
    shown, end = findings.stories[place.at : place.at + PAGE], place.at + PAGE
    async with desk.database.read() as connection:
        pictures = await articles.pictures(connection, [story.article_id for story in shown])
    look = replace(look, pictures=pictures)
    results = [story_result(story, findings, look) for story in shown]
    if place.asked is None:
        near = named_sectors(typed, desk)
        results = [*await _sector_results(near, desk.asked_at(), desk, look, languages), *results]
    asked = int(findings.question.asked_at.timestamp())
    onward = written(Place(asked, end)) if end < len(findings.stories) else ""
    return Offer(
        results, FOUND_S, onward, _above_found(typed, look.texts, found=bool(findings.stories), partly=findings.partly)
    )


async def _find(
    typed: str, desk: Desk, zone: tzinfo, as_of: datetime | None, languages: frozenset[str]
) -> searching.Findings:
    """What has all the words; else what has the last of them as its beginning: it is still being typed."""
    query = queries.parse(typed)
    findings = await search.find(query, desk, zone, as_of=as_of, languages=languages, corrects=False)
    begun = queries.unfinished(query)
    if begun is None or (findings.stories and not findings.partly):
        return findings
    completed = await search.find(begun, desk, zone, as_of=as_of, languages=languages, corrects=False)
    return completed if completed.stories and not completed.partly else findings


async def _sector_results(
    sectors: Sequence[Sector], now: datetime, desk: Desk, look: Look, languages: frozenset[str]
) -> list[InlineQueryResultArticle]:
    stories = await front(desk.database, [sector.key for sector in sectors], now=now, languages=languages)
    return [sector_result(sector, stories[sector.key], look) for sector in sectors if sector.key in stories]


def named_sectors(typed: str, desk: Desk) -> list[Sector]:
    """The sectors whose names begin as what is typed, then those that it speaks of."""
    said = typed.casefold()
    named = [
        sector
        for sector in desk.taxonomy.sectors
        if len(said) >= FEWEST_LETTERS
        and any(name.casefold().startswith(said) for name in (sector.key, *sector.names.values()))
    ]
    found = {sector.key: sector for sector in (*named, *search.near_sectors(typed, desk))}
    return list(found.values())[:NEAR_SECTORS]


def _above_found(typed: str, texts: Texts, *, found: bool, partly: bool) -> InlineQueryResultsButton | None:
    """The button above results that aren't what was hoped for: the same search in the bot."""
    if found and not partly:
        return None
    return _above(texts("inline-partly" if found else "inline-search"), links.to_search(typed) or links.WELCOME)


def _above(text: str, payload: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text=text, start_parameter=payload)
