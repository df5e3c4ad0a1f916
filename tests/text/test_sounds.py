"""Names and borrowed words meet across alphabets by how they sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sounds import LETTERS, sound


@pytest.mark.parametrize(
    "spellings",
    [
        ("шымкент", "шимкент", "shymkent"),
        ("жамбыл", "zhambyl", "jambyl"),
        ("қарағанды", "караганды", "karaganda"),
        ("қашаған", "кашаган", "kashagan"),
        ("көкшетау", "кокшетау", "kokshetau"),
        ("тоқаев", "токаев", "toqaev"),
        ("платформа", "platform"),
        ("турнир", "турнире", "turnir"),
        ("банк", "bank"),
        ("процент", "prosent"),
    ],
)
def test_spellings_of_one_word_sound_alike(spellings: tuple[str, ...]) -> None:
    assert len({sound(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "another"), [("алматы", "атырау"), ("астана", "актау"), ("тенгиз", "тараз"), ("кашаган", "кызылорда")]
)
def test_different_names_sound_different(one: str, another: str) -> None:
    assert sound(one) != sound(another) != ""


@pytest.mark.parametrize("word", ["", "су", "газ", "or", "12", "北京", "---"])
def test_what_is_too_short_to_tell_apart_has_no_sound(word: str) -> None:
    assert sound(word) == ""


@given(st.text())
def test_a_sound_is_a_few_latin_letters(word: str) -> None:
    heard = sound(word.lower())
    assert len(heard) <= LETTERS
    assert all("a" <= letter <= "z" for letter in heard)
