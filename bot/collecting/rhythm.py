"""Rhythm: when a list is looked at next, from how often it has brought something and how it went last time.

A list is looked at twice for each entry that it is likely to bring: half the mean gap between its newest entries, the
time since the last of them counted as a gap too, so that a list which has fallen silent is looked at less and less.
That is the rule of miniflux ("entry frequency": as many looks as entries in the last week, between two bounds), but
over the newest entries instead of a week, so that a list comes back to its pace with the first entries of a morning;
and with two looks for one, since news are wanted soon: if entries come at random, one waits for half of a gap's half.

A list that is as it was is the same list, only later, so its interval grows by what the same rule gives: no list need
be read for that.

What fails is looked at again after twice the shortest interval, then four times, and so on up to the longest, however
seldom it used to be looked at: a single failure costs a slow list little, and a dead one is asked once a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)

NEWEST = 10
"""Entries that tell a list's rhythm: a few hours of a daily paper's, a morning's of an agency's."""

LOOKS_PER_ENTRY = 2

ASKED_AT_MOST = timedelta(minutes=30)
"""How long a list may ask to be left alone (``ttl``, ``max-age``): WordPress writes "hourly" into each of its feeds,
whatever its editors publish, and nobody would think of an hour as news.
"""

SPREAD = 0.1
"""By how much of it a wait is lengthened at random, so that lists which were added together drift apart."""

STARTS_PER_S = 20
"""How many lists that are due together are looked at in a second: 6,000 in five minutes."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds of an interval; whoever tries the bot out doesn't want to wait five minutes for news."""

    shortest: timedelta = SHORTEST
    longest: timedelta = LONGEST

    def bound(self, interval: timedelta) -> timedelta:
        """The interval within the bounds."""
        return min(self.longest, max(self.shortest, interval))


def interval(times: Sequence[datetime], *, now: datetime, asked_s: float | None, pace: Pace) -> timedelta:
    """How long to wait for a list that has just changed.

    Args:
        times: of its entries, in any order; what is dated ahead counts as of now. None: the shortest wait.
        now: the time.
        asked_s: how many seconds the list or its server asks to be left alone.
        pace: the bounds.
    """
    newest = sorted((min(one, now) for one in times), reverse=True)[:NEWEST]
    gap = (now - newest[-1]) / len(newest) if newest else timedelta(0)
    return _asked(gap / LOOKS_PER_ENTRY, asked_s, pace)


def unchanged(before: timedelta, *, elapsed: timedelta, asked_s: float | None, pace: Pace) -> timedelta:
    """How long to wait for a list that is as it was ``elapsed`` ago, when the wait was ``before``."""
    longer = before + max(elapsed, timedelta(0)) / (NEWEST * LOOKS_PER_ENTRY)
    return _asked(longer, asked_s, pace)


def after_failure(failures: int, *, retry_after_s: float | None, permanent: bool, pace: Pace) -> timedelta:
    """How long to wait after the last of ``failures`` (1 or more) in a row.

    ``retry_after_s`` is what the server asks for; ``permanent`` says that it won't become better by itself.
    """
    if permanent:
        return pace.longest
    doubled = pace.shortest * 2 ** min(failures, 30)
    return pace.bound(max(doubled, _at_most(retry_after_s, pace.longest)))


def spread(wait: timedelta, chance: float) -> timedelta:
    """A wait, lengthened by up to a tenth; ``chance`` is random in [0, 1)."""
    return wait * (1 + SPREAD * chance)


def staggered(count: int, *, now: datetime, first: int = 0) -> list[datetime]:
    """When each of some lists is looked at that would all be due now; ``first`` of them have had their turn before."""
    return [now + timedelta(seconds=number / STARTS_PER_S) for number in range(first, first + count)]


def _asked(interval_: timedelta, asked_s: float | None, pace: Pace) -> timedelta:
    return pace.bound(max(interval_, _at_most(asked_s, ASKED_AT_MOST)))


def _at_most(seconds: float | None, bound: timedelta) -> timedelta:
    """A wait that others ask for; what is no time to wait (negative, not a number) is none."""
    asked = seconds if seconds is not None and seconds > 0 else 0.0
    return timedelta(seconds=min(asked, bound.total_seconds()))
