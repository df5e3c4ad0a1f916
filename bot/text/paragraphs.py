"""Paragraphs: the passages an article is made of, with their places."""

import re

from bot.text.spans import Span, between

# The line breaks of Unicode (the Standard, section 5.8). Atomic, so that CR LF is never seen as two of them.
_BREAK = r"(?>\r\n|[\n\r\v\f\x85\u2028\u2029])"
_LINE_BREAK = re.compile(rf"{_BREAK}\s*")
_EMPTY_LINE = re.compile(rf"{_BREAK}\s*{_BREAK}")


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of ``text``: trimmed, not empty, in order, never overlapping.

    An empty line separates two of them, and a single line break is then a soft wrap inside one. Where the text has no
    empty line between two lines, every line break separates. What is not white space is in exactly one paragraph.
    """
    separator = _EMPTY_LINE if _EMPTY_LINE.search(text.strip()) else _LINE_BREAK
    return list(between(text, (Span(*found.span()) for found in separator.finditer(text))))
