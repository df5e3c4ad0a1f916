"""Paragraphs: the passages an article is made of, with their places."""

import re
from collections.abc import Iterator
from itertools import islice

from bot.text.spans import Span, between, trimmed

# The line breaks of Unicode (the Standard, section 5.8). Atomic, so that CR LF is never seen as two of them.
_BREAKS = r"\n\r\v\f\x85\u2028\u2029"
_BREAK = rf"(?>\r\n|[{_BREAKS}])"
_EMPTY_LINE = re.compile(rf"{_BREAK}\s*{_BREAK}")
_LINE = re.compile(rf"\S(?:[^{_BREAKS}]*\S)?")


def paragraphs(text: str, most: int | None = None, longest: int | None = None) -> list[Span]:
    """Return the paragraphs of ``text``: trimmed, not empty, in order, never overlapping; the first ``most`` of them.

    One of more than ``longest`` characters is several, cut where a space is.

    An empty line separates two of them, and a single line break is then a soft wrap inside one. Where the text has no
    empty line between two lines, every line break separates. What is not white space is in exactly one paragraph.
    """
    if _EMPTY_LINE.search(text.strip()):
        found = between(text, (Span(*found.span()) for found in _EMPTY_LINE.finditer(text)))
    else:
        found = (Span(*found.span()) for found in _LINE.finditer(text))
    if longest is not None:
        found = (piece for span in found for piece in _pieces(text, span, longest))
    return list(islice(found, most))


def _pieces(text: str, span: Span, longest: int) -> Iterator[Span]:
    start = span.start
    while start < span.end:
        end = span.end
        if end - start > longest:
            end = text.rfind(" ", start + 1, start + longest) + 1 or start + longest
        piece = trimmed(text, Span(start, end))
        if piece.start < piece.end:
            yield piece
        start = end
