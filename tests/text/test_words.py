"""Words as they are compared, and the stems by which their forms meet."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.words import LONGEST, fold, is_stop, stem, stems, word_spans, words
from tests.text.hostile import HOSTILE

RU, KK, EN, OTHER = Language.RU, Language.KK, Language.EN, Language.OTHER

WORDS = [
    ("Нефть, газ и уголь", ["нефть", "газ", "и", "уголь"]),
    ("Ещё ёлка", ["еще", "елка"]),
    ("IT-сектор, северо‑запад", ["it-сектор", "северо-запад"]),
    ("США — Китай", ["сша", "китай"]),
    ("тире -дефис- конец-", ["тире", "дефис", "конец"]),
    ("don't, Kazakhstan’s", ["don't", "kazakhstan's"]),
    ("«Росатом» (Россия)", ["росатом", "россия"]),
    ("за́мок и замо́к", ["замок", "и", "замок"]),
    ("чаи\u0306ник и чайник", ["чайник", "и", "чайник"]),
    ("пере\u00adнос", ["перенос"]),
    ("АЭС-2, COVID-19, 5G", ["аэс-2", "covid-19", "5g"]),
    ("12,5 % в 2025-м", ["12", "5", "в", "2025-м"]),
    ("snake_case a_b", ["snake", "case", "a", "b"]),
    ("Қазақстан Ұлы Дала", ["қазақстан", "ұлы", "дала"]),
    ("", []),
    ("… — !", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_an_endless_word_is_cut() -> None:
    assert words("а" * 1_000_000) == ["а" * LONGEST]


def test_an_endless_word_is_not_kept() -> None:
    word = "щ" * 1_000_000
    before = sys.getrefcount(word)
    fold(word)
    assert sys.getrefcount(word) == before


@given(st.text(alphabet=st.one_of(st.sampled_from("Аб-'’ё\u0301\u00ad 1"), st.characters())))
def test_a_span_for_each_word(text: str) -> None:
    assert [fold(span.cut(text)) for span in word_spans(text)] == words(text)


@given(st.text())
def test_words_are_folded_and_bounded(text: str) -> None:
    for word in words(text):
        assert word == fold(word)
        assert 0 < len(word) <= LONGEST


FORMS = [
    (RU, "нефть нефти нефтью"),
    (RU, "электростанция электростанции электростанций электростанциями"),
    (RU, "подписать подписал подписали подпишет"),
    (RU, "токаев токаева токаеву токаевым токаеве"),
    (RU, "бектенов бектенова бектенову бектеновым"),
    (RU, "смирнов смирнова смирновой"),
    (RU, "министр-президент министра-президента"),
    (KK, "мұнай мұнайды мұнайға мұнайдың мұнайдан"),
    (EN, "station stations station's"),
    (EN, "running runs run"),
    (OTHER, "слово"),
]


@pytest.mark.parametrize(("language", "forms"), FORMS)
def test_forms_of_a_word_meet(language: Language, forms: str) -> None:
    assert len({stem(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [(RU, "нефть", "нефтяник"), (RU, "газ", "газета"), (KK, "газ", "газет"), (EN, "oil", "soil")],
)
def test_different_words_don_t_meet(language: Language, one: str, other: str) -> None:
    assert stem(one, language) != stem(other, language)


@pytest.mark.parametrize(("language", "word"), [(RU, "90-х"), (RU, "90-е"), (KK, "90-шы"), (EN, "90-th")])
def test_an_ordinal_is_its_number(language: Language, word: str) -> None:
    assert stem(word, language) == "90"


@pytest.mark.parametrize(
    ("language", "words_"),
    [(RU, "и который которых этого были"), (KK, "және бұл туралы үшін болды"), (EN, "the of it's which")],
)
def test_words_of_every_text_are_stop_words(language: Language, words_: str) -> None:
    assert all(is_stop(word, language) for word in words_.split())


def test_the_same_word_may_be_a_stop_word_in_one_language_only() -> None:
    assert is_stop("мен", KK)
    assert not is_stop("мен", EN)
    assert not is_stop("нефть", RU)


def test_stems_leave_out_stop_words_and_keep_the_order() -> None:
    assert stems("Стороны договорились о поставках нефти и угля.", RU) == [
        "сторона",
        "договориться",
        "поставка",
        "нефть",
        "уголь",
    ]


def test_a_compound_is_found_by_its_parts_too() -> None:
    assert stems("развитие IT-сектора", RU) == ["развитие", "it-сектор", "it", "сектор"]
    assert stems("АЭС-тің құрылысы", KK)[0] == "аэс"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_have_bounded_stems(pattern: str, language: Language) -> None:
    found = stems(pattern * (100_000 // len(pattern)), language)
    assert all(0 < len(one) <= LONGEST for one in found)
    assert sum(map(len, found)) <= 2 * 100_000


def test_a_million_characters_of_made_up_words_take_seconds_and_not_minutes() -> None:
    """No dictionary has them, so each is guessed at: only the first so many are."""
    letters = "абвгдежзиклмнопрстуфхцчшщыэюя"
    text = " ".join(letters[i % 29] + letters[i // 29 % 29] + letters[i // 841 % 29] + "окт" for i in range(142_000))
    began = time.process_time()
    assert len(stems(text, RU)) > 100_000
    assert time.process_time() - began < 10


@given(st.text(), st.sampled_from(Language))
def test_stems_of_any_text_are_folded_words(text: str, language: Language) -> None:
    for one in stems(text, language):
        assert one
        assert one == one.lower()
