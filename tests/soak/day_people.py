"""The people of the day: they write, press what they are shown, type in other chats, and some are strangers."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import ClientSession

from storage import interests
from storage.engine import Database
from storage.records import Interest
from storage.schema import readers, subscriptions
from tests.bench.crowd import SECTORS
from tests.person import Message, Person, buttons

PEOPLE = 40
SUBSCRIBED = 120
FIRST, FIRST_SUBSCRIBED = 2_000, 50_000
ACTIONS_PER_S = 6.0
LANGUAGES = ("ru", "kk", "en")

WRITTEN = (
    *(f"/{sector}" for sector in SECTORS[:6]),
    *("/energy 7", "/transport week", "/search нефть", "/search жаңа жоба", "/search water -oil", "газ за неделю"),
    *("/trends 7", "/trends energy 7", "/full", "/story", "/settings", "/subscriptions", "/subscribe energy", "/help"),
    *("/sectors", "/mydata", "/language", "/timezone Лондон", "поликлиника", "паликлиника", "/start", "что нового?"),
)
"""What people write; the first time each of it once."""

SHUNNED = ("🗑", "✖", "Удалить", "Өшіру", "Delete")
"""Buttons that would end what others of the day live on."""


@dataclass
class People:
    """Everybody who writes to one sandbox; what they did is counted."""

    http: ClientSession
    server: str
    chance: random.Random
    did: Counter[str] = field(default_factory=Counter)
    _seen: dict[int, list[Message]] = field(default_factory=dict)
    _strangers: int = 0

    def __post_init__(self) -> None:
        languages = (LANGUAGES[number % 3] for number in range(PEOPLE))
        self._people = [
            Person(self.http, self.server, chat_id=FIRST + number, language=language)
            for number, language in enumerate(languages)
        ]

    async def introduce(self, database: Database, *, now: datetime) -> None:
        """Readers whose digests fall due all around the clock."""
        async with database.write() as connection:
            for number in range(SUBSCRIBED):
                interest = await interests.note(connection, Interest(sectors=(SECTORS[number % len(SECTORS)],)))
                common = {"timezone": "UTC", "language": "ru", "kind": "private", "created_at": now, "seen_at": now}
                made = readers.insert().values(chat_id=FIRST_SUBSCRIBED + number, **common).returning(readers.c.id)
                reader_id = (await connection.execute(made)).scalar_one()
                due = now.replace(second=0, microsecond=0) + timedelta(minutes=20 + number * 1_400 // SUBSCRIBED)
                await connection.execute(
                    subscriptions.insert().values(
                        reader_id=reader_id,
                        made_by=FIRST_SUBSCRIBED + number,
                        interest_id=interest,
                        state="active",
                        rhythm="at_once" if number % 6 == 0 else "daily",
                        minute=due.hour * 60 + due.minute,
                        weekday=0,
                        length=5,
                        tells_empty=1,
                        created_at=now,
                        due_at=None if number % 6 == 0 else due,
                    )
                )
        for number in range(SUBSCRIBED):
            await self._people[0].post("chats", {"id": FIRST_SUBSCRIBED + number})

    async def each_does_something(self) -> None:
        """Everything that people write is written once, and some of what is shown is pressed."""
        for number, text in enumerate(WRITTEN):
            await self._write(self._people[number % PEOPLE], text)
            await asyncio.sleep(1 / ACTIONS_PER_S)
        for _ in range(PEOPLE):
            await self._press()
            await asyncio.sleep(1 / ACTIONS_PER_S)

    async def live_for(self, seconds: float) -> None:
        """Let people do what comes into their minds."""
        ends = time.monotonic() + seconds
        doings: list[Callable[[], Awaitable[None]]] = [
            self._say,
            self._say,
            self._press,
            self._press,
            self._type,
            self._come,
        ]
        while time.monotonic() < ends:
            await self.chance.choice(doings)()
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) / ACTIONS_PER_S)

    async def _say(self) -> None:
        await self._write(self.chance.choice(self._people), self.chance.choice(WRITTEN))

    async def _write(self, person: Person, text: str) -> None:
        self.did["written"] += 1
        await person.write(text)

    async def _press(self) -> None:
        """A button of one of the last messages that somebody was shown."""
        person = self.chance.choice(self._people)
        seen = self._seen.setdefault(person.chat_id, [])
        seen += await person.messages(after=seen[-1]["message_id"] if seen else 0)
        del seen[:-5]
        offered = [(one, data) for one in seen for text, data in buttons(one).items() if not text.startswith(SHUNNED)]
        offered = [(one, data) for one, data in offered if not data.startswith(("http", "tg:"))]
        if offered:
            self.did["pressed"] += 1
            await person.press(*self.chance.choice(offered))

    async def _type(self) -> None:
        self.did["typed elsewhere"] += 1
        person = self.chance.choice(self._people)
        asked = {"user_id": person.user["id"], "query": self.chance.choice(("газ", "energy", "су", "нефть"))}
        with suppress(
            AssertionError, TimeoutError
        ):  # an older query of somebody is answered by nobody, as while they type
            await asyncio.wait_for(person.post("inline", asked), 5)

    async def _come(self) -> None:
        """Somebody who has never been here, and looks at one thing."""
        self._strangers += 1
        self.did["strangers"] += 1
        await Person(self.http, self.server, chat_id=1_000_000 + self._strangers).write("/start")
