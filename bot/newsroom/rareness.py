"""How rare the words of a search are, told by how old the newest passages with each are, and by how few there are."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.matching import Some
from storage.search import Phrases, Reading, Wanted

ALWAYS = timedelta(days=180)
"""What the news are taken to span at least where a search is of no time."""

NONE = 0.5
"""Passages that a word is taken to have that has none."""


def rarity_of(wanted: Wanted, some: Some, now: datetime, *, since: datetime | None) -> Mapping[Phrases, float]:
    """The log2 of the hours in which as many passages with each word come as are told of each; 1 or more.

    Of a frequent word so many come in a day. Where there are fewer in all, the word is rare however new they are: it
    takes longer than the whole time that is searched, which is from ``since`` on.
    """
    ages: dict[Reading, list[timedelta]] = {}
    for passage, had in some.passages.items():
        for word in had:
            ages.setdefault(word, []).append(max(timedelta(), now - passage.published_at))
    oldest = max([ALWAYS, *(max(of) for of in ages.values())])
    whole = oldest if since is None else max(timedelta(), now - since)
    rarity: dict[Phrases, float] = {}
    for phrases in (phrases for reading in wanted.readings for phrases in reading):
        told = ages.get((phrases,), [])
        took = max(told) if told and (phrases,) not in some.in_full else whole
        rarity[phrases] = math.log2(2 + took / timedelta(hours=1) * some.each / max(len(told), NONE))
    return rarity
