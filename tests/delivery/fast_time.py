"""An event loop whose seconds are milliseconds: what waits for a rate, a rest or another try needn't be waited for.

Virtual time would be quicker still, but it can't tell that everybody waits while the database's threads are at work.
"""

import asyncio
import selectors

SPEED = 1_000


class _Selector(selectors.DefaultSelector):
    """Sleeps a thousandth of what it is asked to."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready by then."""
        return super().select(None if timeout is None else timeout / SPEED)


class FastLoop(asyncio.SelectorEventLoop):
    """The standard loop with another clock."""

    def __init__(self) -> None:
        super().__init__(_Selector())

    def time(self) -> float:
        """Seconds that pass a thousand times as fast."""
        return super().time() * SPEED
