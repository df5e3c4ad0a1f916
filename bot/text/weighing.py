"""How the evidence of terms becomes sectors: pure sums and thresholds, and the constants that they rest on.

Each sector's evidence is the sum of what its terms add, a repeated term less each time. Long passages meet more terms
by chance, so evidence is damped by the root of the length; only the opening, which names the subject, counts the more,
the longer the passage goes on. Short passages often leave their subject to the title («It is very bad.»), so they lean
on it, the less so the more they speak of something else. What comes out is held against a threshold and against the
passage's strongest sector.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Calibration", "Weights"]

Weights = Mapping[str, float]
"""The evidence for each sector, by its key; negative where terms speak against it."""

MOST_SECTORS = 3
MOST_TIMES = 4  # a term that appears more often adds no more
USUAL_WORDS = 30  # the length at which evidence counts as it is
FEWEST_WORDS = 20  # shorter passages are damped as if they had so many
OPENING_MOST = 1.5  # times the weight of a term that stands in a long passage's opening
SURE = 6.0  # evidence that makes a score of 0.63


@dataclass(frozen=True, slots=True)
class Calibration:
    """The constants that were chosen by measurement: on labelled passages, the kept ones not among them.

    ``python -m tests.quality.calibrate`` looks for better ones. The unit of each is evidence, that is a term's weight,
    where nothing else is said.
    """

    threshold: float = 2.2
    """What a passage's strongest sector needs: one good term in a short passage."""
    companion: float = 3.3
    """What the others need at least,"""
    relative: float = 0.6
    """and which share of the strongest one's;"""
    enough: float = 5.5
    """but with this much a sector is in, however strong another is."""
    repeated: float = 0.3
    """The share of its weight that a term adds when it appears again."""
    title: float = 1.0
    """What evidence of the title is multiplied by."""
    article: float = 0.25
    """The share of the mean evidence of an article's other passages that is added to the title's."""
    most_context: float = 7.0
    """What title and article can give one sector together."""
    leaning_words: int = 60
    """Up to so many words a passage leans on its context in full."""
    leaning_evidence: float = 24.0
    """Evidence for other sectors that halves the leaning."""

    def adds(self, weight: float, times: int, *, opening: bool, length: int) -> float:
        """Return what a term of this weight, standing so many times in a text of ``length`` words, adds."""
        again = self.repeated * (min(times, MOST_TIMES) - 1)
        damping = math.sqrt(max(length, FEWEST_WORDS) / USUAL_WORDS)
        first = min(damping, OPENING_MOST) if opening and damping > 1 else 1 / damping
        return weight * (first + again / damping)

    def contexts(self, title: Weights, owns: Sequence[Weights]) -> list[dict[str, float]]:
        """Return what each passage of an article can lean on: its title, and a share of what the others are about.

        Only evidence for a sector is taken over, never evidence against.
        """
        total: dict[str, float] = {}
        for own in owns:
            for key, weight in own.items():
                total[key] = total.get(key, 0.0) + max(weight, 0.0)
        share = self.article / max(len(owns) - 1, 1)
        keys = dict.fromkeys([*title, *total])
        return [
            {
                key: min(
                    self.title * max(title.get(key, 0.0), 0.0)
                    + share * (total.get(key, 0.0) - max(own.get(key, 0.0), 0.0)),
                    self.most_context,
                )
                for key in keys
            }
            for own in owns
        ]

    def lean(self, own: Weights, length: int, context: Weights) -> dict[str, float]:
        """Add to the evidence of a passage of ``length`` words what it takes over from its context."""
        by_length = min(1.0, self.leaning_words / max(length, 1))
        weights = dict(own)
        for sector, weight in context.items():
            other = max((value for key, value in own.items() if key != sector), default=0.0)
            by_evidence = self.leaning_evidence / (self.leaning_evidence + max(other, 0.0))
            weights[sector] = weights.get(sector, 0.0) + weight * by_length * by_evidence
        return weights

    def decide(self, weights: Weights) -> list[tuple[str, float]]:
        """Return the sectors that a passage gets, best first, each with its score: ``0 < score ≤ 1``."""
        ranked = sorted(weights.items(), key=lambda item: -item[1])[:MOST_SECTORS]
        if not ranked or ranked[0][1] < self.threshold:
            return []
        needed = self.needed(ranked[0][1])
        found = [ranked[0], *(item for item in ranked[1:] if item[1] >= needed)]
        return [(key, score(weight)) for key, weight in found]

    def needed(self, strongest: float) -> float:
        """Return the evidence that a sector needs beside the passage's strongest one."""
        return max(self.companion, min(self.enough, self.relative * strongest))


def score(weight: float) -> float:
    """Return how sure so much evidence makes: 0 to 1."""
    return 1 - math.exp(-weight / SURE)
