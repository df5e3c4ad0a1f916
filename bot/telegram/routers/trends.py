"""Trends: ``/trends`` and ``/trends energy``, as a picture that its buttons change in place."""

from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import cast

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.newsroom import trends
from bot.telegram import periods
from bot.telegram.buttons import TrendButton
from bot.telegram.desk import Desk
from bot.telegram.gallery import Gallery, fresh
from bot.telegram.picture_pages import OFFERED, PicturePage, put_picture, send_picture
from bot.telegram.routers.search import named_sector
from bot.telegram.texts import Texts
from bot.telegram.trend_pages import offer, sectors_page, stories_page
from bot.text.taxonomy import Sector
from storage import articles

DEFAULT_DAYS = 30

GIVEN_CHARACTERS = 50
"""Of what isn't understood, that is said back."""


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="trends")
    here.message.register(command, Command("trends", ignore_case=True))
    here.callback_query.register(press, TrendButton.filter())
    return here


async def command(
    message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo, *, gallery: Gallery
) -> None:
    """``/trends``, ``/trends 7``, ``/trends energy week``."""
    asked = understood(command.args or "", desk)
    if asked is None:
        given = (command.args or "").strip()[:GIVEN_CHARACTERS]
        keyboard = offer(desk.taxonomy, texts.language)
        await message.answer(texts("trends-unknown", given=given), reply_markup=keyboard)
        return
    sector, days = asked
    page = await page_of(sector, days, desk, texts, zone, gallery=gallery, dark=False)
    if page is None and days < OFFERED[-1]:
        page = await page_of(sector, OFFERED[-1], desk, texts, zone, gallery=gallery, dark=False)
    if page is None:
        await message.answer(_nothing(sector, OFFERED[-1], texts))
        return
    await send_picture(message, page, await gallery.picture(page.words, dark=False))


async def press(
    query: CallbackQuery, callback_data: TrendButton, desk: Desk, texts: Texts, zone: tzinfo, *, gallery: Gallery
) -> None:
    """Another sector, period or theme, in place of the picture shown; anew below what is no picture."""
    sector = desk.sector(callback_data.sector) if callback_data.sector else None
    days, dark = callback_data.days, callback_data.dark
    if days not in OFFERED or (callback_data.sector and sector is None):
        await query.answer(texts("button-outdated"))
        return
    page = await page_of(sector, days, desk, texts, zone, gallery=gallery, dark=dark)
    if page is None:
        await query.answer(_nothing(sector, days, texts)[:200])
        return
    message = cast("Message", query.message)
    await put_picture(message, page, await gallery.picture(page.words, dark=dark))
    await query.answer()


def understood(said: str, desk: Desk) -> tuple[Sector | None, int] | None:
    """The sector, if one is named, and the offered period that has the days asked for; ``None``: it is neither."""
    words = said.split()
    for cut in range(len(words), -1, -1):
        name, period = " ".join(words[:cut]), " ".join(words[cut:])
        sector = named_sector(name, desk) if name else None
        days = periods.parse(period) if period else DEFAULT_DAYS
        if (sector is not None or not name) and days is not None:
            return sector, next((one for one in OFFERED if 0 < days <= one), OFFERED[-1])
    return None


async def page_of(
    sector: Sector | None, days: int, desk: Desk, texts: Texts, zone: tzinfo, *, gallery: Gallery, dark: bool
) -> PicturePage | None:
    """The page of a trend as of now, or of the last article where nothing is newer; ``None``: nothing to draw."""
    now = desk.now()
    page = await _page_at(sector, days, desk, texts, zone, now=now, gallery=gallery, dark=dark, past=False)
    if page is not None:
        return page
    async with desk.database.read() as connection:
        last = await articles.last_published(connection, until=now)
    if last is None or now - last <= timedelta(days=OFFERED[-1]):  # a longer period has something
        return None
    return await _page_at(sector, days, desk, texts, zone, now=last, gallery=gallery, dark=dark, past=True)


async def _page_at(
    sector: Sector | None,
    days: int,
    desk: Desk,
    texts: Texts,
    zone: tzinfo,
    *,
    now: datetime,
    gallery: Gallery,
    dark: bool,
    past: bool,
) -> PicturePage | None:
    key = (now.astimezone(zone).date(), fresh(desk.now()), str(zone), days)
    if sector is None:
        keys = tuple(one.key for one in desk.taxonomy.sectors)
        count = partial(trends.of_sectors, desk.database, keys, days, now=now, zone=zone)
        trend = await gallery.trends.get(key, count)
        drawable = any(one.total for one in trend.sectors)
        return sectors_page(trend, desk.taxonomy, texts, dark=dark, past=past) if drawable else None
    language = texts.language
    tell = partial(trends.of_sector, desk.database, sector.key, days, now=now, zone=zone, language=language)
    told = await gallery.sectors.get((*key, sector.key, language), tell)
    return stories_page(told, sector, texts, dark=dark, past=past) if told.counts.total else None


def _nothing(sector: Sector | None, days: int, texts: Texts) -> str:
    period = texts("trends-days", days=days)
    if sector is None:
        return texts("trends-nothing", period=period)
    return texts("trends-nothing-sector", period=period, sector=sector.names[texts.language])
