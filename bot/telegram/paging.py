"""Cutting long text into pages that Telegram takes, and packing blocks onto pages; nothing is lost or said twice.

Lengths are UTF-16 units, as Telegram counts them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

MESSAGE_UNITS = 4096
"""A message's text after its entities are parsed (Bot API, sendMessage)."""


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """A text of at most ``limit`` units: itself, or the words that fit and an ellipsis that says so."""
    if units(text) <= limit:
        return text
    start, end = cut(text, limit - 1)[0]
    return text[start:end].rstrip() + "…"


def cut(text: str, limit: int, ends: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Cut a text into pieces of at most ``limit`` units: ``"".join(text[a:b])`` over them is the text.

    A piece ends at the last of ``ends`` (ascending offsets where a sentence ends) that fits; where none does, after the
    last white space; where there is none either, in mid-word, but never inside a character.
    """
    pieces: list[tuple[int, int]] = []
    stops = sorted(set(ends))
    start = 0
    while start < len(text):
        reach = _reach(text, start, limit)
        if reach < len(text):
            last = bisect_right(stops, reach) - 1
            sentence = stops[last] if last >= 0 and stops[last] > start else None
            reach = sentence or _after_space(text, start, reach) or reach
        pieces.append((start, reach))
        start = reach
    return pieces


def pack(sizes: Sequence[int], *, room: int, most: int) -> list[range]:
    """Which blocks of ``sizes`` share a page: as many as fit into ``room``, ``most`` at the most, in their order.

    A block larger than the room has a page of its own.
    """
    pages: list[range] = []
    start = used = 0
    for number, size in enumerate(sizes):
        if number > start and (used + size > room or number - start >= most):
            pages.append(range(start, number))
            start, used = number, 0
        used += size
    if start < len(sizes):
        pages.append(range(start, len(sizes)))
    return pages


def _reach(text: str, start: int, limit: int) -> int:
    """The furthest offset with at most ``limit`` units since ``start``, one character at least."""
    end = min(len(text), start + limit)
    while end > start + 1 and units(text[start:end]) > limit:
        end -= max(1, (units(text[start:end]) - limit) // 2)
    return end


def _after_space(text: str, start: int, reach: int) -> int | None:
    for offset in range(reach, start, -1):
        if text[offset - 1].isspace():
            return offset
    return None
