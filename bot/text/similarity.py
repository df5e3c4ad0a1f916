"""How much two texts repeat each other, and whether two articles tell one story.

Repetition is measured by shingles and their containment: A. Broder, "On the resemblance and containment of documents",
Compression and Complexity of Sequences, 1997. The same event told in other words is known by ``bot.text.events``.
"""

from collections.abc import Set as AbstractSet
from hashlib import blake2b

from bot.text import tellings
from bot.text.events import ONE_EVENT, is_other_report, likelihood
from bot.text.language import detect
from bot.text.tellings import Telling
from bot.text.words import words

__all__ = ["SAME_STORY", "containment", "same_story", "shingles", "sketch"]

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


def same_story(a_title: str, a_text: str, b_title: str, b_text: str) -> tuple[bool, float]:
    """Do two articles tell the same story, and how sure is it, from 0 to 1? The same ones have 0.5 and more.

    They do when they tell of one event (``bot.text.events``), and when one repeats the other (``SAME_STORY``) and isn't
    the report of another day.
    """
    a, b = _read(a_title, a_text), _read(b_title, b_text)
    score = likelihood(a, b)
    if not is_other_report(a, b):
        repetition = containment(shingles(f"{a_title}\n{a_text}"), shingles(f"{b_title}\n{b_text}")) / SAME_STORY
        score = max(min(1.0, repetition * ONE_EVENT), score)
    return score >= ONE_EVENT, score


def _read(title: str, text: str) -> Telling:
    return tellings.read(title, text, detect(text or title))


def _number(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> (64 - _BITS)
