"""A conversation with the bot: a real Dispatcher, a real Bot over HTTP to the sandbox, a real database.

Updates are fetched and fed one by one, so a test knows that the bot has finished without waiting.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiohttp import ClientSession

from bot.app.delivering import render
from bot.delivery.making import Maker
from bot.newsroom.intake import Intake
from bot.sandbox.server import Sandbox
from bot.sources.files import read
from bot.telegram import dispatcher, texts
from bot.telegram.desk import Desk
from bot.telegram.replying import RepliesInGroups
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy
from storage.engine import Database, open_database
from storage.records import Draft, SourceKind
from tests.conftest import EVENING, SEEDS
from tests.person import Message, Person, buttons
from tests.sandbox.conftest import bot as plain_bot
from tests.sandbox.conftest import sandbox

__all__ = ["plain_bot", "sandbox"]  # the sandbox room's own fixtures serve here as they are


@pytest.fixture
def bot(plain_bot: Bot) -> Bot:
    """The bot as the program has it, without the limits of what is sent."""
    plain_bot.session.middleware(RepliesInGroups())
    return plain_bot


class Conversation(Person):
    """A person, and the bot that is made to answer them."""

    def __init__(self, http: ClientSession, sandbox: Sandbox, bot: Bot, work: Dispatcher, **who: Any) -> None:
        super().__init__(http, sandbox.address, **who)
        self._bot = bot
        self._work = work
        self._seen = 0

    async def say(self, text: str, **more: object) -> list[Message]:
        """Write, and read what the bot answers."""
        await self.write(text, **more)
        return await self.answers()

    async def tap(self, message: Message, label: str) -> list[Message]:
        """Press the button with this label, or one that begins so, and read what the bot sends."""
        (data,) = [data for text, data in buttons(message).items() if text.startswith(label)]
        await self.press(message, data)
        return await self.answers()

    async def answers(self) -> list[Message]:
        """Let the bot work off its updates; the messages it sent."""
        while updates := await self._bot.get_updates(offset=self._seen):  # the last call confirms those before
            for update in updates:
                await self._work.feed_update(self._bot, update)
                self._seen = update.update_id + 1
        before = getattr(self, "_last", 0)
        shown = await self.messages(after=before)
        self._last = max([before, *(message["message_id"] for message in shown)])
        # In a channel nobody but the channel itself writes.
        return [message for message in shown if message.get("from", {"is_bot": True})["is_bot"]]

    async def begin(self) -> asyncio.Task[object]:
        """Let the bot begin to work on the update that came last, and go on beside it."""
        *_, update = await self._bot.get_updates(offset=self._seen)
        self._seen = update.update_id + 1
        await self._bot.get_updates(offset=self._seen)  # nobody else is to be given it
        return asyncio.create_task(self._work.feed_update(self._bot, update))

    async def now_shown(self, message: Message) -> Message:
        """A message as the chat shows it now, after edits."""
        (shown,) = [one for one in await self.messages() if one["message_id"] == message["message_id"]]
        return shown

    async def toasts(self) -> list[str]:
        """What presses were answered with, oldest first."""
        calls = (await self.get("calls"))["calls"]
        return [call["params"].get("text", "") for call in calls if call["method"] == "answerCallbackQuery"]


class Town:
    """Several people and chats of one sandbox, and the bot that is made to answer them."""

    def __init__(self, http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk) -> None:
        self._http = http
        self._sandbox = sandbox
        self.bot = bot
        self.work: Dispatcher = dispatcher.build(desk)

    def person(self, user_id: int = 7, language: str = "ru") -> Conversation:
        """Somebody's private chat."""
        return Conversation(self._http, self._sandbox, self.bot, self.work, chat_id=user_id, language=language)

    def member(self, chat_id: int, user_id: int, language: str = "ru") -> Conversation:
        """Somebody in a group."""
        one = Conversation(self._http, self._sandbox, self.bot, self.work, chat_id=chat_id, language=language)
        one.user["id"] = user_id
        return one

    async def group(self, chat_id: int, people: dict[int, str], **more: Any) -> None:
        """A group or channel with people in it, each with a status."""
        members = [{"user": {"id": user_id}, "status": status} for user_id, status in people.items()]
        await self.person(1).post("chats", {"id": chat_id, "members": members} | more)


class Clock:
    """The time of the tests; set ``now`` to move it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still on the evening of the given article's day."""
    return Clock(EVENING)


@pytest.fixture(scope="session")
def spoken() -> Mapping[str, texts.Texts]:
    """The texts of every language."""
    return texts.load()


@pytest.fixture(scope="session")
def sown(tmp_path_factory: pytest.TempPathFactory, blank: Path, tagger: Tagger) -> Path:
    """A database that has read the seeds, to be copied: understanding thirty articles for each test takes its time."""
    path = Path(shutil.copy(blank, tmp_path_factory.mktemp("sown") / "svodka.db"))

    async def sow() -> None:
        database = await open_database(f"sqlite:///{path}")
        intake = Intake(database, tagger, lambda: EVENING)
        for found in read(SEEDS / "articles"):
            assert isinstance(found, Draft)
            await intake.take(found)
        await database.close()

    with ThreadPoolExecutor(1) as elsewhere:  # whoever asks for it has a loop running here
        elsewhere.submit(lambda: asyncio.run(sow())).result()
    return path


@pytest.fixture
async def desk(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    blank: Path,
    taxonomy: Taxonomy,
    tagger: Tagger,
    spoken: Mapping[str, texts.Texts],
    clock: Clock,
) -> AsyncIterator[Desk]:
    """A desk over a fresh database; a test that asks for ``seeded`` finds the seeds in it."""
    kept: Path = request.getfixturevalue("sown") if "seeded" in request.fixturenames else blank
    path = shutil.copy(kept, tmp_path / "svodka.db")
    database: Database = await open_database(f"sqlite:///{path}")
    maker = Maker(database, render(taxonomy, spoken), clock)
    yield Desk(database, taxonomy, tagger, spoken, clock, "Asia/Almaty", maker)
    await database.close()


@pytest.fixture
async def seeded(desk: Desk) -> Desk:
    """The desk after the seeds were read."""
    return desk


async def take(
    desk: Desk, text: str, *, title: str = "Название", source: str = "Агентство", url: str | None = None
) -> int:
    """Store an article published now."""
    address = f"file:///{hash((text, source))}"
    draft = Draft(address, source, SourceKind.FILE, title, text, url, desk.now())
    return (await Intake(desk.database, desk.tagger, desk.now).take(draft)).article_id


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """What people's requests go through."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def chat(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk) -> Conversation:
    """A Russian reader's conversation."""
    return Conversation(http, sandbox, bot, dispatcher.build(desk))


@pytest.fixture
def town(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk) -> Town:
    """A sandbox with several people and chats."""
    return Town(http, sandbox, bot, desk)
