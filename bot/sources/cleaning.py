"""What a source wrote, as plain text: same words, one way to end lines and paragraphs, nothing invisible."""

import functools
import re
import unicodedata

# UAX #15, "Stream-Safe Text Format": no honest text has more than 30 marks on one letter.
_MARKS_IN_A_ROW = 30
_LAST_PLANE_WITH_MARKS = 0x1FFFF

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates, and characters that show nothing but split words or turn the direction of the line
# (soft hyphen, zero width space, byte order mark, bidirectional overrides). Joiners stay: emoji need them.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n\s*\n")


def clean(text: str) -> str:
    """The text in NFC with ``\\n`` as its only line end, without controls and other invisible characters.

    Blanks inside a line stay as they were written, non-breaking ones too; a tab becomes a space.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _with_few_marks(_INVISIBLE.sub("", text)))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a cleaned text that separates them by empty lines, without blanks at the ends of lines."""
    stripped = (_trim_lines(block) for block in _BLANK_LINES.split(text))
    return [block for block in stripped if block]


def one_line(text: str) -> str:
    """A title or name on one line, single spaces between its words."""
    return " ".join(clean(text).split())


def join_paragraphs(blocks: list[str]) -> str:
    """The text of an article: its paragraphs with one empty line between them."""
    return "\n\n".join(blocks)


def _trim_lines(block: str) -> str:
    return "\n".join(line.rstrip() for line in block.strip().split("\n"))


def _with_few_marks(text: str) -> str:
    """Cut runs of combining marks short: sorting a long one takes ``unicodedata.normalize`` quadratic time."""
    return text if text.isascii() else _long_run_of_marks().sub(r"\1", text)


@functools.cache
def _long_run_of_marks() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(_LAST_PLANE_WITH_MARKS) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_MARKS_IN_A_ROW}}})[{marks}]+")
