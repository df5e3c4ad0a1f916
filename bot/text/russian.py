"""Russian words: their lemmas, by which their forms meet, and whether a word is one at all.

The dictionary is OpenCorpora's, read by pymorphy3 (M. Korobov, "Morphological Analyzer and Generator for Russian and
Ukrainian Languages", AIST 2015).
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

__all__ = ["is_word", "lemma", "warm"]

_RUSSIAN = re.compile(r"[a-z\d-]*[а-я-]+")
# Kazakh surnames. The dictionary lacks most, and takes «Токаев» for the genitive plural of a wine.
_SURNAME = re.compile(r"([а-я]+(?:[аеиуя]ев|беков|жанов|ханов|бетов|хметов|тенов))(?:а|у|ым|е|ой|ы|ых|ыми)?")


def is_word(word: str) -> bool:
    """Is the lower-cased ``word`` in the dictionary, in any of its forms?"""
    return bool(_morphology().word_is_known(word))


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """Return the dictionary form of a folded ``word``; what isn't Russian stays as it is."""
    if not _RUSSIAN.fullmatch(word):
        return word
    surname = _SURNAME.fullmatch(word)
    if surname and (surname[1] == "токаев" or not is_word(word)):
        return surname[1]
    parse = _morphology().parse(word)[0]
    found = str(parse.normal_form).replace("ё", "е")
    # A surname's genitive («Смирнова») is a woman's nominative: both meet in one stem.
    if found.endswith(("ова", "ева")) and {"Name", "Surn"} & parse.tag.grammemes:
        return found[:-1]
    return found


def warm() -> None:
    """Load the dictionary (about 0.2 s, 25 MB), so that the first text doesn't wait for it."""
    _morphology()


@lru_cache(maxsize=1)
def _morphology() -> "MorphAnalyzer":
    import pymorphy3  # noqa: PLC0415 - heavy: loaded at first use

    return pymorphy3.MorphAnalyzer()
