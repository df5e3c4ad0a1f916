"""Paragraphs are the passages of an article: an empty line parts them, or a line break where there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.paragraphs import paragraphs

CASES = {
    "an empty line parts, a line break does not": (
        "Первый абзац,\nего вторая строка.\n\nВторой абзац.",
        ["Первый абзац,\nего вторая строка.", "Второй абзац."],
    ),
    "without empty lines every line break parts": ("Первый.\nВторой.\nТретий.", ["Первый.", "Второй.", "Третий."]),
    "empty lines at the ends don't count": ("\n\nПервый.\nВторой.\n\n", ["Первый.", "Второй."]),
    "a line of spaces is empty": ("Первый.\n \t \nВторой.", ["Первый.", "Второй."]),
    "Windows line ends are one break": ("Первый.\r\nВторой.", ["Первый.", "Второй."]),
    "an empty line of Windows": ("Первый,\r\nон же.\r\n\r\nВторой.", ["Первый,\r\nон же.", "Второй."]),
    "other breaks of Unicode": ("Первый.\u2029Второй.\x85Третий.", ["Первый.", "Второй.", "Третий."]),
    "many empty lines are one": ("Первый.\n\n\n\n\nВторой.", ["Первый.", "Второй."]),
    "one paragraph": ("  Один.  ", ["Один."]),
    "nothing": ("", []),
    "white space": (" \n\n\t ", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [span.cut(text) for span in paragraphs(text)] == expected


def test_the_place_is_that_in_the_whole_text() -> None:
    text = "Первый.\n\nВторой."
    assert paragraphs(text) == [(0, 7), (9, 16)]


@given(st.text(alphabet=st.one_of(st.sampled_from("аб. \n\r\t\v\f\x85\u2028\u00a0\ud800"), st.characters())))
def test_paragraphs_cover_every_character_but_white_space_once(text: str) -> None:
    covered = [index for span in paragraphs(text) for index in range(*span)]
    assert covered == sorted(set(covered))
    assert {index for index, letter in enumerate(text) if not letter.isspace()} <= set(covered)
    assert all(span.cut(text) == span.cut(text).strip() != "" for span in paragraphs(text))
