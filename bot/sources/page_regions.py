"""Where on a page its article stands, and its blocks put into the elements that mean them."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise, takewhile
from operator import is_not

from lxml import etree

from bot.sources.page_prose import Prose, measure
from bot.sources.page_trees import Element, text_of

_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "div",
            "dl",
            "figure",
            "footer",
            "form",
            "header",
            "hr",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "main", "ol", "p", "pre", "section", "table", "ul"),
    }
)
_TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
_BARE_TEXT = ("div", "td", "section", "article", "main", "p", "span", "font", "center")
_PARAGRAPHS = ("p", "div", "td", "li", "blockquote", "section", "article", "span")
# A paragraph of prose; headlines of other articles and facts beside the heading are shorter, or links.
_INLINE = (
    *("b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "big", "span", "font", "noindex", "nobr"),
    *("abbr", "acronym", "cite", "sub", "sup", "time", "data", "label", "tt", "bdi", "bdo"),
)
# In one paragraph; trafilatura takes time in proportion to their square.
_MOST_LINKS = 300
_FEWEST_LETTERS = 40
# How much more prose an element must hold than the one within it, to be taken for the article's.
_GROWTH = 1.3


def keep_first_article(tree: Element, title: str) -> None:
    """Of a page that goes on with the next articles, leave the one that it is about.

    Posts of a live page are articles too, but they stand within one, or have no heading of the first level.
    """
    outer = [e for e in tree.iter("article") if next(e.iterancestors("article"), None) is None]
    headed = [e for e in outer if next(e.iter("h1"), None) is not None]
    if not headed[1:]:
        return
    own = next((e for e in headed if any(text_of(h) == title for h in e.iter("h1"))), headed[0])
    for other in outer:
        if other is not own:
            other.drop_tree()


def flatten_layout_tables(tree: Element) -> None:
    """Turn tables that lay out a page, as pages of the nineties have them, into blocks."""
    for table in list(tree.iter("table")):
        inner = (e for e in table.iter() if e is not table)
        if any(e.tag in ("table", "h1") or (e.tag == "div" and len(text_of(e)) > _FEWEST_LETTERS) for e in inner):
            for part in [table, *_parts(table)]:
                part.tag = "div"


def _parts(table: Element) -> Iterator[Element]:
    """The rows and cells that are a table's own, not those of a table within it."""
    waiting = list(table)
    while waiting:
        element = waiting.pop()
        if element.tag in _TABLE_PARTS and element.tag != "table":
            yield element
            waiting.extend(element)


def split_at_breaks(tree: Element) -> None:
    """Make paragraphs of text that stands bare in a block, parted by two ``<br>``; one ``<br>`` stays a line's end."""
    for block in reversed(list(tree.iter(*_BARE_TEXT))):
        pieces = list(_pieces(block))
        if _has_two_breaks(pieces):
            _rebuild(block, pieces)


def _pieces(block: Element) -> Iterator[str | Element]:
    """The texts and elements of a block in their order, blank texts left out."""
    if block.text and block.text.strip():
        yield block.text
    for child in block:
        yield child
        if child.tail and child.tail.strip():
            yield child.tail


def _has_two_breaks(pieces: list[str | Element]) -> bool:
    return any(_is_break(one) and _is_break(other) for one, other in pairwise(pieces))


def _is_break(piece: str | Element) -> bool:
    return not isinstance(piece, str) and piece.tag == "br"


def _rebuild(block: Element, pieces: list[str | Element]) -> None:
    for child in list(block):
        child.tail = None
        block.remove(child)
    block.text = None
    block.tag = block.tag if block.tag in _BLOCKS - {"p"} or block.tag == "td" else "div"
    paragraph: Element | None = None
    breaks = 0
    for piece in pieces:
        if _is_break(piece):
            breaks += 1
            continue
        if not isinstance(piece, str) and piece.tag in _BLOCKS:
            block.append(piece)
            paragraph = None
        else:
            if paragraph is None or breaks > 1:
                paragraph = etree.SubElement(block, "p")
            elif breaks:
                etree.SubElement(paragraph, "br")
            _append(paragraph, piece)
        breaks = 0


def _append(paragraph: Element, piece: str | Element) -> None:
    if not isinstance(piece, str):
        paragraph.append(piece)
    elif len(paragraph):
        last = list(paragraph)[-1]
        last.tail = (last.tail or " ") + piece
    else:
        paragraph.text = (paragraph.text or "") + piece


def narrow(tree: Element, title: str) -> None:
    """Leave of a page the element that holds its heading and its text, as an ``<article>`` whose parts have no names.

    trafilatura leaves out elements by the words of their classes, «infobar» and «embed» among them; what of an
    article's surroundings is told by such words is pruned before.
    """
    body = next(iter(tree.iter("body")), None)
    if body is None:
        return
    heading = _heading(tree, title)
    region = _region(tree, heading)
    if heading is not None and region is not heading:
        heading.drop_tree()
    article: Element = etree.Element("article")
    for part in list(body) if region is None or region in (body, tree) else [region]:
        article.append(part)
    article.text, body.text = body.text if region in (None, body) else None, None
    for child in list(body):
        body.remove(child)
    body.append(article)
    etree.strip_tags(article, *_INLINE)
    for block in [e for e in article.iter() if sum(child.tag == "a" for child in e) > _MOST_LINKS]:
        etree.strip_tags(block, "a")
    for element in article.iter():
        element.attrib.clear()
        # What tags parted are still many texts to libxml2, each of which would be read to the end of all.
        element.text, element.tail = element.text, element.tail
        element.tag = "div" if element.tag in ("aside", "footer", "form", "header") else element.tag


def _heading(tree: Element, title: str) -> Element | None:
    headings = list(tree.iter("h1"))
    return next((heading for heading in headings if text_of(heading) == title), headings[0] if headings else None)


def _region(tree: Element, heading: Element | None) -> Element | None:
    prose = measure(tree)
    text = _main_text(tree, prose)
    if text is None:
        return None
    if heading is not None:
        around = {text, *text.iterancestors()}
        shared = next(e for e in (heading, *heading.iterancestors()) if e in around)
        if shared.tag not in ("body", "html"):
            return shared
    return _grown(text, prose)


def _main_text(tree: Element, prose: Prose) -> Element | None:
    """The element whose paragraphs have the most prose, those of its children's counted half.

    As Arc90's Readability weighs them (https://github.com/mozilla/readability), without its points for names.
    """
    scores: dict[Element, float] = {}
    for element in tree.iter(*_PARAGRAPHS):
        letters = prose.words(element)
        parent = element.getparent()
        if (
            letters < _FEWEST_LETTERS
            or parent is None
            or any(child.tag in _BLOCKS for child in element.iter() if child is not element)
        ):
            continue
        scores[parent] = scores.get(parent, 0) + letters
        above = parent.getparent()
        if above is not None:
            scores[above] = scores.get(above, 0) + letters / 2
    return max(scores, key=lambda element: scores[element], default=None)


def _grown(element: Element, prose: Prose) -> Element:
    """The element, or as far out as there is a good deal more of prose, or a lead before it."""
    grown = inner = element
    for above in element.iterancestors():
        if above.tag in ("body", "html"):
            break
        before = sum(prose.words(child) for child in takewhile(partial(is_not, inner), above))
        if prose.words(above) > _GROWTH * prose.words(grown) or before >= _FEWEST_LETTERS:
            grown = above
        inner = above
    return grown
