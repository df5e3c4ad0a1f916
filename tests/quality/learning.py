"""Learns what speaks for a sentence of an article: ``python -m tests.quality.learning`` prints the weights.

Pairwise logistic loss (C. Burges and others, "Learning to Rank using Gradient Descent", ICML 2005) over the pairs of
sentences of one article of which one was chosen by more readers; each article weighs alike, and an L2 penalty keeps
the weights small. Learnt is on what is not kept. Cross-validation leaves out whole documents, all translations
together, and tells what to expect of an article that was never seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.newsroom.features import Features, Reading, read
from bot.newsroom.summaries import taken
from bot.text.anaphora import leans
from tests.quality.test_summaries import COUNT, Chosen, given, own

FOLDS = 12
PENALTY = 1.0  # of 0.3, 1, 2 and 4 it did best in cross-validation, by a little

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """An article with the features of its sentences."""

    article: Chosen
    reading: Reading
    seen: Vector  # a row a sentence
    leaning: list[bool]

    def overlap(self, weights: Vector) -> float:
        """How much what these weights choose agrees with the readers."""
        chosen = taken((self.seen @ weights).tolist(), self.leaning, self.reading.likeness, COUNT)
        return fmean(len(reader.intersection(chosen)) / COUNT for reader in self.article.readers)


def examples() -> list[Example]:
    """The labelled articles that are not kept."""
    return [_example(article) for article in chain(given(), own()) if not article.kept]


def _example(article: Chosen) -> Example:
    reading = read(article.sentences, title=article.title, language=article.language)
    return Example(
        article,
        reading,
        np.array([one.values() for one in reading.features]),
        [leans(sentence, article.language) for sentence in article.sentences],
    )


def learnt(learned_from: Iterable[Example]) -> Vector:
    """The weights that minimise the loss: it is convex, so they are the same from every start."""
    differences, shares = zip(*map(_pairs, learned_from), strict=True)
    pairs, share = np.vstack(differences), np.concatenate(shares)

    def loss(weights: Vector) -> tuple[float, Vector]:
        margin = pairs @ weights
        wrong = share / (1.0 + np.exp(margin))
        value = float(share @ np.logaddexp(0.0, -margin) + PENALTY * weights @ weights)
        return value, 2 * PENALTY * weights - pairs.T @ wrong

    found: Vector = minimize(loss, np.zeros(pairs.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def _pairs(example: Example) -> tuple[Vector, Vector]:
    """Chosen less not chosen, for each such pair, and what it weighs: all of an article weigh 1."""
    votes = np.array([sum(place in reader for reader in example.article.readers) for place in range(len(example.seen))])
    better, worse = np.nonzero(votes[:, None] > votes[None, :])
    weight = (votes[better] - votes[worse]).astype(np.float64)
    return example.seen[better] - example.seen[worse], weight / weight.sum()


def cross_validated(labelled: Sequence[Example]) -> Iterator[tuple[Example, float]]:
    """Each article with the overlap that weights reach which were learnt on other documents."""
    names = sorted({example.article.name for example in labelled})
    for fold in range(FOLDS):
        left_out = set(names[fold::FOLDS])
        weights = learnt(example for example in labelled if example.article.name not in left_out)
        for example in labelled:
            if example.article.name in left_out:
                yield example, example.overlap(weights)


def main() -> None:
    """Print the weights, and the overlap in cross-validation by language."""
    labelled = examples()
    for field, weight in zip(fields(Features), learnt(labelled), strict=True):
        print(f"    {field.name}={weight:.2f},")
    overlaps = list(cross_validated(labelled))
    for language in sorted({example.article.language for example, _ in overlaps}):
        print(f"{language}: {fmean(one for example, one in overlaps if example.article.language is language):.3f}")
    print(f"all: {fmean(one for _, one in overlaps):.3f}, of {len(overlaps)} articles that are not kept")


if __name__ == "__main__":
    main()
