"""What the headers of an answer say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.headers import LONGEST_RETRY_AFTER_S, fresh_for_s, kept, retry_after_s

NOON = "Wed, 12 Nov 2025 12:00:00 GMT"


@pytest.mark.parametrize(
    ("written", "date", "wait_s"),
    [
        ("120", NOON, 120),
        (" 0 ", NOON, 0),
        ("Wed, 12 Nov 2025 12:05:00 GMT", NOON, 300),
        ("Wed, 12 Nov 2025 17:05:00 +0500", NOON, 300),
        ("Wed, 12 Nov 2025 11:00:00 GMT", NOON, 0),
        ("999999999", NOON, LONGEST_RETRY_AFTER_S),
        ("Sun, 06 Nov 2094 08:49:37 GMT", NOON, LONGEST_RETRY_AFTER_S),
        ("Wed, 12 Nov 2025 12:05:00 GMT", "", None),
        ("Wed, 12 Nov 2025 12:05:00", NOON, None),
        ("-5", NOON, None),
        ("1e9", NOON, None),
        ("٣", NOON, None),
        ("soon", NOON, None),
        ("", NOON, None),
    ],
)
def test_retry_after(written: str, date: str, wait_s: float | None) -> None:
    assert retry_after_s({"Retry-After": written, "Date": date}) == wait_s


@pytest.mark.parametrize(
    ("control", "age", "for_s"),
    [
        ("max-age=600", "", 600),
        ("public, Max-Age=600", "100", 500),
        ('max-age="600"', "", 600),
        ("max-age=600", "1000", 0),
        ("max-age=600", "-5", 600),
        ("s-maxage=600", "", None),
        ("no-cache, max-age=600", "", None),
        ("no-store,max-age=600", "", None),
        ("max-age=x", "", None),
        ("", "", None),
    ],
)
def test_fresh_for(control: str, age: str, for_s: float | None) -> None:
    assert fresh_for_s({"Cache-Control": control, "Age": age}) == for_s


@pytest.mark.parametrize(
    ("written", "is_kept"),
    [('W/"x"', 'W/"x"'), ("", None), ("\udcff", None), ("я", None), ("a\tb", None), ("x" * 2_000, None)],
)
def test_only_what_can_be_stored_and_sent_back_is_kept(written: str, is_kept: str | None) -> None:
    assert kept({"ETag": written}, "ETag") == is_kept


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_there(first: str, second: str) -> None:
    headers = {"Retry-After": first, "Date": second, "Cache-Control": f"max-age={first}", "Age": second}
    assert 0 <= (retry_after_s(headers) or 0) <= LONGEST_RETRY_AFTER_S
    assert (fresh_for_s(headers) or 0) >= 0
