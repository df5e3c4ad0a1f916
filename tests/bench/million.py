"""A database of 1,000,000 passages of 125,000 articles, to measure reading against.

Its sentences are those of NTREX-128 in three languages and of the seeds; a passage is two or three of them, drawn anew,
with a made-up name of a long tail, so that there are words for every frequency. Stems, sectors and languages are what
the text room says of these sentences. Stories, shingles and terms are drawn, as many as real articles have. It is built
by plain SQL (intake is measured elsewhere) in a few minutes, and kept under ``SVODKA_BENCH`` or the system's temporary
folder for the next run: the same numbers give the same database.
"""

import asyncio
import os
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.sources.files import read
from bot.text.language import Language, detect
from bot.text.sentences import sentences
from bot.text.tagging import Tagger
from bot.text.words import index_words
from storage.engine import open_database
from storage.migrate import migrate
from storage.records import Draft
from storage.schema import PASSAGE_NUMBER_BITS
from storage.sqlite import driver
from tests.conftest import EVENING, SEEDS
from tests.corpora import NTREX

ARTICLES = 125_000
PASSAGES_EACH = 8
DAYS = 90
OUTLETS = 200
SHINGLES_EACH, TERMS_EACH = 40, 16
"""What a real article of 2,500 characters has, about."""

TAIL = 60_000
"""Made-up names; the first is in about 90,000 passages, the last in one or two."""

STORY_SIZES = (1, 1, 1, 1, 1, 1, 2, 2, 3, 5, 8, 20)
"""Articles that tell one story, drawn from these; they come within a day."""

BATCH = 2_500
SYLLABLES = ("бар", "дос", "жан", "кер", "лы", "мур", "нур", "оль", "рин", "сал", "тай", "ул", "шах", "эль", "юн", "ас")

TABLES = {
    "stories": "id, opened_at",
    "articles": "id, story_id, title, text, language, published_at, stored_at, text_hash, arrival",
    "appearances": "id, article_id, source_id, address, url, seen_at",
    "passages": "id, article_id, position, start, end",
    "passage_index": "rowid, stems, surface",
    "passage_sectors": "sector, passage_id, score",
    "article_terms": "term, minute, article_id",
    "article_shingles": "shingle, article_id",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what the index and the tagger know of it."""

    text: str
    stems: str
    surface: str
    sectors: tuple[tuple[str, float], ...]


def place(articles: int = ARTICLES) -> Path:
    """Where the database of so many articles is kept."""
    folder = Path(os.environ.get("SVODKA_BENCH") or tempfile.gettempdir())
    return folder / f"svodka-bench-{articles}.db"


def built(tagger: Tagger, *, articles: int = ARTICLES) -> Path:
    """The database, built where it isn't there yet."""
    path = place(articles)
    if not path.exists():
        raw = path.with_suffix(f".{os.getpid()}")
        _fill(raw, tagger, articles)
        raw.rename(path)
    return path


def pool(tagger: Tagger) -> dict[Language, list[Sentence]]:
    """The sentences of each language."""
    found: dict[Language, list[str]] = {Language.RU: [], Language.KK: [], Language.EN: []}
    data = Path(os.environ.get("SVODKA_DATA") or SEEDS.parent.parent / "shared" / "data") / "ntrex"
    for language, name in NTREX.items():
        path = data / f"{name}.txt"
        found[language] += path.read_text("utf-8").splitlines() if path.exists() else ()
    for draft in read(SEEDS / "articles"):
        if isinstance(draft, Draft) and (language := detect(draft.text)) in found:
            found[language] += [span.cut(draft.text) for span in sentences(draft.text, language)]
    return {language: [_known(one, tagger, language) for one in texts] for language, texts in found.items()}


def _known(text: str, tagger: Tagger, language: Language) -> Sentence:
    text = " ".join(text.split())
    stems, surface = index_words(text, language)
    ((*sectors,),) = tagger.tag_passages("", [text], language)
    return Sentence(text, stems, surface, tuple((one.key, one.score) for one in sectors))


def tail() -> list[str]:
    """The made-up names, the most frequent first."""
    numbers = random.Random(5)
    made: dict[str, None] = {}
    while len(made) < TAIL:
        made["".join(numbers.choices(SYLLABLES, k=numbers.randint(3, 5)))] = None
    return list(made)


def _fill(path: Path, tagger: Tagger, articles: int) -> None:
    asyncio.run(_migrated(path))
    connection = driver.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    outlets = [(id_, "page", f"Outlet {id_}", 0) for id_ in range(1, OUTLETS + 1)]
    connection.executemany("INSERT INTO sources(id, kind, name, created_at) VALUES (?, ?, ?, ?)", outlets)
    for batch in _batches(_rows(tagger, articles)):
        connection.execute("BEGIN")
        for table, columns in TABLES.items():
            if rows := batch.get(table):
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table}({columns}) VALUES ({marks})", sorted(rows))  # noqa: S608
        connection.execute("COMMIT")
    for pragma in ("ANALYZE", "PRAGMA journal_mode=WAL"):
        connection.execute(pragma)
    connection.close()


async def _migrated(path: Path) -> None:
    database = await open_database(f"sqlite:///{path}")
    await migrate(database)
    await database.close()


def _batches(rows: Iterable[dict[str, list[tuple[object, ...]]]]) -> Iterator[dict[str, list[tuple[object, ...]]]]:
    """The rows of many articles at a time, by table."""
    batch: dict[str, list[tuple[object, ...]]] = {}
    for number, article in enumerate(rows, start=1):
        for table, some in article.items():
            batch.setdefault(table, []).extend(some)
        if number % BATCH == 0:
            yield batch
            batch = {}
    yield batch


def _rows(tagger: Tagger, articles: int) -> Iterator[dict[str, list[tuple[object, ...]]]]:
    """The rows of each article, the oldest first."""
    numbers = random.Random(6)
    said = pool(tagger)
    weights = [1 / rank for rank in range(1, TAIL + 1)]
    names = iter(numbers.choices(tail(), weights, k=articles * PASSAGES_EACH))
    languages = numbers.choices([Language.RU, Language.KK, Language.EN], [6, 3, 1], k=articles)
    began = EVENING - timedelta(days=DAYS)
    open_stories: list[int] = []
    passages_of: dict[int, int] = {}
    for number, language in enumerate(languages, start=1):
        at = int((began + timedelta(days=DAYS) * (number / articles)).timestamp())
        rows: dict[str, list[tuple[object, ...]]] = {}
        if not open_stories:
            open_stories = _stories(numbers, number)
            rows["stories"] = [(id_, at * 1000) for id_ in sorted(set(open_stories))]
        story = open_stories.pop()
        title = " ".join(numbers.choice(said[language]).text.split()[:9])
        text = _passages(rows, numbers, said[language], names, number, at // 60, passages_of)
        moment = at * 1000
        hashed = number.to_bytes(32, "big")
        rows["articles"] = [(number, story, title, text, language.value, moment, moment, hashed, number)]
        url = f"https://example.org/{number}"
        rows["appearances"] = [(number, number, numbers.randint(1, OUTLETS), url, url, moment)]
        rows["article_terms"] = [(numbers.getrandbits(16), at // 60, number) for _ in range(TERMS_EACH)]
        rows["article_terms"] = list(dict.fromkeys(rows["article_terms"]))
        rows["article_shingles"] = [(numbers.getrandbits(62), number) for _ in range(SHINGLES_EACH)]
        yield rows


def _stories(numbers: random.Random, first: int) -> list[int]:
    """The stories of the next articles, in the order they are told; a story is called by its first article."""
    told: list[int] = []
    while len(told) < 1_000:
        told += [first + len(told)] * numbers.choice(STORY_SIZES)
    numbers.shuffle(told)
    return told


def _passages(
    rows: dict[str, list[tuple[object, ...]]],
    numbers: random.Random,
    said: Sequence[Sentence],
    names: Iterator[str],
    article: int,
    minute: int,
    passages_of: dict[int, int],
) -> str:
    """Make the passages of an article, and return its text."""
    paragraphs: list[str] = []
    start = 0
    for position in range(PASSAGES_EACH):
        chosen = numbers.choices(said, k=numbers.randint(2, 3))
        name = next(names)
        paragraph = f"{' '.join(one.text for one in chosen)} {name.capitalize()}."
        id_ = minute << PASSAGE_NUMBER_BITS | passages_of.setdefault(minute, 0)
        passages_of[minute] += 1
        rows.setdefault("passages", []).append((id_, article, position, start, start + len(paragraph)))
        stems = " ".join([*(one.stems for one in chosen), name])
        rows.setdefault("passage_index", []).append((id_, stems, " ".join([*(one.surface for one in chosen), name])))
        sectors = {key: score for one in chosen for key, score in one.sectors}
        rows.setdefault("passage_sectors", []).extend((key, id_, score) for key, score in sectors.items())
        paragraphs.append(paragraph)
        start += len(paragraph) + 2
    return "\n\n".join(paragraphs)
