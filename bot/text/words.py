"""Words of a text, and the stems by which their forms meet."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.text import kazakh, russian
from bot.text.language import Language
from bot.text.spans import Span
from bot.text.stopwords import STOP_WORDS

if TYPE_CHECKING:
    import Stemmer

__all__ = ["LONGEST", "MOST_WORDS", "fold", "index_words", "is_stop", "stem", "stems", "warm", "word_spans", "words"]

LONGEST = 64  # characters of a word that count: what is longer is no word, and would only fill an index

MOST_WORDS = 25_000  # different words of a text that are looked up; a novel of a million characters has so many

# Letters and digits, held together by a hyphen, or by an apostrophe as in "don't". A letter may carry combining marks
# (a stress, the breve of a decomposed й), and a word may hold soft hyphens.
_HYPHENS = "-\u2010\u2011"
_APOSTROPHES = "'\u2019\u02bc"
_UNSEEN = "\u00ad\u0300-\u036f"
# Possessive: no letter is ever given back, and to be able to would cost 200 bytes for each.
_WORD = re.compile(rf"[^\W_]++(?:[{_UNSEEN}]*+[{_HYPHENS}{_APOSTROPHES}]?+[^\W_]++)*+[{_UNSEEN}]*+")
_UNSEEN_MARKS = re.compile(rf"[{_UNSEEN}]")
_ORDINAL = re.compile(r"(\d+)-[^\W\d_]{1,3}")
_FOLD = str.maketrans({"ё": "е", **dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_APOSTROPHES, "'")})
_FOLDS_KEPT = 16_384  # the frequent ones, 4 MB: nine of ten words of a text are among them


def word_spans(text: str) -> list[Span]:
    """Return the places of the words of ``text``, in order: one for each of ``words(text)``."""
    return [Span(*found.span()) for found in _WORD.finditer(text)]


def words(text: str) -> list[str]:
    """Return the words of ``text``, folded and in order; a hyphenated one is one word (``it-сектор``)."""
    return [_fold(found[:LONGEST]) for found in _WORD.findall(text)]


def fold(word: str) -> str:
    """Return ``word`` as it is compared: case, ё, stress marks, soft hyphens and kinds of hyphen don't count.

    What is longer than ``LONGEST`` characters is cut there.
    """
    return _fold(word[:LONGEST])  # before it is kept: a word may be as long as a page


@lru_cache(maxsize=_FOLDS_KEPT)
def _fold(word: str) -> str:
    word = word.lower()
    if not word.isalnum():
        word = _UNSEEN_MARKS.sub("", word.replace("и\u0306", "й"))
    return word.translate(_FOLD)


def is_stop(word: str, language: Language) -> bool:
    """Is this folded ``word``, or its lemma, in nearly every text?"""
    stop = STOP_WORDS[language]
    return word in stop or (language is Language.RU and stem(word, language) in stop)


def stem(word: str, language: Language) -> str:
    """Return the key by which the forms of a folded ``word`` meet.

    Russian: the lemma (``bot.text.russian``). Kazakh: ``bot.text.kazakh``. English: Porter's second stemmer (Snowball).
    Another language: the word itself. An ordinal is its number (90-х, 3-ші).
    """
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal[1] if ordinal else _STEMMERS[language](word)


def stems(text: str, language: Language) -> list[str]:
    """Return the stems of the words of ``text``, in order, stop words left out: what the full-text index stores.

    After a hyphenated word stand its parts too, so that «сектор» finds «IT-сектор». After ``MOST_WORDS`` different
    words the rest stand as they are: no text has so many, and made-up ones are slow to look up.
    """
    found: list[str] = []
    known: dict[str, list[str]] = {}
    for word in words(text):
        if word not in known:
            known[word] = _index_terms(word, language) if len(known) < MOST_WORDS else [word]
        found += known[word]
    return found


def index_words(text: str, language: Language) -> tuple[str, str]:
    """Return what the full-text index keeps of a passage: its stems and its words, each in a line."""
    return " ".join(stems(text, language)), " ".join(words(text))


def _index_terms(word: str, language: Language) -> list[str]:
    if is_stop(word, language):
        return []
    whole = stem(word, language)
    return [whole, *_parts(whole, language)]


def _parts(whole: str, language: Language) -> list[str]:
    if "-" not in whole:
        return []
    return [stem(part, language) for part in whole.split("-") if len(part) > 1 and not is_stop(part, language)]


def warm() -> None:
    """Load the dictionaries (about 0.2 s, 25 MB), so that the first text doesn't wait for them."""
    russian.warm()
    _english("digest")


@lru_cache(maxsize=50_000)
def _english(word: str) -> str:
    return str(_snowball().stemWord(word))


@lru_cache(maxsize=1)
def _snowball() -> "Stemmer.Stemmer":
    import Stemmer  # noqa: PLC0415 - heavy: loaded at first use

    return Stemmer.Stemmer("english")


_STEMMERS: dict[Language, Callable[[str], str]] = {
    Language.RU: russian.lemma,
    Language.KK: kazakh.stem,
    Language.EN: _english,
    Language.OTHER: str,
}
