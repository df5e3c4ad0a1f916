"""Which known word a misspelt one may have meant: a letter too many, too few or swapped, or the wrong keyboard.

Letters that Kazakh has beside the Russian ones count as those: many write «казак» for «қазақ» on a Russian keyboard.
Distance is that of optimal string alignment (Damerau 1964, without letters moved more than once).
"""

from collections.abc import Iterable

__all__ = ["SHORTEST", "beginnings", "nearest", "other_keyboard"]

SHORTEST = 4
"""Letters of a word that is corrected at least: a shorter one is near to too many."""

_LONG = 7  # letters from which two mistakes are looked past, not one
_LATIN, _CYRILLIC = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")
_WRITTEN = {"а": "ә", "г": "ғ", "к": "қ", "н": "ң", "о": "ө", "у": "ұү", "х": "һ", "и": "і"}


def nearest(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    """Return the known word that a folded ``word`` is likeliest meant as, or ``None`` for none near enough.

    ``known`` are words with how many passages have them: of those equally near the most frequent one is meant.
    """
    most = 1 if len(word) < _LONG else 2
    plain = word.translate(_PLAIN)
    best: tuple[int, int, str] | None = None
    for other, passages in known:
        if other == word or abs(len(other) - len(word)) > most:
            continue
        distance = _distance(plain, other.translate(_PLAIN), most)
        if distance <= most and (best is None or (distance, -passages, other) < best):
            best = distance, -passages, other
    return best[2] if best else None


def other_keyboard(word: str) -> str | None:
    """Return what a word says when typed on the other keyboard, «газ» for "ufp"; ``None`` where it mixes both."""
    for letters, table in ((_LATIN, _TO_CYRILLIC), (_CYRILLIC, _TO_LATIN)):
        if word and set(word) <= set(letters):
            meant = word.translate(table)
            return meant if meant.isalpha() else None
    return None


def beginnings(word: str) -> list[str]:
    """Return the first two letters that the word meant may have: as typed, swapped, with the first left out.

    Mistakes elsewhere leave them as they are, and a word begins wrong more seldom than it goes on wrong.
    """
    first, second = word[0], word[1]
    typed = [first + second, second + first, word[1:3]]
    return list(dict.fromkeys(a + b for one in typed for a in _spelled(one[0]) for b in _spelled(one[1])))


def _spelled(letter: str) -> str:
    plain = letter.translate(_PLAIN)
    return plain + _WRITTEN.get(plain, "")


def _distance(a: str, b: str, most: int) -> int:
    """How many letters are to be put in, left out, changed or swapped; beyond ``most`` it is any number."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        last, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
