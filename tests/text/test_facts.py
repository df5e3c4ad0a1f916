"""Names, figures and dates of a text, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.facts import days, figures, names
from bot.text.language import Language
from tests.text.hostile import HOSTILE

DAYS = {
    "Сегодня, 4 марта, и 5-го мая": {(3, 4), (5, 5)},
    "до 31 декабря 2025 года": {(12, 31)},
    "9 сәуірде және 21 наурызға дейін": {(4, 9), (3, 21)},
    "3 желтоқсандағы жиын": {(12, 3)},
    "on March 5, 2025, and the 7th of May": {(3, 5), (5, 7)},
    "January 28; 3 Dec. and Sept. 14": {(1, 28), (12, 3), (9, 14)},
    "от 04.03.2025": {(3, 4)},
    "45 марта, 13.13.2025, маршем 4, may 2025, в мае": set(),
    "майор 5 роты, 5 майоров, 3 мартышки": set(),
}

FIGURES = {
    (Language.RU, "1 800 домов, 17,40 процента и 312 жителей"): {"1800", "17.4", "312"},
    (Language.RU, "4 марта 2025 года в 11:22"): {"11:22"},
    (Language.KK, "836 шақырым, 23,1 триллион"): {"836", "23.1"},
    (Language.EN, "860,000 barrels, 12.9 percent, 1,200,000.50"): {"860000", "12.9", "1200000.5"},
    (Language.RU, "ТЭЦ-3, A321 и 5G"): set(),
    (Language.RU, "счёт 4:3, 100"): {"4:3", "100"},
    (Language.RU, f"{'1' * 30} и 31415"): {"31415"},
    (Language.OTHER, ""): set(),
}

NAMES = {
    "Вчера в Алматы прибыл Иванов. Он рад.": ["Алматы", "Иванов"],
    "«Барыс» выиграл. Матч видел весь Павлодар!": ["Павлодар"],
    "Об этом сообщили в ҚТЖ. МЧС начало проверку.": ["ҚТЖ", "МЧС"],
    "It rained in Aktau: Nobody was there": ["Aktau"],
    "": [],
}


@pytest.mark.parametrize(("text", "found"), DAYS.items())
def test_days(text: str, found: set[tuple[int, int]]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(("case", "found"), FIGURES.items(), ids=[text for _, text in FIGURES])
def test_figures(case: tuple[Language, str], found: set[str]) -> None:
    language, text = case
    assert figures(text, language) == found


@pytest.mark.parametrize(("text", "found"), NAMES.items())
def test_names(text: str, found: list[str]) -> None:
    assert names(text)[0] == found


def test_a_headline_written_in_capitals_names_nothing() -> None:
    headline = "Kazakhstan Plans Two New Nuclear Plants"
    assert names(headline, headline=True) == ([], [])
    assert names("Two plants for Kazakhstan near Balkhash", headline=True)[0] == ["Kazakhstan", "Balkhash"]


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_too(pattern: str) -> None:
    text = pattern * (20_000 // len(pattern))
    assert all(1 <= month <= 12 and 1 <= day <= 31 for month, day in days(text))
    assert all(figures(text, Language.EN))
    assert all(names(text)[0])


@given(st.text(alphabet="1234 ,.:мая\n"))
def test_a_figure_has_digits_and_no_spaces(text: str) -> None:
    for figure in figures(text, Language.RU):
        assert any(letter.isdigit() for letter in figure)
        assert not any(letter.isspace() for letter in figure)
