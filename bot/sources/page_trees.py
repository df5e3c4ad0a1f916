"""Web pages as trees of elements, within bounds that keep the worst page of 10 MB within seconds."""

import re
from collections.abc import Iterator, MutableMapping
from types import MappingProxyType
from typing import Protocol

from trafilatura import load_html

from bot.sources.cleaning import clean, one_line
from bot.sources.encodings import declared_charset, decode, header_charset
from bot.sources.markup import refuse_bomb

_SKIPPED = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
_SKIPPED_END = MappingProxyType(
    {
        "": re.compile("-->"),
        "script": re.compile(r"</script\b", re.IGNORECASE),
        "style": re.compile(r"</style\b", re.IGNORECASE),
    }
)
_INLINE_DATA = re.compile(r"(?<=[\"'(])data:[a-z]{1,20}/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=%]*", re.IGNORECASE)
_WITHIN_WORDS = frozenset({"a", "b", "em", "font", "i", "mark", "strong", "sub", "sup", "u"})
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")


class Element(Protocol):
    """What is used of an element of lxml, which comes without types."""

    tag: str
    text: str | None
    tail: str | None
    attrib: MutableMapping[str, str]

    def __iter__(self) -> "Iterator[Element]": ...
    def __len__(self) -> int: ...
    def get(self, name: str) -> str | None: ...
    def iter(self, *tags: str) -> "Iterator[Element]": ...
    def iterancestors(self, *tags: str) -> "Iterator[Element]": ...
    def itertext(self) -> Iterator[str]: ...
    def getparent(self) -> "Element | None": ...
    def getnext(self) -> "Element | None": ...
    def append(self, element: "Element") -> None: ...
    def remove(self, element: "Element") -> None: ...
    def drop_tree(self) -> None: ...


def page_text(content: bytes, content_type: str = "") -> str:
    """A page's letters, in the charset that its ``Content-Type`` or the page itself declares.

    Raises:
        ValueError: nothing readable comes out.
    """
    return clean(decode(content, header_charset(content_type) or declared_charset(content)))


def page_tree(html: str) -> Element:
    """The elements of a page, without its comments, styles, scripts and inline images.

    Raises:
        ValueError: it is empty, or made to keep its readers busy.
    """
    bare = _without_scripts(html)
    refuse_bomb(bare)
    bare = _XML_DECLARATION.sub("", bare)
    # trafilatura takes only what looks like a whole page.
    tree: Element | None = load_html(bare if "<html" in bare.lower() else f"<html><body>{bare}")
    if tree is None:
        raise ValueError("not a web page")
    return tree


def attribute(element: Element, name: str) -> str:
    """The value of an attribute, empty where the element has none."""
    return element.get(name) or ""


def text_of(element: Element) -> str:
    """The words of an element on one line; what stands in blocks of its own is not glued together."""
    within_words = all(part.tag in _WITHIN_WORDS for part in element.iter() if part is not element)
    return one_line(("" if within_words else " ").join(element.itertext()))


def _without_scripts(html: str) -> str:
    kept = []
    position = 0
    while start := _SKIPPED.search(html, position):
        kept.append(html[position : start.start()])
        end = _SKIPPED_END[(start[1] or "").lower()].search(html, start.end())
        position = end.start() if end and start[1] else end.end() if end else len(html)
    kept.append(html[position:])
    return _INLINE_DATA.sub("data:,", "".join(kept))
