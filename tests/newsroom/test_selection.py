"""What a reader has seen is known again by its 3-word runs, and a new figure is never taken for known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.selection import Shown, choose, excerpts, in_reading_order
from storage.records import AnswerLength, Passage
from tests.conftest import EVENING, oil

TOLD = "Вчера в области открыли новую школу, в неё придут 600 учеников из трёх посёлков."


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (TOLD, True),
        (TOLD.upper(), True),
        (f"{TOLD} Подробности позже.", True),
        ("В неё придут 600 учеников из трёх посёлков.", True),
        (TOLD.replace("600", "900"), False),
        (f"{TOLD} Её построили за 14 месяцев.", False),
        (f"{TOLD} Обновлено в 14:20.", True),
        (TOLD.replace("Вчера", "Сегодня"), True),
        ("В другой области открыли больницу на сто мест.", False),
        ("600", False),
    ],
)
def test_what_was_told_is_known_again(text: str, *, known: bool) -> None:
    assert Shown([TOLD]).was_told(text) is known


def test_what_was_told_in_pieces_is_known_as_a_whole() -> None:
    shown = Shown([oil(1)])
    shown.tell(oil(2))
    assert shown.was_told(f"{oil(1)} {oil(2)}")
    assert not shown.was_told(f"{oil(1)} {oil(2)} {oil(3)}")


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1))
def test_every_text_is_known_once_it_is_told_and_taken_once(texts: list[str]) -> None:
    shown = Shown()
    for text in texts:
        shown.tell(text)
        assert shown.was_told(text)
        shown.takes(passage(1, 0, text))
        assert not shown.takes(passage(1, 0, text))


def passage(article_id: int, position: int, text: str = "Нефть.") -> Passage:
    """A passage of an article."""
    return Passage(position, article_id, 1, position, 0, len(text), text, 0.5, "", "ru", EVENING)


def test_one_reads_the_best_passages_article_first_and_each_from_its_beginning() -> None:
    group = [passage(2, 5), passage(1, 4), passage(2, 1), passage(1, 0)]
    assert [(one.article_id, one.position) for one in in_reading_order(group)] == [(2, 1), (2, 5), (1, 0), (1, 4)]


def test_an_update_with_a_new_figure_is_shown_beside_what_it_updates() -> None:
    shown = Shown()
    assert shown.takes(passage(1, 0, TOLD))
    assert shown.takes(passage(2, 0, TOLD.replace("600", "900")))
    assert not shown.takes(passage(3, 0, TOLD.replace("600", "900").replace("Вчера", "Сегодня")))


def test_what_was_shown_is_known_in_other_words_and_in_another_language() -> None:
    shown = Shown()
    assert shown.takes(passage(1, 0, "В Балхаше построят завод за 40 млрд тенге, рассказал аким области."))
    assert not shown.takes(passage(2, 0, "Завод в Балхаше обойдётся в 40 миллиардов тенге, его построят к осени."))
    kazakh = passage(3, 0, "Балхашта құны 40 млрд теңге зауыт салынады, деп хабарлады облыс әкімі.")
    assert not shown.takes(replace(kazakh, language="kk"))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=25))
def test_an_excerpt_stands_at_its_place(numbers: list[int]) -> None:
    text = " ".join(map(oil, numbers))
    for piece in excerpts(passage(1, 0, text)):
        assert text[piece.start : piece.end] == piece.text != ""


def test_how_much_of_a_story_is_taken_is_the_readers_choice() -> None:
    found = [replace(passage(1, at, oil(at)), score=1 - at / 10) for at in range(9)]
    taken = {length: choose(found, limit=5, length=length) for length in AnswerLength}
    assert [[len(story) for story in taken[length]] for length in AnswerLength] == [[1], [3], [6]]
    assert taken[AnswerLength.SHORT][0] == found[:1]
