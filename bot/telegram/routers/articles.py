"""The full article: by number, by button, page by page, as a file, or as one rich message."""

from datetime import tzinfo
from typing import cast

from aiogram import Bot, F, Router
from aiogram.enums import ChatAction
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message
from aiogram.utils.deep_linking import create_start_link

from bot.telegram import links
from bot.telegram.article_files import Printing, fits
from bot.telegram.article_pages import article_buttons, article_page
from bot.telegram.article_reading import Reading, places_in
from bot.telegram.article_rich import RichMessages
from bot.telegram.buttons import ArticleFile, ArticlePage, FileKind
from bot.telegram.desk import Desk
from bot.telegram.edits import answered, turn_to
from bot.telegram.links import FULL
from bot.telegram.sharing import share_button
from bot.telegram.texts import Texts
from storage import articles, coverage, passages
from storage.records import Reader

OFFERED = 5
"""Articles offered when no number is given."""

MAX_ID = 2**63 - 1


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="articles")
    here.message.register(full, Command("full", ignore_case=True))
    here.message.register(full, CommandStart(deep_link=True, magic=F.args.startswith(FULL), ignore_case=True))
    here.callback_query.register(read_in_private, ArticlePage.filter(), F.message.chat.type == "channel")
    here.callback_query.register(read_in_private, ArticleFile.filter(), F.message.chat.type == "channel")
    here.callback_query.register(page, ArticlePage.filter())
    here.callback_query.register(file, ArticleFile.filter())
    return here


async def full(
    message: Message,
    command: CommandObject,
    *,
    desk: Desk,
    reader: Reader,
    texts: Texts,
    zone: tzinfo,
    rich_messages: RichMessages,
) -> None:
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
    reading = await find(desk, int(given), "", texts, zone)
    if reading is None:
        await message.answer(texts("full-missing", article=given))
        return
    await open_article(message, reading, reader, rich_messages)


async def read_in_private(query: CallbackQuery, callback_data: ArticlePage | ArticleFile, bot: Bot) -> None:
    """In a channel anybody presses the buttons of a digest: the article opens in the private chat of whoever did."""
    await query.answer(url=await create_start_link(bot, f"{FULL}{callback_data.article_id}"))


async def page(
    query: CallbackQuery,
    callback_data: ArticlePage,
    *,
    desk: Desk,
    reader: Reader,
    texts: Texts,
    zone: tzinfo,
    rich_messages: RichMessages,
) -> None:
    """A page of the article: its first as a new message, so that the answer stays; the others in its place."""
    reading = await find(desk, callback_data.article_id, callback_data.sector, texts, zone)
    if reading is None:
        await query.answer(texts("full-missing", article=str(callback_data.article_id)), show_alert=True)
        return
    if not callback_data.anew:
        await turn_to(query, article_page(reading, number=callback_data.page))
        return
    await open_article(cast("Message", query.message), reading, reader, rich_messages)
    await query.answer()


async def file(
    query: CallbackQuery,
    callback_data: ArticleFile,
    *,
    bot: Bot,
    desk: Desk,
    texts: Texts,
    zone: tzinfo,
    printing: Printing,
) -> None:
    """The article as a file; while a PDF is made, that shows above the chat."""
    reading = await find(desk, callback_data.article_id, callback_data.sector, texts, zone)
    if reading is None:
        await query.answer(texts("full-missing", article=str(callback_data.article_id)), show_alert=True)
        return
    if not fits(reading, callback_data.kind):
        await query.answer(texts("article-too-long"), show_alert=True)
        return
    message = cast("Message", query.message)
    if callback_data.kind is FileKind.PDF:
        thread_id = message.message_thread_id if message.is_topic_message else None
        await bot.send_chat_action(message.chat.id, ChatAction.UPLOAD_DOCUMENT, message_thread_id=thread_id)
    await message.answer_document(await printing.make(reading, callback_data.kind))
    await answered(query)  # in the end: a second answer, which says that it failed, would not be seen


async def open_article(message: Message, reading: Reading, reader: Reader, rich_messages: RichMessages) -> None:
    """Send an article as a message of its own: rich for who chose that, where it can be, else its first page."""
    if reader.rich and await rich_messages.send(message, reading):
        return
    shown = article_page(reading, number=1)
    await message.answer(**shown.content.as_kwargs(), reply_markup=shown.keyboard)


async def find(desk: Desk, article_id: int, sector_key: str, texts: Texts, zone: tzinfo) -> Reading | None:
    """An article to be read, ``None`` where there is none (any more).

    The passages of a sector are marked; of a key that the taxonomy doesn't have, nothing is.
    """
    if not 0 < article_id <= MAX_ID:
        return None
    sector = desk.sector(sector_key)
    async with desk.database.read() as connection:
        article = await articles.get(connection, article_id)
        if article is None:
            return None
        places = await passages.places_of_sector(connection, article_id, sector.key) if sector else []
        others = await coverage.others(connection, article_id)
    share = share_button(desk, texts, links.to_article(article_id), article.title)
    return Reading(article, texts, zone, sector, places_in(article.text, places), others, share)
