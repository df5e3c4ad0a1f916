"""Words of the news that mean the opposite of each other, and negations: what makes two like passages differ."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from bot.text.language import Language
from bot.text.words import stem, words

__all__ = ["TABLE", "is_negated", "sides"]

TABLE = Path(__file__).with_name("opposites.txt")

_COLUMNS = (Language.RU, Language.KK, Language.EN)

# "Not only", "no less than" and their like deny nothing. A Kazakh verb is denied by -ма- before the ending of its tense
# (бармады, бармайды, бармаған, бармайтын); nouns in -ма (бағдарлама, хабарлама) have other endings.
_NEGATION = {
    Language.RU: re.compile(
        r"\b(?:не(?! (?:только|менее|более|меньше|больше|раньше|ранее|позднее|позже)\b)|нет|никто|ничего)\b"
    ),
    Language.KK: re.compile(
        r"(?<!ғана )(?<!кем )\bемес|\bжоқ\b|"
        r"(?<!артық )\b\w{2,}[мбп][ае](?:й(?:ды|ді|тын|тін|мыз|міз|мін|мын)|[дғг](?:ы|і|ан|ен))\b"
    ),
    Language.EN: re.compile(
        r"\b(?:not(?! only\b)|cannot|\w+n't|no(?! (?:less|more|later|fewer)\b)|never|nobody|none)\b"
    ),
}


def is_negated(text: str, language: Language) -> bool:
    """Does a text deny something? Words with a negative prefix don't count; of another language nothing is known."""
    found = _NEGATION.get(language)
    return found is not None and found.search(text.lower().replace("\u2019", "'")) is not None


def sides(text: str, language: Language) -> Mapping[int, tuple[bool, ...]]:
    """Return which sides of which oppositions the words of a text take, in order; a side taken twice running once.

    The key is the number of the opposition, the same in all languages; its first side is True.
    """
    known = _known()[language]
    taken: dict[int, tuple[bool, ...]] = {}
    for key in _stems(text, language):
        for number, side in known.get(key, ()):
            before = taken.get(number, ())
            if before[-1:] != (side,):
                taken[number] = (*before, side)
    return taken


@lru_cache(maxsize=1)
def _known() -> Mapping[Language, Mapping[str, list[tuple[int, bool]]]]:
    """For each language the oppositions in which a stem takes a side."""
    known: dict[Language, dict[str, list[tuple[int, bool]]]] = {language: defaultdict(list) for language in Language}
    lines = (line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#"))
    for number, line in enumerate(lines):
        for language, column in zip(_COLUMNS, line.split("|"), strict=True):
            one, other = (frozenset(_stems(forms, language)) for forms in column.split("/"))
            for key in one ^ other:
                known[language][key].append((number, key in one))
    return known


def _stems(text: str, language: Language) -> Iterable[str]:
    """The stems of all words, stop words too: «можно» and «нельзя» are two of them."""
    return (stem(word, language) for word in words(text))
