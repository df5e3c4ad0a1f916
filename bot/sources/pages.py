"""Saved web pages: the article without its navigation, by trafilatura (https://trafilatura.readthedocs.io)."""

import re

from trafilatura import bare_extraction
from trafilatura.settings import Document

from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.headlines import shorten
from bot.sources.page_notes import read_notes
from bot.sources.page_times import published_at
from bot.sources.page_trees import Element, page_text, page_tree
from bot.sources.parsed import ParsedArticle, web_address
from bot.sources.plain import source_of, title_of

_NO_ARTICLE = "no article text found in the page"
# What trafilatura and the libraries below it let through from pages that are made to break them: a failed assertion
# of lxml was seen, the others are of its kind.
_CRAFTED = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_SENTENCE_END = re.compile(r"[.!?…][»”\"')]*$")
_FEW_WORDS = 5
# Unicode's own line and paragraph separators: cleaned texts have none.
_LINE, _PARAGRAPH = "\u2028", "\u2029"


def parse_page(content: bytes, *, url: str = "", content_type: str = "") -> ParsedArticle:
    """The article of a web page; ``url`` is where it was fetched from, if it was.

    Raises:
        ValueError: no article is found, or the page is made to keep its readers busy.
    """
    html = page_text(content, content_type)
    page = page_tree(html)
    notes = read_notes(page, html, url)
    published = published_at(page, notes.times)
    found = _extract(page)
    title = notes.title or one_line(found.title or "")
    blocks = _paragraphs(found.body)
    if blocks and one_line(blocks[0]) == title:
        del blocks[0]
    if not any(map(_reads_as_text, blocks)):
        raise ValueError(_NO_ARTICLE)
    return ParsedArticle(
        title=shorten(title) or title_of(blocks[0]),
        text=join_paragraphs(blocks),
        source=notes.site or one_line(found.sitename or "") or source_of(blocks),
        url=web_address(notes.canonical or url),
        published_at=published,
        author=notes.author,
        picture=notes.picture,
        language=notes.language,
    )


def _extract(page: Element) -> Document:
    try:
        found = bare_extraction(
            page,
            include_comments=False,
            with_metadata=True,
            # The first publication, and no guess from numbers in the text.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except _CRAFTED as error:
        raise ValueError(_NO_ARTICLE) from error
    if not isinstance(found, Document) or found.body is None:
        raise ValueError(_NO_ARTICLE)
    return found


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
    return paragraphs(clean(join_paragraphs([_lines(block) for block in text.split(_PARAGRAPH)])))


def _lines(block: str) -> str:
    lines = (" ".join(line.split()) for line in block.split(_LINE))
    return "\n".join(line for line in lines if line not in ("", "•"))


def _reads_as_text(block: str) -> bool:
    """Whether a paragraph is more than the buttons and menus that are left when a page has no article."""
    return _SENTENCE_END.search(block) is not None or len(block.split()) >= _FEW_WORDS
