"""What has happened since the process began, as plain numbers: rooms count, and whoever watches the bot reads.

Nothing here names a person, a chat or a text, and no label takes more values than there are sectors, methods or words
of ours.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

BOUNDS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; the targets of DESIGN.md lie between 0.015 and 1."""


@dataclass(slots=True)
class Durations:
    """How long something took, by ``BOUNDS_S``: the last number is of what took longer than all of them."""

    numbers: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    total_s: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.numbers[bisect_left(BOUNDS_S, seconds)] += 1
        self.total_s += seconds


@dataclass(slots=True)
class Counts:
    """What the rooms count.

    ``answers`` by the kind of update, from its coming in to the first call that answers it; ``calls`` by method and
    outcome, ``articles`` and ``looks`` by outcome, ``passages`` by sector, ``logged`` by level.
    """

    answers: dict[str, Durations] = field(default_factory=dict)
    updates: Counter[tuple[str, str]] = field(default_factory=Counter)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    passages: Counter[str] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)
    logged: Counter[str] = field(default_factory=Counter)

    def answered(self, kind: str, seconds: float) -> None:
        """An update of a kind was answered after so long."""
        self.answers.setdefault(kind, Durations()).add(seconds)

    def stored(self, outcome: str, sectors: Iterable[Iterable[str]]) -> None:
        """A text came in; ``sectors`` are those of each passage, where it was new."""
        self.articles[outcome] += 1
        for keys in sectors:
            self.passages.update(list(keys))  # of a mapping it would add up the values
