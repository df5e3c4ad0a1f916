"""A word that no passage has is corrected to one that some have."""

import pytest

from bot.newsroom.correcting import MOST, corrections
from bot.newsroom.intake import Intake
from bot.text.gazetteer import NO_NAMES, Gazetteer
from bot.text.language import Language
from bot.text.names import load
from bot.text.stopwords import STOP_WORDS
from storage import search as search_index
from storage.engine import Connection
from storage.search import MAX_WORDS, Wanted
from tests.conftest import SEEDS
from tests.newsroom.test_searching import GAS, GAS_KK, PIPE, search, take


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("правитильство", {"правитильство": "правительство"}),
        ("Правитильство газ", {"Правитильство": "правительство"}),  # as it was typed, so that it can be replaced
        ("газ багасын", {"багасын": "бағасын"}),  # without Kazakh letters
        ("ufp", {"ufp": "газ"}),  # on the wrong keyboard
        ("nhe,jghjdjl газ", {"nhe,jghjdjl": "трубопровод"}),  # with the letters that stand on its punctuation
        ("pipe,gas", {}),
        ("NEAR(a b)", {}),  # no prose
        ("правитильство%d", {}),
        ("<b>", {}),
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


async def test_of_many_words_the_first_are_looked_at(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    await take(intake, GAS)
    asked: list[Wanted] = []
    has = search_index.has

    async def counted(connection: Connection, wanted: Wanted) -> bool:
        asked.append(wanted)
        return await has(connection, wanted)

    monkeypatch.setattr(search_index, "has", counted)
    made_up = " ".join(f"вымысел{letter * 4}" for letter in "абвгдежзик")
    assert await corrections(intake.database, NO_NAMES, f"{made_up} правитильство") == {}
    assert len(asked) <= 2 * MOST  # each on the other keyboard too
    again = await corrections(intake.database, NO_NAMES, "цена газа " * 500 + "правитильство")
    assert again == {"правитильство": "правительство"}
    stop = " ".join(sorted(STOP_WORDS[Language.RU])[:MAX_WORDS])
    assert await corrections(intake.database, NO_NAMES, f"{stop} правитильство") == {}


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
