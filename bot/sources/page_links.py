"""The links of a web page: where they lead, the words that stand for them, and the time beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.sources.addresses import same_page
from bot.sources.entries import absolute
from bot.sources.link_patterns import Link, is_of_site
from bot.sources.page_trees import Element, attribute, text_of

_MOST_LINKS = 5_000
_LONGEST_TEXT = 300
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MENU_TAGS = frozenset({"nav", "footer"})
_MENU = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|breadcrumbs?|pagination|pager|paginator|pagenavi|footer|tags?|tagcloud|"
    r"share|social|socials)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_TITLE_CLASS = re.compile(r"title|headline|heading|(?:^|[\s_-])name(?:[\s_-]|$)|caption", re.IGNORECASE)
_ASIDE_CLASS = re.compile(r"date|time|views|category|rubric|label|badge|counter|comment", re.IGNORECASE)
_MORE = re.compile(
    r"^\W*(?:читать (?:далее|полностью|дальше)|подробнее|далее|ещ[её]|толығырақ|толық оқу|оқу|read more|more|continue"
    r"(?: reading)?|\d+)\W*$",
    re.IGNORECASE,
)
_CARD_LEVELS = 6
_HEADING_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """One ``<a>`` of a page, with its element; ``in_menu`` where it stands among navigation, tags or pages."""

    address: str
    text: str
    in_menu: bool
    element: Element


def anchors(tree: Element, url: str) -> list[Anchor]:
    """The links of a page that lead somewhere on its site, in the page's order, at most 5,000."""
    base = next((a for element in tree.iter("base") if (a := absolute(attribute(element, "href"), url))), url)
    found = []
    for element in tree.iter("a"):
        href = attribute(element, "href")
        address = None if href.startswith("#") else absolute(href, base)
        if address and is_of_site(address, url):
            found.append(Anchor(address, _words(element), _in_menu(element), element))
        if len(found) >= _MOST_LINKS:
            break
    return found


def links(found: Sequence[Anchor]) -> list[Link]:
    """What of a page's anchors tells its articles: those outside of menus, if there are any."""
    outside = [anchor for anchor in found if not anchor.in_menu]
    return [Link(anchor.address, anchor.text) for anchor in outside or found]


def cards(found: Sequence[Anchor]) -> Iterator[tuple[str, str, Element]]:
    """Each article that anchors lead to, once: its address, its title, and the largest block that is its alone.

    A card of a list has a picture, a headline and «Подробнее» that lead to one page, and its date beside them.
    """
    by_page: dict[str, list[Anchor]] = {}
    for anchor in found:
        by_page.setdefault(same_page(anchor.address), []).append(anchor)
    owners = _owners(by_page)
    for group in by_page.values():
        titled = max(group, key=lambda anchor: (_within_heading(anchor.element), len(anchor.text)))
        address = min((anchor.address for anchor in group), key=len)
        yield address, titled.text[:_LONGEST_TEXT], _card(titled.element, owners)


def _owners(by_page: dict[str, list[Anchor]]) -> dict[Element, set[str]]:
    """Whose links stand within each element around the anchors."""
    owners: dict[Element, set[str]] = {}
    for page, group in by_page.items():
        for anchor in group:
            for block in _around(anchor.element):
                owners.setdefault(block, set()).add(page)
    return owners


def _around(element: Element) -> Iterator[Element]:
    block: Element | None = element
    for _ in range(_CARD_LEVELS):
        if block is None or block.tag in ("body", "html"):
            return
        yield block
        block = block.getparent()


def _card(element: Element, owners: Mapping[Element, set[str]]) -> Element:
    card = element
    for block in _around(element):
        if len(owners[block]) > 1:
            break
        card = block
    return card


def _words(anchor: Element) -> str:
    """The words that stand for a link: the headline within it, else its text, else what its picture is called."""
    heading = next(anchor.iter(*_HEADINGS), None)
    titled = next((e for e in anchor.iter() if e is not anchor and _TITLE_CLASS.search(attribute(e, "class"))), None)
    for element in (heading, titled):
        if element is not None and (text := text_of(element)):
            return text
    text = _without_asides(anchor) or attribute(anchor, "title")
    if text and not _MORE.match(text):
        return text
    return next((alt for picture in anchor.iter("img") if (alt := attribute(picture, "alt").strip())), "")


def _without_asides(anchor: Element) -> str:
    asides = [
        e for e in anchor.iter() if e is not anchor and (e.tag == "time" or _ASIDE_CLASS.search(attribute(e, "class")))
    ]
    text = text_of(anchor)
    for aside in asides:
        text = text.replace(text_of(aside), " ", 1)
    return " ".join(text.split())


def _within_heading(element: Element) -> bool:
    around = list(_around(element))[:_HEADING_LEVELS]
    return any(block.tag in _HEADINGS for block in around) or any(e.tag in _HEADINGS for e in element.iter())


def _in_menu(element: Element) -> bool:
    return any(
        block.tag in _MENU_TAGS or _MENU.search(f"{block.get('class')} {block.get('id')}")
        for block in element.iterancestors()
        if block.tag not in ("body", "html")
    )
