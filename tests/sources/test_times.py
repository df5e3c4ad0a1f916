"""Times as outlets write them: the cases in ``cases/times.toml``, and what holds for any text and any moment."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.times import ALMATY, EARLIEST_YEAR, parse_written
from tests.sources.cases import cases

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST_S, LAST_S = (int(datetime(year, 1, 2, tzinfo=UTC).timestamp()) for year in (EARLIEST_YEAR, 2100))
MOMENTS = st.integers(FIRST_S, LAST_S).map(lambda second: datetime.fromtimestamp(second, UTC).replace(tzinfo=None))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize("case", cases("times"), ids=lambda case: case["name"])
def test_a_time_as_an_outlet_writes_it(case: Mapping[str, str]) -> None:
    expected = datetime.fromisoformat(case["means"]) if case["means"] else None
    assert parse_written(case["given"], now=NOW) == expected


@pytest.mark.parametrize("written", ["22 ноября, 10:00", "вчера, 10:30", "5 минут назад"])
def test_what_is_told_from_today_needs_to_know_which_day_that_is(written: str) -> None:
    assert parse_written(written) is None
    assert parse_written(written, now=NOW) is not None


@given(MOMENTS, ZONES)
def test_every_standard_form_of_every_moment_is_read(moment: datetime, zone: timezone) -> None:
    aware = moment.replace(tzinfo=zone)
    for written in (aware.isoformat(), aware.isoformat(" "), format_datetime(aware), str(int(aware.timestamp()))):
        read = parse_written(written)
        assert read == aware, written
        assert read.tzinfo is UTC


@given(MOMENTS)
def test_a_time_without_zone_is_read_in_the_zone_given(moment: datetime) -> None:
    assert parse_written(moment.isoformat(" ")) == moment.replace(tzinfo=ALMATY)
    assert parse_written(moment.isoformat(" "), zone=UTC) == moment.replace(tzinfo=UTC)


@given(st.text(max_size=130) | st.text("0123456789:.,/-+TZ маяqк", max_size=130))
def test_any_text_is_a_plausible_moment_or_none(text: str) -> None:
    read = parse_written(text, now=NOW)
    assert read is None or (read.year >= EARLIEST_YEAR and read <= NOW + timedelta(days=1))


@pytest.mark.parametrize("crafted", ["1" * 50_000 + " " * 50_000, "22 " * 40, "ноя" * 40, "1:" * 60, "2026-" * 24])
def test_a_crafted_date_takes_no_time(crafted: str) -> None:
    began = time.process_time()
    parse_written(crafted, now=NOW)
    assert time.process_time() - began < 0.5
