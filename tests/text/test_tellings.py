"""What an article tells: the words of its opening, its names, figures and dates; read from the text alone."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.tellings import READ, TERMS, is_round_up, parse, read, terms, write
from tests.text.hostile import HOSTILE

TITLE = "Пять человек погибли на трассе"
TEXT = (
    "Авария произошла 2 августа на 214-м километре трассы Караганда — Жезказган. Погибли 5 пассажиров микроавтобуса, "
    "сообщили в Шетском районе. На трассе работает полиция."
)


def test_an_article_tells_words_names_figures_and_dates() -> None:
    told = read(TITLE, TEXT, Language.RU)
    assert told.opening["трасс"] == 4  # twice in the text, and the title's count double
    assert {"караг", "жезка", "шетск"} <= told.names
    assert told.figures == {"214", "5"}
    assert told.days == {(8, 2)}
    assert told.length == len(TEXT)


def test_rare_words_weigh_more_than_common_ones() -> None:
    weights = read("", "Год аварии", Language.RU).weights
    assert weights["авари"] > weights["год"] > 0
    assert hypot(*weights.values()) == pytest.approx(1.0)


def test_only_the_opening_gives_words_and_dates() -> None:
    told = read("", "Начало. " + "и так далее, " * 40 + "12 мая в Актобе было 17", Language.RU)
    assert "актоб" in told.names
    assert "актоб" not in told.opening
    assert told.days == frozenset()
    assert told.figures == {"17"}
    assert told.opening_figures == frozenset()


def test_a_word_that_stands_in_small_letters_too_is_no_name() -> None:
    assert read("", "В ходе Форума говорили, что форума ждали в Атырау.", Language.RU).names == {"атыра"}


def test_of_a_long_text_no_more_is_read() -> None:
    assert read("", "а" * READ + " В конце Актобе 17.", Language.RU).figures == frozenset()


@pytest.mark.parametrize("language", list(Language))
def test_nothing_tells_nothing(language: Language) -> None:
    told = read("", "", language)
    assert (told.opening, told.weights, told.names, told.figures) == ({}, {}, frozenset(), frozenset())


@given(st.text(), st.text(), st.sampled_from(list(Language)))
def test_what_is_written_down_is_read_back(title: str, text: str, language: Language) -> None:
    told = read(title, text, language)
    again = parse(write(told))
    assert again == told
    assert again.weights == told.weights
    assert "\n" not in write(told)


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_telling_is_small_whatever_the_text(pattern: str) -> None:
    text = pattern * (100_000 // len(pattern))
    assert len(write(read("", text, Language.RU))) < 3 * READ


def test_an_article_is_found_by_its_rarest_words() -> None:
    told = read("Год Павлодара", "Год в Павлодаре", Language.RU)
    assert len(terms(told)) == 2
    assert terms(read("", TEXT, Language.RU)) & terms(read(TITLE, "", Language.RU))
    long = read("", " ".join(f"слово{number:03}" for number in range(40)), Language.RU)
    assert len(terms(long)) <= TERMS
    assert all(0 <= term < 2**63 for term in terms(long))


def test_words_of_two_languages_are_other_terms() -> None:
    assert terms(read("Павлодар", "", Language.RU)).isdisjoint(terms(read("Павлодар", "", Language.KK)))


@pytest.mark.parametrize(
    "title",
    [
        "Главное за день: АЭС, ставка и толчки",
        "Итоги недели: что изменилось",
        "Утренний дайджест",
        "Week in review: Astana",
        "Главное на 5 июня",
        "Коротко о главном",
        "Главное за день",
        "Главное за 5 июня",
        "Главное к 9:00",
        "ИТОГИ НЕДЕЛИ: ставка, забастовка, бокс",
        "Новости дня",
        "Дайджест новостей",
        "Коротко",
        "Коротко: цены, погода, спорт",
        "Басты жаңалықтар",
        "Апта қорытындысы",
        "Күннің басты оқиғалары",
        "Қысқаша",
        "Daily digest",
        "News in brief, 5 June",
        "The week in review",
    ],
)
def test_a_headline_of_a_round_up_is_known(title: str) -> None:
    assert is_round_up(title)


@pytest.mark.parametrize(
    "title",
    [
        "Итоги выборов подведут в понедельник утром",
        "Главное управление внутренних дел сообщило о пожаре",
        "Новости спорта: Барыс победил",
        "Главное на День независимости сказал президент",
        "Күннің қуаты жылуға айналады",
        "A brief visit to Almaty",
        "",
        "Итоги недели акимата подвели в Таразе",
        "Коротко остриженных овец вернули хозяину",
        "Главное управление статистики переехало",
        "Министр назвал главное за день переговоров",
        "Апта қорытындысын министр жариялады",
        "Басты жаңалықтар агенттігі ашылды",
        "News in briefing rooms",
        "A daily digest of milk helps calves",
    ],
)
def test_a_headline_that_goes_on_is_of_one_event(title: str) -> None:
    assert not is_round_up(title)
