"""How much of each element's text is prose, and how much is the text of links."""

from dataclasses import dataclass

from bot.sources.page_trees import Element


@dataclass(frozen=True, slots=True)
class Prose:
    """The characters within each element of a tree when it was measured, and those of them that links say."""

    all: dict[Element, int]
    linked: dict[Element, int]

    def length(self, element: Element) -> int:
        """Characters of an element's text."""
        return self.all.get(element, 0)

    def words(self, element: Element) -> int:
        """Characters of an element's text outside of links."""
        return self.all.get(element, 0) - self.linked.get(element, 0)

    def link_share(self, element: Element) -> float:
        """How much of an element's text is that of links: 1 for links alone, 0 where there is no text."""
        return self.linked.get(element, 0) / max(1, self.all.get(element, 0))


def measure(tree: Element) -> Prose:
    """Measure a tree, in time proportional to it."""
    everything: dict[Element, int] = {}
    linked: dict[Element, int] = {}
    for element in reversed(list(tree.iter())):
        own = _letters(element.text)
        everything[element] = everything.get(element, 0) + own
        if element.tag == "a":
            linked[element] = everything[element]
        parent = element.getparent()
        if parent is not None:
            everything[parent] = everything.get(parent, 0) + everything[element] + _letters(element.tail)
            linked[parent] = linked.get(parent, 0) + linked.get(element, 0)
    return Prose(everything, linked)


def _letters(text: str | None) -> int:
    return len(text.strip()) if text else 0
