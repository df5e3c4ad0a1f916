"""When a subscription is due: local times of whole days, in the zone the reader lives in, each local date once.

A local time that a change of clocks leaves out is served as much later as the clocks were put forward, one that comes
twice is served the first time (both as RFC 5545 reads them, 3.3.5). A date that a zone skips altogether is not served.
All of it is decided anew from the zone's rules of the day, so a law that changes them changes what follows.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.records import Plan, Rhythm

MINUTES_A_DAY = 24 * 60
DAYS_A_WEEK = 7
_FRIDAY = 4
CREDIBLE = timedelta(days=2)
"""A date that was planned further ahead was planned by a clock that was wrong, and binds nobody."""

# Two weeks and the days around them: a weekly plan whose next date the zone skips.
_LONGEST_GAP_DAYS = 16


def zone_of(name: str) -> ZoneInfo:
    """The zone of a name; UTC where this machine's time zone data don't know it (any longer)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: ``Asia`` is a folder of zones
        return ZoneInfo("UTC")


def forget_rules() -> None:
    """Read the zones' rules anew when they are asked for next: this machine's may have been updated."""
    ZoneInfo.clear_cache()
    slot.cache_clear()
    beginning.cache_clear()


@lru_cache(maxsize=10_000)
def slot(plan: Plan, day: date, zone: ZoneInfo) -> datetime | None:
    """The moment (UTC) a plan names on a local date; ``None`` where it names none, or the zone skips the date."""
    if not _serves(plan, day) or not _exists(day, zone):
        return None
    return datetime.combine(day, time(*divmod(plan.minute, 60)), zone).astimezone(UTC)


def next_slot(plan: Plan, zone: ZoneInfo, *, now: datetime, planned_on: date | None) -> tuple[date, datetime]:
    """The next date a plan is served on and the moment: later than ``now``, on a date not planned yet."""
    today = _local_date(now, zone)
    first = today - timedelta(days=1)  # put forward, yesterday's 23:45 is today's 00:45
    if planned_on is not None and planned_on <= today + CREDIBLE:
        first = max(first, planned_on + timedelta(days=1))
    for ahead in range(_LONGEST_GAP_DAYS):
        day = first + timedelta(days=ahead)
        moment = slot(plan, day, zone)
        if moment is not None and moment > now:
            return day, moment
    raise AssertionError(f"{plan} is never served")  # a week has each weekday


def missed_slot(plan: Plan, zone: ZoneInfo, *, now: datetime, planned_on: date | None) -> tuple[date, datetime] | None:
    """The last date up to ``now`` that a plan named and nobody planned; ``None`` where there is none.

    Of several missed ones it is the last: one digest tells of the whole time.
    """
    last = _local_date(now, zone)
    if planned_on is not None and planned_on > last + CREDIBLE:
        planned_on = None
    for back in range(_LONGEST_GAP_DAYS):
        day = last - timedelta(days=back)
        if planned_on is not None and day <= planned_on:
            return None
        moment = slot(plan, day, zone)
        if moment is not None and moment <= now:
            return day, moment
    return None


@lru_cache(maxsize=10_000)
def period(plan: Plan, day: date) -> timedelta:
    """How far back the digest of a date reaches when nothing was told before: to the date served before it."""
    if plan.rhythm is Rhythm.AT_ONCE:
        return timedelta(days=1)
    earlier = (back for back in range(1, DAYS_A_WEEK + 1) if _serves(plan, day - timedelta(days=back)))
    return timedelta(days=next(earlier))


@lru_cache(maxsize=1_000)
def beginning(day: date, zone: ZoneInfo) -> datetime:
    """When the news of a local date begin (UTC): at its midnight, or at that of UTC where it comes sooner.

    What was published on a day without a time stands at midnight UTC of that day.
    """
    return min(datetime.combine(day, time(), UTC), datetime.combine(day, time(), zone).astimezone(UTC))


def after_quiet(moment: datetime, zone: ZoneInfo, quiet_from: int, quiet_until: int) -> datetime:
    """The moment itself, or the end (UTC) of the quiet hours it falls into; both are minutes of the local day."""
    local = moment.astimezone(zone)
    minute = local.hour * 60 + local.minute
    length = (quiet_until - quiet_from) % MINUTES_A_DAY
    if (minute - quiet_from) % MINUTES_A_DAY >= length:
        return moment
    ends_on = local.date() if minute < quiet_until else local.date() + timedelta(days=1)
    return max(moment, datetime.combine(ends_on, time(*divmod(quiet_until, 60)), zone).astimezone(UTC))


def _serves(plan: Plan, day: date) -> bool:
    if plan.rhythm is Rhythm.WEEKLY:
        return day.weekday() == plan.weekday
    return plan.rhythm is Rhythm.DAILY or (plan.rhythm is Rhythm.WEEKDAYS and day.weekday() <= _FRIDAY)


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether a zone has a date: Samoa had no 30 December 2011."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def _local_date(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
