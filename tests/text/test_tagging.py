"""Which sectors a passage gets: cases written for it, the given article. ``make quality`` measures on labelled ones."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy, load
from tests.conftest import GIVEN, SEEDS

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "sectors.toml").read_text("utf-8"))[
    "passage"
]


def keys(tagger: Tagger, text: str, language: Language, title: str = "") -> list[str]:
    """The sectors' keys, best first."""
    return [score.key for score in tagger.tag(text, language, title=title)]


@pytest.fixture(scope="module")
def given_passages() -> list[str]:
    """The paragraphs of the given article, its line with the date taken off."""
    text = GIVEN.read_text("utf-8").split("2025-11-12", 1)[1]
    return [passage.strip() for passage in text.split("\n\n")]


@pytest.mark.parametrize(
    ("language", "first", "text"),
    [(group["language"], case[0], case[1]) for group in CASES for case in group["cases"]],
)
def test_a_passage_gets_the_sector_it_is_about(tagger: Tagger, language: str, first: str, text: str) -> None:
    assert (keys(tagger, text, Language(language)) or [""])[0] == first


@pytest.mark.parametrize(
    ("language", "text", "other"),
    [
        (group["language"], case[1], case[2].removeprefix("not "))
        for group in CASES
        for case in group["cases"]
        if len(case) > 2
    ],
)
def test_a_passage_does_not_get_the_sector_of_a_look_alike(
    tagger: Tagger, language: str, text: str, other: str
) -> None:
    assert other not in keys(tagger, text, Language(language))


def test_the_given_article(tagger: Tagger, given_passages: list[str]) -> None:
    """A state visit that speaks of a sector a paragraph: each must be found where it stands, and best there."""
    tagged = tagger.tag_passages(given_passages[0], given_passages, Language.RU)
    scores = [{found.key: found.score for found in passage} for passage in tagged]
    best = {
        sector: max(range(len(scores)), key=lambda position: scores[position].get(sector, 0.0))
        for sector in ("transport", "energy", "technology", "culture", "education", "sport")
    }
    assert best == {"transport": 1, "energy": 2, "technology": 3, "culture": 4, "education": 5, "sport": 5}
    assert [position for position, passage in enumerate(tagged) if passage[0].key == "diplomacy"] == [0, 6, 7]


def test_scores_are_shares_and_best_comes_first(tagger: Tagger, given_passages: list[str]) -> None:
    for passage in tagger.tag_passages("", given_passages, Language.RU):
        scores = [found.score for found in passage]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert len(scores) <= 3


def test_a_short_passage_leans_on_its_title(tagger: Tagger) -> None:
    text, title = "«Это было прекрасно», — сказал он.", "Сборная выиграла чемпионат мира по боксу"
    assert keys(tagger, text, Language.RU) == []
    assert keys(tagger, text, Language.RU, title) == ["sport"]


def test_a_passage_about_something_else_outweighs_its_title(tagger: Tagger, given_passages: list[str]) -> None:
    title = "Сборная выиграла чемпионат мира по боксу"
    assert "sport" not in keys(tagger, given_passages[2], Language.RU, title)


def test_a_short_passage_leans_on_the_rest_of_its_article(tagger: Tagger) -> None:
    match = "Сборная выиграла матч: нападающий забил два гола, вратарь отбил пенальти, тренер похвалил футболистов."
    short = "Все вернулись домой довольные."
    assert keys(tagger, short, Language.RU) == []
    tagged = tagger.tag_passages("", [match, match, short], Language.RU)
    assert [[found.key for found in passage] for passage in tagged] == [["sport"]] * 3


def test_an_article_of_one_passage_is_that_passage(tagger: Tagger, given_passages: list[str]) -> None:
    title = "Главы государств обсудили сотрудничество"
    for passage in given_passages:
        assert tagger.tag_passages(title, [passage], Language.RU) == [tagger.tag(passage, Language.RU, title=title)]
    assert tagger.tag_passages(title, [], Language.RU) == []


def test_a_text_without_end_is_answered_by_its_beginning(tagger: Tagger) -> None:
    start = "Нефть, газ и уголь. "
    assert keys(tagger, start * 2_000 + "футбол, хоккей, бокс " * 200_000, Language.RU) == ["energy"]


def test_a_sector_may_be_added_without_code(tmp_path: Path) -> None:
    path = tmp_path / "sectors.toml"
    added = """
[chess]
emoji = "♟️"
name = { ru = "Шахматы", kk = "Шахмат", en = "Chess" }
description = { ru = "Партии", kk = "Партиялар", en = "Games" }
terms.ru = '5: ферзев* гамбит*, рокировк*'
"""
    path.write_text((SEEDS / "sectors.toml").read_text("utf-8") + added, encoding="utf-8")
    assert keys(Tagger(load(path)), "Белые избрали ферзевый гамбит и сделали рокировку.", Language.RU)[0] == "chess"


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("энергетика", Language.RU, ["energy"]),
        ("что нового в энергетике?", Language.RU, ["energy"]),
        ("көлік", Language.KK, ["transport"]),
        ("ауыл шаруашылығы туралы айт", Language.KK, ["agriculture"]),
        ("what about transport?", Language.EN, ["transport"]),
        ("energy", Language.RU, ["energy"]),
        ("спорт и культура", Language.RU, ["culture", "sport"]),
        ("строительство АЭС", Language.RU, ["energy", "industry"]),
        ("университеты", Language.RU, ["education"]),
        ("привет", Language.RU, []),
        ("", Language.OTHER, []),
    ],
)
def test_a_reader_names_sectors_in_words(tagger: Tagger, query: str, language: Language, expected: list[str]) -> None:
    assert sorted(found.key for found in tagger.find_sectors(query, language)) == expected


def test_a_sector_called_by_its_name_is_certain_and_one_guessed_is_not(tagger: Tagger) -> None:
    assert tagger.find_sectors("новости спорта", Language.RU)[0].score == 1
    assert tagger.find_sectors("новости футбола", Language.RU)[0].score < 1


def test_explains_which_terms_spoke_for_a_sector(tagger: Tagger) -> None:
    found = tagger.explain("Атомная электростанция. Нефть, нефть и нефть: применён слезоточивый газ.", Language.RU)
    energy = {str(evidence.term): evidence.times for evidence in found if evidence.sector == "energy"}
    assert energy == {"атомн* электр*": 1, "нефт*": 3, "слезоточив* газ*": 1}


def test_evidence_weighs_less_in_a_long_passage_and_more_in_its_opening(tagger: Tagger) -> None:
    def adds(before: int, after: int) -> float:
        text = " ".join([*["слово"] * before, "нефть", *["слово"] * after])
        return next(one.adds for one in tagger.explain(text, Language.RU) if one.sector == "energy")

    assert adds(10, 19) == adds(0, 29) == 3.0
    assert adds(100, 19) == 1.5
    assert adds(0, 119) == 4.5
    assert adds(0, 0) == adds(0, 19)


def test_a_repeated_term_adds_less_and_then_nothing(tagger: Tagger) -> None:
    texts = [" ".join(["нефть"] * times + ["слово"] * (30 - times)) for times in range(1, 7)]
    adds = [next(one.adds for one in tagger.explain(text, Language.RU) if one.sector == "energy") for text in texts]
    assert adds == pytest.approx([3.0, 3.9, 4.8, 5.7, 5.7, 5.7])


def test_gives_reasons_for_and_against(tagger: Tagger) -> None:
    energy, sport, culture = tagger.reasons("Нефть. " * 4 + "Футбол", Language.RU, title="Нефть и театр")
    assert (energy.key, energy.given, [str(one.term) for one in energy.terms]) == ("energy", True, ["нефт*"])
    assert energy.from_context > 0
    assert [str(one.term) for one in energy.title_terms] == ["нефт*"]
    assert energy.evidence == pytest.approx(sum(one.adds for one in energy.terms) + energy.from_context)
    for weak in (sport, culture):
        assert weak.evidence < weak.needed
        assert not weak.given
    assert culture.terms == ()


@given(text=st.text("нефтьгазпоезд. ", max_size=200), title=st.sampled_from(["", "Нефть", "Поезд до порта"]))
def test_reasons_agree_with_the_sectors_that_are_given(tagger: Tagger, text: str, title: str) -> None:
    reasons = tagger.reasons(text, Language.RU, title=title)
    assert [one.key for one in reasons if one.given] == keys(tagger, text, Language.RU, title)
    assert all((one.evidence >= one.needed) for one in reasons if one.given)


@given(text=st.text(max_size=300), title=st.text(max_size=60), language=st.sampled_from(Language))
def test_any_text_gets_an_answer(tagger: Tagger, text: str, title: str, language: Language) -> None:
    for found in tagger.tag(text, language, title=title):
        assert 0 < found.score <= 1
    tagger.find_sectors(text, language)


@given(st.data())
def test_what_terms_say_does_not_depend_on_case_or_spaces(
    tagger: Tagger, taxonomy: Taxonomy, data: st.DataObject
) -> None:
    sector = data.draw(st.sampled_from(taxonomy.sectors))
    terms = data.draw(st.lists(st.sampled_from(sector.terms["ru"]), max_size=6))
    text = ". ".join(" ".join(part.rstrip("*") for part in term.parts) for term in terms)
    plain = tagger.tag(text, Language.RU)
    assert tagger.tag(text.upper().replace(" ", "\n \t"), Language.RU) == plain
