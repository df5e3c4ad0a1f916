"""What paid broadcast costs, and keeping within what its owner agreed to.

Telegram lets a bot send up to 1,000 messages a second for 0.1 Star each above the free 30 (Bot API,
``allow_paid_broadcast``; it needs 10,000 Stars and 10,000 monthly users).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.delivery.limits import Limiter
from bot.delivery.rates import FREE_PER_S
from storage import spending
from storage.engine import Database

MESSAGES_A_STAR = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """How long so many messages take, and what they cost in Stars."""

    takes: timedelta
    stars: float


def cost_of(messages: int, *, per_s: int, free_per_s: int = FREE_PER_S) -> Cost:
    """What sending so many messages at a rate comes to: of each second's messages, those above the free ones are paid.

    The messages of the last second that is begun are free up to ``free_per_s`` as well.
    """
    seconds, rest = divmod(messages, per_s)
    paid = seconds * max(0, per_s - free_per_s) + max(0, rest - free_per_s)
    return Cost(timedelta(seconds=messages / per_s), paid / MESSAGES_A_STAR)


class Budget:
    """Lets the limiter pay for as many messages a day (UTC) as its owner agreed to, and no more."""

    def __init__(
        self, database: Database, limiter: Limiter, now: Callable[[], datetime], *, stars_per_day: int
    ) -> None:
        self._database = database
        self._limiter = limiter
        self._now = now
        self._messages_per_day = stars_per_day * MESSAGES_A_STAR
        self._day: date | None = None

    async def refresh(self) -> None:
        """At the start of a process, and of a day: what is left of the day's Stars. In between the limiter counts."""
        today = self._now().date()
        if today != self._day:
            async with self._database.read() as connection:
                spent = await spending.of_day(connection, today)
            self._limiter.paid_left = max(0, self._messages_per_day - spent)
            self._day = today
