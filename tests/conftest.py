"""What several rooms' tests share: the seeds, a fresh database, and a clock that stands still."""

import asyncio
import gc
import shutil
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot.app.memory import SELDOM
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy, load
from storage.engine import Database, open_database
from storage.migrate import migrate

# No time limit for an example: the first may load a model, and a machine may be busy.
settings.register_profile("svodka", deadline=None)
settings.load_profile("svodka")

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
GIVEN = SEEDS / "articles" / "000_33917ad8c460c5ce.txt"
"""The article that the owner gave."""

EVENING = datetime(2025, 11, 12, 18, 0, tzinfo=UTC)
"""An evening on the day of the given article."""


# A seventh of the suite's time was to look for garbage again and again among what stays: modules, models, types.
gc.set_threshold(SELDOM)


SLOW = ("e2e", "soak", "outside", "cli")
"""What begins processes of its own: first, so that at the end no worker has minutes to go and the others nothing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, the others mixed file by file: two workers in one room want the same thing, a browser."""

    def place(item: pytest.Item) -> tuple[int, int]:
        path = item.path.relative_to(ROOT / "tests")
        room = SLOW.index(path.parts[0]) if path.parts[0] in SLOW else len(SLOW)
        return room, zlib.crc32(bytes(path))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Leave out of it what has been imported by now."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name cases alike in every process that shares the suite: a gzip has its time in it, a set no order."""
    if isinstance(val, bytes):
        return f"{argname}-of-{len(val)}"
    if isinstance(val, set | frozenset):
        return f"{argname}-{'-'.join(sorted(map(str, val)))}"
    return None


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the newest schema and nothing in it, to be copied: migrating one for each test takes its time."""
    path = tmp_path_factory.mktemp("blank") / "svodka.db"

    async def make() -> None:
        database = await open_database(f"sqlite:///{path}")
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def database(blank: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh database with the newest schema."""
    opened = await open_database(f"sqlite:///{shutil.copy(blank, tmp_path / 'svodka.db')}")
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The taxonomy that is shipped."""
    return load(SEEDS / "sectors.toml")


@pytest.fixture(scope="session")
def tagger(taxonomy: Taxonomy) -> Tagger:
    """The tagger over it."""
    return Tagger(taxonomy)


def oil(number: int) -> str:
    """A passage about oil that shares no three words in a row with the others of its kind."""
    return (
        f"Промысел {number} добыл нефти {number + 100} тысяч баррелей, {number + 200} цистерн топлива, "
        f"{number + 300} завод принял {number + 400} тонн."
    )
