"""A misspelt word finds the one that was meant, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.spelling import beginnings, nearest, other_keyboard

KNOWN = [
    ("электростанция", 40),
    ("электричка", 5),
    ("бағасы", 30),
    ("басы", 90),
    ("казахстан", 900),
    ("қазақстан", 800),
    ("газа", 10),
    ("газопровод", 12),
    ("pipeline", 7),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("электрастанция", "электростанция"),  # a letter changed
        ("элетростанция", "электростанция"),  # left out
        ("электростаннция", "электростанция"),  # doubled
        ("элекрто", None),  # another word altogether
        ("газопроовд", "газопровод"),  # two swapped
        ("багасы", "бағасы"),  # typed without Kazakh letters
        ("казакстан", "қазақстан"),
        ("pipelne", "pipeline"),
        ("шымкент", None),
    ],
)
def test_the_nearest_word_is_meant(typed: str, meant: str | None) -> None:
    assert nearest(typed, KNOWN) == meant


def test_of_words_equally_near_the_frequent_one_is_meant() -> None:
    assert nearest("школп", [("школа", 3), ("школу", 30)]) == "школу"


def test_a_short_word_may_have_one_mistake_and_a_long_one_two() -> None:
    assert nearest("шклао", [("школа", 3)]) is None
    assert nearest("шилктростанция", [("электростанция", 3)]) is None
    assert nearest("элктростанцыя", [("электростанция", 3)]) == "электростанция"


@pytest.mark.parametrize(
    ("typed", "meant"), [("ufp", "газ"), ("утукпн", "energy"), ("ghtpbltyn", "президент"), ("газ1", None), ("", None)]
)
def test_the_other_keyboard_is_read(typed: str, meant: str | None) -> None:
    assert other_keyboard(typed) == meant


def test_the_word_meant_is_looked_for_where_it_may_begin() -> None:
    assert {"эл", "лэ", "ле"} <= set(beginnings("электро"))
    assert "қа" in beginnings("казак")
    assert "ка" in beginnings("қазақ")


@given(st.text("абвгд", min_size=4, max_size=9), st.integers(0, 8), st.sampled_from("абвгд"))
def test_one_mistake_is_always_looked_past(word: str, place: int, letter: str) -> None:
    place %= len(word)
    for typed in (word[:place] + letter + word[place:], word[:place] + letter + word[place + 1 :]):
        if typed != word:
            assert nearest(typed, [(word, 1)]) == word
