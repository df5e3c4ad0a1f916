"""The full article: by number, by button, page by page, or as a file."""

from datetime import tzinfo
from typing import cast

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram.utils.deep_linking import create_start_link

from bot.telegram.article_pages import article_buttons, article_file, article_page
from bot.telegram.buttons import ArticleFile, ArticlePage
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.links import FULL
from bot.telegram.texts import Texts
from storage import articles
from storage.records import Article

OFFERED = 5
"""Articles offered when no number is given."""

MAX_ID = 2**63 - 1


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="articles")
    here.message.register(full, Command("full", ignore_case=True))
    here.message.register(full, CommandStart(deep_link=True, magic=F.args.startswith(FULL)))
    here.callback_query.register(read_in_private, ArticlePage.filter(), F.message.chat.type == "channel")
    here.callback_query.register(read_in_private, ArticleFile.filter(), F.message.chat.type == "channel")
    here.callback_query.register(page, ArticlePage.filter())
    here.callback_query.register(file, ArticleFile.filter())
    return here


async def full(message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """``/full 12``, or a link that says so; without a number the newest articles are offered."""
    async with desk.database.read() as connection:
        newest = await articles.headlines(connection, OFFERED)
    if not newest:
        await message.answer(texts("full-nothing"))
        return
    given = (command.args or "").removeprefix(FULL).strip().lstrip("№# ")
    if not given:
        keyboard = article_buttons(newest, texts)
        await message.answer(texts("full-which", article=str(newest[0].id)), reply_markup=keyboard)
        return
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(MAX_ID))):
        await message.answer(texts("full-number", article=str(newest[0].id)))
        return
    article = await _find(desk, int(given))
    if article is None:
        await message.answer(texts("full-missing", article=given))
        return
    shown = article_page(article, texts, zone, number=1)
    await message.answer(**shown.content.as_kwargs(), reply_markup=shown.keyboard)


async def read_in_private(query: CallbackQuery, callback_data: ArticlePage | ArticleFile, bot: Bot) -> None:
    """In a channel anybody presses the buttons of a digest: the article opens in the private chat of whoever did."""
    await query.answer(url=await create_start_link(bot, f"{FULL}{callback_data.article_id}"))


async def page(query: CallbackQuery, callback_data: ArticlePage, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """A page of the article: its first as a new message, so that the answer stays; the others in its place."""
    article = await _find(desk, callback_data.article_id)
    if article is None:
        await query.answer(texts("full-missing", article=str(callback_data.article_id)), show_alert=True)
        return
    shown = article_page(article, texts, zone, number=callback_data.page)
    if not callback_data.anew:
        await turn_to(query, shown)
        return
    await cast("Message", query.message).answer(**shown.content.as_kwargs(), reply_markup=shown.keyboard)
    await query.answer()


async def file(query: CallbackQuery, callback_data: ArticleFile, desk: Desk, texts: Texts, zone: tzinfo) -> None:
    """The article as a text file."""
    article = await _find(desk, callback_data.article_id)
    if article is None:
        await query.answer(texts("full-missing", article=str(callback_data.article_id)), show_alert=True)
        return
    document = BufferedInputFile(article_file(article, texts, zone), f"svodka-{article.id}.txt")
    await cast("Message", query.message).answer_document(document)
    await query.answer()


async def _find(desk: Desk, article_id: int) -> Article | None:
    if not 0 < article_id <= MAX_ID:
        return None
    async with desk.database.read() as connection:
        return await articles.get(connection, article_id)
