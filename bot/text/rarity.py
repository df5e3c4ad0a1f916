"""How rare a word is in the news of its language: what two texts share tells the more, the rarer it is.

Rarities come from a table that never changes while the program runs, not from what is stored: then whether two articles
are alike depends on nothing but the two. ``common_stems.txt`` beside this module is remade by
``python -m tests.quality.rarities``; a word that is not in it is as rare as can be.

Words are compared by the first five letters of their stems («хоккей» and «хоккеист», "Kazakh" and "Kazakhstan").
Truncation: P. McNamee, C. Nicholas and J. Mayfield, "Addressing morphological variation in alphabetic languages",
SIGIR 2009, who found five letters as good as the best stemmers for most languages.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from bot.text.language import Language
from bot.text.words import stems

__all__ = ["LETTERS", "TABLE", "keys", "rarity", "truncated"]

LETTERS = 5
"""Of a stem, by which it is compared; a number is compared whole."""

TABLE = Path(__file__).with_name("common_stems.txt")


def keys(text: str, language: Language) -> list[str]:
    """Return the truncated stems of the words of ``text``, in order, stop words left out."""
    return list(truncated(stems(text, language)))


def truncated(found: Iterable[str]) -> Iterable[str]:
    """Return stems as they are compared."""
    return (stem if stem[0].isdecimal() else stem[:LETTERS] for stem in found)


def rarity(key: str, language: Language) -> float:
    """Return how rare a truncated stem is, 0 to 1: the logarithm of how few documents have it, 1 where hardly one does.

    K. Spärck Jones, "A statistical interpretation of term specificity", Journal of Documentation 28 (1972).
    """
    return _table()[language].get(key, 1.0)


@lru_cache(maxsize=1)
def _table() -> dict[Language, dict[str, float]]:
    """The table: each line a language, a rarity, and the keys that are so rare."""
    table: dict[Language, dict[str, float]] = {language: {} for language in Language}
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, rare, *found = line.split()
            table[Language(language)].update(dict.fromkeys(found, float(rare)))
    return table
