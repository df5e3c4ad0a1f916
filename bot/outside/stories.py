"""Invented events and how an outlet tells of them: seeded, plausible, and each telling findable by its number."""

import random
import re
from dataclasses import dataclass

from bot.outside import grammar
from bot.outside.grammar import Grammar

_IDENTITY = re.compile(r"(?:№|No\.) (\d+)/(\d+)\.")

_SECTORS = (1, 2, 2, 3, 3)
_BACKGROUND = 4

# Russian has one form of a noun after these: «25 медалей», «11 медалей», but «22 медали».
_LAST_DIGITS = (0, 5, 6, 7, 8, 9)
_TEENS = range(11, 20)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so, whoever tells it in whatever language: a sector, a place by its number, figures.

    ``few`` are smaller numbers: the first for the main thing, the others for one sentence of the background each.
    """

    sector: str
    place: int
    many: int
    few: tuple[int, ...]
    share: float
    billions: float
    year: int


@dataclass(frozen=True, slots=True)
class Event:
    """What has happened: the facts it is about first, then those of other sectors that are told with it."""

    parts: tuple[Facts, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as its outlet wrote it. ``number`` and ``edition`` stand in its text too."""

    number: int
    edition: int
    language: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs with an empty line between them, as articles are stored."""
        return "\n\n".join(self.paragraphs)


def happen(chance: random.Random, *, year: int, sector: str | None = None) -> Event:
    """Something new in one to three sectors, this one first if one is given; ``year`` is the present one."""
    sectors = chance.sample(sorted(grammar.load("ru").events), chance.choice(_SECTORS))
    if sector is not None:
        sectors = [sector, *(one for one in sectors[1:] if one != sector)]
    place = chance.randrange(len(grammar.load("ru").places))
    return Event(tuple(_facts(one, place, chance, year) for one in sectors))


def tell(event: Event, language: str, *, number: int, edition: int = 1, wording: str) -> Telling:
    """Tell of an event in words of one's own: another ``wording`` takes other words, a later edition adds to them."""
    words = grammar.load(language)
    chance = random.Random(wording)  # noqa: S311 - news, not secrets
    main = event.parts[0]
    slots = _slots(main, words, chance)
    title = grammar.fill(chance.choice(words.events[main.sector].titles), slots, chance)
    lead = grammar.fill(chance.choice(words.events[main.sector].leads), slots, chance)
    identity = grammar.fill(words.number, {"id": f"{number}/{edition}"}, chance)
    paragraphs = [f"{lead} {identity}", *(_background(part, words, chance) for part in event.parts)]
    paragraphs.insert(chance.randint(1, len(paragraphs)), _quote(slots, words, chance))
    for again in range(2, edition + 1):
        slots["person"] = chance.choice(words.people)
        paragraphs.append(f"{words.updated} ({again}). {_quote(slots, words, chance)}")
        title = f"{title.split(' (', 1)[0]} ({words.updated.lower()}: {again})"
    return Telling(number, edition, language, title, tuple(paragraphs))


def identity(text: str) -> tuple[int, int] | None:
    """The number and edition that stand in a text, ``None`` where there are none."""
    found = _IDENTITY.search(text)
    return (int(found[1]), int(found[2])) if found else None


def _facts(sector: str, place: int, chance: random.Random, year: int) -> Facts:
    return Facts(
        sector=sector,
        place=place,
        many=_count(chance, 100, 980),
        few=tuple(_count(chance, 5, 50) for _ in range(1 + _BACKGROUND)),
        share=chance.randint(11, 289) / 10,
        billions=chance.randint(12, 990) / 10,
        year=year + chance.randint(1, 5),
    )


def _count(chance: random.Random, least: int, most: int) -> int:
    while True:
        number = chance.randint(least, most)
        if number % 10 in _LAST_DIGITS or number % 100 in _TEENS:
            return number


def _slots(facts: Facts, words: Grammar, chance: random.Random) -> dict[str, object]:
    in_place, of_place = words.places[facts.place]
    return {
        "in_place": in_place,
        "of_place": of_place,
        "person": chance.choice(words.people),
        "n": facts.many,
        "m": facts.few[0],
        "share": str(facts.share).replace(".", words.decimal),
        "sum": str(facts.billions).replace(".", words.decimal),
        "year": facts.year,
    }


def _background(facts: Facts, words: Grammar, chance: random.Random) -> str:
    slots = _slots(facts, words, chance)
    numbered = list(zip(words.events[facts.sector].more, facts.few[1:], strict=True))
    chosen = chance.sample(numbered, chance.randint(3, _BACKGROUND))
    return " ".join(grammar.fill(sentence, slots | {"m": few}, chance) for sentence, few in chosen)


def _quote(slots: dict[str, object], words: Grammar, chance: random.Random) -> str:
    return grammar.fill(chance.choice(words.quotes), slots, chance)
