"""A collector with everything real behind it: a database, a reader process, and an outlet on loopback."""

from collections.abc import AsyncIterator

import pytest

from bot.newsroom.intake import Intake
from bot.sources.parsing import Parsing
from bot.text.tagging import Tagger
from storage.engine import Database
from tests.collecting.scene import NOON, Scene, Wall
from tests.sources.outlet import outlet, visitor


@pytest.fixture
async def scene(database: Database, tagger: Tagger) -> AsyncIterator[Scene]:
    """A collector at noon, and an outlet that tells nothing yet."""
    wall = Wall(NOON)
    async with outlet() as there, visitor() as fetcher, Parsing() as parsing:
        yield Scene(database, there, fetcher, parsing, Intake(database, tagger, wall), wall)
