"""Local times of whole days: summer time, changed laws, missing dates, readers who move."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.schedule import after_quiet, missed_slot, next_slot, period, slot, zone_of
from storage.records import Plan, Rhythm

ALMATY = ZoneInfo("Asia/Almaty")
BERLIN = ZoneInfo("Europe/Berlin")
NINE = Plan(Rhythm.DAILY, 9 * 60)
HALF_PAST_TWO = Plan(Rhythm.DAILY, 150)
MONDAY = date(2025, 11, 10)


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]  # as many numbers as a test names


@pytest.mark.parametrize(
    ("plan", "day", "zone", "expected"),
    [
        pytest.param(NINE, date(2025, 11, 12), "Asia/Almaty", utc(2025, 11, 12, 4), id="an ordinary day"),
        pytest.param(NINE, date(2024, 2, 29), "Asia/Almaty", utc(2024, 2, 29, 3), id="the last day of UTC+6"),
        pytest.param(NINE, date(2024, 3, 1), "Asia/Almaty", utc(2024, 3, 1, 4), id="the first day of UTC+5"),
        pytest.param(
            Plan(Rhythm.DAILY, 23 * 60 + 30),
            date(2024, 2, 29),
            "Asia/Almaty",
            utc(2024, 2, 29, 17, 30),
            id="an evening whose last hour comes twice: the first time",
        ),
        pytest.param(HALF_PAST_TWO, date(2026, 3, 29), "Europe/Berlin", utc(2026, 3, 29, 1, 30), id="left out"),
        pytest.param(HALF_PAST_TWO, date(2025, 10, 26), "Europe/Berlin", utc(2025, 10, 26, 0, 30), id="twice"),
        pytest.param(NINE, date(2011, 12, 30), "Pacific/Apia", None, id="a date that Samoa did not have"),
        pytest.param(Plan(Rhythm.WEEKDAYS, 540), date(2025, 11, 15), "Asia/Almaty", None, id="a Saturday"),
        pytest.param(Plan(Rhythm.WEEKLY, 540, 3), MONDAY, "Asia/Almaty", None, id="another weekday"),
    ],
)
def test_a_slot(plan: Plan, day: date, zone: str, expected: datetime | None) -> None:
    assert slot(plan, day, ZoneInfo(zone)) == expected


def test_the_digest_of_today_comes_tomorrow_when_the_hour_has_passed() -> None:
    assert next_slot(NINE, ALMATY, now=utc(2025, 11, 12, 4), planned_on=None) == (
        date(2025, 11, 13),
        utc(2025, 11, 13, 4),
    )


def test_a_date_that_was_served_is_not_served_again_after_moving_west() -> None:
    """Served at nine in Almaty on the 12th; nine comes once more that day in New York."""
    new_york = ZoneInfo("America/New_York")
    assert next_slot(NINE, new_york, now=utc(2025, 11, 12, 5), planned_on=date(2025, 11, 12))[0] == date(2025, 11, 13)


def test_of_five_missed_days_only_the_last_is_made_up_for() -> None:
    missed = missed_slot(NINE, ALMATY, now=utc(2025, 11, 17, 12), planned_on=date(2025, 11, 11))
    assert missed == (date(2025, 11, 17), utc(2025, 11, 17, 4))


def test_nothing_is_missed_before_the_hour_has_come() -> None:
    assert missed_slot(NINE, ALMATY, now=utc(2025, 11, 12, 3, 59), planned_on=date(2025, 11, 11)) is None


@pytest.mark.parametrize(
    ("rhythm", "day", "days"),
    [
        (Rhythm.DAILY, MONDAY, 1),
        (Rhythm.WEEKDAYS, MONDAY, 3),
        (Rhythm.WEEKDAYS, MONDAY + timedelta(days=1), 1),
        (Rhythm.WEEKLY, MONDAY, 7),
        (Rhythm.AT_ONCE, MONDAY, 1),
    ],
)
def test_a_first_digest_reaches_back_to_the_date_served_before(rhythm: Rhythm, day: date, days: int) -> None:
    assert period(Plan(rhythm), day) == timedelta(days=days)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        pytest.param(utc(2025, 11, 12, 17, 59), utc(2025, 11, 12, 17, 59), id="22:59 is early enough"),
        pytest.param(utc(2025, 11, 12, 18), utc(2025, 11, 13, 2), id="23:00 waits for 07:00"),
        pytest.param(utc(2025, 11, 13, 1, 59), utc(2025, 11, 13, 2), id="06:59 too"),
        pytest.param(utc(2025, 11, 13, 2), utc(2025, 11, 13, 2), id="07:00 is the day"),
    ],
)
def test_quiet_hours(at: datetime, until: datetime) -> None:
    assert after_quiet(at, ALMATY, 23 * 60, 7 * 60) == until


def test_equal_quiet_hours_are_none() -> None:
    assert after_quiet(utc(2025, 11, 12, 20), ALMATY, 60, 60) == utc(2025, 11, 12, 20)


def test_a_zone_that_this_machine_does_not_know_is_utc() -> None:
    assert zone_of("Asia/Atlantis") == ZoneInfo("UTC") == zone_of("Asia")


PLANS = st.builds(
    Plan,
    st.sampled_from([Rhythm.DAILY, Rhythm.WEEKDAYS, Rhythm.WEEKLY]),
    st.integers(0, 24 * 60 - 1),
    st.integers(0, 6),
)
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(PLANS, ZONES, MOMENTS)
def test_each_local_date_is_served_once_and_in_order(plan: Plan, zone: ZoneInfo, now: datetime) -> None:
    """Whatever the zone's clocks do: one slot after another, each later, each on a later date, a week apart at most."""
    planned_on = None
    for _ in range(10):
        day, moment = next_slot(plan, zone, now=now, planned_on=planned_on)
        assert moment > now
        assert planned_on is None or day > planned_on
        assert moment - now <= timedelta(days=15)
        assert missed_slot(plan, zone, now=moment, planned_on=planned_on) == (day, moment)
        assert missed_slot(plan, zone, now=moment, planned_on=day) is None
        now, planned_on = moment, day


@given(MOMENTS, ZONES, st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_end_within_a_day(moment: datetime, zone: ZoneInfo, start: int, end: int) -> None:
    ends = after_quiet(moment, zone, start, end)
    assert moment <= ends <= moment + timedelta(hours=27)
    if ends > moment and ends.astimezone(zone).utcoffset() == moment.astimezone(zone).utcoffset():
        assert (ends.astimezone(zone).hour * 60 + ends.astimezone(zone).minute) == end
