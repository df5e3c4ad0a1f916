"""A story's timeline: by button, link or number of one of its articles, page by page; the biggest to choose from."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message
from aiogram.utils.deep_linking import create_start_link

from bot.newsroom import timelines
from bot.telegram import links
from bot.telegram.buttons import StoryPage
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.render import Page
from bot.telegram.routers.articles import MAX_ID
from bot.telegram.routers.sectors import LAST_SECOND
from bot.telegram.sharing import share_button, with_share
from bot.telegram.story_pages import biggest_page, timeline_page
from bot.telegram.texts import Texts
from storage import articles, coverage, stories

OFFERED = 6
"""Stories offered when no number is given."""

WINDOWS = (7, 30, None)
"""Days back in which the biggest stories are looked for, one after the other until there are some."""


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="stories")
    here.message.register(command, Command("story", ignore_case=True))
    opens = CommandStart(deep_link=True, ignore_case=True, magic=F.args.startswith(links.STORY))
    here.message.register(follow_link, opens)
    here.callback_query.register(read_in_private, StoryPage.filter(), F.message.chat.type == "channel")
    here.callback_query.register(page, StoryPage.filter())
    return here


async def command(message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """``/story 12``: the story that article 12 tells; without a number the biggest ones are offered."""
    given = (command.args or "").strip().lstrip("№# ")
    if not given:
        await offer(message, desk, texts, zone)
        return
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(MAX_ID))):
        async with desk.database.read() as connection:
            newest = await articles.headlines(connection, 1)
        await message.answer(texts("story-number", article=str(newest[0].id) if newest else "1"))
        return
    story_id = await _told_by(desk, int(given))
    if story_id is None:
        await message.answer(texts("full-missing", article=given))
        return
    await show(message, story_id, desk, texts, zone)


async def offer(message: Message, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """The biggest stories of the last days, most sources first."""
    for days in WINDOWS:
        since = None if days is None else desk.now() - timedelta(days=days)
        async with desk.database.read() as connection:
            found = await coverage.widest(connection, since=since, limit=OFFERED)
        if found:
            shown = biggest_page(found, days, texts, zone)
            await message.answer(**shown.content.as_kwargs(), reply_markup=shown.keyboard)
            return
    await message.answer(texts("story-none"))


async def follow_link(message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """A link to a story."""
    story_id = links.story_of(command.args or "")
    if story_id is None:
        raise SkipHandler  # to those who say that it opens nothing
    await show(message, story_id, desk, texts, zone)


async def show(message: Message, story_id: int, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """Send the timeline of a story, or what has become of it; say so where there is none."""
    shown = await _page(story_id, desk, texts, zone, as_of=desk.asked_at(), number=1)
    if shown is None:
        await message.answer(texts("story-missing"))
        return
    await message.answer(**shown.content.as_kwargs(), reply_markup=shown.keyboard)


async def read_in_private(query: CallbackQuery, callback_data: StoryPage, bot: Bot) -> None:
    """In a channel anybody presses the buttons: the story opens in the private chat of whoever did."""
    await query.answer(url=await create_start_link(bot, links.to_story(callback_data.story_id)))


async def page(query: CallbackQuery, callback_data: StoryPage, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """A story as it is now as a new message, so that the answer stays; other pages, of that moment, in its place."""
    if not (callback_data.anew or 0 < callback_data.asked < LAST_SECOND):
        await query.answer(texts("button-outdated"))
        return
    as_of = desk.asked_at() if callback_data.anew else datetime.fromtimestamp(callback_data.asked, UTC)
    shown = await _page(callback_data.story_id, desk, texts, zone, as_of=as_of, number=callback_data.page)
    if shown is None:
        await query.answer(texts("story-missing"), show_alert=True)
        return
    if not callback_data.anew:
        await turn_to(query, shown)
        return
    await cast("Message", query.message).answer(**shown.content.as_kwargs(), reply_markup=shown.keyboard)
    await query.answer()


async def _page(story_id: int, desk: Desk, texts: Texts, zone: tzinfo, *, as_of: datetime, number: int) -> Page | None:
    if not 0 < story_id <= MAX_ID:
        return None
    timeline = await timelines.of_story(desk.database, story_id, as_of=as_of)
    if timeline is None:
        return None
    share = share_button(desk, texts, links.to_story(timeline.story_id), timeline.title)
    return with_share(timeline_page(timeline, texts, zone, number=number), share)


async def _told_by(desk: Desk, article_id: int) -> int | None:
    """The story that an article tells."""
    if not 0 < article_id <= MAX_ID:
        return None
    async with desk.database.read() as connection:
        return (await stories.told_by(connection, [article_id])).get(article_id)
