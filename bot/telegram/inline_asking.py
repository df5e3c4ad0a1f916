"""Around the handler of inline queries: which of a person's queries still counts, and how they are spoken to.

Telegram sends a query per keystroke. Only the last of a person's is worth the work: those that it overtook while they
waited are answered with nothing, which no client shows any more.
"""

import asyncio
from typing import Any, cast
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware
from aiogram.types import InlineQuery, TelegramObject

from bot.delivery.schedule import zone_of
from bot.telegram.desk import Desk
from bot.telegram.inline_results import answer_nothing
from bot.telegram.middlewares import Handler
from bot.telegram.texts import language_for
from storage import readers

AT_ONCE = 2
"""Queries of one person that are worked on at the same time: the newest needn't wait for the one before it, and a
person who types as fast as a machine takes no more than that of what there is for all."""


class OnlyTheLast(BaseMiddleware):
    """Lets a person's query through when it is their last one by the time its turn comes."""

    def __init__(self) -> None:
        self._last: dict[int, str] = {}
        self._turns = WeakValueDictionary[int, asyncio.Semaphore]()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Let it be answered, or answer it with nothing."""
        query = cast("InlineQuery", event)
        person = query.from_user.id
        self._last[person] = query.id
        turn = self._turns.setdefault(person, asyncio.Semaphore(AT_ONCE))
        try:
            await asyncio.sleep(0)  # what came in the same batch is heard first
            async with turn:
                if self._last.get(person) == query.id:
                    return await handler(event, data)
            return await answer_nothing(query)
        finally:
            if self._last.get(person) == query.id:
                del self._last[person]


class AskerMiddleware(BaseMiddleware):
    """Gives the handler ``texts``, ``zone`` and ``languages`` (of answers; all, where empty) of whoever asks.

    They need not have met the bot, and asking from another chat doesn't make them a reader.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Look them up, then let the handler work."""
        user = cast("InlineQuery", event).from_user
        async with self._desk.database.read() as connection:
            met = await readers.find(connection, chat_id=user.id, thread_id=0)
        reader = met[0] if met is not None else None
        language = reader.language if reader is not None else language_for(user.language_code)
        data["texts"] = self._desk.texts[language]
        data["zone"] = zone_of(reader.timezone if reader is not None else self._desk.timezone)
        data["languages"] = reader.answer_languages if reader is not None else frozenset()
        return await handler(event, data)
