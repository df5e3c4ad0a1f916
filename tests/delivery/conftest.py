"""A world over a fresh database on the evening of the given article's day."""

import pytest

from storage.engine import Database
from tests.conftest import EVENING
from tests.delivery.world import World


@pytest.fixture
def world(database: Database) -> World:
    """A world whose database has the newest schema."""
    return World(database, EVENING)
