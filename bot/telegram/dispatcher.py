"""The Dispatcher: routers in their order, the middleware around them, and what happens when a handler fails."""

import logging
from contextlib import suppress

from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import ExceptionTypeFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import ErrorEvent, Message

from bot.delivery import losses
from bot.delivery.verdicts import Why, why_said
from bot.telegram.article_files import Printing
from bot.telegram.article_rich import RichMessages
from bot.telegram.desk import Desk
from bot.telegram.edits import is_too_late
from bot.telegram.flooding import Flooding, Floods
from bot.telegram.gallery import Gallery
from bot.telegram.inline_results import answer_nothing
from bot.telegram.middlewares import Hurrying, ReaderMiddleware, language_of, place_of
from bot.telegram.notices import reader_lost
from bot.telegram.offers import Offers
from bot.telegram.owners import Owners
from bot.telegram.receiving.answering import TakenOverError, taken_over
from bot.telegram.replying import NotesQuestion
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
    stats,
    stories,
    subscribing,
    subscriptions,
    timezone,
    trends,
    watching,
)
from storage import readers
from storage.errors import StorageError

log = logging.getLogger(__name__)


def build(desk: Desk, floods: Floods | None = None) -> Dispatcher:
    """A Dispatcher that answers; feed it updates by polling, webhook or hand.

    Without ``floods`` everybody may ask as fast as they like, which nobody but a test or a benchmark should.
    """
    dispatcher = Dispatcher(
        disable_fsm=True,  # it keeps something of every chat for ever; what we ask a chat for stands in the database
        desk=desk,
        collecting=desk.collecting,
        offers=Offers(),
        gallery=Gallery(),
        printing=Printing(),
        rich_messages=RichMessages(),
    )
    dispatcher.update.outer_middleware(Hurrying(desk.way))
    _surround(dispatcher, desk, floods)
    dispatcher.include_routers(
        membership.router(),
        broadcast.router(),
        stats.router(),
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
    dispatcher.errors.register(taken_over, ExceptionTypeFilter(TakenOverError))
    dispatcher.errors.register(blocked, ExceptionTypeFilter(TelegramForbiddenError))
    dispatcher.errors.register(held_back, ExceptionTypeFilter(TelegramRetryAfter))
    dispatcher.errors.register(late, _came_late)
    dispatcher.errors.register(failed)
    return dispatcher


def _surround(dispatcher: Dispatcher, desk: Desk, floods: Floods | None) -> None:
    """What happens around each message and press, the outermost first."""
    around = [NotesQuestion(), *([Flooding(desk, floods)] if floods is not None else ()), ReaderMiddleware(desk)]
    for middleware in around:
        dispatcher.message.outer_middleware(middleware)
        dispatcher.callback_query.outer_middleware(middleware)
    dispatcher.callback_query.outer_middleware(Owners())


async def blocked(event: ErrorEvent, desk: Desk) -> None:
    """Whoever asked has gone: they blocked the bot or removed it from the group while it was answering.

    Nothing more is planned for them until they come back; an apology would only be refused in its turn.
    """
    log.info("update %s: %s", event.update.update_id, event.exception)
    asked = event.update.callback_query or event.update.message
    place = None if asked is None else place_of(asked)
    error = event.exception
    if place is None or not isinstance(error, TelegramForbiddenError):
        return
    chat, _ = place
    if getattr(error.method, "chat_id", None) != chat.id:  # it was another chat that refused
        return
    try:
        async with desk.database.write() as connection:
            there = await readers.in_chat(connection, chat.id)
            why = why_said(error.message) or Why.FORBIDDEN
            await losses.lose(connection, there, why, now=desk.now(), notice=_notice(desk))
    except StorageError as failure:
        log.warning("chat %d could not be noted as gone: %s", chat.id, failure)


def _notice(desk: Desk) -> losses.Notice:
    return lambda to, gone, why: reader_lost(gone, why, desk.texts[to.language])


async def held_back(event: ErrorEvent, desk: Desk) -> None:
    """The server, or the limiter, let us wait for longer than a person does.

    Another message would only wait behind the answer. What answers a press or an inline query waits for nothing.
    """
    log.warning("update %s: %s", event.update.update_id, event.exception)
    query, inline_query = event.update.callback_query, event.update.inline_query
    with suppress(TelegramAPIError):
        if query is not None:
            await query.answer(desk.texts[await language_of(desk, query)]("too-often"))
        elif inline_query is not None:
            await answer_nothing(inline_query)


async def late(event: ErrorEvent) -> None:
    """A press was answered too late to be seen: what it asked for is done, or was said in another way."""
    log.info("update %s: %s", event.update.update_id, event.exception)


def _came_late(event: ErrorEvent) -> bool:
    error = event.exception
    return (
        isinstance(error, TelegramBadRequest) and isinstance(error.method, AnswerCallbackQuery) and is_too_late(error)
    )


async def failed(event: ErrorEvent, desk: Desk) -> None:
    """The person gets a short apology, the log the cause, and the bot goes on."""
    log.error("update %s could not be answered", event.update.update_id, exc_info=event.exception)
    query = event.update.callback_query
    message = event.update.message
    sorry = desk.texts[await language_of(desk, query or message)]("something-wrong")
    try:
        if event.update.inline_query is not None:
            await answer_nothing(event.update.inline_query)
        elif query is not None:
            await query.answer(sorry)
        elif isinstance(message, Message):
            await message.answer(sorry)
    except TelegramAPIError as error:
        log.warning("update %s: the apology could not be sent: %s", event.update.update_id, error)
