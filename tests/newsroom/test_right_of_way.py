"""Who is being answered goes first; work that can wait lets them pass, and goes on in the end."""

import asyncio
import time

import pytest

from bot.newsroom import right_of_way
from bot.newsroom.intake import Intake
from bot.newsroom.right_of_way import RightOfWay
from bot.text.tagging import Tagger
from storage.engine import Database
from storage.records import Draft, Outcome, SourceKind
from tests.conftest import EVENING

A_MINUTE = 60.0


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that waits for as long as it takes, and answers that stay hurried: nothing here depends on the clock."""
    monkeypatch.setattr(right_of_way, "MOST_S", A_MINUTE)
    monkeypatch.setattr(right_of_way, "HURRIED_S", A_MINUTE)


async def test_nobody_waits_where_nobody_is_hurried(patient: None) -> None:
    await asyncio.to_thread(RightOfWay().give)


async def test_work_waits_until_the_last_of_the_hurried_is_answered(patient: None) -> None:
    way = RightOfWay()
    with way.hurried():
        with way.hurried():
            work = asyncio.create_task(asyncio.to_thread(way.give))
        done, _ = await asyncio.wait([work], timeout=0.05)
        assert not done
    await work


async def test_work_goes_on_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(right_of_way, "HURRIED_S", A_MINUTE)
    way = RightOfWay()
    with way.hurried():
        await asyncio.to_thread(way.give)  # it returns


async def test_what_takes_long_is_hurried_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(right_of_way, "MOST_S", A_MINUTE)
    monkeypatch.setattr(right_of_way, "HURRIED_S", 0.01)
    way = RightOfWay()
    with way.hurried():
        began = time.monotonic()
        await asyncio.to_thread(way.give)
        assert time.monotonic() - began < A_MINUTE / 2
    await asyncio.to_thread(way.give)  # and its end, when it comes, ends nobody else's turn


async def test_articles_wait_for_answers_one_by_one(patient: None, database: Database, tagger: Tagger) -> None:
    way = RightOfWay()
    intake = Intake(database, tagger, lambda: EVENING, way=way)
    with way.hurried():
        taking = asyncio.create_task(
            intake.take(Draft("https://a.kz/1", "a.kz", SourceKind.SITE, "Газ", "Газ подорожал."))
        )
        done, _ = await asyncio.wait([taking], timeout=0.1)
        assert not done
    assert (await taking).outcome is Outcome.NEW
