"""Whoever writes or presses faster than they can be answered is told so once, and the rest of it is let go.

A chat takes two messages at once and one a second (``bot/delivery/rates``), and eight may wait for it
(``bot/telegram/limiting``): ten is what one person can be answered, so ten are worked on, then one a second. What is
above that costs neither the database nor Telegram anything, and nobody else waits for it.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.telegram.desk import Desk
from bot.telegram.limiting import MOST_WAITING, however_many_wait
from bot.telegram.mentions import GROUPS, call_of
from bot.telegram.middlewares import language_of
from bot.telegram.names import is_for

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

AT_ONCE = MOST_WAITING + 2
"""What one person may ask at once."""

PER_S = 1.0
"""What comes back of it in a second."""

OVER_AT = AT_ONCE / 2
"""A flood is over when so much has come back: whoever begins another one is told again."""

TWICE_S = 0.7
"""The same button pressed again so soon was a double tap: one press was meant."""

REMEMBERED = 10_000
"""People at most, the last ones to write; a forgotten one begins anew. About 3 MB."""


class Verdict(Enum):
    """What becomes of something that a person wrote or pressed."""

    TAKEN = "taken"
    TOLD = "told"
    """It is let go, and they are told so."""
    LET_GO = "let go"


@dataclass(slots=True)
class _Person:
    """How much is left to somebody, as of when; what they sent last."""

    left: float
    at: float
    told: bool = False
    album: str | None = None
    pressed: tuple[int, int, str] | None = None
    pressed_at: float = 0.0


class Floods:
    """Counts what people ask, each on their own; ``seconds`` never goes back."""

    def __init__(self, seconds: Callable[[], float], *, most_people: int = REMEMBERED) -> None:
        self._seconds = seconds
        self._most_people = most_people
        self._people = OrderedDict[int, _Person]()

    def __len__(self) -> int:
        return len(self._people)

    def written(self, who: int, album: str | None = None) -> Verdict:
        """Somebody wrote; an album comes as several messages and counts as one."""
        person = self._person(who)
        if album is not None and album == person.album:
            return Verdict.LET_GO if person.told else Verdict.TAKEN
        person.album = album
        return self._count(person)

    def pressed(self, who: int, what: tuple[int, int, str]) -> Verdict:
        """Somebody pressed: in which chat, under which message, what it carries. Of a double tap one press is taken."""
        person = self._person(who)
        again = person.pressed == what and person.at - person.pressed_at < TWICE_S
        if again:
            return Verdict.LET_GO
        person.pressed, person.pressed_at = what, person.at
        return self._count(person)

    def _person(self, who: int) -> _Person:
        now = self._seconds()
        person = self._people.setdefault(who, _Person(AT_ONCE, now))
        self._people.move_to_end(who)
        if len(self._people) > self._most_people:
            self._people.popitem(last=False)
        person.left = min(AT_ONCE, person.left + (now - person.at) * PER_S)
        person.at = now
        return person

    def _count(self, person: _Person) -> Verdict:
        person.told = person.told and person.left < OVER_AT
        if person.left >= 1:
            person.left -= 1
            return Verdict.TAKEN
        told, person.told = person.told, True
        return Verdict.LET_GO if told else Verdict.TOLD


class Flooding(BaseMiddleware):
    """Keeps one person from taking what the bot has for all: around messages and presses, before all else.

    What isn't meant for the bot isn't counted (people's talk in a group), nor are the posts that an admin forwards to
    be stored: they come a hundred at a time.
    """

    def __init__(self, desk: Desk, floods: Floods) -> None:
        self._desk = desk
        self._floods = floods

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Let the handler work, or not."""
        verdict = await self._judge(event, data["bot"])
        if verdict is Verdict.TAKEN:
            return await handler(event, data)
        told = verdict is Verdict.TOLD
        if isinstance(event, CallbackQuery):
            return await event.answer(await self._words(event) if told else None)
        if isinstance(event, Message) and told:
            with however_many_wait():  # behind the answers to what was taken
                return await event.answer(await self._words(event))
        return None

    async def _judge(self, event: TelegramObject, bot: Bot) -> Verdict:
        if isinstance(event, CallbackQuery):
            place = (event.message.chat.id, event.message.message_id) if event.message else (0, 0)
            return self._floods.pressed(event.from_user.id, (*place, event.data or ""))
        if not isinstance(event, Message) or not await self._counts(event, bot):
            return Verdict.TAKEN
        sender = event.sender_chat or event.from_user or event.chat  # anonymous administrators share one user
        return self._floods.written(sender.id, event.media_group_id)

    async def _counts(self, message: Message, bot: Bot) -> bool:
        """Whether a message is for the bot to answer."""
        if message.chat.type in GROUPS:
            me = await bot.me()
            return is_for(me.username or "", message.text, self._desk.commands()) or call_of(message, me) is not None
        forwarded = message.forward_origin is not None and self._desk.collecting is not None
        return not (forwarded and message.from_user is not None and self._desk.is_admin(message.from_user.id))

    async def _words(self, event: CallbackQuery | Message) -> str:
        return self._desk.texts[await language_of(self._desk, event)]("not-so-fast")
