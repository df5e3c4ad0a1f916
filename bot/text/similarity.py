"""How much two texts repeat each other: shingles of three words, and whether two articles tell one story.

Shingles and containment: A. Broder, "On the resemblance and containment of documents", 1997.
"""

from collections.abc import Set as AbstractSet
from hashlib import blake2b

from bot.text.words import words

__all__ = ["SAME_STORY", "containment", "shingles", "sketch"]

SAME_STORY = 0.4  # containment from which two articles are one: rewritten by a tenth, shortened to a half, or cut up
_WIDTH = 3  # words in a shingle
_KEPT = 8  # one shingle of so many is in the sample
_SMALL = 64  # shingles up to which the sample is all of them
_BITS = 63  # a signed 64-bit column holds them


def shingles(text: str) -> frozenset[int]:
    """Return the runs of three words of ``text``, each as a number below 2**63, the same in every process.

    A text of fewer than three words is one shingle; one without words has none.
    """
    found = words(text)
    runs = {" ".join(found[at : at + _WIDTH]) for at in range(max(1, len(found) - _WIDTH + 1))} - {""}
    return frozenset(_number(run) for run in runs)


def sketch(whole: AbstractSet[int]) -> frozenset[int]:
    """Return the sample of ``whole`` that is stored to find candidates by: every eighth shingle, or all of a few.

    Which shingle is kept depends on nothing but itself, so two samples overlap as their texts do. Of n common shingles
    none is kept with probability (7/8)**n: 1 in 780 for 50 of them, 1 in 600,000 for 100.
    """
    if len(whole) <= _SMALL:
        return frozenset(whole)
    return frozenset(shingle for shingle in whole if shingle % _KEPT == 0)


def containment(a: AbstractSet[int], b: AbstractSet[int]) -> float:
    """Return the share of the smaller set that the other holds too, 0 to 1; 0 when either is empty."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def _number(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> (64 - _BITS)
