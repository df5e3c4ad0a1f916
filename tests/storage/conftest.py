"""A database of each engine, migrated; a second engine joins by adding its name to ENGINES."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import Draft, NewArticle, NewPassage, SourceKind

ENGINES = ["sqlite"]

NOON = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)


def url_of(engine: str, folder: Path) -> str:
    """The URL of a fresh database of an engine."""
    assert engine == "sqlite"
    return f"sqlite:///{folder / 'svodka.db'}"


@pytest.fixture(params=ENGINES)
async def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An open database without a schema."""
    database = await open_database(url_of(request.param, tmp_path))
    yield database
    await database.close()


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """An open database with the newest schema."""
    await migrate(empty_database)
    return empty_database


def article(
    text: str = "Нефть подорожала.\n\nПоезда пошли.",
    *,
    address: str = "file:///news/a.txt",
    source: str = "BAQ.KZ",
    url: str | None = None,
    published_at: datetime = NOON,
    sectors: tuple[dict[str, float], ...] = ({"energy": 0.9}, {"transport": 0.7}),
    shingles: frozenset[int] = frozenset(),
) -> NewArticle:
    """An article whose passages are its paragraphs, tagged in order with ``sectors``."""
    passages, start = [], 0
    for number, paragraph in enumerate(text.split("\n\n")):
        words = " ".join(paragraph.lower().replace(".", " ").split())
        tagged = sectors[number] if number < len(sectors) else {}
        passages.append(NewPassage(start, start + len(paragraph), words, words, tagged))
        start += len(paragraph) + 2
    draft = Draft(address, source, SourceKind.FILE, title=text.partition(".")[0], text=text, url=url)
    return NewArticle(draft, "ru", published_at, text.encode(), tuple(passages), shingles)
