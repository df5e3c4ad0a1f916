"""Which sentences point back to the one before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.anaphora import leans
from bot.text.language import Language

RU, KK, EN, OTHER = Language.RU, Language.KK, Language.EN, Language.OTHER

LEANING = [
    (RU, "Он добавил, что станцию построят."),
    (RU, "Это решение приняли вчера."),
    (RU, "При этом цены не выросли."),
    (RU, "По его словам, цены не выросли."),
    (RU, "В то же время тарифы прежние."),
    (RU, "Тем не менее тарифы прежние."),
    (RU, "Однако тарифы прежние."),
    (RU, "Кроме того, строят дорогу."),
    (RU, "— Они согласны, — сказал министр."),
    (KK, "Ол жобаны таныстырды."),
    (KK, "Бұл туралы министр айтты."),
    (KK, "Оның айтуынша, баға өспейді."),
    (KK, "Сондай-ақ жол салынады."),
    (EN, "He said prices would not rise."),
    (EN, "It's a record."),
    (EN, "However, tariffs stay."),
    (EN, "In addition, a road is built."),
    (EN, "Despite this, tariffs stay."),
]
STANDING = [
    (RU, "Министр сообщил, что станцию построят."),
    (RU, "В этом году станцию построят."),
    (RU, "После того как станцию построили, цены упали."),
    (RU, "По словам министра, цены не выросли."),
    (RU, "В Москве открылась выставка."),
    (KK, "Министр жобаны таныстырды."),
    (KK, "Осы жылы станция салынады."),
    (EN, "The minister said prices would not rise."),
    (EN, "This week prices fell."),
    (EN, "In Astana a theatre has opened."),
    (OTHER, "Он сказав."),
    (RU, ""),
    (EN, "…"),
]


@pytest.mark.parametrize(("language", "sentence"), LEANING)
def test_what_leans(language: Language, sentence: str) -> None:
    assert leans(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), STANDING)
def test_what_stands_alone(language: Language, sentence: str) -> None:
    assert not leans(sentence, language)


@given(st.sampled_from([*LEANING, *STANDING]), st.text(max_size=200))
def test_only_the_beginning_counts(case: tuple[Language, str], rest: str) -> None:
    language, sentence = case
    if sentence:
        assert leans(f"{sentence} а{rest}" * 3, language) == leans(f"{sentence} а", language)
