"""A night without a network, and lists that are dead by day."""

from datetime import UTC, datetime, timedelta

from bot.collecting.weather import OUTAGE, Weather

MIDNIGHT = datetime(2025, 11, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_what_failed_while_nothing_could_be_reached_is_looked_at_again() -> None:
    weather = Weather()
    for minute, watch in enumerate([3, 1, 2, 3, 1]):
        weather.failed(watch, MIDNIGHT + minute * MINUTE)
    assert weather.reached(MIDNIGHT + OUTAGE) == [3, 1, 2]
    assert weather.reached(MIDNIGHT + 2 * OUTAGE) == []


def test_what_failed_between_others_that_answered_is_not() -> None:
    weather = Weather()
    for minute in range(60):
        weather.failed(7, MIDNIGHT + minute * MINUTE)
        weather.failed(8, MIDNIGHT + minute * MINUTE)
        assert weather.reached(MIDNIGHT + minute * MINUTE + 0.5 * MINUTE) == []


def test_a_short_spell_may_be_chance() -> None:
    weather = Weather()
    weather.failed(7, MIDNIGHT)
    assert weather.reached(MIDNIGHT + OUTAGE - MINUTE) == []
    assert weather.reached(MIDNIGHT + 2 * OUTAGE) == []
