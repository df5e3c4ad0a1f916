"""Lists of other articles on an article's page: rows of cards, each a headline that leads away, perhaps with a lead.

They are told by their form, because outlets name them in a hundred ways, and three leads may be longer than the news.
"""

from collections.abc import Iterator

from bot.sources.page_prose import Prose, measure
from bot.sources.page_trees import Element, attribute

_CARDS = frozenset({"a", "article", "div", "figure", "h2", "h3", "h4", "h5", "li", "section", "td", "tr"})
_FEWEST = 3
_MOST, _MOSTLY = 0.8, 0.5
_SHORTEST_HEADLINE = 15
# A date or a section's name may stand before the headline; a card's lead is not longer than two sentences.
_LONGEST_BEFORE = 40
_LONGEST_CARD = 600


def drop_cards(tree: Element) -> None:
    """Take rows of three cards or more out of a page's tree."""
    prose = measure(tree)
    for parent in list(tree.iter()):
        for row in _rows(parent):
            if sum(_is_card(element, prose) for element in row) >= max(_FEWEST, _MOST * len(row)):
                for element in row:
                    element.drop_tree()


def _rows(parent: Element) -> Iterator[list[Element]]:
    """The children of an element that look alike: of the same kind and class, three or more."""
    alike: dict[tuple[str, str], list[Element]] = {}
    for child in parent:
        if child.tag in _CARDS:
            alike.setdefault((child.tag, attribute(child, "class")), []).append(child)
    yield from (row for row in alike.values() if len(row) >= _FEWEST)


def _is_card(element: Element, prose: Prose) -> bool:
    if not 0 < prose.length(element) <= _LONGEST_CARD or next(element.iter("h1"), None) is not None:
        return False
    before = 0
    for part in element.iter():
        if part.tag == "a" and prose.length(part) >= _SHORTEST_HEADLINE:
            # An item of an article's list may begin with a link; a headline is all or most of what stands there.
            return element.tag not in ("li", "td", "tr") or prose.link_share(element) >= _MOSTLY
        if part.tag != "a":
            before += len((part.text or "").strip())
        if before > _LONGEST_BEFORE:
            return False
    return False
