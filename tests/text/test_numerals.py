"""A number is known again in digits, in words, and in thousands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.numerals import numbers, numerals

RU, KK, EN, OTHER = Language.RU, Language.KK, Language.EN, Language.OTHER


@pytest.mark.parametrize(
    ("language", "ways"),
    [
        (RU, ["76 тысяч тонн", "76 000 тонн", "76 тыс. тонн", "76000 тонн"]),
        (RU, ["1,3 млн пассажиров", "миллион 300 тысяч пассажиров", "1 миллион 300 тысяч", "1 300 000", "1300 тысяч"]),
        (RU, ["3,04 млрд тенге", "3 млрд 40 млн тенге", "3 040 миллионов"]),
        (RU, ["мост в 1,2 км", "мост в 1 200 метров", "1,2 километра"]),
        (KK, ["7 мың төсек", "7 000 төсек", "7000"]),
        (KK, ["300 шақырым", "300 км"]),
        (EN, ["$1.2 billion", "1,200,000,000 dollars", "1.2 million"]),
        (EN, ["16.50 percent", "16.5%"]),
    ],
)
def test_ways_to_write_a_number(language: Language, ways: list[str]) -> None:
    found = {numbers(way, language) for way in ways}
    assert len(found) == 1
    assert len(*found) == 1


@pytest.mark.parametrize("text", ["В 2024 году", "4 марта", "от 04.03.2025", "без чисел", ""])
def test_years_and_dates_are_no_numbers(text: str) -> None:
    assert numbers(text, RU) == frozenset()


@pytest.mark.parametrize(("one", "another"), [("12 домов", "12 тысяч домов"), ("1,2 млн", "1,3 млн"), ("7", "70")])
def test_different_numbers_stay_apart(one: str, another: str) -> None:
    assert numbers(one, RU).isdisjoint(numbers(another, RU))


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        (RU, "третий блок", {"3"}),
        (RU, "двое раненых и семнадцать машин", {"2", "17"}),
        (RU, "на четверть больше", {"25"}),
        (RU, "один из одиннадцати", {"11"}),
        (KK, "үшінші блок, алты медаль", {"3", "6"}),
        (KK, "халық үшін бір мектеп", set()),
        (EN, "the second of twelve reactors", {"2", "12"}),
        (OTHER, "два", set()),
    ],
)
def test_numbers_in_words(language: Language, text: str, found: set[str]) -> None:
    assert numerals(text, language) == found


@given(st.text(alphabet="0123456789.,: тысмлнк", max_size=40), st.sampled_from(Language))
def test_whatever_stands_there_is_read(text: str, language: Language) -> None:
    assert all(number and number[0].isdigit() for number in numbers(text, language))


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "9," * 50_000, "1 000 " * 20_000, "миллион 1 " * 10_000, "9.9.9", "13:40"]
)
def test_endless_and_odd_numbers_are_read_in_no_time(text: str) -> None:
    assert len(numbers(text, RU)) <= 2


@given(st.integers(1, 999), st.sampled_from(["тысяч", "млн", "миллиардов"]))
def test_a_thousandfold_is_told_from_the_number_itself(number: int, unit: str) -> None:
    assert numbers(f"{number} {unit}", RU) == {f"{number}k"}
    assert numbers(f"{number} домов", RU) == {str(number)}
