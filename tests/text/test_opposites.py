"""Words of opposite sense take sides in the same oppositions in three languages, and negations are known."""

import pytest

from bot.text.language import Language
from bot.text.opposites import TABLE, is_negated, sides

RU, KK, EN = Language.RU, Language.KK, Language.EN


def test_a_side_is_the_same_in_three_languages() -> None:
    assert sides("цена выросла", RU).items() & sides("баға өсті", KK).items() & sides("prices rose", EN).items()
    assert not sides("цена выросла", RU).items() & sides("prices fell", EN).items()


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("увеличит", "сократит", RU),
        ("оправдан", "осуждён", RU),
        ("можно", "нельзя", RU),
        ("ашылды", "жабылды", KK),
        ("арттырады", "азайтады", KK),
        ("confirmed", "denied", EN),
        ("buys", "sold", EN),
    ],
)
def test_opposite_words_take_opposite_sides(one: str, other: str, language: Language) -> None:
    first, second = sides(one, language), sides(other, language)
    assert any(first[number] != second[number] for number in first.keys() & second.keys())


def test_sides_are_told_in_order_and_once_where_they_are_taken_twice_running() -> None:
    assert (True, False) in sides("Экспорт вырос, выросли и запасы, а импорт сократился", RU).values()
    assert (False, True) in sides("Импорт сократился, а экспорт вырос", RU).values()


def test_other_words_take_no_side() -> None:
    assert not sides("В Таразе прошла выставка", RU)
    assert not sides("увеличит", Language.OTHER)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Министр этого не подтвердил.", RU),
        ("Пострадавших нет.", RU),
        ("Мектептер жабылған жоқ.", KK),
        ("Баға өспейді.", KK),
        ("Олар келісімге қол қоймады.", KK),
        ("Бұл рас емес.", KK),
        ("Prices won’t rise.", EN),
        ("Nobody was hurt, no one was arrested.", EN),
        ("Witnesses say it could not.", EN),
    ],
)
def test_negations_are_known(text: str, language: Language) -> None:
    assert is_negated(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Построят не только школу, но и не менее трёх больниц.", RU),
        ("Неделя началась в Нью-Йорке.", RU),
        ("Бағдарлама аясында хабарлама жарияланды, балаларға кітап берілді.", KK),
        ("Тек Алматыда ғана емес, Шымкентте де ашылды.", KK),
        ("Not only schools but no less than three hospitals will be built.", EN),
        ("Niet alleen", Language.OTHER),
    ],
)
def test_what_only_looks_like_a_negation_is_none(text: str, language: Language) -> None:
    assert not is_negated(text, language)


@pytest.mark.parametrize(("column", "language"), [(0, RU), (1, KK), (2, EN)])
def test_every_line_has_two_sides_in_each_language(column: int, language: Language) -> None:
    for line in TABLE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            one, other = (sides(forms, language) for forms in line.split("|")[column].split("/"))
            assert any(one[number][0] and not other[number][0] for number in one.keys() & other.keys()), line
