"""Time in the tests: a clock that passes only when told to, and waiting for what the server has no event for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Clock:
    """Seconds since 1970; begins on 12 November 2025."""

    now: float = 1_762_905_600.0

    def __call__(self) -> float:
        return self.now


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until ``condition`` holds: the server is in the same loop, so this takes no time of its own."""
    while not condition():  # noqa: ASYNC110 - the condition is the server's own state, there is no event of it
        await asyncio.sleep(0)
