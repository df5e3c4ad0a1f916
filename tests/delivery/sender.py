"""Somebody who sends through a limiter in virtual time, and what went when."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from bot.delivery.limits import Limiter, Priority
from tests.delivery.virtual_time import Clock, run

ROUNDING = 1e-6
"""Moments that are no further apart are the same, in seconds."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that got its turn: when it was asked for and when it went, in seconds since the beginning."""

    asked: float
    at: float
    chat_id: int
    priority: Priority
    paid: bool


@dataclass
class Sender:
    """Sends through a limiter in virtual time and notes what went when."""

    clock: Clock = field(default_factory=Clock)
    paid_per_s: int | None = None
    lateness: Callable[[], float] = lambda: 0.0

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.clock, paid_per_s=self.paid_per_s)
        self.begin = self.clock.now
        self.sent: list[Sent] = []

    def passed(self) -> float:
        """Seconds since the beginning."""
        return self.clock.now - self.begin

    async def send(
        self, chat_id: int, priority: Priority = Priority.DIGEST, *, after: float = 0.0, payable: bool = True
    ) -> None:
        """Ask for a turn ``after`` seconds from now."""
        if after:
            await asyncio.sleep(after)
        asked = self.passed()
        paid = await self.limiter.turn(chat_id, priority, payable=payable)
        self.sent.append(Sent(asked, self.passed(), chat_id, priority, paid))

    def run(self, *work: Awaitable[None]) -> list[Sent]:
        """Let all of it happen; what was sent, in order."""

        async def together() -> None:
            await asyncio.gather(*work)

        run(self.clock, together(), lateness=self.lateness)
        return self.sent


def most_within(seconds: float, times: Iterable[float]) -> int:
    """The most moments that any window of so many seconds holds."""
    ordered = sorted(times)
    most = first = 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= seconds - ROUNDING:
            first += 1
        most = max(most, last - first + 1)
    return most
