"""A fresh database, and a world over it on the evening of the given article's day."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import open_database
from storage.migrate import migrate
from tests.conftest import EVENING
from tests.delivery.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world whose database has the newest schema."""
    database = await open_database(f"sqlite:///{tmp_path / 'svodka.db'}")
    await migrate(database)
    yield World(database, EVENING)
    await database.close()
