"""JSON over the wire: what is none is refused, what can't be written is not let in."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.values import decode, encode

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_what_is_written_is_read_again(value: object) -> None:
    assert decode(encode(value).decode()) == value


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "{'a': 1}",
        "NaN",
        "-Infinity",
        "1e999",
        '["\\ud800"]',
        '{"\\udfff": 1}',
        "[" * 101 + "]" * 101,
        "[" * 100_000,
        "1" * 5_000,
    ],
)
def test_what_is_no_json_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(raw)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert decode('"\\ud83d\\ude00"') == "😀"


def test_numbers_that_are_not_finite_are_written_as_null() -> None:
    assert json.loads(encode({"a": [math.inf, {"b": math.nan}], "c": 1.5})) == {"a": [None, {"b": None}], "c": 1.5}
