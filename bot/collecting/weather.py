"""Weather: when nothing answers, it is our own network that fails, and nobody's list is to blame for it.

After a night without a network every list has failed often, and would be waited for until noon. So those that failed
while nothing could be reached are looked at again as soon as one can be.
"""

from datetime import datetime, timedelta

OUTAGE = timedelta(minutes=10)
"""For so long nothing must have been reached: dead lists may well fail one after the other, but not for long before
another one answers.
"""


class Weather:
    """Remembers which lists have failed since one was read last."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._failed: dict[int, None] = {}

    def failed(self, watch_id: int, at: datetime) -> None:
        """A look has failed."""
        self._since = self._since or at
        self._failed[watch_id] = None

    def reached(self, at: datetime) -> list[int]:
        """A look has found a list: which watches are looked at again now, the first to have failed first."""
        began, failed = self._since, list(self._failed)
        self._since = None
        self._failed.clear()
        return failed if began is not None and at - began >= OUTAGE else []
