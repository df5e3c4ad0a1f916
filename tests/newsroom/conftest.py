"""A desk to edit at: a migrated database and an intake whose clock stands still."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.newsroom.intake import Intake
from bot.text.tagging import Tagger
from storage.engine import Database, open_database
from storage.migrate import migrate
from tests.conftest import EVENING


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh database."""
    opened = await open_database(f"sqlite:///{tmp_path / 'svodka.db'}")
    await migrate(opened)
    yield opened
    await opened.close()


@pytest.fixture
def intake(database: Database, tagger: Tagger) -> Intake:
    """The door that articles come in by."""
    return Intake(database, tagger, lambda: EVENING)
