"""What a reader waits for at 1,000,000 passages: from an update received to the first Bot API call.

The queries are told with the peer measured in the same run: what SQLite itself takes for the rows that they must bring,
asked plainly and without us (``sqlite3``, one connection, nothing decoded). Then all again while articles come in at
full speed, and 200 people at once.
"""

import asyncio
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Chat, InlineQuery, Message, Update, User

from bot.app import serving
from bot.app.delivering import render
from bot.delivery.making import Maker
from bot.newsroom.intake import Intake
from bot.newsroom.searching import wanted_of
from bot.telegram import dispatcher, texts
from bot.telegram.buttons import AnswerPage
from bot.telegram.desk import Desk
from bot.text import language
from bot.text.gazetteer import Gazetteer
from bot.text.names import load as load_names
from bot.text.queries import parse
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy, load
from storage import changes, passages
from storage.engine import Connection, Database, open_database
from storage.matching import Scope, matching
from storage.migrate import migrate
from storage.schema import first_passage_id
from storage.search.fts5 import GRAMMAR
from storage.sqlite import driver
from tests.bench import million
from tests.bench.corpus import drafts
from tests.conftest import EVENING, SEEDS

ASKED = 200
CROWD = 200
WARMING = 10

COMMON = ("президент", "газ", "правительство", "компания", "год", "страна", "мемлекет", "жылы", "government", "company")
"""Words that thousands of passages have; a search adds one of the long tail to each."""


SOME: dict[str, dict[str, Any]] = {
    "in one language": {"languages": {"kk"}},
    "as it stood an hour ago": {"stored_by": EVENING - timedelta(hours=1)},
}
"""What is wanted of a sector's month."""


class Stopwatch(BaseSession):
    """A session that answers every call at once and notes when the first one came, other than of a press's answer."""

    def __init__(self) -> None:
        super().__init__()
        self.called_at: float | None = None

    async def make_request(self, bot: Bot, method: Any, *_: Any, **__: Any) -> Any:  # noqa: ARG002 - the interface
        """Note the time of the first call."""
        if self.called_at is None:
            self.called_at = time.perf_counter()
        if isinstance(method, AnswerCallbackQuery):
            return True
        return Message(message_id=1, date=EVENING, chat=Chat(id=7, type="private"))

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(self, *_: Any, **__: Any) -> Any:
        """Nothing is downloaded."""
        yield b""


@dataclass(slots=True)
class Scene:
    """The bot over the database, and the numbers that make questions differ."""

    database: Database
    desk: Desk
    work: Dispatcher
    intake: Intake
    taxonomy: Taxonomy
    numbers: random.Random = field(default_factory=lambda: random.Random(7))
    count: int = 0

    async def time(self, update: Update) -> float:
        """Milliseconds from an update to the bot's first call."""
        watch = Stopwatch()
        bot = Bot("42:BENCH", session=watch)
        began = time.perf_counter()
        await self.work.feed_update(bot, update)
        assert watch.called_at is not None
        return (watch.called_at - began) * 1000

    def says(self, text: str, person: int = 7) -> Update:
        """Somebody writes."""
        self.count += 1
        return Update(update_id=self.count, message=_message(self.count, text, person))

    def presses(self, data: str, person: int = 7) -> Update:
        """Somebody presses a button under a page of ours."""
        self.count += 1
        user = _user(person)
        page = _message(1, "page", person)
        query = CallbackQuery(id=str(self.count), from_user=user, chat_instance="1", message=page, data=data)
        return Update(update_id=self.count, callback_query=query)

    def types(self, words: str, person: int = 7) -> Update:
        """Somebody types after the bot's name, in any chat."""
        self.count += 1
        query = InlineQuery(id=str(self.count), from_user=_user(person), query=words, offset="")
        return Update(update_id=self.count, inline_query=query)

    async def forget(self) -> None:
        """Let the news have changed, so that no answer of before holds."""
        async with self.database.write() as connection:
            await changes.note(connection)


def run() -> Iterator[dict[str, object]]:
    """The figures at rest, while articles come in, and of a crowd."""
    language.warm()
    yield from asyncio.run(_measured())


@asynccontextmanager
async def set_up(url: str) -> AsyncIterator[Scene]:
    """The bot over a database that is there; it may be of an earlier day."""
    taxonomy = load(SEEDS / "sectors.toml")
    tagger = Tagger(taxonomy)
    database = await open_database(url)
    await migrate(database)
    names = Gazetteer(load_names(SEEDS / "names.toml"))
    serving.warm()
    spoken = texts.load()
    maker = Maker(database, render(taxonomy, spoken), lambda: EVENING)
    desk = Desk(database, taxonomy, tagger, spoken, lambda: EVENING, "Asia/Almaty", maker, names=names)
    intake = Intake(database, tagger, lambda: EVENING, way=desk.way)
    try:
        yield Scene(database, desk, dispatcher.build(desk), intake, taxonomy)
    finally:
        await database.close()


async def _measured() -> list[dict[str, object]]:
    stored = million.built(Tagger(load(SEEDS / "sectors.toml")))
    with tempfile.TemporaryDirectory(dir=stored.parent) as folder:
        path = Path(folder) / "svodka.db"
        shutil.copy(stored, path)
        async with set_up(f"sqlite:///{path}") as scene:
            rows = await _at_rest(scene)
            async with coming_in(scene) as came:
                rows += await times_of(scene, KINDS, " while articles come in", 2)
            rows.append({"name": "articles taken in meanwhile", "figure": round(came[0] / came[1], 1), "unit": "per s"})
            rows.append(await crowd(scene))
    return rows


async def _at_rest(scene: Scene) -> list[dict[str, object]]:
    rows = await times_of(scene, KINDS, "", 1)
    raw = driver.connect(scene.database.path)
    raw.execute("PRAGMA query_only=ON")
    said = _searches(scene, ASKED)
    sectors = [sector.key for sector in scene.taxonomy.sectors] * (ASKED // len(scene.taxonomy.sectors))
    theirs = [_raw_ms(raw, *_raw_sector(sector)) for sector in sectors]
    ours = [await _storage_ms(scene, partial(_of_sector, sector=sector)) for sector in sectors]
    rows.append(_beside("the rows of a sector's answer, read by storage", ours, theirs))
    rows += [await _of_some(scene, sectors, name, **kind) for name, kind in SOME.items()]
    theirs = [_raw_ms(raw, *_raw_search(scene, one)) for one in said]
    ours = [await _storage_ms(scene, partial(_matching, scene=scene, said=one)) for one in said]
    rows.append(_beside("the rows of a search, read by storage", ours, theirs))
    raw.close()
    return rows


def _beside(name: str, ours: Sequence[float], theirs: Sequence[float]) -> dict[str, object]:
    figure, peer = statistics.median(ours), statistics.median(theirs)
    return {
        "name": f"{name}, median",
        "figure": round(figure, 2),
        "unit": "ms",
        "target": "3 times the peer's",
        "met": figure <= 3 * peer,
        "peer": "SQLite's own query for the rows",
        "peer_figure": round(peer, 2),
        "ratio": round(figure / peer, 2),
    }


async def _storage_ms(scene: Scene, read: Callable[[Connection], Awaitable[object]]) -> float:
    began = time.perf_counter()
    async with scene.database.read() as connection:
        await read(connection)
    return (time.perf_counter() - began) * 1000


async def _of_sector(connection: Connection, sector: str) -> object:
    since, until = EVENING - timedelta(days=2), EVENING + timedelta(days=1)
    return await passages.of_sector(connection, sector, since=since, until=until, fading=0.4, limit=120)


async def _of_some(scene: Scene, sectors: Sequence[str], name: str, **kind: Any) -> dict[str, object]:
    """The best of a month, of which the articles say whether they are meant."""
    month: dict[str, Any] = {
        "since": EVENING - timedelta(days=30),
        "until": EVENING + timedelta(days=1),
        "fading": 0.4,
        "limit": 120,
    }
    read = [partial(passages.of_sector, sector=sector, **month, **kind) for sector in sectors]
    figure = statistics.median([await _storage_ms(scene, one) for one in read])
    told = f"the rows of a sector's month {name}, read by storage, median"
    return {"name": told, "figure": round(figure, 2), "unit": "ms", "target": 40, "met": figure <= 40}


async def _matching(connection: Connection, scene: Scene, said: str) -> object:
    scope = Scope(until=EVENING + timedelta(days=2))
    return await matching(connection, wanted_of(parse(said), scene.desk.names), scope, limit=200)


Target = tuple[float, float | None]
"""Milliseconds for the median and for the 99th percentile."""

KINDS: dict[str, Target] = {
    "/energy and the other sectors, made anew": (15, 60),
    "/energy and the other sectors, asked again": (15, 60),
    "a common word and a rare one": (40, 150),
    "inline, while words are typed": (300, None),
    "a page turned": (10, None),
    "a page turned after the news changed": (10, None),
}
"""What is asked, and how long it may take."""


def questions(scene: Scene) -> dict[str, Callable[[int], Awaitable[Update]]]:
    """What makes the questions of each kind, by their numbers."""
    sectors = [sector.key for sector in scene.taxonomy.sectors]
    said = iter(_searches(scene, (ASKED + WARMING) * 2))
    asked = int(scene.desk.asked_at().timestamp())
    turn = [AnswerPage(sector=key, days=1, asked=asked, page=2).pack() for key in sectors]

    async def command(number: int) -> Update:
        await scene.forget()
        return scene.says(f"/{sectors[number % len(sectors)]}")

    async def again(number: int) -> Update:
        return scene.says(f"/{sectors[number % len(sectors)]}")

    async def search(_: int) -> Update:
        return scene.says(f"/search {next(said)}")

    async def inline(_: int) -> Update:
        return scene.types(next(said)[: scene.numbers.randint(4, 12)])

    async def page(number: int) -> Update:
        return scene.presses(turn[number % len(turn)])

    async def page_after(number: int) -> Update:
        await scene.forget()
        return scene.presses(turn[number % len(turn)])

    return dict(zip(KINDS, (command, again, search, inline, page, page_after), strict=True))


async def times_of(scene: Scene, kinds: Mapping[str, Target], when: str, allowed: int) -> list[dict[str, object]]:
    """The figures of each kind of question, against ``allowed`` times their targets."""
    ask = questions(scene)
    rows: list[dict[str, object]] = []
    for name, (median, last) in kinds.items():
        times = [await scene.time(await ask[name](number)) for number in range(ASKED + WARMING)][WARMING:]
        rows += list(_told(f"{name}{when}", times, median * allowed, last and last * allowed))
    return rows


def _told(name: str, times: Sequence[float], median: float, last: float | None) -> Iterator[dict[str, object]]:
    for at, target in ((50, median), (99, last)):
        figure = statistics.quantiles(times, n=100)[at - 1]
        kind = "median" if at == 50 else "99th percentile"
        row: dict[str, object] = {"name": f"{name}, {kind}", "figure": round(figure, 2), "unit": "ms"}
        yield row | ({"target": target, "met": figure <= target} if target is not None else {})


def _searches(scene: Scene, count: int) -> list[str]:
    """A common word with one of the long tail; no two alike."""
    tail = million.tail()[1_000:]
    return [f"{scene.numbers.choice(COMMON)} {scene.numbers.choice(tail)}" for _ in range(count)]


def _raw_sector(sector: str) -> tuple[str, dict[str, object]]:
    """The best passages of two days, as an answer needs them at least."""
    query = (
        "SELECT p.*, a.title, substr(a.text, p.start + 1, p.end - p.start) FROM "
        "(SELECT passage_id, score FROM passage_sectors WHERE sector = :sector AND passage_id BETWEEN :first AND :last "
        "ORDER BY score DESC, passage_id DESC LIMIT 120) s "
        "JOIN passages p ON p.id = s.passage_id JOIN articles a ON a.id = p.article_id"
    )
    first = first_passage_id(EVENING - timedelta(days=2))
    return query, {"sector": sector, "first": first, "last": first_passage_id(EVENING + timedelta(days=1))}


def _raw_search(scene: Scene, said: str) -> tuple[str, dict[str, object]]:
    """The newest passages with the words, as a search needs them at least."""
    query = (
        "SELECT p.*, a.title, substr(a.text, p.start + 1, p.end - p.start) FROM "
        "(SELECT rowid AS id FROM passage_index WHERE passage_index MATCH :match ORDER BY rowid DESC LIMIT 200) s "
        "JOIN passages p ON p.id = s.id JOIN articles a ON a.id = p.article_id"
    )
    return query, {"match": GRAMMAR.wanted(wanted_of(parse(said), scene.desk.names))}


def _raw_ms(raw: Any, query: str, values: dict[str, object]) -> float:
    began = time.perf_counter()
    raw.execute(query, values).fetchall()
    return (time.perf_counter() - began) * 1000


@asynccontextmanager
async def coming_in(scene: Scene) -> Any:
    """Let articles come in at full speed meanwhile; brings how many came, and in how many seconds."""
    came = [0.0, 1.0]
    began = time.perf_counter()

    async def take() -> None:
        batch = []
        for draft in drafts(1_000_000, until=EVENING, days=1, seed=int(began)):
            batch.append(draft)
            if len(batch) == 100:
                came[0] += len(await scene.intake.take_all(batch))
                batch = []

    task = asyncio.create_task(take())
    try:
        yield came
    finally:
        came[1] = time.perf_counter() - began
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def crowd(scene: Scene) -> dict[str, object]:
    """How long the last of 200 people waits who press buttons at once, just after the news changed."""
    sectors = [sector.key for sector in scene.taxonomy.sectors]
    asked = int(scene.desk.asked_at().timestamp())
    updates = [
        scene.presses(AnswerPage(sector=sectors[n % len(sectors)], days=1, asked=asked, page=2).pack(), 1000 + n)
        for n in range(CROWD)
    ]
    for update in updates:  # whoever presses a button has met the bot
        await scene.time(update)
    await scene.forget()
    waited = await _all_at_once(scene, updates)
    return {
        "name": f"{CROWD} people press at once, the longest wait of {len(waited)}",
        "figure": round(max(waited)),
        "unit": "ms",
        "target": 1000,
        "met": max(waited) <= 1000 and len(waited) == CROWD,
    }


async def _all_at_once(scene: Scene, updates: Iterable[Update]) -> list[float]:
    return list(await asyncio.gather(*(scene.time(update) for update in updates)))


def _user(person: int) -> User:
    return User(id=person, is_bot=False, first_name="A", language_code="ru")


def _message(number: int, text: str, person: int) -> Message:
    chat = Chat(id=person, type="private")
    return Message(message_id=number, date=datetime.now(UTC), chat=chat, from_user=_user(person), text=text)
