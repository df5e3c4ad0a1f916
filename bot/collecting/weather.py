"""Weather: when nothing answers, it is our own network that fails, and nobody's list is to blame for it.

After a night without a network every list has failed often, and would be waited for until noon. So those that failed
while nothing could be reached are looked at again as soon as one can be.
"""

from datetime import datetime, timedelta

OUTAGE = timedelta(minutes=10)
"""For so long nothing must have been reached: dead lists may well fail one after the other, but not for long before
another one answers.
"""

HOSTS = 3
"""So many hosts at least must have failed: where few lists are watched, a dead one may be all there is to look at for
hours.
"""


class Weather:
    """Remembers which lists could not be reached since anything answered last."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._failed: dict[int, str] = {}

    def failed(self, watch_id: int, host: str, at: datetime) -> None:
        """Nothing has answered at a watch's host."""
        self._since = self._since or at
        self._failed[watch_id] = host

    def reached(self, at: datetime) -> list[int]:
        """Something has answered, if only with a refusal: which watches are looked at again now, the first to have
        failed first.
        """
        began, failed = self._since, dict(self._failed)
        self._since = None
        self._failed.clear()
        outage = began is not None and at - began >= OUTAGE and len(set(failed.values())) >= HOSTS
        return list(failed) if outage else []
