"""``python -m tests.quality.learn_events`` learns the weights of ``bot.text.events`` and says how far to trust them.

Logistic regression with a ridge, on the pairs that are not kept. A weight may only have the sign that makes sense:
with so few pairs the others are chance. Cross-validation leaves whole groups out, since pairs of a group resemble each
other; the border is one of those between which it can't tell the F1 of both sets apart, and of these the most careful.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.text import tellings
from bot.text.events import Signals, signals
from bot.text.language import detect
from bot.text.tellings import Telling
from tests.quality.pairs import Pair, given, own

RIDGE = 3.0
GIVEN_WEIGHT = 2.0  # of a pair of the data beside one of ours: real news, and half as many
BORDER = -0.4
"""Of the logit: from -1.0 to here cross-validation finds F1 alike (0.82 to 0.84), and a wrong story is the worse."""
PARTS = 10
ROUNDS = 6
FOR, AGAINST = (0.0, None), (None, 0.0)
BOUNDS = [(None, None), FOR, FOR, AGAINST, AGAINST, AGAINST]  # the offset, then the signals in their order

Vector = NDArray[np.float64]


def read(article: tuple[str, str]) -> Telling:
    """What an article of a pair tells."""
    title, text = article
    return tellings.read(title, text, detect(text or title))


def fit(rows: Vector, same: Vector, importance: Vector) -> Vector:
    """The offset and the weights for rows of signals; the ridge is on weights of signals brought to one scale."""
    spread = rows.std(axis=0) + 1e-9
    scaled = np.hstack([np.ones((len(rows), 1)), rows / spread])
    sign = np.where(same, 1.0, -1.0)

    def loss(weights: Vector) -> tuple[float, Vector]:
        margin = sign * (scaled @ weights)
        slope = -importance * sign * np.exp(-np.logaddexp(0, margin))
        ridge = np.r_[0.0, weights[1:]] * RIDGE
        value = importance @ np.logaddexp(0, -margin) + ridge @ weights / 2
        return float(value), scaled.T @ slope + ridge

    found = np.asarray(minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B", bounds=BOUNDS).x)
    weights: Vector = np.r_[found[0], found[1:] / spread]
    return weights


def cross_validated(groups: Sequence[str], rows: Vector, same: Vector, importance: Vector, seed: int) -> Vector:
    """The logit of each row, by weights that were learned without its group."""
    names = sorted(set(groups))
    np.random.default_rng(seed).shuffle(names)
    part = np.array([names.index(group) % PARTS for group in groups])
    logits = np.zeros(len(rows))
    for number in range(PARTS):
        out = part == number
        weights = fit(rows[~out], same[~out], importance[~out])
        logits[out] = weights[0] + rows[out] @ weights[1:]
    return logits


def f1(same: Vector, found: NDArray[np.bool_]) -> float:
    """The F1 of what was found to be the same."""
    return float(2 * (same * found).sum() / (same.sum() + found.sum()))


@dataclass(frozen=True, slots=True)
class Examples:
    """The pairs that are not kept: a row of signals for each, and whether the pair is one event."""

    groups: list[str]
    rows: Vector
    same: Vector
    ours: NDArray[np.bool_]

    @property
    def importance(self) -> Vector:
        """What each pair weighs."""
        return np.where(self.ours, 1.0, GIVEN_WEIGHT)


def examples() -> Examples:
    """The signals of every pair that is not kept."""
    pairs: list[Pair] = [pair for pair in (*given(), *own()) if not pair.kept]
    return Examples(
        groups=[pair.group for pair in pairs],
        rows=np.array([list(signals(read(pair.a), read(pair.b))) for pair in pairs]),
        same=np.array([float(pair.same) for pair in pairs]),
        ours=np.array([pair in own() for pair in pairs]),
    )


def learnt(found: Examples) -> tuple[float, Signals]:
    """The offset, moved by the border, and the weights."""
    offset, *weights = map(float, fit(found.rows, found.same, found.importance))
    return offset - BORDER, Signals(*weights)


def main() -> None:
    """Print what cross-validation finds at several borders, and the weights."""
    found = examples()
    tries = [cross_validated(found.groups, found.rows, found.same, found.importance, seed) for seed in range(ROUNDS)]
    for border in np.arange(-1.5, 0.6, 0.1):
        figures = [
            np.mean([f1(found.same[part], logits[part] > border) for logits in tries])
            for part in (~found.ours, found.ours)
        ]
        print(f"border {border:+.1f}: F1 {figures[0]:.3f} (data) {figures[1]:.3f} (ours)")
    print(learnt(found))


if __name__ == "__main__":
    main()
