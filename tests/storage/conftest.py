"""A database of each engine, empty or migrated."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from storage.engine import Database, open_database
from storage.records import Draft, NewArticle, NewPassage, SourceKind
from tests import postgres

ENGINES = ["sqlite", "postgresql"]

NOON = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For what is said of SQLite only: its plans, its files."""

EMPTY_SQLITE = pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
"""The same for a database without a schema, and for all that is made of one."""


@asynccontextmanager
async def opened(engine: str, folder: Path, *, blank: Path | None = None) -> AsyncIterator[Database]:
    """A fresh database of an engine; with the newest schema where a ``blank`` one is given."""
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{folder / 'svodka.db'}"
        if engine == "postgresql":
            url = await stack.enter_async_context(postgres.fresh(migrated=blank is not None))
        elif blank is not None:
            shutil.copy(blank, folder / "svodka.db")
        database = await open_database(url)
        stack.push_async_callback(database.close)
        yield database


@pytest.fixture(params=ENGINES)
async def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An open database without a schema."""
    async with opened(request.param, tmp_path) as database:
        yield database


@pytest.fixture(params=ENGINES)
async def database(request: pytest.FixtureRequest, tmp_path: Path, blank: Path) -> AsyncIterator[Database]:
    """An open database with the newest schema."""
    async with opened(request.param, tmp_path, blank=blank) as database:
        yield database


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
    return NewArticle(draft, "ru", published_at, sha256(text.encode()).digest(), tuple(passages), shingles)
