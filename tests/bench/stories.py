"""Finding the story of a new article among 20,000 of the days around it: milliseconds, at the median and the 99th.

The articles are made of NTREX: an event has a headline and two sentences of which every second word is another's, drawn
from the corpus as often as it stands there, and it is told by one to six sources that change every eighth word again
and go on in words of their own.
The largest story shows that links don't run from one event to the next. Beside the time on the clock stands what it
took of a processor, which a busy machine doesn't change.

The peer is what was done before: candidates by the sample of shingles alone, which knows repetitions only.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from sqlalchemy import func, select

from bot.newsroom import links, stories
from bot.newsroom.intake import text_hash
from bot.text import tellings
from bot.text.language import Language
from bot.text.similarity import shingles, sketch
from storage import articles
from storage import stories as stored
from storage.engine import Connection, Database, open_database
from storage.migrate import migrate
from storage.records import Draft, NewArticle, SourceKind
from storage.schema import articles as articles_table
from storage.stories import Asked
from tests.conftest import EVENING
from tests.corpora import news_sentences

IN_WINDOW = 20_000
MEASURED = 1_000
"""The last ones to come, with the window full."""

DAYS = 6
LANGUAGE = Language.RU
TARGET_MS = 5.0
TELLERS = (1, 1, 1, 2, 2, 3, 4, 6)
BODY_WORDS = 250


def run() -> Iterator[dict[str, object]]:
    """A row for the median, one for the 99th and one for the largest story."""
    placing, used, peer, largest, events = asyncio.run(_measure())
    for name, at in (("median", 50), ("99th", 99)):
        ours, cpu, theirs = (statistics.quantiles(times, n=100)[at - 1] for times in (placing, used, peer))
        yield {
            "name": f"stories, {name} of {IN_WINDOW} in the window",
            "figure": round(ours, 2),
            "unit": "ms",
            "processor": round(cpu, 2),
            **({"target": TARGET_MS, "met": ours <= TARGET_MS} if name == "median" else {}),
            "peer": "repetitions only, by shingles",
            "peer_figure": round(theirs, 2),
            "ratio": round(ours / theirs, 2),
        }
    yield {"name": "stories, the largest", "figure": largest, "unit": "articles", "stories": events}


async def _measure() -> tuple[list[float], list[float], list[float], int, int]:
    """Times of placing by the clock and of a processor, of the peer's query (all in ms), the articles of the largest
    story, the number of stories.
    """
    placing: list[float] = []
    used: list[float] = []
    peer: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/svodka.db")
        await migrate(database)
        made = understood(random.Random(7))
        await _fill(database, islice(made, IN_WINDOW - MEASURED))
        for article in islice(made, MEASURED):
            async with database.write() as connection:
                peer.append(await _candidates_ms(connection, article))
                began, cpu = time.perf_counter(), time.process_time()
                story_id = await stories.place(connection, article)
                placing.append((time.perf_counter() - began) * 1000)
                used.append((time.process_time() - cpu) * 1000)
                await articles.save(connection, article, story_id=story_id, now=EVENING)
        async with database.read() as connection:
            sizes = select(func.count()).select_from(articles_table).group_by(articles_table.c.story_id)
            told = (await connection.execute(sizes)).scalars().all()
        await database.close()
    return placing, used, peer, max(told), len(told)


async def _fill(database: Database, made: Iterator[NewArticle]) -> None:
    while some := list(islice(made, 500)):
        async with database.write() as connection:
            for article in some:
                story_id = await stories.place(connection, article)
                await articles.save(connection, article, story_id=story_id, now=EVENING)


async def _candidates_ms(connection: Connection, article: NewArticle) -> float:
    began = time.perf_counter()
    week = article.published_at - links.REPRINT_WINDOW, article.published_at + links.REPRINT_WINDOW
    await stored.candidates(connection, [Asked(article.shingles, *week)], limit=links.CANDIDATES)
    return (time.perf_counter() - began) * 1000


def understood(chance: random.Random) -> Iterator[NewArticle]:
    """Articles without end, in the order of their coming; those of one event come within half a day."""
    sentences = news_sentences(LANGUAGE)
    words = [word for sentence in sentences for word in sentence.split()]
    waiting: list[NewArticle] = []
    number = 0
    step = timedelta(days=DAYS) / IN_WINDOW
    for count in range(IN_WINDOW):
        now = EVENING - timedelta(days=DAYS) + step * count
        while len(waiting) < 200:
            told = [_changed(sentence, words, 2, chance) for sentence in chance.sample(sentences, 3)]
            for _ in range(chance.choice(TELLERS)):
                number += 1
                text = [_changed(sentence, words, 8, chance) for sentence in told]
                body = " ".join(chance.choices(words, k=BODY_WORDS))
                waiting.append(_article(number, text[0][:90], "\n\n".join((*text[1:], body))))
        chosen = waiting.pop(chance.randrange(len(waiting)))
        yield replace(chosen, published_at=now)


def _changed(sentence: str, words: list[str], one_of: int, chance: random.Random) -> str:
    """A sentence with one of so many words exchanged for another of the corpus."""
    return " ".join(chance.choice(words) if chance.randrange(one_of) == 0 else word for word in sentence.split())


def _article(number: int, title: str, text: str) -> NewArticle:
    told = tellings.read(title, text, LANGUAGE)
    return NewArticle(
        draft=Draft(f"file:///{number}", f"Источник {number % 40}", SourceKind.FILE, title=title, text=text),
        language=LANGUAGE,
        published_at=EVENING,
        text_hash=text_hash(text),
        passages=(),
        shingles=sketch(shingles(text)),
        telling=tellings.write(told),
        terms=tellings.terms(told),
    )
