"""Making a digest of 5,000 new passages with 100,000 stored: of one sector, and of all at the greatest length.

Both are the tenth of their readers, so what ten digests told is compared too. The peer is what none can be faster than:
the bare driver fetching the same scores and the texts that are shown.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta

from bot.newsroom import digests, summaries
from bot.newsroom.digests import Digest, Order
from bot.newsroom.intake import understand
from bot.text import language, words
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage import arrivals, articles, sqlite
from storage.digests import CHAIN, Told
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import Interest
from storage.schema import first_passage_id
from tests.bench.corpus import drafts, fill
from tests.conftest import EVENING, SEEDS

PASSAGES = 100_000
NEW = 5_000
TIMES = 30
TARGET_MS = 150.0

SCORES = """
SELECT passage_sectors.sector, passages.id, articles.story_id, passage_sectors.score
FROM articles CROSS JOIN passages CROSS JOIN passage_sectors
WHERE passages.article_id = articles.id AND passage_sectors.passage_id = passages.id
AND articles.arrival > ? AND passages.id >= ? AND passage_sectors.sector IN (SELECT value FROM json_each(?))
ORDER BY passage_sectors.score DESC
"""
TEXTS = """
SELECT passages.id, substr(articles.text, passages.start + 1, passages."end" - passages.start), articles.title
FROM passages JOIN articles ON articles.id = passages.article_id
WHERE articles.id IN (SELECT value FROM json_each(?))
"""


def run() -> Iterator[dict[str, object]]:
    """The median of each kind of digest, with the floor's."""
    language.warm()
    words.warm()
    summaries.warm()
    yield from asyncio.run(_measured())


async def _measured() -> list[dict[str, object]]:
    taxonomy = load(SEEDS / "sectors.toml")
    tagger = Tagger(taxonomy)
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/svodka.db")
        await migrate(database)
        stored = await fill(database, tagger, passages=PASSAGES)
        async with database.read() as connection:
            after = await arrivals.newest(connection)
        new = await _add(database, tagger)
        every = tuple(sector.key for sector in taxonomy.sectors)
        for name, sectors, length in (("one sector", ("energy",), 10), ("every sector", every, 20)):
            order = Order(Interest(sectors=sectors), length, after, 2**40, EVENING - timedelta(days=7), EVENING)
            digest, ours = await _made(database, order)
            floor = _bare(database, order, digest)
            rows.append(
                {
                    "name": f"digest of {name}, {length} stories, {new} new of {stored + new} passages",
                    "figure": round(ours, 1),
                    "unit": "ms",
                    "target": TARGET_MS,
                    "met": ours <= TARGET_MS,
                    "peer": "bare SQL for the same scores and texts",
                    "peer_figure": round(floor, 1),
                    "ratio": round(ours / floor, 1),
                }
            )
        await database.close()
    return rows


async def _add(database: Database, tagger: Tagger) -> int:
    """Store the new passages, of the last day."""
    stored = 0
    for draft in drafts(NEW // 7, until=EVENING, days=1, seed=2):
        article = understand(draft, tagger, now=EVENING)
        async with database.write() as connection:
            await articles.save(connection, article, story_id=None, now=EVENING)
        stored += len(article.passages)
        if stored >= NEW:
            break
    return stored


async def _made(database: Database, order: Order) -> tuple[Digest, float]:
    """A digest, and the median of milliseconds that making it takes."""
    told = await _chain(database, order)
    digest = await digests.make(database, order, told)
    times: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await digests.make(database, order, told)
        times.append((time.perf_counter() - began) * 1000)
    return digest, statistics.median(times)


async def _chain(database: Database, order: Order) -> list[Told]:
    """What ten digests of as many days before told."""
    told: list[Told] = []
    for day in range(1, CHAIN + 1):
        until = EVENING - timedelta(days=day)
        before = Order(order.interest, order.length, None, order.after or 0, until - timedelta(days=1), until)
        digest = await digests.make(database, before)
        words_told = [piece.text for one in digest.told for piece in one.story.excerpts]
        told.append(Told(frozenset(one.story.story_id for one in digest.told), "\n".join(words_told)))
    return told


def _bare(database: Database, order: Order, digest: Digest) -> float:
    connection = sqlite.driver.connect(database.path)
    scores = (order.after, first_passage_id(order.since), json.dumps(order.interest.sectors))
    shown = (json.dumps([one.story.article_id for one in digest.told]),)
    times: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        connection.execute(SCORES, scores).fetchall()
        connection.execute(TEXTS, shown).fetchall()
        times.append((time.perf_counter() - began) * 1000)
    connection.close()
    return statistics.median(times)
