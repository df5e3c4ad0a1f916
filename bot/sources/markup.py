"""Markup as plain text: the paragraphs, the line and the first picture of a piece of HTML that a stranger wrote."""

import html
import re
from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from bot.sources.cleaning import clean, join_paragraphs, one_line, paragraphs
from bot.sources.plain import split_paragraphs

MOST_TAGS = 50_000
"""trafilatura takes up to 200 µs a tag where many stand within one paragraph; a long live page has some 15,000."""

_MOST_COMPARED = 500_000_000
"""libxml2 compares each attribute of a tag with all before it, 4 ns each time: 2 s."""

_GAPS = " \n/='\""
"""What stands between attributes. Where a tag ends can't be told without reading its quotation marks, so the words of
text count too; a paragraph of 20,000 is still taken.
"""

_TAG = re.compile(r"</?[A-Za-z]")
# What only markup has: the end of a paragraph or of words in another letter, a line break.
_ESCAPED_TAG = re.compile(r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h\d)>|<br\s?/?>", re.IGNORECASE)
# Tags as titles have them; what else stands between < and > in a title are words: «Цена <1000 тенге>».
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|em|font|i|img|mark|nobr|noindex|s|small|span|strong|sub|sup|u)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_LINE_TAG = re.compile(r"</?(?:br|div|h[1-6]|p)\b[^<>]{0,500}>", re.IGNORECASE)
# A title that was escaped once by its editor and once more by a program, and then again by the feed's.
_ESCAPED_AT_MOST = 3

_DROPPED = (
    *("script", "style", "template", "noscript", "head", "title", "iframe", "object", "embed", "svg", "math", "canvas"),
    *("audio", "video", "button", "select", "textarea", "figcaption", "map"),
)
_BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "section", "article"),
    *("header", "footer", "figure", "pre", "hr", "address", "aside", "main", "nav", "form", "center", "fieldset"),
)
# A picture that is loaded when it comes into sight has a placeholder, or nothing, in the first.
_SOURCES = ("src", "data-src", "data-lazy-src")
_ROWS = ("li", "tr", "dt", "dd")
_CELLS = ("td", "th")
# Characters that cleaned texts have none of, and that XML allows: line, line of a list or table, paragraph.
_BREAK, _LINE, _PARAGRAPH = "\x85", "\u2028", "\u2029"
_TWO_BREAKS = re.compile(r"\x85\s*\x85")


class _Element(Protocol):
    """What is used of an element of lxml, which comes without types."""

    tag: str
    text: str | None
    tail: str | None

    def __iter__(self) -> "Iterator[_Element]": ...
    def get(self, name: str) -> str | None: ...
    def iter(self, *tags: str) -> "Iterator[_Element]": ...
    def iterancestors(self, *tags: str) -> "Iterator[_Element]": ...
    def itertext(self) -> Iterator[str]: ...


def refuse_bomb(markup: str) -> None:
    """Raise ``ValueError`` for markup that is made to keep its readers busy."""
    pieces = markup.split("<")
    if len(pieces) > MOST_TAGS:
        raise ValueError(f"more than {MOST_TAGS} tags")
    if sum(sum(map(piece.count, _GAPS)) ** 2 for piece in pieces) > _MOST_COMPARED:
        raise ValueError("more than news have of attributes, or of words without a tag")


def plain_line(markup: str) -> str:
    """A title on one line: without tags, its entities resolved, however often a program escaped them."""
    for _ in range(_ESCAPED_AT_MOST):
        plain = html.unescape(_INLINE_TAG.sub("", _LINE_TAG.sub(" ", markup)))
        if plain == markup:
            break
        markup = plain
    return one_line(markup)


def plain_paragraphs(markup: str) -> list[str]:
    """The paragraphs that a reader of the markup would see.

    Items of a list and rows of a table are lines of one paragraph («• …», cells between « | »); a single ``<br>`` is a
    line end, two are a paragraph's. Scripts, captions of pictures, buttons and what else is no text are left out. Text
    without any tag is taken as it stands, its paragraphs told apart by ``split_paragraphs``; markup that was escaped
    as a whole is read as markup.

    Raises:
        ValueError: it is made to keep its readers busy.
    """
    if not _TAG.search(markup):
        markup = html.unescape(markup)
        if not _ESCAPED_TAG.search(markup):
            return split_paragraphs(clean(markup))
    refuse_bomb(markup)
    root = _tree(markup)
    if root is None:
        return []
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    text = "".join(_marked(root).itertext())
    if _PARAGRAPH not in text and _LINE not in text:
        return split_paragraphs(clean("\n".join(" ".join(line.split()) for line in text.split(_BREAK))))
    blocks = _TWO_BREAKS.sub(_PARAGRAPH, text).split(_PARAGRAPH)
    return paragraphs(clean(join_paragraphs([_lines(block) for block in blocks])))


def first_picture(markup: str) -> str | None:
    """The address of the first picture that is more than a counter's dot, as the markup has it.

    Raises:
        ValueError: it is made to keep its readers busy.
    """
    if "<img" not in markup.lower():
        return None
    refuse_bomb(markup)
    root = _tree(markup)
    shown = (image for image in (root.iter("img") if root is not None else ()) if not _is_dot(image))
    addresses = ((image.get(name) or "").strip() for image in shown for name in _SOURCES)
    return next((address for address in addresses if address and not address.startswith("data:")), None)


def _is_dot(image: _Element) -> bool:
    return any((image.get(side) or "").strip().removesuffix("px") in ("0", "1", "2") for side in ("width", "height"))


def _tree(markup: str) -> _Element | None:
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, recover=True, encoding="utf-8")
    tree: _Element | None = etree.fromstring(
        f"<html><body>{markup}</body></html>".replace("\0", "").encode(errors="replace"), parser
    )
    return tree


def _marked(root: _Element) -> _Element:
    """The tree with marks in its texts where lines and paragraphs begin and end."""
    for line_break in root.iter("br"):
        line_break.tail = _BREAK + (line_break.tail or "")
    for row in root.iter(*_ROWS):
        row.text = _LINE + ("• " if row.tag == "li" else "") + (row.text or "")
    for row in root.iter("tr"):
        for cell in [cell for cell in row if cell.tag in _CELLS and "".join(cell.itertext()).strip()][1:]:
            cell.text = " | " + (cell.text or "")
    for block in root.iter(*_BLOCKS):
        mark = " " if next(block.iterancestors(*_ROWS, *_CELLS), None) is not None else _PARAGRAPH
        block.text = mark + (block.text or "")
        block.tail = mark + (block.tail or "")
    return root


def _lines(block: str) -> str:
    lines = (" ".join(line.split()) for line in block.replace(_BREAK, _LINE).split(_LINE))
    return "\n".join(line for line in lines if line.strip("•| "))
