"""A night without a network, and lists that are dead by day."""

from datetime import UTC, datetime, timedelta

from bot.collecting.weather import OUTAGE, Weather

MIDNIGHT = datetime(2025, 11, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_what_failed_while_nothing_could_be_reached_is_looked_at_again() -> None:
    weather = Weather()
    for minute, watch in enumerate([3, 1, 2, 3, 1]):
        weather.failed(watch, f"outlet{watch}.kz", MIDNIGHT + minute * MINUTE)
    assert weather.reached(MIDNIGHT + OUTAGE) == [3, 1, 2]
    assert weather.reached(MIDNIGHT + 2 * OUTAGE) == []


def test_what_failed_between_others_that_answered_is_not() -> None:
    weather = Weather()
    for minute in range(60):
        for watch in (6, 7, 8):
            weather.failed(watch, f"outlet{watch}.kz", MIDNIGHT + minute * MINUTE)
        assert weather.reached(MIDNIGHT + minute * MINUTE + 0.5 * MINUTE) == []


def test_a_short_spell_may_be_chance() -> None:
    weather = Weather()
    for watch in (6, 7, 8):
        weather.failed(watch, f"outlet{watch}.kz", MIDNIGHT)
    assert weather.reached(MIDNIGHT + OUTAGE - MINUTE) == []
    assert weather.reached(MIDNIGHT + 2 * OUTAGE) == []


def test_a_few_dead_lists_are_no_outage_however_seldom_others_are_looked_at() -> None:
    weather = Weather()
    for watch, host in ((6, "one.kz"), (7, "one.kz"), (8, "other.kz")):
        weather.failed(watch, host, MIDNIGHT)
    assert weather.reached(MIDNIGHT + 10 * OUTAGE) == []
