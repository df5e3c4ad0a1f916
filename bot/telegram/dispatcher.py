"""The Dispatcher: routers in their order, the middleware around them, and what happens when a handler fails."""

import logging

from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.telegram.article_files import Printing
from bot.telegram.article_rich import RichMessages
from bot.telegram.desk import Desk
from bot.telegram.gallery import Gallery
from bot.telegram.inline_results import answer_nothing
from bot.telegram.middlewares import ReaderMiddleware, place_of
from bot.telegram.offers import Offers
from bot.telegram.routers import (
    adding,
    articles,
    broadcast,
    fallback,
    inline,
    links,
    membership,
    personal,
    places,
    posts,
    search,
    sectors,
    settings,
    sources,
    start,
    stories,
    subscribing,
    subscriptions,
    timezone,
    trends,
    watching,
)
from bot.telegram.texts import language_for
from storage import readers
from storage.errors import StorageError

log = logging.getLogger(__name__)


def build(desk: Desk) -> Dispatcher:
    """A Dispatcher that answers; feed it updates by polling, webhook or hand."""
    dispatcher = Dispatcher(
        desk=desk,
        collecting=desk.collecting,
        offers=Offers(),
        gallery=Gallery(),
        printing=Printing(),
        rich_messages=RichMessages(),
    )
    reader = ReaderMiddleware(desk)
    dispatcher.message.outer_middleware(reader)
    dispatcher.callback_query.outer_middleware(reader)
    dispatcher.include_routers(
        membership.router(),
        broadcast.router(),
        *([adding.router(), watching.router()] if desk.collecting is not None else ()),
        subscribing.router(),
        sources.router(),
        places.router(),
        settings.router(),
        personal.router(),
        timezone.router(),
        subscriptions.router(),
        *([posts.router()] if desk.collecting is not None else ()),  # after those who ask for a forwarded post
        articles.router(),  # before start, which takes every /start: links to articles are such
        stories.router(),
        links.router(),  # after those who open links of their own
        start.router(),
        sectors.router(desk.taxonomy),
        search.router(),
        inline.router(desk),
        trends.router(),
        fallback.router(),
    )
    dispatcher.errors.register(blocked, ExceptionTypeFilter(TelegramForbiddenError))
    dispatcher.errors.register(held_back, ExceptionTypeFilter(TelegramRetryAfter))
    dispatcher.errors.register(failed)
    return dispatcher


async def blocked(event: ErrorEvent) -> None:
    """Whoever asked has gone: they blocked the bot or removed it from the group while it was answering."""
    log.info("update %s: %s", event.update.update_id, event.exception)


async def held_back(event: ErrorEvent) -> None:
    """The server let us wait for longer than a person does; an apology would only wait behind the answer."""
    log.warning("update %s: %s", event.update.update_id, event.exception)


async def failed(event: ErrorEvent, desk: Desk) -> None:
    """The person gets a short apology, the log the cause, and the bot goes on."""
    log.error("update %s could not be answered", event.update.update_id, exc_info=event.exception)
    query = event.update.callback_query
    message = event.update.message
    sorry = desk.texts[await _language(desk, query or message)]("something-wrong")
    try:
        if event.update.inline_query is not None:
            await answer_nothing(event.update.inline_query)
        elif query is not None:
            await query.answer(sorry)
        elif isinstance(message, Message):
            await message.answer(sorry)
    except TelegramAPIError as error:
        log.warning("update %s: the apology could not be sent: %s", event.update.update_id, error)


async def _language(desk: Desk, asked: CallbackQuery | Message | None) -> str:
    """The reader's language; that of their Telegram where they can't be looked up, since storage may be what failed."""
    user = asked.from_user if asked is not None else None
    try:
        if asked is not None and (place := place_of(asked)) is not None:
            chat, thread_id = place
            async with desk.database.read() as connection:
                if met := await readers.find(connection, chat_id=chat.id, thread_id=thread_id):
                    return met[0].language
    except StorageError as error:
        log.warning("the reader's language could not be looked up: %s", error)
    return language_for(user.language_code if user else None)
