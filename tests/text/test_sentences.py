"""Where sentences end, and where a point is only an abbreviation's; ``|`` stands for an end in these cases."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.sentences import sentences
from tests.text.hostile import HOSTILE

RU, KK, EN = Language.RU, Language.KK, Language.EN

CASES = [
    # Russian
    (RU, "Цены выросли.| Тарифы нет!| Почему?| Неизвестно…| Ждём."),
    (RU, "Министр А. Б. Иванов сообщил.| Его слова приводит И. Сидоров."),
    (RU, "Добыто 5 млн. тонн на 37 млрд. долл. США.| Это рекорд."),
    (RU, "Работает КазНУ им. аль-Фараби на ул. Абая, д. 5.| Открыт филиал."),
    (RU, "В 2024 г. Казахстан вывез 60 млн т нефти."),
    (RU, "Соглашение двух стран подписано в октябре 2024 г.| Станцию построят к 2035 году."),
    (RU, "Станцию построили в 1970-х.| Мощность выросла."),
    (RU, "По данным на 1 янв. 2025 г. и т. д. и т. п. мы не судим."),
    (RU, "«Мы построим. Мы сможем», — сказал он.| Зал молчал."),
    (RU, "Он сказал: «Да!» — и ушёл.| Дверь закрылась."),
    (RU, "Открыты пункты: Достык; Бахты; Майкапчагай.| Ещё два строятся."),
    (RU, "Рост составил 4.5 %.| Прогноз прежний."),
    (RU, "Сайт baq.kz не работал.| Теперь работает."),
    (RU, "1. Утвердить бюджет.| 2. Опубликовать."),
    # Kazakh
    (KK, "Үкімет жоба қабылдады.| Ол келесі жылы басталады."),
    (KK, "1998 ж. М. Хатами Қазақстанда болды.| 2002 ж. Алматы — Тегеран бағыты ашылды."),
    (KK, "Б.з.б. 330 ж. Александр келді.| Қала өртенді."),
    (KK, "Шығын 700 млрд. АҚШ долларынан асты.| Көмек келді."),
    (KK, "Мұнай, газ, көмір, т.б. өндіріледі.| Жоспар бар."),
    (KK, "Шілдеде 32°С.| Жауын аз."),
    (KK, "«Біз саламыз. Біз жасаймыз», – деді ол.| Жұрт қол шапалақтады."),
    # English
    (EN, "Prices rose.| Tariffs did not!| Why?| Nobody knows."),
    (EN, "Sen. Jeff Flake met Rev. John Howard Johnson at St. Martin's.| They talked."),
    (EN, "The rally starts at 7 p.m. ET on Oct. 2 in the U.S. Capitol.| It ends at 9 p.m. Eastern time."),
    (EN, "Rain will fall in the U.S.| The storm moves on."),
    (EN, "Roe v. Wade was cited, e.g. by Dr. Smith.| No. 5 won."),
    (EN, 'He said "no."| She left.'),
]


def marked(text: str, language: Language) -> str:
    """``text`` with a bar after each sentence but the last."""
    spans = sentences(text, language)
    pieces = [text[: spans[0].end], *(text[a.end : b.end] for a, b in pairwise(spans))]
    return "|".join(pieces) + text[spans[-1].end :]


HARD = [
    (Language(language), text.replace("\\n", "\n"))
    for language, text in (
        line.split("\t")
        for line in (Path(__file__).parent / "cases" / "sentences.tsv").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
]


@pytest.mark.parametrize(("language", "expected"), HARD)
def test_hard_cases(language: Language, expected: str) -> None:
    assert marked(expected.replace("|", ""), language) == expected


@pytest.mark.parametrize(("language", "expected"), CASES)
def test_where_sentences_end(language: Language, expected: str) -> None:
    assert marked(expected.replace("|", ""), language) == expected


def test_a_sentence_ends_with_its_paragraph() -> None:
    text = "Заголовок без точки\n\nПервое предложение. Второе\nпродолжается."
    assert [span.cut(text) for span in sentences(text, RU)] == [
        "Заголовок без точки",
        "Первое предложение.",
        "Второе\nпродолжается.",
    ]


def test_a_quotation_that_is_never_closed_swallows_nothing() -> None:
    text = "«Мы построим. Мы сможем. " + "Станция нужна стране. " * 20
    assert len(sentences(text, RU)) == 22


def test_a_long_quotation_is_parted_all_the_same() -> None:
    text = "«" + "Станция нужна стране. " * 20 + "Вот и всё», — сказал он."
    assert len(sentences(text, RU)) == 21


@pytest.mark.parametrize("language", Language)
def test_nothing_has_no_sentences(language: Language) -> None:
    assert sentences("", language) == sentences(" \n\t ", language) == []


@given(
    st.text(alphabet=st.one_of(st.sampled_from("Аа б.?!…;»«\"')\n\r1гжU"), st.characters())), st.sampled_from(Language)
)
def test_sentences_cover_every_character_but_white_space_once(text: str, language: Language) -> None:
    spans = sentences(text, language)
    covered = [index for span in spans for index in range(*span)]
    assert covered == sorted(set(covered))
    assert {index for index, letter in enumerate(text) if not letter.isspace()} <= set(covered)
    assert all(span.cut(text) == span.cut(text).strip() != "" for span in spans)


@given(st.lists(st.sampled_from([case.replace("|", "") for _, case in CASES]), min_size=1), st.sampled_from(Language))
def test_a_paragraph_is_parted_the_same_wherever_it_stands(parts: list[str], language: Language) -> None:
    text = "\n\n".join(parts)
    alone = [span.cut(part) for part in parts for span in sentences(part, language)]
    assert [span.cut(text) for span in sentences(text, language)] == alone


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("language", [RU, EN])
def test_the_work_grows_with_the_text_and_not_with_its_square(pattern: str, language: Language) -> None:
    """Characters copied out of the text stand for the work: a hundred for each at most, however long it is."""
    text = CountingText(pattern * (20_000 // len(pattern)))
    sentences(text, language)
    assert text.copied <= 100 * len(text)


class CountingText(str):
    """A text that counts how much is cut out of it."""

    __slots__ = ("copied",)

    def __init__(self, _: str) -> None:
        self.copied = 0

    def __getitem__(self, key: object) -> str:
        piece = super().__getitem__(key)  # type: ignore[index]  # as wide as object allows
        self.copied += len(piece)
        return piece
