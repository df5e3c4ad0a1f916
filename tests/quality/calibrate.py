"""``python -m tests.quality.calibrate``: looks for better constants of the tagger, on what is not kept.

Each constant in turn is tried above and below, and the best is held, until nothing gets better. What is made as high
as can be is the mean of the micro-F1 over languages and kinds of passages, so that none is bought with another.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from bot.text.weighing import Calibration, Weights
from bot.text.words import words
from tests.conftest import SEEDS
from tests.quality.passages import Labelled, given, micro_f1, outcomes, own, television, written

STEPS = (0.7, 0.8, 0.9, 1.1, 1.25, 1.4)
"""What a constant is multiplied by in a try."""
WORTH = 0.0005
"""A gain below this is noise, and a constant that was thought about stays."""
SKIPPED = ("repeated", "article")  # they act before the sums that are kept here


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage with what its terms say, apart from its title's."""

    passage: Labelled
    length: int
    own: Weights
    title: Weights


def main() -> None:
    """Print the constants that were found, and what they reach."""
    tagger = Tagger(load(SEEDS / "sectors.toml"))
    parts = {
        kind: [_weighed(tagger, passage) for passage in passages() if not passage.kept]
        for kind, passages in {"given": given, "own": own, "written": written, "television": television}.items()
    }
    best = Calibration()
    reached = _reached(best, parts)
    print(f"{'as it is':<40}{reached:.4f}")
    while (found := _improved(best, reached, parts)) is not None:
        best, reached = found
        print(f"{_differences(best):<40}{reached:.4f}")


def _improved(best: Calibration, reached: float, parts: dict[str, list[Weighed]]) -> tuple[Calibration, float] | None:
    tries = []
    for field in fields(Calibration):
        value = getattr(best, field.name)
        if field.name in SKIPPED:
            continue
        for step in STEPS:
            tried = replace(best, **{field.name: type(value)(round(value * step, 3))})
            tries.append((_reached(tried, parts), field.name, tried))
    gain, _, tried = max(tries, key=lambda one: one[0])
    return (tried, gain) if gain > reached + WORTH else None


def _reached(calibration: Calibration, parts: dict[str, list[Weighed]]) -> float:
    """The mean of the micro-F1 over kinds of passages and languages."""
    figures = []
    for weighed in parts.values():
        by_language: dict[str, list[Weighed]] = defaultdict(list)
        for one in weighed:
            by_language[one.passage.language].append(one)
        figures += [_f1(calibration, ones) for ones in by_language.values()]
    return sum(figures) / len(figures)


def _f1(calibration: Calibration, weighed: Iterable[Weighed]) -> float:
    found = {id(one.passage): _sectors(calibration, one) for one in weighed}
    return micro_f1(outcomes(lambda passage: found[id(passage)], [one.passage for one in weighed]).values())


def _sectors(calibration: Calibration, one: Weighed) -> set[str]:
    context = calibration.contexts(one.title, [one.own])[0]
    return {key for key, _ in calibration.decide(calibration.lean(one.own, one.length, context))}


def _weighed(tagger: Tagger, passage: Labelled) -> Weighed:
    return Weighed(
        passage,
        len(words(passage.text)),
        tagger.weigh(passage.text, passage.language),
        tagger.weigh(passage.title, passage.language),
    )


def _differences(calibration: Calibration) -> str:
    usual = Calibration()
    return ", ".join(
        f"{field.name}={getattr(calibration, field.name):g}"
        for field in fields(Calibration)
        if getattr(calibration, field.name) != getattr(usual, field.name)
    )


if __name__ == "__main__":
    main()
