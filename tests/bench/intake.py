"""From a text to its stored and indexed passages, articles a second on one core, at 2,500 characters each.

The peer does what Svodka must do at least: it writes the same texts into SQLite with FTS5, one transaction each,
with the same pragmas, and understands nothing.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.newsroom.intake import Intake
from bot.text import language, words
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage.engine import PRAGMAS, open_database
from storage.migrate import migrate
from storage.records import Draft
from storage.sqlite import driver
from tests.bench.corpus import drafts
from tests.conftest import EVENING, SEEDS

ARTICLES = 300
WARMING = 60
"""Articles taken before the clock starts: a running bot has looked up the common words already."""

TARGET = 60.0


def run() -> Iterator[dict[str, object]]:
    """One row: our rate, the bare rate, the ratio."""
    language.warm()
    words.warm()
    articles = list(drafts(ARTICLES, until=EVENING))
    ours = asyncio.run(_ours(articles))
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


async def _ours(articles: list[Draft]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/svodka.db")
        await migrate(database)
        intake = Intake(database, Tagger(load(SEEDS / "sectors.toml")), lambda: EVENING)
        for draft in drafts(WARMING, until=EVENING, seed=2):
            await intake.take(draft)
        began = time.perf_counter()
        for draft in articles:
            await intake.take(draft)
        took = time.perf_counter() - began
        await database.close()
    return len(articles) / took


def _bare(articles: list[Draft]) -> float:
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
