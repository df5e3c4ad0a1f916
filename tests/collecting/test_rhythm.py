"""When a list is looked at next: bounds and directions that hold for any list, and what they come to for a few."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collecting import rhythm
from bot.collecting.rhythm import ASKED_AT_MOST, LONGEST, SHORTEST, SPREAD, Pace

NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
PACE = Pace()
HOUR = timedelta(hours=1)

ages = st.lists(st.timedeltas(timedelta(days=-2), timedelta(days=4_000)), max_size=60)
asked = st.none() | st.floats()
waits = st.timedeltas(SHORTEST, LONGEST)


def wait_for(*hours_ago: float, asked_s: float | None = None) -> timedelta:
    """The interval of a list whose entries are so many hours old."""
    return rhythm.interval([NOW - hours * HOUR for hours in hours_ago], now=NOW, asked_s=asked_s, pace=PACE)


@pytest.mark.parametrize(
    ("hours_ago", "expected"),
    [
        pytest.param([], SHORTEST, id="nothing known"),
        pytest.param([0.1 * n for n in range(30)], SHORTEST, id="an agency: ten an hour"),
        pytest.param([1.0 * n for n in range(1, 30)], timedelta(minutes=30), id="one an hour: twice an hour"),
        pytest.param(
            [8 + 0.2 * n for n in range(30)], timedelta(minutes=29.4), id="an agency, asleep since eight hours"
        ),
        pytest.param([24.0 * n for n in range(1, 30)], timedelta(hours=12), id="one a day"),
        pytest.param([168.0 * n for n in range(1, 30)], LONGEST, id="one a week"),
        pytest.param([0.0, 24_000.0], LONGEST, id="two in years"),
        pytest.param([-5.0, -5.0, -5.0], SHORTEST, id="dated ahead: as of now"),
    ],
)
def test_a_list_is_looked_at_twice_for_each_entry(hours_ago: list[float], expected: timedelta) -> None:
    assert wait_for(*hours_ago) == expected


def test_a_list_may_ask_to_be_left_alone_within_reason() -> None:
    assert wait_for(0.01, asked_s=900) == timedelta(minutes=15)
    assert wait_for(0.01, asked_s=60) == SHORTEST
    assert wait_for(0.01, asked_s=86_400) == ASKED_AT_MOST
    assert wait_for(24, 48, asked_s=900) == timedelta(hours=12)


@given(ages, asked)
def test_an_interval_stays_within_its_bounds(old: list[timedelta], asked_s: float | None) -> None:
    times = [NOW - age for age in old]
    assert SHORTEST <= rhythm.interval(times, now=NOW, asked_s=asked_s, pace=PACE) <= LONGEST


@given(ages, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_the_longer_a_list_is_silent_the_less_it_is_looked_at(old: list[timedelta], later: timedelta) -> None:
    times = [min(NOW, NOW - age) for age in old]
    before = rhythm.interval(times, now=NOW, asked_s=None, pace=PACE)
    assert rhythm.interval(times, now=NOW + later, asked_s=None, pace=PACE) >= before


@given(waits, st.timedeltas(timedelta(days=-1), timedelta(days=30)), asked)
def test_an_unchanged_list_is_never_looked_at_more_often(
    before: timedelta, elapsed: timedelta, asked_s: float | None
) -> None:
    after = rhythm.unchanged(before, elapsed=elapsed, asked_s=asked_s, pace=PACE)
    assert before <= after <= LONGEST


def test_unread_is_as_read_and_found_the_same() -> None:
    times = [NOW - hours * HOUR for hours in range(1, 11)]
    before = rhythm.interval(times, now=NOW, asked_s=None, pace=PACE)
    read = rhythm.interval(times, now=NOW + before, asked_s=None, pace=PACE)
    assert rhythm.unchanged(before, elapsed=before, asked_s=None, pace=PACE) == read


@given(st.integers(1, 5_000), asked, st.booleans())
def test_failures_are_waited_out_longer_and_longer(failures: int, retry_after_s: float | None, permanent: bool) -> None:
    def wait(number: int) -> timedelta:
        return rhythm.after_failure(number, retry_after_s=retry_after_s, permanent=permanent, pace=PACE)

    assert SHORTEST <= wait(failures) <= wait(failures + 1) <= LONGEST


def test_what_fails_doubles_its_wait_from_the_shortest_on_up_to_a_day() -> None:
    waits = [rhythm.after_failure(n, retry_after_s=None, permanent=False, pace=PACE) for n in range(1, 12)]
    assert [wait / timedelta(minutes=1) for wait in waits[:5]] == [10, 20, 40, 80, 160]
    assert waits[-1] == LONGEST


def test_what_a_server_asks_for_is_waited_and_what_is_hopeless_waits_a_day() -> None:
    def wait(retry_after_s: float | None, *, permanent: bool = False) -> timedelta:
        return rhythm.after_failure(1, retry_after_s=retry_after_s, permanent=permanent, pace=PACE)

    assert wait(7_200) == 2 * HOUR
    assert wait(30) == 2 * SHORTEST
    assert wait(10**9) == LONGEST
    assert wait(None, permanent=True) == LONGEST


def test_six_thousand_lists_that_are_due_at_once_become_no_burst() -> None:
    random = Random(7)
    first = rhythm.staggered(6_000, now=NOW)
    assert max(first) - NOW <= SHORTEST
    rounds = [first]
    for _ in range(12):
        rounds.append([at + rhythm.spread(SHORTEST, random.random()) for at in rounds[-1]])
    for number, times in enumerate(rounds[:-1]):
        a_second = Counter(int((at - NOW).total_seconds()) for at in times)
        assert max(a_second.values()) <= 3 * rhythm.STARTS_PER_S, number
    drifted = max(rounds[-1]) - min(rounds[-1])
    assert drifted > max(first) - min(first)


@given(waits, st.floats(0, 1, exclude_max=True))
def test_chance_only_ever_lengthens_a_wait_and_by_a_tenth_at_most(wait: timedelta, chance: float) -> None:
    assert wait <= rhythm.spread(wait, chance) <= wait * (1 + SPREAD) + timedelta(microseconds=1)
