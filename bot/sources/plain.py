"""Plain text files: a first line that may start with `` date YYYY-MM-DD``, and no title.

The form of the articles that the project was given: the title is then made from the first sentence, the source from
the words that name it («передает BAQ.KZ»).
"""

import re
from datetime import datetime

from bot.sources.attribution import find_attribution, without_attribution
from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.headlines import LONGEST_TITLE, first_sentence, shorten
from bot.sources.parsed import ParsedArticle, parse_time

_DATED = re.compile(r"\s*date\s+(\d{4}-\d{1,2}-\d{1,2}\S*)(?:\s+|$)")
# Where outlets name themselves: the lead or the last words.
_LEAD = 2
_WITHIN = 2_000
# Editors and mail programs wrap lines at 72 to 100 characters.
_LONGEST_WRAPPED_LINE = 100
_ENDS_SENTENCE = re.compile(r"[.!?…:;][»”\"')\]]*$")
_STARTS_ITEM = re.compile(r"[–—•*·-]\s|\d+[.)]\s")


def parse_plain(content: str) -> ParsedArticle:
    """The article of a plain text file.

    Raises:
        ValueError: the date that it starts with is none, or there is no text.
    """
    content = clean(content)
    published_at, body = _split_date(content)
    blocks = split_paragraphs(body)
    if not blocks:
        raise ValueError("empty")
    title = title_of(blocks[0])
    if len(blocks) > 1 and is_headline(blocks[0]):
        title, blocks = one_line(blocks[0]), blocks[1:]
    return ParsedArticle(title, join_paragraphs(blocks), source_of(blocks), published_at=published_at)


def title_of(paragraph: str) -> str:
    """A title from an article's first paragraph: its first sentence, without the outlet's name that closes it."""
    sentence = one_line(without_attribution(first_sentence(paragraph[:_WITHIN])))
    if sentence.endswith(".") and not sentence.endswith(".."):
        sentence = sentence[:-1].rstrip() or sentence
    return shorten(sentence)


def is_headline(block: str) -> bool:
    """Whether a first paragraph is a headline over the text: one short line that doesn't end as a sentence does."""
    return "\n" not in block and len(block) <= LONGEST_TITLE and not _ENDS_SENTENCE.search(block)


def source_of(blocks: list[str]) -> str | None:
    """The outlet that the lead or the last paragraph names."""
    for block in (*(block[:_WITHIN] for block in blocks[:_LEAD]), blocks[-1][-_WITHIN:]):
        found = find_attribution(block)
        if found:
            return found.name
    return None


def split_paragraphs(body: str) -> list[str]:
    """Paragraphs stand between empty lines; where a text has none, each line is one unless the lines are wrapped."""
    blocks = paragraphs(body)
    if len(blocks) == 1 and not _is_wrapped(blocks[0].split("\n")):
        return [line.strip() for line in blocks[0].split("\n")]
    return [_unwrap(block) for block in blocks]


def _unwrap(block: str) -> str:
    lines = block.split("\n")
    return " ".join(map(str.strip, lines)) if _is_wrapped(lines) else block


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line ends were put in by a program: short lines, of which most end in the middle of a sentence."""
    if len(lines) == 1 or max(map(len, lines)) > _LONGEST_WRAPPED_LINE:
        return False
    if any(_STARTS_ITEM.match(line) for line in lines):
        return False
    inside = lines[:-1]
    return sum(not _ENDS_SENTENCE.search(line) for line in inside) * 2 > len(inside)


def _split_date(content: str) -> tuple[datetime | None, str]:
    dated = _DATED.match(content)
    if not dated:
        return None, content
    try:
        return parse_time(dated[1]), content[dated.end() :]
    except ValueError as error:
        raise ValueError(f"its first line says date {dated[1]}, which is no day that news are from") from error
