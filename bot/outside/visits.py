"""What has reached the world: every request, counted, the last ones with all that is known of them."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

KEPT = 20_000
"""How many visits are remembered one by one."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: when it came, to which outlet (``None``: an address that nobody should ask), and what was sent."""

    at: datetime
    outlet: str | None
    host: str
    path: str
    headers: Mapping[str, str]


class Visits:
    """The requests so far; ``counts`` has all of them by outlet and path, iterating gives those remembered."""

    def __init__(self) -> None:
        self._last: deque[Visit] = deque(maxlen=KEPT)
        self.counts: Counter[tuple[str | None, str]] = Counter()

    def __iter__(self) -> Iterator[Visit]:
        return iter(tuple(self._last))

    def __len__(self) -> int:
        return self.counts.total()

    def add(self, visit: Visit) -> None:
        """Note one."""
        self._last.append(visit)
        self.counts[visit.outlet, visit.path] += 1

    def of(self, outlet: str | None, path: str | None = None) -> list[Visit]:
        """Those of an outlet that are remembered, or of one path of it; oldest first."""
        return [one for one in self._last if one.outlet == outlet and path in (None, one.path)]

    def clear(self) -> None:
        """Begin to count anew."""
        self._last.clear()
        self.counts.clear()
