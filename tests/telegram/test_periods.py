"""Periods as people write them, in three languages."""

import pytest

from bot.telegram.periods import DEFAULT_DAYS, EVERYTHING, MOST_DAYS, parse


@pytest.mark.parametrize(
    ("given", "days"),
    [
        (None, DEFAULT_DAYS),
        ("  ", DEFAULT_DAYS),
        ("7", 7),
        ("0007", 7),
        ("week", 7),
        ("Week", 7),
        ("the last week", 7),
        ("2 weeks", 14),
        ("7d", 7),
        ("неделя", 7),
        ("за неделю", 7),
        ("за последнюю неделю", 7),
        ("за последние 3 дня", 3),
        ("2 недели", 14),
        ("сутки", 1),
        ("месяц", 30),
        ("год", 365),
        ("3 месяца", 90),
        ("апта", 7),
        ("соңғы апта", 7),
        ("3 күн", 3),
        ("бір ай", 30),
        ("бүгін", 1),
        ("жыл", 365),
        ("всё", EVERYTHING),
        ("все", EVERYTHING),
        ("за всё время", EVERYTHING),
        ("барлығы", EVERYTHING),
        ("all", EVERYTHING),
        (str(MOST_DAYS), MOST_DAYS),
    ],
)
def test_a_period(given: str | None, days: int) -> None:
    assert parse(given) == days


@pytest.mark.parametrize(
    "given",
    [
        "0",
        "0 дней",
        "-7",
        "7.5",
        "слон",
        "недели три",
        "за",
        "за последнюю",
        str(MOST_DAYS + 1),
        "200 лет",
        "٧",
        "7" * 4_000,
    ],
)
def test_no_period(given: str) -> None:
    assert parse(given) is None
