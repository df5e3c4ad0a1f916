"""Invented news: facts that are the same in every language, words that differ, a number to be found by."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outside import grammar
from bot.outside.stories import happen, identity, tell
from bot.text.language import detect
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy

LANGUAGES = st.sampled_from(grammar.LANGUAGES)


def test_choices_are_made_and_a_second_bracket_can_follow_the_first() -> None:
    made = {grammar.fill("[она|они] [=пришла|пришли] {when}", {"when": "вчера"}, random.Random(n)) for n in range(20)}
    assert made == {"Она пришла вчера", "Они пришли вчера"}


@pytest.mark.parametrize("language", grammar.LANGUAGES)
def test_every_sector_can_be_told_of_in_every_language(language: str, taxonomy: Taxonomy) -> None:
    words, russian = grammar.load(language), grammar.load("ru")
    assert set(words.events) == set(taxonomy.keys())
    assert len(words.places) == len(russian.places)
    for sector, event in words.events.items():
        assert len(event.more) == len(russian.events[sector].more), f"{language}, {sector}: facts are told in order"
        for template in (*event.titles, *event.leads, *event.more):
            assert "[" not in grammar.fill(template.format_map(dict.fromkeys(SLOTS, "1")), {}, random.Random(1))


SLOTS = ("in_place", "of_place", "person", "n", "m", "share", "sum", "year")


@given(st.integers(0, 10**6), LANGUAGES, st.integers(1, 10**9), st.integers(1, 4))
def test_a_telling_is_found_again_by_its_number_and_edition(
    seed: int, language: str, number: int, edition: int
) -> None:
    event = happen(random.Random(seed), year=2025)
    told = tell(event, language, number=number, edition=edition, wording=str(seed))
    assert identity(told.text) == (number, edition)
    assert 2 <= len(told.paragraphs) <= 5 + edition - 1
    assert not re.search(r"[\[\]{}|]", told.title + told.text)


@given(st.integers(0, 10**6), LANGUAGES)
def test_a_language_is_known_by_its_words(seed: int, language: str) -> None:
    told = tell(happen(random.Random(seed), year=2025), language, number=1, wording="a")
    assert detect(told.text) == language


def test_other_words_tell_the_same_facts() -> None:
    event = happen(random.Random(2), year=2025)
    tellings = [tell(event, language, number=1, wording=wording) for language in ("ru", "en") for wording in "abcdef"]
    assert len({one.text for one in tellings}) > len(tellings) // 2
    many = str(event.parts[0].many)
    assert all(many in one.text for one in tellings)


def test_a_later_edition_keeps_the_words_and_adds_to_them() -> None:
    event = happen(random.Random(3), year=2025)
    first, second = (tell(event, "ru", number=7, edition=edition, wording="w") for edition in (1, 2))
    assert second.paragraphs[1 : len(first.paragraphs)] == first.paragraphs[1:]
    assert len(second.paragraphs) == len(first.paragraphs) + 1
    assert second.title.startswith(first.title)
    assert second.title != first.title


@pytest.mark.parametrize("language", grammar.LANGUAGES)
def test_news_are_of_the_sector_they_were_made_for(language: str, tagger: Tagger) -> None:
    """Nine first paragraphs of ten at least, or `svodka try --world` would show little."""
    chance = random.Random(5)
    found = 0
    for number in range(100):
        event = happen(chance, year=2025)
        told = tell(event, language, number=number, wording=str(number))
        sectors = tagger.tag_passages(told.title, list(told.paragraphs), detect(told.text))[0]
        found += event.parts[0].sector in {one.key for one in sectors}
    assert found >= 90


def test_hundreds_of_news_are_hundreds_of_different_news() -> None:
    chance = random.Random(6)
    texts = {tell(happen(chance, year=2025), "kk", number=1, wording=str(n)).text for n in range(500)}
    assert len(texts) == 500
