"""The words that invented news are made of, in three languages: tables that people edit (``news/*.toml``)."""

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

LANGUAGES = ("ru", "kk", "en")

_FOLDER = Path(__file__).parent / "news"
_CHOICE = re.compile(r"\[(=?)([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class EventWords:
    """How news of one sector are told: titles, first paragraphs, and sentences that may follow."""

    titles: tuple[str, ...]
    leads: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language: templates, and what their slots are filled with, in the same order in every language.

    A place is how one says "in it" and "of it". ``number`` is the sentence that an item's identity stands in.
    """

    decimal: str
    places: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    quotes: tuple[str, ...]
    number: str
    updated: str
    events: Mapping[str, EventWords]


_AS_WRITTEN = TypeAdapter(Grammar)


@cache
def load(language: str) -> Grammar:
    """The grammar of a language of ``LANGUAGES``."""
    return _AS_WRITTEN.validate_python(tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")))


def fill(template: str, slots: Mapping[str, object], chance: random.Random) -> str:
    """A sentence made of a template: its choices made by ``chance``, its slots filled, its first letter a capital."""
    made = 0

    def choose(bracket: re.Match[str]) -> str:
        nonlocal made
        ways = bracket[2].split("|")
        made = made if bracket[1] else chance.randrange(len(ways))
        return ways[made % len(ways)]

    said = _CHOICE.sub(choose, template).format_map(slots)
    return said[:1].upper() + said[1:]
