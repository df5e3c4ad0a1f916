"""``/stats``: how the bot is doing, for its admins. For everybody else there is no such command, and no such button."""

from datetime import timedelta, tzinfo
from typing import cast

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.newsroom.trends import local_days
from bot.telegram import periods
from bot.telegram.admin_buttons import StatsButton
from bot.telegram.desk import Desk
from bot.telegram.edits import answered
from bot.telegram.gallery import Gallery
from bot.telegram.names import STATS
from bot.telegram.picture_pages import OFFERED, PicturePage, put_picture, send_picture
from bot.telegram.rights import ByAdmin
from bot.telegram.stats_pages import SEEN_DAYS, doings, stats_page
from bot.telegram.texts import Texts
from storage import counts, statistics, tallies, vitals

DEFAULT_DAYS = 30


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="stats")
    here.message.filter(ByAdmin(), ~F.forward_origin)
    here.message.register(command, Command(STATS, ignore_case=True))
    here.callback_query.filter(ByAdmin())
    here.callback_query.register(press, StatsButton.filter())
    return here


async def command(
    message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo, *, gallery: Gallery
) -> None:
    """``/stats``, ``/stats 7``, ``/stats week``: the offered period that has the days asked for."""
    asked = periods.parse(command.args) if command.args else DEFAULT_DAYS
    days = next((one for one in OFFERED if 0 < (asked or 0) <= one), OFFERED[-1] if asked else DEFAULT_DAYS)
    page = await page_of(days, desk, texts, zone, dark=False)
    await send_picture(message, page, await gallery.picture(page.words, dark=False))


async def press(
    query: CallbackQuery, callback_data: StatsButton, desk: Desk, texts: Texts, zone: tzinfo, *, gallery: Gallery
) -> None:
    """Another period or theme in place of the picture shown, as of now."""
    days, dark = callback_data.days, callback_data.dark
    if days not in OFFERED:
        await query.answer(texts("button-outdated"))
        return
    page = await page_of(days, desk, texts, zone, dark=dark)
    await put_picture(cast("Message", query.message), page, await gallery.picture(page.words, dark=dark))
    await answered(query)


async def page_of(days: int, desk: Desk, texts: Texts, zone: tzinfo, *, dark: bool) -> PicturePage:
    """The page of the last so many days of a zone, counted now."""
    if desk.tallies is not None:
        await desk.tallies.keep()  # of this process; the others' are a minute old at most
    now = desk.now()
    both = local_days(now.astimezone(zone).date(), 2 * days, zone)
    async with desk.database.read() as connection:
        came, went = await counts.readers_by_day(connection, both)
        known = doings(
            [day.date for day in both[days:]],
            tallies=await tallies.by_day(connection, both),
            articles=await counts.articles_by_day(connection, both),
            came=came,
            went=went,
            stands=await statistics.read(connection, since=[now - timedelta(days=ago) for ago in SEEN_DAYS], now=now),
            vitals=await vitals.read(connection, now=now),
            at=now,
        )
    return stats_page(known, texts, dark=dark)
