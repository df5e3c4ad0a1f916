"""Posts that become articles: those of channels that are watched, and what an admin forwards to the bot."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, MessageOriginChannel
from aiogram.utils.formatting import Bold, Text

from bot.collecting import finding
from bot.collecting.post_intake import Taken
from bot.collecting.posts import Refusal, channel_watch
from bot.telegram.admin_buttons import ChannelButton, WatchButton, WatchStep
from bot.telegram.buttons import button
from bot.telegram.channels import hears, seen_by
from bot.telegram.desk import Desk, NewsDesk
from bot.telegram.edits import put
from bot.telegram.paging import clip
from bot.telegram.posted import forwarded, posted
from bot.telegram.render import BUTTON_UNITS, NAME_UNITS, TITLE_UNITS, Page, full_button
from bot.telegram.rights import ByAdmin
from bot.telegram.scene import send
from bot.telegram.texts import Texts
from storage.records import Outcome

REMEMBERED = 100
"""Forwarded albums whose answer can still be bettered by their next post."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was said about an album so far: the message that says it, and what became of the album's first words."""

    message: Message
    outcome: Outcome | None


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="posts")
    here.channel_post.register(take_post)
    here.edited_channel_post.register(take_post)
    private = F.chat.type == "private"
    here.message.register(Forwards().take, F.forward_origin, private, ByAdmin())
    here.callback_query.register(collect, ChannelButton.filter(), F.message.chat.type == "private", ByAdmin())
    return here


async def take_post(message: Message, bot: Bot, collecting: NewsDesk) -> None:
    """A post, new or edited; of a channel that isn't watched nothing is taken."""
    post = posted(message, bot.id)
    if post is not None:
        await collecting.posts.take_watched(post)


class Forwards:
    """Takes what admins forward and says what became of it: once for an album, whose posts come one by one."""

    def __init__(self) -> None:
        self._albums = OrderedDict[tuple[int, str], _Answered]()

    async def take(self, message: Message, bot: Bot, collecting: NewsDesk, texts: Texts, turn: asyncio.Lock) -> None:
        """A forwarded post."""
        post = forwarded(message, bot.id)
        if post is None:
            await message.answer(texts("post-own"))
            return
        async with turn:
            taken = await collecting.posts.take(post)
            watched = await collecting.posts.watched(post.chat_id)
            origin = None if watched else message.forward_origin
            await self._answer(message, taken, origin if isinstance(origin, MessageOriginChannel) else None, texts)

    async def _answer(
        self, message: Message, taken: Taken | Refusal, channel: MessageOriginChannel | None, texts: Texts
    ) -> None:
        """Say it, or better what was said about the same album."""
        album = None if message.media_group_id is None else (message.chat.id, message.media_group_id)
        before = self._albums.get(album) if album is not None else None
        outcome = taken.saved.outcome if isinstance(taken, Taken) else None
        if before is not None and before.outcome is not None:
            outcome = before.outcome  # a later post of an album that was new changes the article, and it is new still
        page = answer_page(taken, outcome, channel, texts)
        shown = await send(message, page) if before is None else await put(before.message, page)
        if album is not None:
            self._albums[album] = _Answered(shown, outcome)
            while len(self._albums) > REMEMBERED:
                self._albums.popitem(last=False)


async def collect(query: CallbackQuery, callback_data: ChannelButton, bot: Bot, desk: Desk, texts: Texts) -> None:
    """Take a channel's posts from now on; only one that the bot is in tells of them."""
    channel = await seen_by(bot, callback_data.chat_id)
    if channel is None or channel.type != "channel" or not await hears(bot, channel.id):
        await query.answer(texts("add-channel-closed"), show_alert=True)
        return
    title = channel.title or str(channel.id)
    watch = channel_watch(channel.id, title, username=channel.username, added_by=query.from_user.id)
    added = await finding.add(desk.database, watch, now=desk.now())
    to_card = button(texts("watch-open"), WatchButton(watch_id=added.watch_id, step=WatchStep.CARD))
    said = Text(texts("post-channel-collected", name=clip(title, NAME_UNITS)))
    if isinstance(query.message, Message):
        await send(query.message, Page(said, InlineKeyboardMarkup(inline_keyboard=[[to_card]])))
    await query.answer()


def answer_page(
    taken: Taken | Refusal, outcome: Outcome | None, channel: MessageOriginChannel | None, texts: Texts
) -> Page:
    """What became of a forwarded post; ``channel`` is where it is from, if that could be collected as a whole."""
    rows = []
    if isinstance(taken, Taken):
        said = Text(told(outcome or taken.saved.outcome, texts), "\n", Bold(clip(taken.title, TITLE_UNITS)))
        number = taken.saved.article_id
        rows.append([full_button(number, str(number), taken.title, texts)])
    elif taken is Refusal.ADVERTISING:
        said = Text(texts("post-advertising"))
    else:
        said = Text(texts("post-short"))
    if channel is not None:
        title = clip(channel.chat.title or str(channel.chat.id), BUTTON_UNITS)
        rows.append([button(texts("post-collect-channel", name=title), ChannelButton(chat_id=channel.chat.id))])
    return Page(said, InlineKeyboardMarkup(inline_keyboard=rows) if rows else None)


def told(outcome: Outcome, texts: Texts) -> str:
    """What became of an article."""
    match outcome:
        case Outcome.NEW:
            return texts("post-new")
        case Outcome.KNOWN:
            return texts("post-known")
        case Outcome.CHANGED:
            return texts("post-changed")
