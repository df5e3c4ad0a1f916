"""A place in a text: where a paragraph, a sentence or a word stands, so that it can be shown verbatim."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """Offsets in characters (code points) of the text it was cut from; ``end`` is exclusive."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        """Return what stands at this place of ``text``, character for character."""
        return text[self.start : self.end]


def trimmed(text: str, span: Span) -> Span:
    """Return ``span`` without the white space at its ends; an empty one where it holds nothing else."""
    piece = span.cut(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def between(text: str, separators: Iterable[Span]) -> Iterator[Span]:
    """Yield what stands between ``separators`` (ascending, not overlapping): trimmed, and never empty."""
    start = 0
    for separator in (*separators, Span(len(text), len(text))):
        piece = trimmed(text, Span(start, separator.start))
        if piece.start < piece.end:
            yield piece
        start = separator.end
