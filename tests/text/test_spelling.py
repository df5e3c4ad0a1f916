"""A misspelt word finds the one that was meant, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.spelling import corrected, meant, near, other_keyboard, words_of

KNOWN = {
    "электростанция": 40,
    "электричка": 5,
    "бағасы": 30,
    "басы": 90,
    "қазақ": 800,
    "казах": 900,
    "газопровод": 12,
    "школа": 3,
    "школу": 30,
    "pipeline": 7,
}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("электрастанция", "электростанция"),  # a letter changed
        ("элетростанция", "электростанция"),  # left out
        ("электростаннция", "электростанция"),  # doubled
        ("ылектростанция", "электростанция"),  # the first one
        ("газопроовд", "газопровод"),  # two swapped
        ("багасы", "бағасы"),  # typed without Kazakh letters, though «басы» is as near and more frequent
        ("казак", "қазақ"),
        ("школп", "школу"),  # of those equally near the frequent one
        ("pipelne", "pipeline"),
        ("шымкент", None),
        ("элекрто", None),
        ("баы", None),  # too short to tell
        ("pipеline", None),  # a Cyrillic е in it: of no alphabet
        ("", None),
    ],
)
def test_the_nearest_known_word_is_meant(typed: str, wanted: str | None) -> None:
    assert meant(typed, {word: count for word, count in KNOWN.items() if word in near(typed)}) == wanted


@pytest.mark.parametrize(
    ("typed", "read"), [("ufp", "газ"), ("утукпн", "energy"), ("ghtpbltyn", "президент"), ("газ1", None), ("", None)]
)
def test_the_other_keyboard_is_read(typed: str, read: str | None) -> None:
    assert other_keyboard(typed) == read


@given(st.text("абвгде", min_size=5, max_size=12), st.integers(0, 11), st.sampled_from("абвгд"))
def test_one_mistake_is_always_looked_past(word: str, place: int, letter: str) -> None:
    place %= len(word)
    for typed in (word[:place] + letter + word[place:], word[:place] + letter + word[place + 1 :], word[:-1]):
        assert typed == word or word in near(typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_there_are_few_words_to_look_up(word: str) -> None:
    assert len(near(word)) <= 3_000


def test_what_is_meant_stands_in_the_place_of_what_was_typed() -> None:
    assert corrected("тенгре  тенгренефть, (тенгре)", {"тенгре": "тенге"}) == "тенге  тенгренефть, (тенге)"
    assert corrected("цена nhe,jghjdjl, pf", {"nhe,jghjdjl,": "трубопровод"}) == "цена трубопровод pf"


def test_words_beside_signs_are_no_prose() -> None:
    assert words_of("«Правитильство»,") == ["Правитильство"]
    assert words_of("юго-васток") == ["юго-васток"]
    assert words_of("a%d") == words_of("<b>") == words_of("x=1") == []
