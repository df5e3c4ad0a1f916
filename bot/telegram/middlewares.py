"""What happens around each handler: who the reader is, in which language to speak."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware, Bot
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User

from bot.delivery import subscribing
from bot.delivery.schedule import zone_of
from bot.newsroom.right_of_way import RightOfWay
from bot.telegram.desk import Desk
from bot.telegram.names import is_command, is_for
from bot.telegram.texts import language_for
from storage import readers
from storage.errors import StorageError
from storage.records import Reader

log = logging.getLogger(__name__)

SEEN_AGAIN = timedelta(hours=1)
"""How stale a reader's last visit may get before it is written again: a write per message would only cost."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Hurrying(BaseMiddleware):
    """Lets whoever is answered go before work that can wait."""

    def __init__(self, way: RightOfWay) -> None:
        self._way = way

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Go first."""
        with self._way.hurried():
            return await handler(event, data)


class ReaderMiddleware(BaseMiddleware):
    """Gives handlers the ``reader`` of the chat, their ``texts`` and ``zone``; a new chat becomes a reader.

    ``newcomer`` tells that it became one just now.

    ``turn`` is a lock of the chat's own, for handlers whose screens must show what the last of them did.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turns = WeakValueDictionary[int, asyncio.Lock]()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Find or make the reader, then let the handler work."""
        if isinstance(event, Message) and (moved := _migration(event)) is not None:
            return await subscribing.follow(self._desk.database, *moved, now=self._desk.now())
        place = place_of(event)
        if place is None:
            return await self._refuse(event)
        chat, thread_id = place
        reader, data["newcomer"] = await self._meet(chat, thread_id, data.get("event_from_user"))
        if reader.gone_why is not None and await self._speaks_to_us(event, chat, data["bot"]):
            await subscribing.come_back(self._desk.database, reader.id, now=self._desk.now())
            reader = replace(reader, gone_why=None)
        if reader.awaiting is not None and chat.type == "private" and _is_command(event):
            async with self._desk.database.write() as connection:  # who asks for something else has changed their mind
                await readers.await_words(connection, reader.id, None)
            reader = replace(reader, awaiting=None)
        data["reader"] = reader
        data["texts"] = self._desk.texts[reader.language]
        data["turn"] = self._turns.setdefault(reader.id, asyncio.Lock())
        data["zone"] = zone_of(reader.timezone)
        return await handler(event, data)

    async def _speaks_to_us(self, event: TelegramObject, chat: Chat, bot: Bot) -> bool:
        """Whether an event shows that the reader can be written to again.

        In a group people also talk where the bot may not; of a channel only ``my_chat_member`` tells.
        """
        if isinstance(event, Message) and chat.type != "private":
            return is_for((await bot.me()).username or "", event.text, self._desk.commands())
        return chat.type != "channel"

    async def _refuse(self, event: TelegramObject) -> None:
        """A button under a message that Telegram no longer shows us: say so, or the client waits for an answer."""
        if isinstance(event, CallbackQuery):
            texts = self._desk.texts[language_for(event.from_user.language_code)]
            await event.answer(texts("button-outdated"))

    async def _meet(self, chat: Chat, thread_id: int, user: User | None) -> tuple[Reader, bool]:
        """The reader, and whether they have never been here before."""
        desk = self._desk
        language = language_for(user.language_code if user else None)
        async with desk.database.read() as connection:
            met = await readers.find(connection, chat_id=chat.id, thread_id=thread_id)
        if met is not None:
            reader, seen_at = met
            follows = reader.language_chosen or reader.language == language or chat.type != "private"
            if follows and desk.now() - seen_at < SEEN_AGAIN:
                return reader, False
        async with desk.database.write() as connection:
            reader = await readers.meet(
                connection,
                chat_id=chat.id,
                thread_id=thread_id,
                kind=chat.type,
                language=language,
                timezone=desk.timezone,
                now=desk.now(),
                title=chat.title or "",
            )
            return reader, met is None


def _migration(message: Message) -> tuple[int, int] | None:
    """The old and the new number of a group that became a supergroup: both of them are told so."""
    if message.migrate_to_chat_id is not None:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id is not None:
        return message.migrate_from_chat_id, message.chat.id
    return None


def _is_command(event: TelegramObject) -> bool:
    return isinstance(event, Message) and is_command(event.text)


def place_of(event: TelegramObject) -> tuple[Chat, int] | None:
    """The chat, and the topic of a forum or 0, that a message or a press belongs to."""
    message = event.message if isinstance(event, CallbackQuery) else event
    if not isinstance(message, Message):
        return None
    return message.chat, (message.message_thread_id or 0) if message.is_topic_message else 0


async def language_of(desk: Desk, asked: CallbackQuery | Message | None) -> str:
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
