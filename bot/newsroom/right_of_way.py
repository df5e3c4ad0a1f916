"""Answers go first: work that can wait lets them pass, for a moment at a time.

Threads of one process take turns at computing, five milliseconds each. Understanding an article that just came in would
so double what a person waits for their answer, and more with every turn that the answer itself needs.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HURRIED_S = 0.25
"""What takes longer than that is no answer but a file that is made or a site that is asked: it may share."""

MOST_S = 0.03
"""How long work waits before it does its next piece all the same: however many ask, the news go on coming in."""


class RightOfWay:
    """Whoever is ``hurried`` goes first; whoever can wait ``gives`` way between two pieces of their work."""

    def __init__(self) -> None:
        self._hurried = 0
        self._clear = threading.Event()
        self._clear.set()

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Go first, for ``HURRIED_S`` at most. In the event loop."""
        self._hurried += 1
        self._clear.clear()
        turn = _Turn(self)
        late = asyncio.get_running_loop().call_later(HURRIED_S, turn.end)
        try:
            yield
        finally:
            late.cancel()
            turn.end()

    def give(self) -> None:
        """Wait until nobody is hurried, ``MOST_S`` at most. In a thread, between two pieces of work."""
        self._clear.wait(MOST_S)

    def _ended(self) -> None:
        self._hurried -= 1
        if not self._hurried:
            self._clear.set()


class _Turn:
    """One who goes first, until they end it or are too long about it."""

    def __init__(self, way: RightOfWay) -> None:
        self._way: RightOfWay | None = way

    def end(self) -> None:
        """Be hurried no longer."""
        way, self._way = self._way, None
        if way is not None:
            way._ended()  # noqa: SLF001 - the other half of it
