"""The figures of a run, and the floors they are held against: a floor may rise and never fall.

``floors.toml`` holds for each figure its floor and its target. Every figure is a share from 0 to 1, or a number that is
better the higher it is; what should be rare is written as the share that is free of it.
"""

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.toml")
STEP = 0.001
"""Floors are raised to the figure, rounded down to this step: the same code gives the same figures everywhere."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What a figure must reach, and what it should; ``None`` where nothing was asked for."""

    least: float
    target: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of this run, ``name`` being ``task.part``, measured over so many cases."""

    name: str
    value: float
    cases: int


@dataclass(slots=True)
class Figures:
    """Collects the figures of a run; ``floors`` are by name."""

    floors: dict[str, Floor]
    reached: list[Figure] = field(default_factory=list)

    def note(self, name: str, value: float, *, cases: int) -> None:
        """Note a figure, and fail where it is below its floor.

        Raises:
            AssertionError: the figure is below its floor, or has none in ``floors.toml``.
        """
        self.reached.append(Figure(name, value, cases))
        assert name in self.floors, f"{name} has no floor in {FLOORS.name}: write {name} = {value:.3f}"
        floor = self.floors[name].least
        assert value >= floor, f"{name} is {value:.4f}, below its floor {floor} ({cases} cases)"

    def table(self) -> Iterator[str]:
        """The lines of a table of all figures, in the order of their tasks."""
        yield f"{'figure':<44}{'reached':>9}{'floor':>9}{'target':>9}{'cases':>8}"
        for figure in sorted(self.reached, key=lambda one: one.name):
            floor = self.floors.get(figure.name, Floor(math.nan, None))
            target = "" if floor.target is None else f"{floor.target:.3f}"
            short = " *" if floor.target is not None and figure.value < floor.target else ""
            yield f"{figure.name:<44}{figure.value:>9.4f}{floor.least:>9.3f}{target:>9}{figure.cases:>8}{short}"
        yield "* below its target; docs/quality.md says why"


def load(path: Path = FLOORS) -> dict[str, Floor]:
    """The floors of a file of tables: ``[task]``, then ``part = floor`` or ``part = [floor, target]``."""
    return {
        f"{task}.{part}": Floor(*entry) if isinstance(entry, list) else Floor(entry, None)
        for task, parts in tomllib.loads(path.read_text("utf-8")).items()
        for part, entry in parts.items()
    }


def raised(source: str, figures: list[Figure]) -> str:
    """The text of a floors file with each floor raised to what was reached; none is lowered."""
    reached = {figure.name: math.floor(figure.value / STEP + 1e-9) * STEP for figure in figures}
    task, lines = "", []
    for line in source.split("\n"):
        if line.startswith("["):
            task = line.strip("[]")
        part, equals, entry = line.partition(" = ")
        if equals and (value := reached.get(f"{task}.{part}")) is not None:
            floor, comma, rest = entry.partition(",")
            least = max(float(floor.lstrip("[")), value)
            line = f"{part} = {'[' if comma else ''}{least:.3f}{comma}{rest}"  # noqa: PLW2901 - the line, rewritten
        lines.append(line)
    return "\n".join(lines)
