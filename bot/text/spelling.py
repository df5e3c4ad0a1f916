"""Which known word a misspelt one may have meant: a letter too many, too few, wrong or swapped, or the wrong keyboard.

What may have been meant is made from the word itself and then looked up, some thousand words at most, so that it costs
the same however many words are known (Norvig, "How to Write a Spelling Corrector", 2007: nine of ten typos are one
letter away).
"""

import re
from collections.abc import Mapping
from itertools import product

from bot.text.words import word_spans

__all__ = ["SHORTEST", "corrected", "meant", "near", "other_keyboard", "words_of"]

SHORTEST = 4
"""Letters of a word that is corrected at least: a shorter one is near to too many."""

SHORTEST_TYPED = 3
"""Letters of a word that may have been typed on the other keyboard."""

LONGEST = 30
"""Letters of one at most."""

_BESIDE_WORDS = frozenset(".,!?;:…«»“”\"'’-–—")  # what is written with words; beside anything else they're no prose

_MOST_SPELLINGS = 256

_LATIN, _CYRILLIC = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", _RUSSIAN, f"{_RUSSIAN}әғқңөұүһі")
_TAILED = {"а": "әа", "г": "ғг", "к": "қк", "н": "ңн", "о": "өо", "у": "ұүу", "х": "һх", "и": "іи", "ы": "іы"}


def corrected(typed: str, instead: Mapping[str, str]) -> str:
    """Return what somebody typed with words, or whole pieces between spaces, replaced ``instead``."""
    return "".join(instead.get(piece) or _with_words(piece, instead) for piece in re.split(r"(\s+)", typed))


def _with_words(piece: str, instead: Mapping[str, str]) -> str:
    told, end = "", 0
    for span in word_spans(piece):
        word = span.cut(piece)
        told += piece[end : span.start] + instead.get(word, word)
        end = span.end
    return told + piece[end:]


def words_of(piece: str) -> list[str]:
    """Return the words of a piece between spaces that may be misspelt: none where it is code, or the like."""
    spans = word_spans(piece)
    beside = set(piece).difference(*(span.cut(piece) for span in spans))
    return [span.cut(piece) for span in spans] if beside <= _BESIDE_WORDS else []


def meant(word: str, known: Mapping[str, int]) -> str | None:
    """Return the word that a folded ``word`` is likeliest meant as, or ``None`` for none.

    ``known`` are those of ``near`` that are known, with how many texts have each. A word without its Kazakh letters is
    meant first: many write «казак» for «қазақ» on a Russian keyboard. Else the most frequent one is.
    """
    tailed = _with_tails(word)
    return min(known, key=lambda one: (one not in tailed, -known[one], one), default=None)


def near(word: str) -> set[str]:
    """Return the words that are one mistake away from a folded one, and those it may be without its Kazakh letters."""
    letters = next((alphabet for alphabet in _ALPHABETS if set(word) <= set(alphabet)), "")
    if not letters or not SHORTEST <= len(word) <= LONGEST:
        return set()
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    put_in = {a + letter + b for a, b in cuts for letter in letters}
    return (left_out | swapped | changed | put_in | _with_tails(word)) - {word}


def other_keyboard(word: str) -> str | None:
    """Return what a word says when typed on the other keyboard, «газ» for "ufp"; ``None`` where it mixes both."""
    for letters, table in ((_LATIN, _TO_CYRILLIC), (_CYRILLIC, _TO_LATIN)):
        if len(word) >= SHORTEST_TYPED and set(word) <= set(letters):
            typed = word.translate(table)
            return typed if typed.isalpha() else None
    return None


def _with_tails(word: str) -> set[str]:
    """The spellings of a word in which letters have the tails they have in Kazakh; too many are none."""
    spelled = [_TAILED.get(letter, letter) for letter in word]
    count = 1
    for letters in spelled:
        count *= len(letters)
    return {"".join(one) for one in product(*spelled)} - {word} if count <= _MOST_SPELLINGS else set()
