"""Alerts for words: what is written of a name in another form wakes them too."""

import pytest

from bot.delivery.planning import Planner
from bot.text.gazetteer import NO_NAMES, Gazetteer
from bot.text.names import load
from storage.records import Interest
from tests.conftest import SEEDS
from tests.delivery.world import ALERTS, World


@pytest.mark.parametrize(("known", "text", "woken"), [
    (True, "ҚТЖ поезд сатып алды.", 1),
    (True, "Поезд опоздал.", 0),
    (False, "ҚТЖ поезд сатып алды.", 0),
    (False, "КТЖ купила поезд.", 1),
])  # fmt: skip
async def test_an_alert_for_a_name(world: World, known: bool, text: str, woken: int) -> None:
    names = Gazetteer(load(SEEDS / "names.toml")) if known else NO_NAMES
    world.planner = Planner(world.database, world.clock, names=names)
    await world.subscribed(await world.reader(), ALERTS, Interest(words=("КТЖ",)))
    await world.planner.plan()
    world.clock.pass_(hours=-9)  # from the night to the afternoon: nobody sleeps
    await world.news(text)
    await world.planner.plan()
    world.clock.pass_(minutes=1)
    assert len(await world.deliver()) == woken
