"""Saved web pages: the article without its navigation, by trafilatura (https://trafilatura.readthedocs.io)."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import dropwhile

from trafilatura import bare_extraction
from trafilatura.settings import Document

from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.headlines import shorten
from bot.sources.page_boilerplate import prune
from bot.sources.page_cards import drop_cards
from bot.sources.page_notes import read_notes
from bot.sources.page_regions import flatten_layout_tables, keep_first_article, narrow, split_at_breaks
from bot.sources.page_states import read_state
from bot.sources.page_times import published_at
from bot.sources.page_trees import Element, page_text, page_tree
from bot.sources.parsed import ParsedArticle, web_address
from bot.sources.plain import source_of, split_paragraphs, title_of
from bot.sources.times import parse_written
from bot.sources.trailers import without_trailers

_NO_ARTICLE = "no article text found in the page"
# What trafilatura and the libraries below it let through from pages that are made to break them: a failed assertion
# of lxml was seen, the others are of its kind.
_CRAFTED = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_SENTENCE_END = re.compile(r"[.!?…][»”\"')]*$")
_FEW_WORDS = 5
_LONG_LINE = 60
_LONGEST_FACT = 60
_SOME_DAY = datetime(2024, 12, 31, tzinfo=UTC)
_SERVICE = re.compile(
    r"(?:просмотр\w{0,3}|комментари\w{1,2}|версия для печати|распечатать|разместил\w?|қаралым|пікірлер|views?)\b",
    re.IGNORECASE,
)
# A state or JSON-LD is read instead of the page only if the page hardly shows any of it.
_RICHER = 2
# Unicode's own line and paragraph separators: cleaned texts have none.
_LINE, _PARAGRAPH = "\u2028", "\u2029"


def parse_page(content: bytes, *, url: str = "", content_type: str = "") -> ParsedArticle:
    """The article of a web page; ``url`` is where it was fetched from, if it was.

    Its text is that of the page; where the page has none to show without scripts, that of the state it brings along
    (``page_states``), or of its JSON-LD. The outlet's own lines are left out (``page_boilerplate``, ``trailers``).

    Raises:
        ValueError: no article is found, or the page is made to keep its readers busy.
    """
    html = page_text(content, content_type)
    tree = page_tree(html)
    notes = read_notes(tree, html, url)
    state = read_state(html, notes.titles, url)
    published = published_at(tree, (*notes.times, state.time if state else ""))
    title = notes.title or (state.title if state else "")
    shown = _article(tree, title)
    written = (
        _article(page_tree(f"<article>{state.html}</article>"), title)
        if state
        else split_paragraphs(clean(notes.body or ""))
    )
    blocks = written if _length(written) > _RICHER * _length(shown) else shown
    blocks = without_trailers(_without_facts(blocks, (title, notes.author, notes.site)))
    if not any(map(_reads_as_text, blocks)):
        raise ValueError(_NO_ARTICLE)
    return ParsedArticle(
        title=shorten(title) or title_of(blocks[0]),
        text=join_paragraphs(blocks),
        source=notes.site or source_of(blocks),
        url=web_address(notes.canonical or url),
        published_at=published,
        author=notes.author or (state.author if state else None) or None,
        picture=notes.picture,
        language=notes.language,
    )


def _article(tree: Element, title: str) -> list[str]:
    """The paragraphs of the article of a page, none where there is none. The tree is changed on the way."""
    flatten_layout_tables(tree)
    keep_first_article(tree, title)
    drop_cards(tree)
    prune(tree)
    split_at_breaks(tree)
    narrow(tree, title)
    body = _extracted(tree)
    return [] if body is None else _paragraphs(body)


def _extracted(tree: Element) -> Element | None:
    try:
        found = bare_extraction(tree, include_comments=False, with_metadata=False)
    except _CRAFTED:
        return None
    body: Element | None = found.body if isinstance(found, Document) else None
    return body


def _length(blocks: Sequence[str]) -> int:
    return sum(map(len, blocks))


def _without_facts(blocks: Sequence[str], known: Iterable[str | None]) -> list[str]:
    """The blocks without those at both ends that only repeat what stands around a text: title, author, time, counts."""
    names = {name.casefold() for name in known if name}

    def is_fact(block: str) -> bool:
        return one_line(block).casefold() in names or _is_fact(block)

    kept = list(dropwhile(is_fact, blocks))
    return list(dropwhile(is_fact, reversed(kept)))[::-1]


def _is_fact(block: str) -> bool:
    if len(block) > _LONGEST_FACT or _SENTENCE_END.search(block):
        return False
    return bool(_SERVICE.match(block)) or _is_date(block) or not any(map(str.isalpha, block))


def _is_date(block: str) -> bool:
    """Whether a block is a date, of whatever year."""
    return any(parse_written(block, now=now) is not None for now in (None, _SOME_DAY))


def _paragraphs(body: Element) -> list[str]:
    """The paragraphs of an extracted body, in which items of a list and rows of a table are lines.

    Its elements are trafilatura's: p, head, quote, code, list and item, table, row and cell, lb for a line break.
    """
    for line in body.iter("lb", "item", "row"):
        line.text = _LINE + ("• " if line.tag == "item" else "") + (line.text or "")
    for cell in (cell for row in body.iter("row") for cell in list(row)[1:]):
        cell.text = f" | {cell.text or ''}"
    for block in body.iter("p", "head", "quote", "code", "list", "table"):
        if next(block.iterancestors("item"), None) is not None:
            continue
        block.text = _PARAGRAPH + (block.text or "")
        block.tail = _PARAGRAPH + (block.tail or "")
    text = "".join(body.itertext())
    blocks = paragraphs(clean(join_paragraphs([_lines(block) for block in text.split(_PARAGRAPH)])))
    return [part for block in blocks for part in _parted(block)]


def _parted(block: str) -> list[str]:
    """Lines that are whole sentences of some length each are paragraphs: their outlet parts these by one ``<br>``."""
    lines = block.split("\n")
    told = all(_SENTENCE_END.search(line) and not line.startswith("•") for line in lines)
    return lines if told and len(block) >= _LONG_LINE * len(lines) else [block]


def _lines(block: str) -> str:
    lines = (" ".join(line.split()) for line in block.split(_LINE))
    return "\n".join(line for line in lines if line not in ("", "•"))


def _reads_as_text(block: str) -> bool:
    """Whether a paragraph is more than the buttons and menus that are left when a page has no article."""
    return _SENTENCE_END.search(block) is not None or len(block.split()) >= _FEW_WORDS
