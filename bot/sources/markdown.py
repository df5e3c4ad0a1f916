"""Markdown files: front matter, a heading, and marks that become plain readable text.

Reads what news is written with of CommonMark (https://spec.commonmark.org): headings, emphasis, links, images, lists,
quotations, code, tables. Every step takes time in proportion to the text, whatever is in it.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.front_matter import split_front_matter
from bot.sources.headlines import shorten
from bot.sources.parsed import ParsedArticle, parse_time, web_address
from bot.sources.plain import source_of, title_of

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s(.*))?$")
_CLOSING_HASHES = re.compile(r"(?:^|\s)#+$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_HARD_BREAK = "  "
_RULE = re.compile(r" {0,3}([-*_])(?:[ ]*\1){2,}\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,9}[.)]))\s+(.*)$")
_QUOTE = re.compile(r"^ {0,3}(?:>\s?)+")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"\s*+\|?\s*+(?::?-++:?\s*+\|\s*+)+(?::?-++:?\s*+)?$")  # never back: a line may be all spaces
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S+")

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(`{1,3})(?!`)([^`\n]{1,500})\1(?!`)")
_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,500})\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\[\]\n]{0,200}\])"
)
_FOOTNOTE = re.compile(r"\[\^[\w-]{1,40}\]")
_BARE_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,500}>")
_DELIMITERS = re.compile(r"\*+|_+|~~")
# Longer ones are no paragraphs of news; the places of their marks would fill the memory.
_LONGEST_PARAGRAPH = 100_000
# Characters that a later step must not take for marks are moved here meanwhile: clean() leaves no lone surrogates.
_HIDING_PLACE = 0xD800
_HIDDEN = re.compile("[\ud800-\ud87f]")


def parse_markdown(content: str) -> ParsedArticle:
    """The article of a Markdown file; a title, source, date or address of the front matter goes before the text's.

    Raises:
        ValueError: the front matter's date is none, or there is no text.
    """
    matter, body = split_front_matter(clean(content))
    heading, blocks = _heading_and_paragraphs(body)
    if not blocks:
        raise ValueError("empty: no text below its title" if heading or matter else "empty")
    return ParsedArticle(
        title=shorten(one_line(matter.get("title", ""))) or heading or title_of(blocks[0]),
        text=join_paragraphs(blocks),
        source=one_line(matter.get("source", "")) or source_of(blocks),
        url=web_address(matter.get("url", "")),
        published_at=_published_at(matter),
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading of a level from 1 on, or at level 0 a paragraph, list or table; with its inline marks."""

    text: str
    level: int = 0


def plain_inline(text: str) -> str:
    """A paragraph without marks: the words of links, emphasis, images and code as they read."""
    text = _ESCAPE.sub(lambda escape: _hide(escape[1]), text)
    text = _CODE.sub(lambda code: _hide(code[2]), text)
    text = _FOOTNOTE.sub("", _BARE_ADDRESS.sub(lambda address: _hide(address[1]), text))
    text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))  # twice: an image inside a link
    text = _without_emphasis(_TAG.sub("", text))
    return _HIDDEN.sub(lambda hidden: chr(ord(hidden[0]) - _HIDING_PLACE), html.unescape(text))


def _published_at(matter: Mapping[str, str]) -> datetime | None:
    written = matter.get("date")
    if not written:
        return None
    try:
        return parse_time(written)
    except ValueError as error:
        raise ValueError(f"its date is {written}, which is no day that news are from") from error


def _heading_and_paragraphs(body: str) -> tuple[str, list[str]]:
    """The heading of the first level that opens the text ("" if none does), and the paragraphs below."""
    blocks = list(_blocks(_without_fences(_without_comments(body).split("\n"))))
    title = one_line(plain_inline(blocks.pop(0).text)) if blocks and blocks[0].level == 1 else ""
    return shorten(title), paragraphs(clean(join_paragraphs([plain_inline(block.text) for block in blocks])))


def _without_comments(body: str) -> str:
    kept = []
    while body:
        before, opened, rest = body.partition("<!--")
        _, closed, body = rest.partition("-->")
        kept.append(before if closed else before + opened + rest)
    return "".join(kept)


def _without_fences(lines: list[str]) -> Iterator[str]:
    """The lines, those of fenced code as lines of their own in which no character is a mark."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
            yield ""
        elif mark and mark[1].startswith(fence) and line.strip() == mark[1]:
            fence = ""
            yield ""
        else:
            yield _hide(line.strip()) + _HARD_BREAK if fence else line


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    """The blocks of a text; wrapped lines are joined, items of a list and rows of a table are lines of their own."""
    block: list[str] = []
    for line in map(_without_quote_mark, lines):
        underline = _UNDERLINE.match(line) if block else None
        heading = _HEADING.match(line)
        if underline or heading or not line.strip() or _shows_nothing(line):
            if block:
                yield _Block("".join(block).strip(), _level(underline))
                block = []
            if heading:
                yield _Block(_CLOSING_HASHES.sub("", (heading[2] or "").strip()), len(heading[1]))
        elif item := _ITEM.match(line):
            block.append(f"\n{item[1] or '•'} {item[2]} ")
        elif _ROW.match(line) and not _TABLE_RULE.match(line):
            block.append("\n" + " | ".join(cell.strip() for cell in line.strip().strip("|").split("|")))
        elif not _TABLE_RULE.match(line):
            broken = line.endswith((_HARD_BREAK, "\\"))
            block.append(line.strip().removesuffix("\\") + ("\n" if broken else " "))
    if block:
        yield _Block("".join(block).strip())


def _level(underline: re.Match[str] | None) -> int:
    return 0 if underline is None else 1 if underline[1].startswith("=") else 2


def _without_quote_mark(line: str) -> str:
    return _QUOTE.sub("", line, count=1)


def _shows_nothing(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_RULE, _DEFINITION))


def _hide(text: str) -> str:
    return "".join(chr(_HIDING_PLACE + ord(c)) if c.isascii() and not c.isalnum() and c != " " else c for c in text)


def _without_emphasis(text: str) -> str:
    """The text without the delimiters that stand in pairs around words; a lone ``*`` or a snake_case stays."""
    if len(text) > _LONGEST_PARAGRAPH:
        return text
    opened: dict[str, tuple[int, int]] = {}
    marks: list[tuple[int, int]] = []
    for run in _DELIMITERS.finditer(text):
        before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
        if _closes(run[0], before, after) and run[0] in opened:
            marks += [opened.pop(run[0]), run.span()]
        elif _closes(run[0], after, before):
            opened[run[0]] = run.span()
    return "".join(_around(text, sorted(marks)))


def _closes(delimiter: str, inside: str, outside: str) -> bool:
    """Whether a delimiter between these two characters can end emphasis; begin it, when they are exchanged."""
    if not inside or inside.isspace():
        return False
    return not outside.isalnum() or (delimiter[0] == "*" and not inside.isdigit())


def _around(text: str, cuts: list[tuple[int, int]]) -> Iterator[str]:
    position = 0
    for start, end in cuts:
        yield text[position:start]
        position = end
    yield text[position:]
