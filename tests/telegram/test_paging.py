"""Cutting and packing lose nothing, repeat nothing and keep within Telegram's limits, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.paging import clip, cut, pack, units


@given(st.text(), st.integers(2, 50), st.lists(st.integers(-5, 200)))
def test_the_pieces_are_the_text_and_each_fits(text: str, limit: int, ends: list[int]) -> None:
    pieces = [text[start:end] for start, end in cut(text, limit, ends)]
    assert "".join(pieces) == text
    assert all(piece and units(piece) <= limit for piece in pieces)


@given(st.text())
def test_units_are_what_utf_16_says(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.lists(st.integers(1, 100)), st.integers(1, 150), st.integers(1, 5))
def test_packing_keeps_every_block_once_in_order(sizes: list[int], room: int, most: int) -> None:
    pages = pack(sizes, room=room, most=most)
    assert [number for page in pages for number in page] == list(range(len(sizes)))
    for page in pages:
        assert 1 <= len(page) <= most
        assert len(page) == 1 or sum(sizes[number] for number in page) <= room


@given(st.text(), st.integers(3, 50))
def test_a_clipped_text_is_its_beginning(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert units(clipped) <= limit
    assert clipped == text or (clipped.endswith("…") and text.startswith(clipped[:-1]))


@pytest.mark.parametrize(
    ("text", "limit", "ends", "pieces"),
    [
        ("Один. Два. Три.", 11, [6, 11], ["Один. Два. ", "Три."]),  # at a sentence's end
        ("Один. Два. Три.", 8, [6, 11], ["Один. ", "Два. ", "Три."]),
        ("слово другое", 8, [], ["слово ", "другое"]),  # after a space
        ("нераздельное", 5, [], ["нераз", "дельн", "ое"]),  # in mid-word
        ("👩‍🚀🛢🛢", 5, [], ["👩‍🚀", "🛢🛢"]),  # never inside a character
        ("", 5, [], []),
    ],
)
def test_where_a_page_ends(text: str, limit: int, ends: list[int], pieces: list[str]) -> None:
    assert [text[start:end] for start, end in cut(text, limit, ends)] == pieces
