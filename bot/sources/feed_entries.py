"""One entry of an RSS, RDF or Atom feed, from what feedparser made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sources.cleaning import join_paragraphs
from bot.sources.entries import absolute, entry_key
from bot.sources.listing import ListedEntry
from bot.sources.markup import plain_line, plain_paragraphs

_FULL_TEXTS = ("yandex_full-text", "turbo_content")


@dataclass(frozen=True, slots=True)
class FeedContext:
    """What of a feed its entries need: the address that relative links begin at, its language, whether it is Atom."""

    base: str
    language: str | None
    atom: bool


def listed(entry: Mapping[str, Any], context: FeedContext) -> ListedEntry | None:
    """The entry, or ``None`` if it has neither a title nor a text."""
    title = plain_line(entry.get("title", ""))
    texts = [join_paragraphs(plain_paragraphs(text)) for text in _texts(entry)]
    text = max(texts, key=len, default="")
    address = absolute(entry.get("link", ""), context.base)
    if not title and not text:
        return None
    return ListedEntry(
        key=entry_key(entry.get("id", ""), address, title, text),
        address=address,
        title=title,
        text=text,
        language=context.language,
    )


def _texts(entry: Mapping[str, Any]) -> Iterator[str]:
    for content in entry.get("content", ()):
        yield content.get("value", "")
    for name in _FULL_TEXTS:
        if isinstance(entry.get(name), str):
            yield entry[name]
    yield entry.get("summary", "")
