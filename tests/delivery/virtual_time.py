"""An event loop whose time passes only while everybody waits: a minute of waiting takes as long as its work."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Clock:
    """Seconds, from any moment on."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


class _Selector(selectors.DefaultSelector):
    """Where the loop would sleep, the clock jumps, and further by ``lateness()`` seconds as on a busy machine."""

    def __init__(self, clock: Clock, lateness: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        self._lateness = lateness

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; if nothing is, it is later."""
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits and nothing will ever happen"
            if timeout > 0:
                self._clock.now += timeout + self._lateness()
        return ready


class _Loop(asyncio.SelectorEventLoop):
    """The standard loop with another clock."""

    def __init__(self, clock: Clock, lateness: Callable[[], float]) -> None:
        self._virtual = clock
        super().__init__(_Selector(clock, lateness))

    def time(self) -> float:
        """The clock's time."""
        return self._virtual.now


def run(clock: Clock, work: Coroutine[Any, Any, T], *, lateness: Callable[[], float] = lambda: 0.0) -> T:
    """What ``work`` returns, with the loop's time being the clock's."""
    with asyncio.Runner(loop_factory=lambda: _Loop(clock, lateness)) as runner:
        return runner.run(work)
