"""Searches as people type them."""

import time
from datetime import date

import pytest

from bot.text.queries import Query, parse, unfinished


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("цена на газ", Query("цена на газ")),
        ("  газ\n бағасы ", Query("газ бағасы")),
        ("«Цена на газ» тариф", Query("тариф", ("Цена на газ",))),
        ('"gas price"', Query(phrases=("gas price",))),
        ('"газ"', Query("газ")),
        ("газ -Россия", Query("газ", without=("Россия",))),
        ('газ -"Южный поток"', Query("газ", without=("Южный поток",))),
        ("газ – это топливо", Query("газ это топливо")),
        ("ИТ-сектор", Query("ИТ-сектор")),
        ("газ source:kapital", Query("газ", source="kapital")),
        ('газ источник:"Власть KZ"', Query("газ", source="Власть KZ")),
        ("газ sector:energy", Query("газ", sector="energy")),
        ("газ сала:энергетика", Query("газ", sector="энергетика")),
        ("газ after:2025-11-01", Query("газ", after=date(2025, 11, 1))),
        ("газ после:01.11.2025", Query("газ", after=date(2025, 11, 1))),
        ("газ after:2025", Query("газ", after=date(2025, 1, 1))),
        ("газ -source:kapital", Query("газ", not_sources=("kapital",))),
        ('газ -источник:"Власть KZ" -source:b', Query("газ", not_sources=("Власть KZ", "b"))),
        ("газ -sector:energy source:b", Query("газ", source="b", not_sectors=("energy",))),
        ("газ after:2025 -after:2025-11", Query("газ", after=date(2025, 1, 1), before=date(2025, 11, 1))),
        ("газ -after:завтра", Query("газ", without=("завтра",))),
        ("газ after:завтра", Query("газ завтра")),
        ("газ after:0001", Query("газ 0001")),
        ("газ after:1969-12-31", Query("газ 1969-12-31")),
        ("газ after:1970", Query("газ", after=date(1970, 1, 1))),
        ("газ after:31.12.2100", Query("газ", after=date(2100, 12, 31))),
        ("газ after:9999-12-31", Query("газ 9999-12-31")),
        ("AND OR NOT NEAR(a b)", Query("AND OR NOT NEAR(a b)")),
        ("* ^ ( ) : -", Query()),
        ('"не закрыта', Query('"не закрыта')),
        ("", Query()),
    ],
)
def test_a_search(typed: str, query: Query) -> None:
    assert parse(typed) == query


def test_only_words_and_phrases_ask_for_something() -> None:
    assert parse("газ").asks
    assert parse('"цена на газ"').asks
    assert not parse("-газ source:kapital after:2025").asks


def test_a_long_line_takes_no_time() -> None:
    began = time.process_time()
    for line in ('"' * 20_000, "-" * 20_000, "source:" * 5_000, '"a ' * 5_000, "«» " * 5_000):
        parse(line)
    assert time.process_time() - began < 1


def test_the_last_word_of_who_is_still_typing_is_a_beginning() -> None:
    assert unfinished(parse("цена атомно -газ")) == Query("цена", without=("газ",), begun="атомно")
    assert unfinished(parse("атом")) == Query(begun="атом")
    for typed in ("", "газ", "цена на газ", "атом 2025", '"цена на атом"'):
        assert unfinished(parse(typed)) is None
