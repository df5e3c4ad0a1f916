"""What the bot has asked a reader to write next: kept with the reader, so that a restart forgets nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, ForceReply, Message
from aiogram.utils.formatting import Text, TextMention

from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.names import is_command
from bot.telegram.render import Page
from bot.telegram.scene import Scene
from storage import readers
from storage.records import Reader

AWAITED_FOR = timedelta(hours=1)
"""Who writes later than that has something else in mind."""


class Wanted(StrEnum):
    """What is to be written."""

    WORDS = "words"
    SOURCES = "sources"
    CHANNEL = "channel"
    ZONE = "zone"
    PLACE = "place"
    WATCH = "watch"
    WATCH_NAME = "watch_name"
    WATCH_PATTERN = "watch_pattern"
    OFFER_PATTERN = "offer_pattern"


@dataclass(frozen=True, slots=True)
class Awaited:
    """What was asked for, by which of our messages, and when (s, 1970).

    ``subject_id`` is the subscription or the watch that it is for; 0: the chat itself, or what isn't kept yet.
    """

    wanted: Wanted
    subject_id: int
    message_id: int
    asked_at: int

    def __str__(self) -> str:
        return f"{self.wanted}:{self.subject_id}:{self.message_id}:{self.asked_at}"


def parse(text: str | None) -> Awaited | None:
    """What ``str`` of it wrote down; ``None`` where nothing is awaited, or where another version wrote it."""
    try:
        wanted, *numbers = (text or "").split(":")
        return Awaited(Wanted(wanted), *map(int, numbers))
    except (ValueError, TypeError):
        return None


class Awaits(Filter):
    """Lets a message through that answers what the bot asked for; gives the handler ``awaited``.

    In a private chat that is the next text (or post that is forwarded), among several people only a reply to the
    question.
    """

    def __init__(self, *wanted: Wanted) -> None:
        self._wanted = wanted

    async def __call__(self, message: Message, reader: Reader, desk: Desk) -> bool | dict[str, Any]:
        """Whether it does."""
        awaited = parse(reader.awaiting)
        if awaited is None or awaited.wanted not in self._wanted or is_command(message.text):
            return False
        if desk.now() - datetime.fromtimestamp(awaited.asked_at, UTC) > AWAITED_FOR:
            return False
        replied = message.reply_to_message
        if reader.kind != "private" and (replied is None or replied.message_id != awaited.message_id):
            return False
        return {"awaited": awaited} if message.text or message.forward_origin else False


async def ask(query: CallbackQuery, page: Page, wanted: Wanted, subject_id: int, *, scene: Scene) -> None:
    """Turn to a page that asks for something to be written; among several people also ask the one who pressed."""
    await turn_to(query, page)
    asked = message = cast("Message", query.message)
    if scene.reader.kind != "private":
        content = Text(TextMention(query.from_user.full_name, user=query.from_user), "\n", page.content)
        asked = await message.answer(**content.as_kwargs(), reply_markup=ForceReply(selective=True))
    await await_answer(asked, wanted, subject_id, scene=scene)


async def await_answer(asked: Message, wanted: Wanted, subject_id: int, *, scene: Scene) -> None:
    """Note that a message of ours has asked for something."""
    awaited = Awaited(wanted, subject_id, asked.message_id, int(scene.now.timestamp()))
    async with scene.desk.database.write() as connection:
        await readers.await_words(connection, scene.reader.id, str(awaited))


async def forget(scene: Scene) -> None:
    """Note that nothing is awaited (any longer); a write only where something was."""
    if scene.reader.awaiting is not None:
        async with scene.desk.database.write() as connection:
            await readers.await_words(connection, scene.reader.id, None)
