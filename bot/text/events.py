"""Whether two articles tell of one event: a small model over what each tells.

Logistic regression with five signals. Its weights are learned by ``python -m tests.quality.learn_events``, where they
may only have the sign that makes sense: what two tellings share speaks for one event, what they contradict each other
in against it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log1p

from bot.text.tellings import Telling

__all__ = ["ONE_EVENT", "Signals", "is_other_report", "likelihood", "signals"]

ONE_EVENT = 0.5
"""The likelihood from which two articles tell of one event."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for one event and against it.

    ``words``: the cosine of the openings, 0 to 1. ``figures``: the cosine again, by the logarithm of how many numbers
    both have that hardly two events share. ``figures_apart``: the cosine again, for each figure that the openings could
    have in common where neither's are in the other: a report that comes every day in the same words. ``names_apart``
    and ``days_apart``: 1 where both openings have names, or dates, and none in common.
    """

    words: float
    figures: float
    figures_apart: float
    names_apart: float
    days_apart: float

    def __iter__(self) -> Iterator[float]:
        """In the order of the fields."""
        return iter((self.words, self.figures, self.figures_apart, self.names_apart, self.days_apart))


WEIGHTS = Signals(words=5.65, figures=4.66, figures_apart=-1.27, names_apart=-1.45, days_apart=-2.56)
OFFSET = -1.87  # learned, and 0.4 above: the most careful of the borders that cross-validation finds alike
_DIGITS = 3
_REPORT = 1_000  # characters
_ONE_OPENING = 0.4  # cosine
_OTHER_FIGURES = 3
_FIGURES = 5  # that two openings may fail to share; more say nothing more


def likelihood(a: Telling, b: Telling) -> float:
    """Return how likely two articles tell of one event, 0 to 1; the same whichever comes first.

    It is 0 where one of them says nothing.
    """
    if not a.weights or not b.weights:
        return 0.0
    logit = OFFSET + sum(weight * signal for weight, signal in zip(WEIGHTS, signals(a, b), strict=True))
    return 1 / (1 + exp(-logit))


def is_other_report(a: Telling, b: Telling) -> bool:
    """Return whether two texts are reports of two days: short, of one opening, with none of its figures alike.

    They repeat each other («Ход уборки», «Курс валют») and still say different things. Of a long text that is repeated
    the figures may be mended.
    """
    return (
        min(a.length, b.length) <= _REPORT
        and _figures_apart(a, b) >= _OTHER_FIGURES
        and signals(a, b).words >= _ONE_OPENING
    )


def signals(a: Telling, b: Telling) -> Signals:
    """Return what two tellings have in common, and in what they contradict each other."""
    if len(a.weights) > len(b.weights):
        a, b = b, a
    shared = sum(map(_is_of_one_event, a.figures & b.figures))
    others = b.weights
    words = sum([weight * others[key] for key, weight in a.weights.items() if key in others])
    return Signals(
        words=words,
        figures=words * log1p(shared),
        figures_apart=words * _figures_apart(a, b),
        names_apart=float(_names_apart(a, b)),
        days_apart=float(bool(a.days) and bool(b.days) and a.days.isdisjoint(b.days)),
    )


def _is_of_one_event(figure: str) -> bool:
    """Whether a number is one that two events hardly have in common: three digits and more, or a part of a whole."""
    return "." in figure or sum(map(str.isdecimal, figure)) >= _DIGITS


def _figures_apart(a: Telling, b: Telling) -> int:
    """How many figures the openings could have in common, where neither's are in the other at all."""
    if not a.opening_figures.isdisjoint(b.figures) or not b.opening_figures.isdisjoint(a.figures):
        return 0
    return min(_FIGURES, len(a.opening_figures), len(b.opening_figures))


def _names_apart(a: Telling, b: Telling) -> bool:
    """Whether both name somebody or something at the beginning, and neither's stands in the other.

    A name with which a sentence begins is not known for one, but it is a word of the opening.
    """
    if not a.names_of_opening or not b.names_of_opening:
        return False
    return not any(name in b.names or name in b.opening for name in a.names_of_opening) and not any(
        name in a.names or name in a.opening for name in b.names_of_opening
    )
