"""A word that no passage has is corrected to one that some have."""

import pytest

from bot.newsroom.correcting import corrections
from bot.newsroom.intake import Intake
from bot.text.gazetteer import NO_NAMES, Gazetteer
from bot.text.names import load
from tests.conftest import SEEDS
from tests.newsroom.test_searching import GAS, GAS_KK, PIPE, search, take


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("правитильство", {"правитильство": "правительство"}),
        ("Правитильство газ", {"Правитильство": "правительство"}),  # as it was typed, so that it can be replaced
        ("газ багасын", {"багасын": "бағасын"}),  # without Kazakh letters
        ("ufp", {"ufp": "газ"}),  # on the wrong keyboard
        ("трубопровода", {}),  # another form of a known word
        ("и в на", {}),
        ("вертолёт", {}),  # nothing is near
        ("нгз", {}),  # too short to tell
        ("12345", {}),
        ("", {}),
    ],
)
async def test_what_may_have_been_meant(intake: Intake, typed: str, meant: dict[str, str]) -> None:
    for text in (GAS, GAS_KK, PIPE):
        await take(intake, text)
    assert await corrections(intake.database, NO_NAMES, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("energu", {"energu": "energy"}),
        ("companu", {"companu": "company"}),
        ("policu", {"policu": "policy"}),
        ("багытын", {"багытын": "бағытын"}),
        ("багыьы", {}),  # one letter from a stem that nobody writes
    ],
)
async def test_what_is_offered_is_a_word_that_somebody_wrote(intake: Intake, typed: str, meant: dict[str, str]) -> None:
    await take(intake, "The company is one of many energy companies whose policy is to sell energies in the cities.")
    await take(intake, "Үкімет жаңа саясаттың бағытын көрсетіп, өңірлердің әкімдеріне нақты тапсырма берді, деді ол.")
    assert await corrections(intake.database, NO_NAMES, typed) == meant


async def test_a_name_that_is_known_is_not_corrected_though_nothing_tells_of_it(intake: Intake) -> None:
    await take(intake, GAS)
    assert await corrections(intake.database, Gazetteer(load(SEEDS / "names.toml")), "КТЖ") == {}


async def test_a_search_that_finds_all_its_words_is_not_corrected(intake: Intake) -> None:
    await take(intake, GAS)
    assert (await search(intake, "цена газа")).instead == {}
    nothing = await search(intake, "правитильство")
    assert (nothing.stories, nothing.instead) == ((), {"правитильство": "правительство"})
    some = await search(intake, "цена газа правитильство")
    assert (len(some.stories), some.instead) == (1, {"правитильство": "правительство"})
