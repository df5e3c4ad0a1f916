"""From a text to its stored and indexed passages: articles a second on one core.

``intake`` takes texts of 2,500 characters one by one. Its peer does what Svodka must do at least: it writes the same
texts into SQLite with FTS5, one transaction each, with the same pragmas, and understands nothing.

``intake_many`` takes what feeds bring: texts of 600 characters in three languages, twenty at a time, into an empty
database and into one of 20,000 articles of a month. Its peer is ourselves, one by one. Beside the second, what somebody
waits who wants to write meanwhile. Figures are medians of three runs.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.newsroom.intake import Intake
from bot.text import language, words
from bot.text.language import Language
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import Draft, SourceKind
from storage.sqlite import driver
from storage.sqlite_engine import PRAGMAS
from tests.bench.corpus import drafts
from tests.conftest import EVENING, SEEDS
from tests.corpora import NTREX, news_sentences

ARTICLES = 300
WARMING = 60
"""Articles taken before the clock starts: a running bot has looked up the common words already."""

TARGET = 60.0

RUNS = 3
AT_ONCE = 20
CHARACTERS = 600
STORED = 20_000
TARGET_MANY = 120.0
TARGET_WAIT_MS = 100.0


def run() -> Iterator[dict[str, object]]:
    """Our rate one by one beside the bare one; that of many at once beside one by one, and how long others wait."""
    language.warm()
    words.warm()
    articles = list(drafts(ARTICLES, until=EVENING))
    ours = asyncio.run(_one_by_one(articles))
    bare = _bare(articles)
    yield {
        "name": "intake",
        "figure": round(ours, 1),
        "unit": "articles/s",
        "target": TARGET,
        "met": ours >= TARGET,
        "peer": "bare SQLite and FTS5, nothing understood",
        "peer_figure": round(bare, 1),
        "ratio": round(ours / bare, 3),
    }
    for stored in (0, STORED):
        yield from asyncio.run(_many(stored))


def news(count: int, *, days: float, seed: int) -> Iterator[Draft]:
    """Articles of the days before the evening: sentences of NTREX in which half of the words have been exchanged.

    So words and names are those of news and as frequent, and no two articles share more than news does.
    """
    chance = random.Random(seed)
    told = {spoken: [sentence.split() for sentence in news_sentences(spoken)] for spoken in NTREX}
    plain = {spoken: [word for one in told[spoken] for word in one if word.islower()] for spoken in NTREX}

    def sentence(spoken: Language) -> str:
        return " ".join(
            chance.choice(plain[spoken]) if word.islower() and chance.random() < 0.5 else word
            for word in chance.choice(told[spoken])
        )

    for number in range(count):
        spoken = list(NTREX)[number % len(NTREX)]
        said = [sentence(spoken)]
        while sum(map(len, said)) < CHARACTERS:
            said.append(sentence(spoken))
        paragraph = -(-len(said) // chance.randint(1, 3))
        pieces = [" ".join(said[at : at + paragraph]) for at in range(0, len(said), paragraph)]
        address = f"https://example.org/{seed}/{number}"
        yield Draft(
            address=address,
            source=f"Outlet {number % 200}",
            source_kind=SourceKind.FEED,
            title=" ".join(sentence(spoken).split()[:9]),
            text="\n\n".join(pieces)[:CHARACTERS].strip(),
            url=address,
            published_at=EVENING - timedelta(days=days) * (1 - (number + 1) / count),
        )


async def _many(stored: int) -> list[dict[str, object]]:
    async with _intake() as intake:
        await intake.take_all(list(news(stored, days=30, seed=1)))
        await intake.take_all(list(news(WARMING, days=2, seed=2)))
        many, one_by_one = [], []
        for turn in range(RUNS):
            many.append(await _rate(intake, list(news(ARTICLES, days=2, seed=10 + turn)), AT_ONCE))
            one_by_one.append(await _rate(intake, list(news(ARTICLES, days=2, seed=20 + turn)), 1))
        taking = asyncio.create_task(_rate(intake, list(news(ARTICLES, days=2, seed=30)), AT_ONCE))
        waits = [wait async for wait in _waits(intake.database, taking)]
    figure, peer = statistics.median(many), statistics.median(one_by_one)
    wait = statistics.quantiles(waits, n=20)[-1]
    return [
        {
            "name": f"intake_many_at_{stored}",
            "figure": round(figure, 1),
            "unit": "articles/s",
            "target": TARGET_MANY,
            "met": figure >= TARGET_MANY,
            "peer": "the same, one by one",
            "peer_figure": round(peer, 1),
            "ratio": round(figure / peer, 2),
        },
        {
            "name": f"intake_many_at_{stored}_others_wait",
            "figure": round(wait, 1),
            "unit": "ms until somebody else may write, 95 of 100",
            "target": TARGET_WAIT_MS,
            "met": wait <= TARGET_WAIT_MS,
        },
    ]


async def _rate(intake: Intake, articles: Sequence[Draft], at_once: int) -> float:
    began = time.perf_counter()
    for at in range(0, len(articles), at_once):
        await intake.take_all(articles[at : at + at_once])
    return len(articles) / (time.perf_counter() - began)


async def _waits(database: Database, taking: asyncio.Task[float]) -> AsyncIterator[float]:
    """The milliseconds that each of some writes waits for its turn, a hundred a second, while articles are taken."""
    while not taking.done():
        began = time.perf_counter()
        async with database.write():
            waited = (time.perf_counter() - began) * 1000
        yield waited
        await asyncio.sleep(0.01)


@asynccontextmanager
async def _intake() -> AsyncIterator[Intake]:
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/svodka.db")
        await migrate(database)
        yield Intake(database, Tagger(load(SEEDS / "sectors.toml")), lambda: EVENING)
        await database.close()


async def _one_by_one(articles: Sequence[Draft]) -> float:
    async with _intake() as intake:
        for draft in drafts(WARMING, until=EVENING, seed=2):
            await intake.take(draft)
        return await _rate(intake, articles, 1)


def _bare(articles: Sequence[Draft]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        connection = driver.connect(str(Path(folder) / "bare.db"), isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("CREATE VIRTUAL TABLE passages USING fts5(text)")
        began = time.perf_counter()
        for draft in articles:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO articles(text) VALUES (?)", (draft.text,))
            connection.executemany("INSERT INTO passages VALUES (?)", [(one,) for one in draft.text.split("\n\n")])
            connection.execute("COMMIT")
        took = time.perf_counter() - began
        connection.close()
    return len(articles) / took
