"""What an article tells of its event, in a form that is small enough to be stored and compared by the thousand.

It is read from the text alone, so whatever else is stored, an article is always read alike.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from heapq import nsmallest
from math import hypot, log

from bot.text.facts import Day, days, figures, names
from bot.text.language import Language
from bot.text.rarity import keys, rarity

__all__ = ["TERMS", "Telling", "is_round_up", "parse", "read", "stand_in", "terms", "write"]

LEAD = 300
"""Characters of a text that say what happened; what follows says how it came and who said what."""

READ = 2_000
"""Characters in which names and figures are looked for."""

TERMS = 24
"""The rarest words of an opening, by which others find it: title and lead have about so many that are not common."""

UNTITLED_CHARACTERS = 80
"""How much of a text stands in for a title that nothing gave."""

_HEAD = 3  # letters that two forms of a word begin with: others needn't be looked up
_STRESS = 1.5  # rarity's exponent in the weight of a word: chosen on the pairs that are learned from
# A title that is nothing else, or goes on behind a mark or a figure: «Итоги недели акимата подвели…» tells of one body.
_NOTHING_ELSE = r"(?=\s*(?:$|[:;.,|(«\u2013\u2014-]|\d))"
_ROUND_UP = re.compile(
    rf"""\W*(?:
        (?: главное | коротко (?:\ о\ главном)? | қысқаша | дайджест | (?:утренний|вечерний|недельный)\ дайджест
          | (?:итоги|новости|главное|главные\ (?:новости|события)|дайджест)\ (?:дня|недели|месяца)
          | (?:таңғы|кешкі|апталық)\ (?:дайджест|жаңалықтар)
          | басты\ (?:жаңалықтар|оқиғалар) | (?:күн|апта|ай)\w*\ (?:қорытынды|басты\ (?:жаңалық|оқиға))\w*
          | (?:the\ )?(?:news|day|week)\ in\ (?:brief|review) | top\ stories
          | (?:daily|weekly|morning|evening|news)\ (?:digest|brief(?:ing)?|round-?up)
        ) {_NOTHING_ELSE}
      | (?:главное|важное|новости|главные\ (?:новости|события))
        \ (?:за\ (?:день|сутки|неделю|утро|вечер|сегодня|\d)|к\ (?:утру|вечеру|\d)|на\ (?:утро|вечер|сегодня|\d))
      | дайджест\ (?:новостей|событий|за)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)  # without slots: what is worked out of it is kept in it
class Telling:
    """What an article tells.

    ``opening`` counts the words of title (twice) and lead, as ``rarity.keys`` cuts them; ``names`` are words written as
    names, cut alike, and ``figures`` numbers, both of as much as is read; ``opening_figures`` and ``days`` (dates) are
    those of title and lead. ``length`` is the text's in characters, as far as it is read.
    """

    language: Language
    opening: dict[str, int]
    names: frozenset[str]
    figures: frozenset[str]
    opening_figures: frozenset[str]
    days: frozenset[Day]
    length: int

    @cached_property
    def weights(self) -> dict[str, float]:
        """The words of the opening by weight, as a vector of length 1; empty where there are none."""
        raw = {key: (1 + log(count)) * rarity(key, self.language) ** _STRESS for key, count in self.opening.items()}
        length = hypot(*raw.values())
        return {key: weight / length for key, weight in raw.items()}

    @cached_property
    def names_of_opening(self) -> frozenset[str]:
        """The names that the opening has."""
        return self.names & self.opening.keys()


def read(title: str, text: str, language: Language) -> Telling:
    """Return what an article tells whose title may be empty."""
    text = text.strip()
    lead, whole = text[:LEAD], text[:READ]
    opening = Counter(2 * keys(title, language) + keys(lead, language))
    return Telling(
        language=language,
        opening=dict(opening),
        names=_names(title, whole, language),
        figures=figures(f"{title}\n{whole}", language),
        opening_figures=figures(f"{title}\n{lead}", language),
        days=days(f"{title}\n{lead}"),
        length=len(whole),
    )


def write(telling: Telling) -> str:
    """Return a telling as it is stored: JSON on one line."""
    fields = [
        telling.language,
        " ".join(f"{key} {count}" for key, count in telling.opening.items()),
        " ".join(sorted(telling.names)),
        " ".join(sorted(telling.figures)),
        " ".join(sorted(telling.opening_figures)),
        sorted(telling.days),
        telling.length,
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=2_000)  # the articles of a day or two, with which each that comes is compared; about 15 MB
def parse(written: str) -> Telling:
    """Return the telling that ``write`` wrote."""
    language, opening, named, figured, figured_first, dated, length = json.loads(written)
    counted = opening.split()
    return Telling(
        language=Language(language),
        opening={key: int(count) for key, count in zip(counted[::2], counted[1::2], strict=True)},
        names=frozenset(named.split()),
        figures=frozenset(figured.split()),
        opening_figures=frozenset(figured_first.split()),
        days=frozenset((month, day) for month, day in dated),
        length=length,
    )


def terms(telling: Telling) -> frozenset[int]:
    """Return the rarest words of an opening, each as a number below 2**63, the same in every process.

    Which they are depends on the telling alone; of equally rare ones those that come first in it.
    """
    rarest = nsmallest(TERMS, telling.opening, key=lambda key: -rarity(key, telling.language))
    return frozenset(_number(f"{telling.language} {key}") for key in rarest)


def _number(term: str) -> int:
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest()) >> 1


def _names(title: str, text: str, language: Language) -> frozenset[str]:
    """The names of title and text; a word that stands in small letters too is none."""
    in_title, small_in_title = names(title, headline=True)
    in_text, small_in_text = names(text)
    heads = {word[:_HEAD].lower() for word in in_title + in_text}
    small = [word for word in small_in_title + small_in_text if word[:_HEAD] in heads]
    return _cut(in_title + in_text, language) - _cut(small, language)


def _cut(words: Iterable[str], language: Language) -> frozenset[str]:
    return frozenset(keys(" ".join(words), language))


def stand_in(text: str) -> str:
    """Return what stands in for a title that nothing gave: the beginning of the first line."""
    return text[:UNTITLED_CHARACTERS].split("\n", 1)[0].strip()


def is_round_up(title: str) -> bool:
    """Does a headline promise many events at once («Главное за день»)? Such an article tells none of them."""
    return _ROUND_UP.match(" ".join(title.split())) is not None
