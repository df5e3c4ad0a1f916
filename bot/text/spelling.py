"""Which known word a misspelt one may have meant: a letter too many, too few, wrong or swapped, or the wrong keyboard.

What may have been meant is made from the word itself and then looked up, some thousand words at most, so that it costs
the same however many words are known (Norvig, "How to Write a Spelling Corrector", 2007: nine of ten typos are one
letter away).
"""

from collections.abc import Mapping
from itertools import product

__all__ = ["SHORTEST", "meant", "near", "other_keyboard"]

SHORTEST = 4
"""Letters of a word that is corrected at least: a shorter one is near to too many."""

LONGEST = 30
"""Letters of one at most."""

_MOST_SPELLINGS = 256

_LATIN, _CYRILLIC = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", _RUSSIAN, f"{_RUSSIAN}әғқңөұүһі")
_TAILED = {"а": "әа", "г": "ғг", "к": "қк", "н": "ңн", "о": "өо", "у": "ұүу", "х": "һх", "и": "іи", "ы": "іы"}


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
        if word and set(word) <= set(letters):
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
