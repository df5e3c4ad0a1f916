"""Russian words: their lemmas, by which their forms meet, and whether a word is one at all.

The dictionary is OpenCorpora's, read by pymorphy3 (M. Korobov, "Morphological Analyzer and Generator for Russian and
Ukrainian Languages", AIST 2015).
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

__all__ = ["is_word", "lemma", "warm"]

_RUSSIAN = re.compile(r"[a-z\d-]*[а-я-]+")
# Surnames that the dictionary lacks, as it lacks most Kazakh ones; of each form what comes before the case's ending.
_SURNAME = re.compile(r"([а-я]+(?:ов|ев|ин))(?:а|у|ым|е|ой|ы|ых|ыми)?")
# First names of which surnames in -ов are made, where the dictionary doesn't know them: Алиханов, Касымов.
_FIRST_NAME = re.compile(r".*(?:бек|жан|хан|мурат|булат|болат|кул|дин)|касым|жакып|мамет|смаил|масим")

_BEGINNING = 3  # letters that are left of a noun at least

_PARTICIPLES = frozenset(("PRTF", "PRTS"))
_PAST_ACTIVE = ("бший", "вший", "рший")
# Homonyms of which the dictionary takes the one that news hardly knows: in one form, and in all.
_SETTLED = {"парков": "парк", "залом": "зал", "газы": "газ", "вели": "вести"}
_SETTLED_LEMMAS = {"парка": "парк", "зала": "зал"}


def is_word(word: str) -> bool:
    """Is the lower-cased ``word`` in the dictionary, in any of its forms?"""
    return bool(_morphology().word_is_known(word))


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """Return the dictionary form of a folded ``word``; what isn't Russian stays as it is."""
    if word in _SETTLED or not _RUSSIAN.fullmatch(word):
        return _SETTLED.get(word, word)
    surname = _SURNAME.fullmatch(word)
    if surname and not is_word(word):
        return _surname_or_plural(surname[1])
    parse = _likeliest(word)
    if surname and (surname[1] == "токаев" or {"Name", "plur"} <= parse.tag.grammemes):  # a wine; Абай, by the dozen
        return surname[1]
    found = str(parse.normal_form).replace("ё", "е")
    if found in _SETTLED_LEMMAS:
        return _SETTLED_LEMMAS[found]
    # A surname's genitive («Смирнова») is a woman's nominative: both meet in one stem.
    if found.endswith(("ова", "ева")) and {"Name", "Surn"} & parse.tag.grammemes:
        return found[:-1]
    return found


def _surname_or_plural(found: str) -> str:
    """The key of an unknown word that ends in -ов, -ев or -ин, its case taken off.

    «Бектенов» is a surname and «маркетплейсов» a plural's genitive; neither letters nor the dictionary tell which. So
    both lose their -ов, and each meets its own forms. It stays where a first name would be left, which is another word.
    """
    beginning = found.removesuffix("ов")
    if beginning == found or len(beginning) < _BEGINNING or _is_first_name(beginning):
        return found
    return lemma(beginning)


def _is_first_name(word: str) -> bool:
    return bool(_FIRST_NAME.fullmatch(word)) or any(
        "Name" in parse.tag and parse.is_known for parse in _morphology().parse(word)
    )


def _likeliest(word: str) -> "Parse":
    """The parse of ``word`` that is right most often in news, where nobody is told to do anything."""
    parses = _morphology().parse(word)
    first = next((parse for parse in parses if not _is_unlikely(parse)), parses[0])
    return next((parse for parse in parses if _is_rather(parse, first)), first)


def _is_rather(parse: "Parse", first: "Parse") -> bool:
    """Should ``parse`` stand before the ``first``, so that the forms of one word don't part?

    A noun before a participle (данные), a participle before an adjective that is one no more than in name (закрыт,
    погибшие).
    """
    if first.tag.POS in _PARTICIPLES:
        return parse.tag.POS == "NOUN" and "Name" not in parse.tag
    if first.tag.POS == "ADJS":
        return bool(parse.tag.POS == "PRTS")
    is_past_active = first.normal_form.endswith(_PAST_ACTIVE) and parse.tag.POS == "PRTF"
    return is_past_active and bool(parse.normal_form != "быть")


def _is_unlikely(parse: "Parse") -> bool:
    return "impr" in parse.tag or (parse.tag.POS == "ADJS" and not parse.is_known)


def warm() -> None:
    """Load the dictionary (about 0.2 s, 25 MB), so that the first text doesn't wait for it."""
    _morphology()


@lru_cache(maxsize=1)
def _morphology() -> "MorphAnalyzer":
    import pymorphy3  # noqa: PLC0415 - heavy: loaded at first use

    return pymorphy3.MorphAnalyzer()
