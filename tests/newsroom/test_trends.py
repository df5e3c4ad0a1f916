"""Days are those of the reader's zone, whatever its clocks did; a day is named by the story that most of it told."""

from datetime import UTC, date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom import trends
from bot.newsroom.intake import Intake
from bot.newsroom.trends import MOST_PEAKS, biggest, local_days
from storage.counts import StoryCount
from tests.conftest import EVENING
from tests.newsroom.test_remembering import GAS
from tests.newsroom.test_searching import take

ZONES = ["UTC", "Asia/Almaty", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe", "Africa/Cairo"]


@given(st.dates(date(1990, 1, 1), date(2035, 1, 1)), st.integers(1, 90), st.sampled_from(ZONES))
def test_days_follow_each_other_without_a_gap_and_end_with_the_last(last: date, number: int, zone: str) -> None:
    days = local_days(last, number, ZoneInfo(zone))
    assert [day.date for day in days] == [last - timedelta(days=ago) for ago in range(number - 1, -1, -1)]
    assert all(one.until == other.since for one, other in pairwise(days))
    assert all(day.since.astimezone(ZoneInfo(zone)).date() == day.date for day in days)


def test_a_day_on_which_clocks_are_set_has_another_length() -> None:
    (spring,) = local_days(date(2025, 3, 9), 1, ZoneInfo("America/New_York"))
    (autumn,) = local_days(date(2025, 11, 2), 1, ZoneInfo("America/New_York"))
    lengths = [day.until.astimezone(UTC) - day.since.astimezone(UTC) for day in (spring, autumn)]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def told(day: int, story_id: int, articles: int, language: str = "ru") -> StoryCount:
    """So many articles of a day that tell a story in a language."""
    return StoryCount(day, story_id, language, articles, article_id=story_id * 10 + len(language))


def test_a_day_is_named_by_the_story_that_most_of_its_articles_told() -> None:
    assert biggest([told(0, 1, 2), told(0, 2, 3), told(0, 3, 1)], "ru") == [told(0, 2, 3)]


def test_what_languages_told_of_a_story_is_one_and_is_named_in_the_readers_where_it_can_be() -> None:
    both = [told(0, 1, 3, "ru"), told(0, 1, 2, "kk"), told(0, 2, 4, "ru")]
    for language, named in (("kk", "kk"), ("ru", "ru"), ("en", "ru")):
        (one,) = biggest(both, language)
        assert (one.story_id, one.language, one.articles) == (1, named, 5)


def test_the_biggest_days_stand_in_the_order_of_time_and_no_story_twice() -> None:
    days = [told(0, 1, 5), told(1, 1, 9), told(2, 2, 4), told(3, 3, 8), told(4, 4, 1)]
    found = biggest(days, "ru")
    assert len(found) == MOST_PEAKS
    assert [(one.day, one.story_id) for one in found] == [(1, 1), (2, 2), (3, 3)]


def test_where_nothing_was_told_no_day_is_big() -> None:
    assert biggest([], "ru") == []


@given(st.lists(st.builds(told, st.integers(0, 6), st.integers(1, 5), st.integers(1, 9)), max_size=30))
def test_whatever_was_told_no_day_and_no_story_is_named_twice(counts: list[StoryCount]) -> None:
    found = biggest(counts, "ru")
    assert len(found) <= MOST_PEAKS
    assert [one.day for one in found] == sorted({one.day for one in found})
    assert len({one.story_id for one in found}) == len(found)
    for one in found:
        parts = [part.articles for part in counts if (part.day, part.story_id) == (one.day, one.story_id)]
        assert one.articles == sum(parts)


@pytest.mark.parametrize(("days_ago", "compared"), [(1.0, False), (9.0, True)])
async def test_a_period_is_compared_where_something_is_known_of_before(
    intake: Intake, days_ago: float, compared: bool
) -> None:
    await take(intake, GAS)
    await take(intake, f"{GAS} Подробности позже.", name="Вестник", days_ago=days_ago)
    trend = await trends.of_sectors(intake.database, ["energy", "sport"], 7, now=EVENING, zone=UTC)
    assert [one.sector for one in trend.sectors] == ["energy", "sport"]
    assert trend.compared is compared
    assert (trend.sectors[0].total, trend.sectors[0].before) == ((1, 1) if compared else (2, 0))
    assert trend.sectors[0].change == (0 if compared else 2)
    assert trend.dates[-1] == EVENING.date()
