"""What a passage leans on is found in its article, verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.leaning import before, leans_on_another
from storage.records import Passage
from tests.conftest import EVENING

PARAGRAPHS = ["Иванов открыл мост. Мост длинный.", "Он поблагодарил строителей.", "Движение начнётся в мае."]
TEXT = "\n\n".join(PARAGRAPHS)


def passage(position: int, *, text: str = TEXT, language: str = "ru") -> Passage:
    """A passage of an article of paragraphs."""
    cut = text.split("\n\n")[position]
    start = text.index(cut)
    return Passage(position, 1, 1, position, start, start + len(cut), cut, 0.5, "", language, EVENING)


def test_only_what_leans_needs_what_stands_before() -> None:
    assert [leans_on_another(passage(position), []) for position in range(3)] == [False, True, False]


def test_the_first_passage_has_nothing_to_lean_on() -> None:
    assert not leans_on_another(passage(0, text="Он пришёл.\n\nКонец."), [])
    assert before(passage(0), TEXT) == []


def test_nothing_is_needed_that_is_shown() -> None:
    assert not leans_on_another(passage(1), [passage(0), passage(1)])
    assert leans_on_another(passage(1), [passage(2), passage(1)])


def test_a_long_passage_is_cut_so_its_end_may_not_be_shown() -> None:
    text = "Иванов открыл мост. " * 60 + "\n\nОн поблагодарил строителей."
    assert leans_on_another(passage(1, text=text), [passage(0, text=text)])


def test_the_sentence_before_is_brought_and_stands_in_the_article() -> None:
    (piece,) = before(passage(1), TEXT)
    assert piece.text == "Мост длинный." == TEXT[piece.start : piece.end]
    assert (piece.article_id, piece.position) == (1, 0)


@pytest.mark.parametrize(
    ("paragraph", "brought"),
    [
        ("Иванов открыл мост. Он длинный.", "Иванов открыл мост. Он длинный."),
        ("Снег. Это мост. Он длинный. Его строили год.", "Он длинный. Его строили год."),
        ("Иванов открыл мост", "Иванов открыл мост"),
    ],
)
def test_a_sentence_that_leans_itself_brings_its_own_but_not_many(paragraph: str, brought: str) -> None:
    text = f"Начало.\n\n{paragraph}\n\nОн поблагодарил строителей."
    (piece,) = before(passage(2, text=text), text)
    assert piece.text == brought


@given(st.text(alphabet="аОн. \n", max_size=80), st.text(alphabet="аОн. ", min_size=1, max_size=20))
def test_whatever_stands_before_is_cut_verbatim(first: str, last: str) -> None:
    text = f"{first}\n\n{last}"
    one = Passage(1, 1, 1, 1, len(first) + 2, len(text), last, 0.5, "", "ru", EVENING)
    for piece in before(one, text):
        assert piece.text == text[piece.start : piece.end] == piece.text.strip() != ""
        assert piece.end <= one.start
        assert "\n" not in piece.text
