"""Articles for load: words of the Russian seeds in random order.

Frequencies, lemmas and sectors are thus real, and no two articles share a run of words. The generator is seeded: the
same numbers give the same articles.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from bot.newsroom.intake import understand
from bot.sources.files import read
from bot.text.language import Language, detect
from bot.text.tagging import Tagger
from storage import articles
from storage.engine import Database
from storage.records import Draft, SourceKind
from tests.conftest import EVENING, SEEDS

DIFFERENT = 1_500
SENTENCE_WORDS = (9, 22)
PARAGRAPH_CHARACTERS = 310


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word of the Russian seeds, as often as it stands there."""
    texts = [found.text for found in read(SEEDS / "articles") if isinstance(found, Draft)]
    russian = [text for text in texts if detect(text) is Language.RU]
    return tuple(word for text in russian for word in re.findall(r"[\w-]+", text))


def text(numbers: random.Random, *, characters: int) -> str:
    """An article of paragraphs of about 310 characters."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        paragraph = ""
        while len(paragraph) < PARAGRAPH_CHARACTERS:
            said = numbers.choices(vocabulary(), k=numbers.randint(*SENTENCE_WORDS))
            paragraph += " ".join(said).capitalize() + ". "
        paragraphs.append(paragraph.rstrip())
    return "\n\n".join(paragraphs)


def drafts(count: int, *, until: datetime, days: int = 30, characters: int = 2500, seed: int = 1) -> Iterator[Draft]:
    """Articles published evenly over the days before ``until``."""
    numbers = random.Random(seed)
    for number in range(count):
        yield Draft(
            address=f"https://example.org/{seed}/{number}",
            source=f"Outlet {number % 20}",
            source_kind=SourceKind.PAGE,
            title=" ".join(numbers.choices(vocabulary(), k=8)),
            text=text(numbers, characters=characters),
            url=f"https://example.org/{seed}/{number}",
            published_at=until - timedelta(days=days) * (1 - (number + 1) / count),
        )


async def fill(database: Database, tagger: Tagger, *, passages: int) -> int:
    """Store articles over the thirty days before the evening until there are enough passages; returns how many.

    Understanding is measured elsewhere, so each of ``DIFFERENT`` articles is stored several times, days apart.
    """
    understood = [understand(draft, tagger, now=EVENING) for draft in drafts(DIFFERENT, until=EVENING)]
    rounds = passages // sum(len(article.passages) for article in understood) + 1
    stored = 0
    for turn in range(rounds):
        async with database.write() as connection:
            for number, article in enumerate(understood):
                age = timedelta(days=30) * (turn + number / DIFFERENT) / rounds
                again = replace(
                    article,
                    draft=replace(article.draft, address=f"https://example.org/{turn}/{number}"),
                    text_hash=f"{turn}/{number}".encode(),
                    published_at=EVENING - age,
                )
                await articles.save(connection, again, story_id=None, now=EVENING)
                stored += len(again.passages)
    return stored
