"""Counts by local day: the same as counting articles one by one, in any zone, also when its clocks change."""

import shutil
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.newsroom.trends import local_days
from storage import articles, counts, readers
from storage.engine import Database, open_database
from tests.storage.conftest import article

ZONES = [
    "Asia/Almaty",
    "UTC",
    "America/New_York",
    "America/Sao_Paulo",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
]
# Clocks change on 9 March and 2 November 2025 in New York, and at midnight of 18 February 2018 in Sao Paulo.
LASTS = [date(2025, 3, 11), date(2025, 11, 4), date(2018, 2, 20), date(2018, 11, 6), date(2025, 11, 12)]


def told_on(moment: datetime, zone: ZoneInfo) -> date:
    """The day of an article as a reader is shown it: midnight UTC is a day without a time."""
    return moment.date() if moment.time() == time() else moment.astimezone(zone).date()


async def store(database: Database, moments: list[tuple[datetime, bool]]) -> None:
    """An article for each moment: about energy twice, or about energy and transport."""
    async with database.write() as connection:
        for number, (moment, both) in enumerate(moments):
            sectors = ({"energy": 0.9}, {"transport": 0.7} if both else {"energy": 0.5})
            new = article(f"Нефть {number}.\n\nГаз.", address=f"file:///{number}", published_at=moment, sectors=sectors)
            await articles.save(connection, new, story_id=None, now=moment)
            met = await readers.meet(
                connection,
                chat_id=number + 1,
                thread_id=0,
                kind="private",
                language="ru",
                timezone="UTC",
                now=moment,
            )
            if both:
                await readers.note_gone(connection, met.id, "blocked", moment + timedelta(days=1))


@given(
    zone=st.sampled_from(ZONES),
    last=st.sampled_from(LASTS),
    number=st.integers(1, 9),
    asked=st.lists(
        st.tuples(
            st.one_of(
                st.integers(-11 * 86_400, 3 * 86_400),
                st.integers(-11, 3).map(lambda day: day * 86_400),  # midnight UTC
                st.integers(-11, 3).map(lambda day: day * 86_400 + 30),  # half a minute later: a time like others
            ),
            st.booleans(),
        ),
        max_size=12,
    ),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
async def test_as_counted_one_by_one(
    blank: Path, zone: str, last: date, number: int, asked: list[tuple[int, bool]]
) -> None:
    begin = datetime.combine(last, time(), UTC)
    moments = [(begin + timedelta(seconds=seconds), both) for seconds, both in asked]
    days = local_days(last, number, ZoneInfo(zone))
    with TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{shutil.copy(blank, folder)}")
        await store(database, moments)
        async with database.read() as connection:
            counted = await counts.by_day(connection, ["energy", "transport", "sport"], days)
            stories = await counts.of_stories(connection, "energy", days)
            published = await counts.articles_by_day(connection, days)
            came, went = await counts.readers_by_day(connection, days)
        await database.close()
    energy = Counter(told_on(moment, ZoneInfo(zone)) for moment, _ in moments)
    transport = Counter(told_on(moment, ZoneInfo(zone)) for moment, both in moments if both)
    assert list(counted["energy"]) == [energy[day.date] for day in days]
    assert list(counted["transport"]) == [transport[day.date] for day in days]
    assert list(counted["sport"]) == [0] * number
    assert published == list(counted["energy"])
    arrived = [moment.astimezone(ZoneInfo(zone)) for moment, _ in moments]
    left = [(moment + timedelta(days=1)).astimezone(ZoneInfo(zone)) for moment, both in moments if both]
    assert came == [sum(day.since <= one < day.until for one in arrived) for day in days]
    assert went == [sum(day.since <= one < day.until for one in left) for day in days]
    assert len(stories) == sum(counted["energy"])  # each of a story of its own


@pytest.mark.parametrize("zone", ZONES)
def test_days_follow_each_other_without_a_gap(zone: str) -> None:
    days = local_days(date(2025, 11, 12), 400, ZoneInfo(zone))
    assert len(days) == 400
    assert days[-1].date == date(2025, 11, 12)
    for one, after in pairwise(days):
        assert one.until == after.since
        assert after.date - one.date == timedelta(days=1)
