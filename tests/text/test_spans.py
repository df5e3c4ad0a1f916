"""A span is a place: what it cuts is the text itself."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text.spans import Span, between, trimmed

TEXT = "Нефть подорожала.  Газ — нет."


def test_a_span_cuts_what_stands_there() -> None:
    assert Span(0, 17).cut(TEXT) == "Нефть подорожала."
    assert Span(19, 29).cut(TEXT) == "Газ — нет."


def test_a_span_is_a_pair_as_json_wants_it() -> None:
    assert list(Span(19, 29)) == [19, 29]


def test_trimming_leaves_out_white_space_at_the_ends_only() -> None:
    assert trimmed(TEXT, Span(17, 29)) == (19, 29)
    assert trimmed(TEXT, Span(0, 29)) == (0, 29)


def test_trimming_white_space_leaves_an_empty_span() -> None:
    assert trimmed("a  \n b", Span(1, 5)) == (5, 5)


def test_what_stands_between_separators_is_never_empty() -> None:
    assert list(between("a, , b", [Span(1, 2), Span(3, 4)])) == [(0, 1), (5, 6)]


@given(st.text(alphabet="аб \n\t\u00a0,"), st.data())
def test_trimmed_is_what_strip_leaves(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert trimmed(text, Span(start, end)).cut(text) == text[start:end].strip()


@given(st.text(alphabet="аб ,\n"))
def test_separators_and_what_is_between_them_cover_the_text(text: str) -> None:
    commas = [Span(index, index + 1) for index, letter in enumerate(text) if letter == ","]
    assert [span.cut(text) for span in between(text, commas)] == [
        piece.strip() for piece in text.split(",") if piece.strip()
    ]
