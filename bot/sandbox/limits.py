"""Telegram's rates: 30 messages a second in all, one a second to a chat with short bursts, 20 a minute to a group.

Source: Telegram's bot FAQ, "My bot is hitting limits"; how long a burst may be is not published. The rule chosen here
is a token bucket for each: in all 30, refilled at 30/s; a chat 3, refilled at 1/s; a group 20, refilled at 20 a minute.
Messages that may cost Stars (Bot API, ``allow_paid_broadcast``) have a bucket of 1,000 in place of the first.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.refusals import too_many_requests


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket's size, and how many tokens flow into it a second."""

    burst: float
    per_s: float


IN_ALL = Rate(30, 30)
PAID = Rate(1_000, 1_000)
PER_CHAT = Rate(3, 1)
PER_GROUP = Rate(20, 20 / 60)
# Buckets that are full again tell nothing; they are swept when there are so many.
_SWEEP_ABOVE = 10_000
# A wait this short is a rounding error.
_ROUNDING = 1e-9


class Limits:
    """Buckets of one bot; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[tuple[Rate, int], tuple[float, float]] = {}

    def spend(self, chat_id: int, messages: int = 1, *, paid: bool = False) -> None:
        """Count messages to a chat; raises RefusedCallError 429 where that is too fast, and then counts nothing."""
        now = self._clock()
        rates = [(PAID if paid else IN_ALL, 0), (PER_CHAT, chat_id)]
        if chat_id < 0:
            rates.append((PER_GROUP, chat_id))
        levels = {key: self._level(key, now) for key in rates}
        wait = max(_wait(rate, level, messages) for (rate, _), level in levels.items())
        if wait > _ROUNDING:
            raise too_many_requests(math.ceil(wait))
        for key, level in levels.items():
            self._buckets[key] = level - messages, now
        if len(self._buckets) > _SWEEP_ABOVE:
            self._buckets = {key: kept for key, kept in self._buckets.items() if self._level(key, now) < key[0].burst}

    def _level(self, key: tuple[Rate, int], now: float) -> float:
        level, at = self._buckets.get(key, (key[0].burst, now))
        return min(key[0].burst, level + max(0.0, now - at) * key[0].per_s)  # a clock may go back


def _wait(rate: Rate, level: float, messages: int) -> float:
    """Seconds until so many may be sent; an album larger than the burst needs only a full bucket."""
    return (min(messages, rate.burst) - level) / rate.per_s
