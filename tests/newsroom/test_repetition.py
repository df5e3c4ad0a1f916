"""A passage repeats another in other words and other languages; one with a new figure never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.repetition import (
    OF_ONE_ARTICLE,
    OF_ONE_STORY,
    OF_TWO_STORIES,
    READ,
    Bar,
    Told,
    content,
    has_news,
    repeats,
)
from bot.text.language import Language
from storage.records import Passage
from tests.conftest import EVENING

RU, KK, EN = Language.RU, Language.KK, Language.EN

BLOCK = (RU, "В Экибастузе ввели третий энергоблок мощностью 636 МВт, сообщило Министерство энергетики.")
AGAIN = [
    (RU, "Министерство энергетики: в Экибастузе заработал третий энергоблок, его мощность 636 мегаватт."),
    (RU, "Третий энергоблок мощностью 636 МВт ввели в Экибастузе."),
    (KK, "Екібастұзда қуаты 636 МВт үшінші энергоблок іске қосылды, деп хабарлады Энергетика министрлігі."),
    (EN, "The third 636 MW energoblok was launched in Ekibastuz, the Ministry of Energy said."),
]
NEWS = [
    (RU, "В Экибастузе ввели третий энергоблок мощностью 640 МВт, сообщило Министерство энергетики."),
    (RU, "В Экибастузе ввели четвёртый энергоблок мощностью 636 МВт, сообщило Министерство энергетики."),
    (RU, "Стоимость энергоблока в Экибастузе составила 430 млрд тенге."),
    (RU, "Электростанцию в Экибастузе посетил посол Франции."),
    (KK, "Екібастұзда 320 адам жұмысқа алынды."),
]


def passage(text: str, *, article: int = 1, story: int = 1, language: str = "ru") -> Passage:
    """A stored passage."""
    return Passage(article, article, story, 0, 0, len(text), text, 0.5, "", language, EVENING)


@pytest.mark.parametrize(("language", "text"), AGAIN)
def test_what_was_told_is_known_in_other_words(language: Language, text: str) -> None:
    assert repeats(content(text, language), content(BLOCK[1], BLOCK[0]), OF_TWO_STORIES)


@pytest.mark.parametrize(("language", "text"), NEWS)
@pytest.mark.parametrize("bar", [OF_ONE_ARTICLE, OF_ONE_STORY, OF_TWO_STORIES])
def test_what_is_new_is_no_repetition(language: Language, text: str, bar: Bar) -> None:
    assert not repeats(content(text, language), content(BLOCK[1], BLOCK[0]), bar)


def test_a_longer_telling_makes_a_shorter_one_known_and_not_the_other_way_round() -> None:
    short = content("В Риддере остановились три котла ТЭЦ.", RU)
    long = content("В Риддере остановились три котла ТЭЦ, закрыли 11 школ.", RU)
    assert repeats(short, long, OF_TWO_STORIES)
    assert not repeats(long, short, OF_TWO_STORIES)


def test_other_places_and_days_are_other_events() -> None:
    tokyo = content("Air Astana начнёт летать из Алматы в Токио с 30 марта.", RU)
    assert not repeats(content("Air Astana начнёт летать из Алматы в Токио с 15 июня.", RU), tokyo, OF_ONE_STORY)
    ridder = content("На ТЭЦ в Риддере ремонтируют котлы.", RU)
    assert not repeats(content("На дорогах в Таразе ремонтируют мосты.", RU), ridder, OF_TWO_STORIES)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("В Таразе закрыли на ремонт вокзал.", "В Уральске закрыли на ремонт вокзал."),
        ("«Казатомпром» вложит 40 млрд тенге в новые рудники.", "«Казцинк» вложит 40 млрд тенге в новые рудники."),
    ],
)
def test_the_same_words_about_another_name_are_news(one: str, another: str) -> None:
    assert not repeats(content(one, RU), content(another, RU), OF_ONE_STORY)
    assert has_news(passage(one), passage(another))


OPPOSITES = [
    (RU, "Казахстан в 2026 году {} экспорт пшеницы в Китай, сообщил министр.", "увеличит", "сократит"),
    (RU, "Суд Алматы {} бывшего акима Талгара по делу о взятке.", "оправдал", "осудил"),
    (RU, "Мажилис {} закон о лотереях во втором чтении.", "принял", "отклонил"),
    (RU, "Движение на трассе Алматы — Шымкент {}.", "закрыто", "открыто"),
    (RU, "Третий энергоблок ГРЭС-2 в Экибастузе {}.", "остановлен", "запущен"),
    (RU, "Президент {} закон о масс-медиа.", "подписал", "вернул"),
    (RU, "Вывозить дизельное топливо в Кыргызстан {}.", "можно", "нельзя"),
    (RU, "Министр {} строительство завода в Таразе.", "подтвердил", "не подтвердил"),
    (KK, "Қазақстан Қытайға бидай экспортын {}, деді министр.", "арттырады", "азайтады"),
    (KK, "Алматы — Шымкент тасжолында қозғалыс {}.", "ашылды", "жабылды"),
    (KK, "Министр Тараздағы зауыттың құрылысын {}.", "растады", "растамады"),
    (RU, "Инфляция в Казахстане {} в ноябре, сообщил Нацбанк.", "ускорилась", "замедлилась"),
    (RU, "Суд {} иск жителей Алматы к застройщику.", "удовлетворил", "отклонил"),
    (KK, "Мәжіліс лотерея туралы заңды {}.", "қабылдады", "кері қайтарды"),
    (EN, "Tengizchevroil {} oil output at Tengiz.", "resumed", "suspended"),
    (RU, "Авиакомпания и флот: самолёт {} на полосу.", "приземлился", "не смог приземлиться"),
    (EN, "The National Bank will {} its base rate in December, its governor said.", "raise", "cut"),
    (EN, "The Almaty court {} the former mayor of Talgar of bribery.", "acquitted", "convicted"),
    (EN, "The Navy said the plane {} in the lagoon, short of the runway.", "landed", "did not land"),
]


@pytest.mark.parametrize(("language", "frame", "one", "other"), OPPOSITES)
def test_the_opposite_in_the_same_words_is_news_both_ways(language: Language, frame: str, one: str, other: str) -> None:
    told, opposite = content(frame.format(one), language), content(frame.format(other), language)
    assert repeats(told, told, OF_ONE_STORY)
    assert not repeats(told, opposite, OF_ONE_STORY)
    assert not repeats(opposite, told, OF_ONE_STORY)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (
            "Очевидцы говорят, что самолёт не смог сесть на полосу у лагуны.",
            "Авиакомпания и флот говорят, что самолёт сел у лагуны недалеко от полосы.",
        ),
        (
            "Экспорт сократился, а импорт вырос, сообщил комитет.",
            "Экспорт вырос, а импорт сократился, сообщил комитет.",
        ),
    ],
)
def test_who_tells_otherwise_is_heard(new: str, old: str) -> None:
    assert not repeats(content(new, RU), content(old, RU), OF_ONE_STORY)


def test_the_opposite_is_news_in_another_language_too() -> None:
    told = content("Казахстан увеличит экспорт пшеницы в Китай до 3 млн тонн.", RU)
    assert repeats(content("Kazakhstan will raise wheat exports to China to 3 million tonnes.", EN), told, OF_ONE_STORY)
    for opposite in ("will cut", "will not raise"):
        new = content(f"Kazakhstan {opposite} wheat exports to China to 3 million tonnes.", EN)
        assert not repeats(new, told, OF_ONE_STORY)


def test_one_rare_name_makes_no_two_passages_alike() -> None:
    coal = content("Угольный разрез в Экибастузе оштрафуют за пыль.", RU)
    assert not repeats(content("Посол посетил музей в Экибастузе.", RU), coal, OF_ONE_STORY)


def test_less_is_asked_within_a_story_and_most_within_an_article() -> None:
    assert OF_ONE_STORY.alike < OF_TWO_STORIES.alike < OF_ONE_ARTICLE.alike
    assert OF_ONE_STORY.common <= OF_TWO_STORIES.common < OF_ONE_ARTICLE.common


def test_a_new_figure_is_news_though_all_words_are_old() -> None:
    old = passage("Число заболевших достигло 3 870.")
    assert has_news(passage("Число заболевших достигло 4 210."), old)
    assert not has_news(passage("Число заболевших достигло 3,87 тысячи."), old)


def test_what_is_told_is_told_whichever_passage_told_it() -> None:
    told = Told()
    told.tell(passage(NEWS[2][1], article=2, story=2))
    told.tell(passage(BLOCK[1]))
    for language, text in AGAIN:
        assert told.repeats(passage(text, article=3, story=3, language=language))
    for language, text in NEWS[3:]:
        assert not told.repeats(passage(text, article=3, story=3, language=language))


@given(st.lists(st.text(alphabet="абвгд 12", max_size=60), max_size=5), st.text(alphabet="абвгд 12", max_size=60))
def test_a_text_repeats_itself_and_nothing_repeats_where_nothing_was_told(texts: list[str], text: str) -> None:
    told = Told()
    assert not told.repeats(passage(text))
    for one in [*texts, text]:
        told.tell(passage(one))
    assert told.repeats(passage(text)) or len(content(text, RU).sounds) < 2


@pytest.mark.parametrize("language", Language)
def test_no_more_of_a_passage_is_compared_than_is_shown(language: Language) -> None:
    assert content("энергоблок " * 10_000, language) == content(("энергоблок " * 10_000)[:READ], language)
