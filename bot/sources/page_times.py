"""When a page was published: what it declares, else what it shows beside its heading."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from bot.sources.page_trees import Element, attribute, text_of
from bot.sources.times import parse_written

_LONGEST_DATE = 60
_DATED = re.compile(r"date|time|publish|(?:^|[\s_-])(?:kun|data)(?:[\s_-]|$)", re.IGNORECASE)
# Dates stand right above or below the heading; further on they are those of other articles.
_NEAR = 15


def published_at(tree: Element, declared: Iterable[str]) -> datetime | None:
    """The first time that can be read of those declared, of the ``<time>`` of the article, of the dates it shows."""
    written = (*declared, *_of_article(tree), *_beside_heading(tree))
    return next((time for text in written if (time := parse_written(text))), None)


def dates_within(card: Element) -> Iterator[str]:
    """What may be the time of a card of a list: its ``<time>``, then short texts of elements that are named so."""
    for element in card.iter("time"):
        yield attribute(element, "datetime") or text_of(element)
    for element in card.iter():
        text = text_of(element) if _DATED.search(attribute(element, "class")) else ""
        if text and len(text) <= _LONGEST_DATE:
            yield text


def _of_article(tree: Element) -> Iterator[str]:
    for article in islice(tree.iter("article"), 1):
        for element in islice(article.iter("time"), 3):
            yield attribute(element, "datetime") or text_of(element)


def _beside_heading(tree: Element) -> Iterator[str]:
    """Short texts around the first heading, nearest first."""
    elements = list(tree.iter())
    heading = next((place for place, element in enumerate(elements) if element.tag == "h1"), None)
    if heading is None:
        return
    for distance in range(1, _NEAR):
        for place in (heading + distance, heading - distance):
            if 0 <= place < len(elements) and (text := text_of(elements[place])) and len(text) <= _LONGEST_DATE:
                yield text
