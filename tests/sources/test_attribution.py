"""Who an article comes from by its own words, and the title that its first sentence makes."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.attribution import find_attribution, without_attribution
from bot.sources.headlines import first_sentence, shorten
from bot.sources.plain import source_of, title_of
from tests.sources.cases import cases


@pytest.mark.parametrize("case", cases("attribution"), ids=lambda case: case["text"])
def test_the_outlet_that_a_text_names(case: Mapping[str, str]) -> None:
    found = find_attribution(case["text"])
    assert (found.name if found else None) == case.get("name")
    if "title" in case:
        assert title_of(case["text"]) == case["title"]


def test_the_lead_goes_before_the_last_paragraph() -> None:
    text = ["Мост открыт, передает BAQ.KZ.", "Ещё.", "Ранее об этом писал сайт.", "Источник: Kursiv"]
    assert source_of(text) == "BAQ.KZ"
    assert source_of(text[1:]) == "Kursiv"


def test_an_outlet_named_in_the_middle_of_an_article_is_not_its_source() -> None:
    assert source_of(["Раз.", "Два.", "Как пишет Kursiv, цены выросли.", "Четыре."]) is None


@pytest.mark.parametrize("case", cases("headlines"), ids=lambda case: case["text"])
def test_first_sentence(case: Mapping[str, str]) -> None:
    assert first_sentence(case["text"]) == case["sentence"]


def test_a_long_title_ends_at_a_word() -> None:
    assert shorten("Мост через реку открыт", 14) == "Мост через…"
    assert shorten("Мост через реку, открыт", 17) == "Мост через реку…"
    assert shorten("Электрификация", 5) == "Элек…"
    assert shorten("Мост", 4) == "Мост"


PIECES = [*'абВГaZ .,!?«»"–-\n5', "сообщает ", "BAQ.KZ", "«Дала»", " хабарлайды", ", деп ", ", reports "]
TEXTS = st.lists(st.sampled_from(PIECES)).map("".join)


@given(TEXTS)
def test_a_title_invents_nothing(text: str) -> None:
    sentence = first_sentence(text)
    assert text.lstrip().startswith(sentence)
    assert sentence.startswith(without_attribution(sentence))
    short = shorten(sentence, 10)
    assert len(short) <= 10
    assert sentence.startswith(short.removesuffix("…")) or short == sentence


@given(TEXTS)
def test_a_named_outlet_stands_in_the_text(text: str) -> None:
    found = find_attribution(text)
    if found:
        assert found.name in " ".join(text[found.start : found.end].split())
