"""The Dispatcher: routers in their order, the middleware around them, and what happens when a handler fails."""

import logging

from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent, Message

from bot.telegram.desk import Desk
from bot.telegram.middlewares import ReaderMiddleware
from bot.telegram.routers import articles, fallback, sectors, start
from bot.telegram.texts import language_for

log = logging.getLogger(__name__)


def build(desk: Desk) -> Dispatcher:
    """A Dispatcher that answers; feed it updates by polling, webhook or hand."""
    dispatcher = Dispatcher(desk=desk)
    reader = ReaderMiddleware(desk)
    dispatcher.message.outer_middleware(reader)
    dispatcher.callback_query.outer_middleware(reader)
    dispatcher.include_routers(start.router(), sectors.router(desk.taxonomy), articles.router(), fallback.router())
    dispatcher.errors.register(blocked, ExceptionTypeFilter(TelegramForbiddenError))
    dispatcher.errors.register(failed)
    return dispatcher


async def blocked(event: ErrorEvent) -> None:
    """Whoever asked has gone: they blocked the bot or removed it from the group while it was answering."""
    log.info("update %s: %s", event.update.update_id, event.exception)


async def failed(event: ErrorEvent, desk: Desk) -> None:
    """The person gets a short apology, the log the cause, and the bot goes on."""
    log.error("update %s could not be answered", event.update.update_id, exc_info=event.exception)
    query = event.update.callback_query
    message = event.update.message
    asker = query.from_user if query else message.from_user if message else None
    sorry = desk.texts[language_for(asker.language_code if asker else None)]("something-wrong")
    try:
        if query is not None:
            await query.answer(sorry)
        elif isinstance(message, Message):
            await message.answer(sorry)
    except TelegramAPIError as error:
        log.warning("update %s: the apology could not be sent: %s", event.update.update_id, error)
