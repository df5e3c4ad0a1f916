"""A desk to edit at: a migrated database and an intake whose clock stands still."""

import pytest

from bot.newsroom.intake import Intake
from bot.text.tagging import Tagger
from storage.engine import Database
from tests.conftest import EVENING


@pytest.fixture
def intake(database: Database, tagger: Tagger) -> Intake:
    """The door that articles come in by."""
    return Intake(database, tagger, lambda: EVENING)
