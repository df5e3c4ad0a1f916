"""Sentences of a text, with their places.

razdel's rules (A. Kukushkin, the natasha project) decide at each mark that may end a sentence; rules of ours add what
news in Russian and Kazakh needs beyond them: more abbreviations, and quotations that are still open.
"""

import re
from collections.abc import Iterator

from razdel.segmenters.sentenize import DELIMITER, RULES, SentSplit

from bot.text.language import Language
from bot.text.paragraphs import paragraphs
from bot.text.spans import Span, between

__all__ = ["sentences"]

# What may end a sentence: razdel's delimiters before white space (its rules join at all others).
_MARK = re.compile(rf"(?:{DELIMITER})(?=\s)")
_WINDOW = 10  # characters on each side that razdel's rules look at
_BEGINNING = 21  # characters of a sentence's beginning that its rule for list items looks at


def sentences(text: str, language: Language) -> list[Span]:
    """Return the sentences of ``text``: trimmed, in order; what is not white space is in exactly one.

    No sentence goes on past the end of a paragraph.
    """
    return [
        Span(paragraph.start + sentence.start, paragraph.start + sentence.end)
        for paragraph in paragraphs(text)
        for sentence in _of_paragraph(paragraph.cut(text), language)
    ]


def _of_paragraph(paragraph: str, language: Language) -> Iterator[Span]:
    del language
    return between(paragraph, (Span(end, end) for end in _ends(paragraph)))


def _ends(paragraph: str) -> Iterator[int]:
    start = 0
    for mark in _MARK.finditer(paragraph):
        if _is_end(paragraph, start, mark):
            yield mark.end()
            start = mark.end()


def _is_end(paragraph: str, start: int, mark: re.Match[str]) -> bool:
    split = SentSplit(
        paragraph[max(0, mark.start() - _WINDOW) : mark.start()],
        mark.group(),
        paragraph[mark.end() : mark.end() + _WINDOW],
    )
    # razdel hands its rules the whole sentence so far; they look at its first characters only, and copying it at
    # every mark would take quadratic time on a text that never ends a sentence.
    split.buffer = paragraph[start : min(mark.start(), start + _BEGINNING)]
    return not any(rule(split) for rule in RULES)
