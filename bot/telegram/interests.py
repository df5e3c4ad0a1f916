"""What a person names as an interest: sectors by command or name, else words to look for; or piece by piece."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from zlib import crc32

from bot.telegram.buttons import Topic
from bot.telegram.paging import clip
from bot.text.gazetteer import NO_NAMES, Gazetteer
from bot.text.language import Language
from bot.text.taxonomy import Taxonomy
from bot.text.words import is_stop, stems, words
from storage.records import Interest
from storage.search import MAX_WORDS

QUERY_UNITS = 80
"""Of words that are looked for: more is a sentence, which no other article repeats."""

MOST_QUERIES = 10
MOST_SOURCES = 20

LONGEST_NAME = 6
"""Words of a sector's name, with those around it that mean nothing («и», «на»)."""

_BETWEEN = re.compile(r"[,;\n]+")
_LANGUAGES = (Language.RU, Language.KK, Language.EN)

_Name = tuple[str, ...]
"""A language and the stems of a name in it; ``OTHER`` and the words as they stand."""


def parse(text: str, taxonomy: Taxonomy, known: Gazetteer = NO_NAMES) -> Interest:
    """What stands between commas: sectors where that is what it names («энергетику, транспорт»), else words."""
    names = _names(taxonomy)
    sectors: list[str] = []
    rest: list[str] = []
    for part in _BETWEEN.split(text):
        found = _sectors(part, names)
        sectors += found
        if not found:
            rest.append(part)
    return Interest(sectors=in_order(sectors, taxonomy), words=tuple(queries(",".join(rest), known)))


def queries(text: str, known: Gazetteer = NO_NAMES) -> list[str]:
    """The queries that stand between commas, as they are looked for; one without a word that tells is left out.

    A ``known`` name tells even where its words don't: WHO.
    """
    cleaned = (clip(" ".join(part.split()), QUERY_UNITS).rstrip("…") for part in _BETWEEN.split(text))
    return list(dict.fromkeys(query for query in cleaned if _tells(query, known)))[:MOST_QUERIES]


def in_order(keys: Iterable[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Sectors once each, in the taxonomy's order; those it has no longer are left out."""
    wanted = set(keys)
    return tuple(sector.key for sector in taxonomy if sector.key in wanted)


def fingerprint(query: str) -> str:
    """What stands for words in a button, which has no room for them."""
    return str(crc32(query.encode()))


def with_words(interest: Interest, more: Iterable[str]) -> Interest:
    """The interest with more queries, as many as there is room for."""
    return replace(interest, words=tuple(dict.fromkeys([*interest.words, *more]))[:MOST_QUERIES])


def with_choice(interest: Interest, topic: Topic, value: str, taxonomy: Taxonomy, *, chosen: bool) -> Interest:
    """The interest with a sector or story chosen, or with a sector, story or words taken out; twice is as once."""
    if topic is Topic.SECTOR:
        kept = {key for key in interest.sectors if key != value} | ({value} if chosen else set())
        return replace(interest, sectors=in_order(kept, taxonomy))
    if topic is Topic.WORDS and not chosen:
        return replace(interest, words=tuple(one for one in interest.words if fingerprint(one) != value))
    if topic is Topic.STORY and not chosen:
        return replace(interest, stories=tuple(one for one in interest.stories if str(one) != value))
    return interest


def with_sources(interest: Interest, ids: Iterable[int], *, chosen: bool) -> Interest:
    """The interest with the ids of a source's name taken in or out."""
    others = [one for one in interest.sources if one not in set(ids)]
    return replace(interest, sources=tuple(sorted([*others, *(ids if chosen else ())])))


def _sectors(part: str, names: Mapping[_Name, str]) -> list[str]:
    """The sectors that a text names one after another, none where something else stands between them.

    A longer name goes before a shorter one.
    """
    rest = words(part)
    found: list[str] = []
    while rest:
        for length in range(min(len(rest), LONGEST_NAME), 0, -1):
            key = _named(rest[:length], names)
            if key is not None:
                found.append(key)
                rest = rest[length:]
                break
        else:
            return []
    return found


def _named(said: Sequence[str], names: Mapping[_Name, str]) -> str | None:
    """The sector whose command or name, in any form and language, some words are."""
    text = " ".join(said)
    forms = [(Language.OTHER, *said), *((language, *stems(text, language)) for language in _LANGUAGES)]
    return next((names[form] for form in forms if form in names), None)


def _names(taxonomy: Taxonomy) -> dict[_Name, str]:
    """The sectors by what they are called: as it stands, and by its stems."""
    names: dict[_Name, str] = {}
    for sector in taxonomy:
        names[Language.OTHER, *words(sector.key)] = sector.key
        for language in _LANGUAGES:
            name = sector.names[language]
            names.setdefault((Language.OTHER, *words(name)), sector.key)
            if own := stems(name, language):
                names.setdefault((language, *own), sector.key)
    return names


def _tells(query: str, known: Gazetteer) -> bool:
    """Whether a query has a word that isn't in nearly every text, and no more words than are searched for."""
    asked = words(query)
    telling = any(not any(is_stop(word, one) for one in _LANGUAGES) for word in asked)
    return len(asked) <= MAX_WORDS and (telling or known.knows(query))
