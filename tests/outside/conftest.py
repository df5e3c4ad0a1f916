"""A world of all its outlets whose clock a test moves, served on loopback, and a visitor to it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientSession, DummyCookieJar

from bot.outside.outlets import OUTLETS
from bot.outside.server import Served, serve
from bot.outside.world import World
from tests.conftest import EVENING


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = EVENING

    def __call__(self) -> datetime:
        """The time."""
        return self.time

    def move(self, **by: float) -> None:
        """Later by so many ``seconds``, ``minutes`` …"""
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """The evening of the given article."""
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    """All outlets, publishing on demand."""
    return World(OUTLETS, seed=1, now=clock)


@pytest.fixture
async def served(world: World) -> AsyncIterator[Served]:
    """The world, to be reached."""
    async with serve(world) as one:
        yield one


@pytest.fixture
async def visitor() -> AsyncIterator[ClientSession]:
    """Somebody without cookies."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield session
