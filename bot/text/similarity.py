"""How much two texts repeat each other, and whether two articles tell one story.

Repetition is measured by shingles and their containment: A. Broder, "On the resemblance and containment of documents",
Compression and Complexity of Sequences, 1997. The same event told in other words is known by ``bot.text.events``.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from bot.text import tellings
from bot.text.events import ONE_EVENT, is_other_report, likelihood, signals
from bot.text.language import Language, detect
from bot.text.tellings import Telling
from bot.text.words import words

__all__ = [
    "SAME_STORY",
    "Reading",
    "are_other_decisions",
    "containment",
    "repetition",
    "same_story",
    "shingles",
    "sketch",
    "stands_inside",
]

SAME_STORY = 0.4  # containment from which two articles are one: rewritten by a tenth, shortened to a half, or cut up
_WIDTH = 3  # words in a shingle
_KEPT = 8  # one shingle of so many is in the sample
_SMALL = 64  # shingles up to which the sample is all of them
_BITS = 63  # a signed 64-bit column holds them
_EDGE = 300  # characters in which a text begins, or ends: those of a lead, or a third of a shorter text
_WHOLE = 0.8  # of the larger text: from here two texts are one, with a preface or a few lines more
_HALF = 0.3  # of the larger text: halves are cut between sentences, and of few sentences seldom in the middle
_CUT = 0.2  # of the larger text: what is cut shorter tells too little of it
_TELLING = 2  # characters of a figure that tells events apart: of fewer there are too many by chance
_REPORT = 1_000  # characters: of a longer text that is repeated, figures and names may be mended
_ONE_OPENING = 0.4  # cosine of the openings from which two texts that repeat each other are of one form
_ONE_FORM = 0.6  # and from which any two are


@dataclass(frozen=True)  # without slots: what is worked out of it is kept in it
class Reading:
    """An article as it is compared: its title, which may be empty or what stands in for one, and its text.

    ``telling`` is what it tells, as ``tellings.write`` wrote it; with ``None`` it is read from the text.
    """

    title: str
    text: str
    language: Language
    telling: str | None = None

    @cached_property
    def told(self) -> Telling:
        """What it tells."""
        return (
            tellings.read(self.title, self.text, self.language)
            if self.telling is None
            else tellings.parse(self.telling)
        )

    @cached_property
    def runs(self) -> frozenset[int]:
        """The shingles of its text."""
        return shingles(self.text)

    @property
    def has_title(self) -> bool:
        """Whether somebody gave it a title."""
        return self.title not in ("", tellings.stand_in(self.text))


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


def repetition(a: Reading, b: Reading) -> float:
    """Return how much two texts repeat each other, 0 to 1, as far as that shows them to tell one story.

    The same whichever comes first. It is ``containment``, and 0 where a text only stands among others in a larger one,
    or where both are short reports of one form and contradict each other. Two different parts of one article can't both
    be most of it, nor both its beginning, so it doesn't make one story of the stories it repeats.
    """
    if _common(a, b) < _CUT or stands_inside(a, b) or _are_other_reports(a, b):
        return 0.0
    return containment(a.runs, b.runs)


def stands_inside(a: Reading, b: Reading) -> bool:
    """Return whether one of two texts repeats the other among much else, as a round-up does and an aside.

    It doesn't where they have nearly all in common or one title, and where one is the other cut short.
    """
    if containment(a.runs, b.runs) < SAME_STORY or _common(a, b) >= _WHOLE:
        return False
    return not _have_one_title(a, b) and not _one_is_cut_from(a, b)


def are_other_decisions(a: Telling, b: Telling) -> bool:
    """Return whether two short reports of one form tell of two decisions, or two days.

    Both openings have figures and none of them stands in the other text, or dates and none in common. Figures of one
    digit say nothing. Reports in other words tell one event by different figures too: among those of NTREX this would
    take more right links away than it may, so it asks for nearly the same opening.
    """
    found = signals(a, b)
    if min(a.length, b.length) > _REPORT or found.words < _ONE_FORM:
        return False
    own, others = _telling_figures(a), _telling_figures(b)
    apart = bool(own) and bool(others) and own.isdisjoint(b.figures) and others.isdisjoint(a.figures)
    return apart or bool(found.days_apart)


def same_story(a_title: str, a_text: str, b_title: str, b_text: str) -> tuple[bool, float]:
    """Do two articles tell the same story, and how sure is it, from 0 to 1? The same ones have 0.5 and more.

    They do when they tell of one event (``bot.text.events``), and when one repeats the other (``SAME_STORY``).
    """
    a, b = _read(a_title, a_text), _read(b_title, b_text)
    repeated = min(1.0, repetition(a, b) / SAME_STORY * ONE_EVENT)
    score = max(repeated, likelihood(a.told, b.told))
    return score >= ONE_EVENT, score


def _read(title: str, text: str) -> Reading:
    return Reading(title, text, detect(text or title))


def _common(a: Reading, b: Reading) -> float:
    """The share of the larger text that the other has too."""
    larger = max(len(a.runs), len(b.runs))
    return len(a.runs & b.runs) / larger if larger else 0.0


def _have_one_title(a: Reading, b: Reading) -> bool:
    return (a.has_title or b.has_title) and words(a.title) == words(b.title)


def _one_is_cut_from(a: Reading, b: Reading) -> bool:
    """Whether one is the other cut short: they begin alike, or it is the second half of a text that has a title.

    Of the reports inside a round-up only the first one begins it. The last one may be taken for its second half where
    the round-up has a title, the report none, and hardly another stands before it.
    """
    shorter, longer = sorted((a, b), key=lambda one: (len(one.text), one.text))
    edge = max(1, min(_EDGE, len(shorter.text) // 3))
    if _alike(shorter, longer, slice(None, edge)):
        return True
    is_half = longer.has_title and not shorter.has_title and _common(a, b) >= _HALF
    return is_half and _alike(shorter, longer, slice(-edge, None))


def _alike(a: Reading, b: Reading, edge: slice) -> bool:
    """Whether that edge of each text stands in the other."""
    edges = ((shingles(one.text.strip()[edge]), other.runs) for one, other in ((a, b), (b, a)))
    return all(containment(cut, whole) >= SAME_STORY for cut, whole in edges)


def _are_other_reports(a: Reading, b: Reading) -> bool:
    """Whether two texts are of one form and tell of two days, places or decisions.

    Under the same title, or none, one figure or name may have been mended.
    """
    if is_other_report(a.told, b.told):
        return True
    if min(a.told.length, b.told.length) > _REPORT or words(a.title) == words(b.title):
        return False
    if not (a.has_title and b.has_title):
        return False
    found = signals(a.told, b.told)
    return found.words >= _ONE_OPENING and (are_other_decisions(a.told, b.told) or bool(found.names_apart))


def _telling_figures(told: Telling) -> frozenset[str]:
    return frozenset(figure for figure in told.opening_figures if len(figure) >= _TELLING)


def _number(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> (64 - _BITS)
