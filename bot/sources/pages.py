"""Saved web pages: the article without its navigation, by trafilatura (https://trafilatura.readthedocs.io)."""

import re
from collections.abc import Iterator
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.encodings import declared_charset, decode
from bot.sources.headlines import shorten
from bot.sources.parsed import ParsedArticle, parse_time, web_address
from bot.sources.plain import source_of, title_of

_SKIPPED = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
_SKIPPED_END = MappingProxyType(
    {
        "": re.compile("-->"),
        "script": re.compile(r"</script\b", re.IGNORECASE),
        "style": re.compile(r"</style\b", re.IGNORECASE),
    }
)
_INLINE_DATA = re.compile(r"(?<=[\"'(])data:[a-z]{1,20}/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=%]*", re.IGNORECASE)
# What keeps the worst page of 10 MB within seconds. trafilatura takes 50 µs a tag; libxml2 compares each attribute
# of a tag with all before it (110,000 in one tag: 12 s). News pages have some thousand tags and ten attributes.
_MOST_TAGS = 100_000
_MOST_ATTRIBUTES = 2_000
_SEPARATOR = re.compile(r"[\s/=]+")

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")

_NO_ARTICLE = "no article text found in the page"
# What trafilatura and the libraries below it let through from pages that are made to break them: a failed assertion
# of lxml was seen, the others are of its kind.
_CRAFTED = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_SENTENCE_END = re.compile(r"[.!?…][»”\"')]*$")
_FEW_WORDS = 5
# Unicode's own line and paragraph separators: cleaned texts have none.
_LINE, _PARAGRAPH = "\u2028", "\u2029"

_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
)
_PUBLISHED_IN_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


class _Element(Protocol):
    """What is used of an element of lxml, which comes without types."""

    tag: str
    text: str | None
    tail: str | None

    def __iter__(self) -> "Iterator[_Element]": ...
    def iter(self, *tags: str) -> "Iterator[_Element]": ...
    def iterancestors(self, tag: str) -> "Iterator[_Element]": ...
    def itertext(self) -> Iterator[str]: ...
    def xpath(self, path: str) -> list[str]: ...


def parse_page(content: bytes) -> ParsedArticle:
    """The article of a web page.

    Raises:
        ValueError: no article is found, or the page is made to keep its readers busy.
    """
    html = clean(decode(content, declared_charset(content)))
    bare = _without_scripts(html)
    _refuse_bomb(bare)
    page = _tree(bare)
    published_at = _published_at(page, html)
    found = _extract(page)
    title = one_line(found.title or "")
    blocks = _paragraphs(found.body)
    if blocks and one_line(blocks[0]) == title:
        del blocks[0]
    if not any(map(_reads_as_text, blocks)):
        raise ValueError(_NO_ARTICLE)
    return ParsedArticle(
        title=shorten(title) or title_of(blocks[0]),
        text=join_paragraphs(blocks),
        source=one_line(found.sitename or "") or source_of(blocks),
        url=web_address(found.url or ""),
        published_at=published_at or _time_or_none(found.date or ""),
    )


def _without_scripts(html: str) -> str:
    """The page without comments, styles, scripts and inline images."""
    kept = []
    position = 0
    while start := _SKIPPED.search(html, position):
        kept.append(html[position : start.start()])
        end = _SKIPPED_END[(start[1] or "").lower()].search(html, start.end())
        position = end.start() if end and start[1] else end.end() if end else len(html)
    kept.append(html[position:])
    return _INLINE_DATA.sub("data:,", "".join(kept))


def _refuse_bomb(html: str) -> None:
    pieces = html.split("<")
    if len(pieces) > _MOST_TAGS:
        raise ValueError(f"more than {_MOST_TAGS} tags")
    for piece in pieces:
        if len(piece) > _MOST_ATTRIBUTES and len(_SEPARATOR.findall(piece)) > _MOST_ATTRIBUTES:
            raise ValueError(f"more than {_MOST_ATTRIBUTES} words in one piece")


def _tree(html: str) -> _Element:
    html = _XML_DECLARATION.sub("", html)
    # trafilatura takes only what looks like a whole page.
    page: _Element | None = load_html(html if "<html" in html.lower() else f"<html><body>{html}")
    if page is None:
        raise ValueError(_NO_ARTICLE)
    return page


def _extract(page: _Element) -> Document:
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


def _published_at(page: _Element, html: str) -> datetime | None:
    """The time that the page's own description gives; trafilatura keeps only the day of it."""
    in_json = _PUBLISHED_IN_JSON.search(html)
    written = [value for path in _PUBLISHED for value in page.xpath(path)[:1]] + ([in_json[1]] if in_json else [])
    return next((time for value in written if (time := _time_or_none(value.strip()))), None)


def _time_or_none(written: str) -> datetime | None:
    try:
        return parse_time(written)
    except ValueError:
        return None


def _paragraphs(body: _Element) -> list[str]:
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
