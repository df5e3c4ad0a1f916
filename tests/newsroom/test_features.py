"""What is seen of a sentence, each feature by an example, and what speaks for showing it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.newsroom.features import WEIGHTS, Features, read
from bot.text.language import Language

RU, KK, EN = Language.RU, Language.KK, Language.EN
NOTHING = Features(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def seen(sentence: str, language: Language = RU, *, title: str = "") -> Features:
    """What is seen of the first sentence of a text of two."""
    return read([sentence, "Погода ясная."], title=title, language=language).features[0]


@pytest.mark.parametrize(
    ("feature", "language", "having", "lacking"),
    [
        ("numbers", RU, "Построят 12 школ и 3 моста.", "Построят школы и мосты."),
        ("amount", RU, "Цены выросли на 9%.", "Цены выросли на глазах."),
        ("amount", KK, "Бюджетке 40 млрд теңге түсті.", "Бюджетке ақша түсті."),
        ("amount", EN, "It costs three million.", "It costs much."),
        ("year", RU, "В 2011 году открыли завод.", "На 2400 гектарах открыли завод."),
        ("quoted", RU, "Компания «Самрук» растёт.", "Компания растёт."),
        ("asks", RU, "Кто ответит?", "Никто не ответит."),
        ("asks", RU, "Вот причины:", "Причин нет."),
        ("contrast", RU, "Но цены растут.", "Норма растёт."),
        ("contrast", KK, "Бірақ баға өседі.", "Баға өседі, бірақ аз."),
        ("contrast", EN, "However, prices grow.", "Prices grow, however."),
        ("speaks", RU, "Тогда мы ушли.", "Тогда мыло закончилось."),
        ("speaks", KK, "Сонда біз кеттік.", "Сонда олар кетті."),
        ("speaks", EN, "Then I left.", "Then Ivan left."),
    ],
)
def test_what_is_seen(feature: str, language: Language, having: str, lacking: str) -> None:
    assert getattr(seen(having, language), feature) > getattr(seen(lacking, language), feature) == 0


def test_a_sentence_that_is_like_the_title_is_seen() -> None:
    texts = ["Погода ясная.", "В Балхаше строят станцию.", "Станция заработает в Балхаше через десять лет."]
    likest = [one.title for one in read(texts, title="Станция в Балхаше", language=RU).features]
    assert likest == [0.0, 1.0, 0.5]
    assert [one.title for one in read(texts, title="", language=RU).features] == [0.0] * 3


def test_the_most_central_sentence_is_the_measure_of_centrality() -> None:
    texts = ["Станцию строят в Балхаше.", "Станцию построят у озера.", "Балхаш ждёт станцию у озера.", "Театр открыт."]
    central = [one.centrality for one in read(texts, title="", language=RU).features]
    assert max(central) == central[2] == 1.0
    assert min(central) == central[3] > 0


@settings(max_examples=50)
@given(
    st.lists(st.text(alphabet="абв 1«»?", max_size=60), min_size=1, max_size=8),
    st.text(max_size=20),
    st.sampled_from(Language),
)
def test_every_feature_but_the_logarithms_is_from_0_to_1(texts: list[str], title: str, language: Language) -> None:
    reading = read(texts, title=title, language=language)
    assert len(reading.features) == len(texts)
    for one in reading.features:
        assert all(0 <= value <= 1 for value in replace(one, lateness=0, stems=0).values())
    assert all(0 <= likeness <= 1 + 1e-9 for likeness in reading.likeness(0))


@pytest.mark.parametrize("feature", ["length", "stems", "title", "centrality", "numbers", "amount", "contrast"])
def test_what_speaks_for_a_sentence(feature: str) -> None:
    assert replace(NOTHING, **{feature: 1.0}).rating() == getattr(WEIGHTS, feature) > 0


@pytest.mark.parametrize("feature", ["lateness", "year", "quoted", "asks", "speaks"])
def test_what_speaks_against_a_sentence(feature: str) -> None:
    assert replace(NOTHING, **{feature: 1.0}).rating() == getattr(WEIGHTS, feature) < 0
