"""An event loop in virtual time whose database works in real time: nobody's clock moves while a transaction is open."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from storage.engine import Database

T = TypeVar("T")

BUSY_S = 0.005
"""How long to wait for a database's thread, in real seconds."""


class Passing:
    """Seconds that pass only while everybody waits; ``databases`` are those whose transactions hold them up."""

    def __init__(self) -> None:
        self.now = 0.0
        self.databases: list[Database] = []

    def __call__(self) -> float:
        """The time."""
        return self.now

    def is_held_up(self) -> bool:
        """Whether a transaction is open."""
        return any(database.busy for database in self.databases)


class _Selector(selectors.DefaultSelector):
    def __init__(self, passing: Passing) -> None:
        super().__init__()
        self._passing = passing

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; if nothing is and no transaction is open, it is later."""
        ready = super().select(0)
        while not ready and timeout != 0 and (timeout is None or self._passing.is_held_up()):
            ready = super().select(BUSY_S)
        if not ready and timeout:
            self._passing.now += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, passing: Passing) -> None:
        self._passing = passing
        super().__init__(_Selector(passing))

    def time(self) -> float:
        """The virtual time."""
        return self._passing.now


def run(work: Callable[[Passing], Coroutine[Any, Any, T]]) -> T:
    """What ``work`` returns, given the passing time."""
    passing = Passing()
    with asyncio.Runner(loop_factory=lambda: _Loop(passing)) as runner:
        return runner.run(work(passing))
