"""Whether two articles tell of one event: shared words and figures speak for it, other names and dates against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.events import ONE_EVENT, is_other_report, likelihood, signals
from bot.text.language import Language
from bot.text.tellings import Telling, read

TOLD = read(
    "В Павлодаре подорожает тепло",
    "Тариф на тепловую энергию в Павлодаре вырастет с 1 ноября на 17,4 процента, сообщило ведомство.",
    Language.RU,
)
AGAIN = read(
    "Сколько павлодарцы заплатят за отопление",
    "С 1 ноября тариф на тепло в Павлодаре станет больше на 17,4 %: заявку согласовали. Изношены котлы, сказал акимат.",
    Language.RU,
)
ELSEWHERE = read(
    "В Костанае подорожает вода",
    "Тариф на холодную воду в Костанае вырастет с 1 декабря на 12,8 процента, сообщило ведомство.",
    Language.RU,
)


def test_one_event_in_other_words() -> None:
    assert likelihood(TOLD, AGAIN) > ONE_EVENT


def test_another_event_of_the_kind_in_the_same_words() -> None:
    assert likelihood(TOLD, ELSEWHERE) < ONE_EVENT
    found = signals(TOLD, ELSEWHERE)
    assert found.names_apart == found.days_apart == 1.0
    assert found.figures == 0.0


def test_a_rare_figure_and_a_common_day_count() -> None:
    found = signals(TOLD, AGAIN)
    assert found.figures > 0
    assert found.names_apart == found.days_apart == 0.0


@pytest.mark.parametrize(("figure", "says_something"), [("5", False), ("38", False), ("214", True), ("4,8", True)])
def test_small_numbers_are_common_to_many_events(figure: str, says_something: bool) -> None:
    one, other = (read("", text.format(figure), Language.RU) for text in ("Пришли {} человек", "Стало {} тонн"))
    assert (signals(one, other).figures > 0) is says_something


def test_names_are_apart_only_where_neither_stands_in_the_other() -> None:
    later = read("Тепло дорожает", "Счета вырастут у тех, кто живёт в Экибастузе; Павлодар заплатит тоже.", Language.RU)
    assert signals(TOLD, later).names_apart == 0.0
    nameless = read("", "тепло дорожает", Language.RU)
    assert signals(TOLD, nameless).names_apart == 0.0


def test_a_daily_report_is_another_event_each_day() -> None:
    report = "За сутки убрано {} гектаров, намолочено {} тонн зерна, вышли {} комбайнов, сообщает министерство."
    today, tomorrow = (
        read("Ход уборки", report.format(*given), Language.RU) for given in ((512, 964, 18), (689, 970, 21))
    )
    assert signals(today, tomorrow).figures_apart > 0
    assert likelihood(today, tomorrow) < ONE_EVENT
    later = read("Ход уборки", "Вышли 18 комбайнов, за сутки намолочено зерна больше, чем вчера.", Language.RU)
    assert signals(today, later).figures_apart == 0.0
    assert is_other_report(today, tomorrow)
    assert not is_other_report(today, today)
    assert not is_other_report(today, later)


def test_an_article_tells_of_its_own_event() -> None:
    assert likelihood(TOLD, TOLD) > 0.95


@pytest.mark.parametrize("other", [TOLD, read("", "", Language.EN)])
def test_nothing_tells_of_no_event(other: Telling) -> None:
    assert likelihood(read("", "", Language.RU), other) == 0.0


def test_two_languages_are_compared_without_complaint() -> None:
    kazakh = read("Павлодарда жылу қымбаттайды", "Павлодарда тариф 1 қарашадан 17,4 пайызға өседі.", Language.KK)
    assert 0.0 < likelihood(TOLD, kazakh) < 1.0


@given(st.text(), st.text(), st.sampled_from(list(Language)), st.sampled_from(list(Language)))
def test_the_likelihood_is_a_share_and_symmetric(a: str, b: str, first: Language, second: Language) -> None:
    one, other = read("", a, first), read(b, "", second)
    assert 0.0 <= likelihood(one, other) <= 1.0
    assert likelihood(one, other) == pytest.approx(likelihood(other, one), abs=1e-12)
