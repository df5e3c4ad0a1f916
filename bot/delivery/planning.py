"""Planning: subscriptions whose time has come become deliveries, many at a time, each local date once.

What is decided about one subscription is a pure function of what is stored and of the time (``decide``); the Planner
reads, asks it, and stores the outcome in transactions short enough that nobody else waits long for theirs.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.delivery.limits import Priority
from bot.delivery.schedule import after_quiet, beginning, forget_rules, missed_slot, next_slot, period, zone_of
from bot.delivery.subscribing import FORGOTTEN_AFTER
from bot.text.gazetteer import NO_NAMES, Gazetteer
from storage import arrivals, due, outbox
from storage.arrivals import Window
from storage.due import Due, OnTheWay, Order
from storage.engine import Connection, Database
from storage.records import DeliveryState, Interest, Plan, Rhythm

log = logging.getLogger(__name__)

AT_ONCE_EVERY = timedelta(minutes=10)
"""How far apart the alerts to one reader are, at least."""

GATHERED_FOR = timedelta(seconds=30)
"""How long an alert waits for more of the same: feeds are read in bursts."""

LOOK_AGAIN_AFTER = timedelta(minutes=1)
"""When a subscription is looked at again whose last delivery is on its way at this moment."""

AT_A_TIME = 2_000
"""Subscriptions planned in one transaction: about 60 ms."""


@dataclass(frozen=True, slots=True)
class Serve:
    """Make a delivery of a digest with these bounds."""

    dedupe: str
    order: Order
    priority: Priority


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a due subscription: when it is due next, which date is done with, and what is served now."""

    due_at: datetime | None
    planned_on: date | None = None
    serve: Serve | None = None


def decide(one: Due, *, now: datetime, upto: int, busy: bool) -> Decision:
    """What becomes of a subscription that is due.

    Args:
        one: the subscription.
        now: the time.
        upto: the last arrival that today's digests tell of.
        busy: a delivery to its reader is on its way, which has to end first.
    """
    if busy:
        return Decision(now + LOOK_AGAIN_AFTER)
    if one.plan.rhythm is Rhythm.AT_ONCE:
        return _decide_alert(one, now=now, upto=upto)
    missed, next_at = _dates(one.plan, one.timezone, one.planned_on, now)
    if missed is None:  # the reader has moved, or the zone's law
        return Decision(next_at)
    day, moment = missed
    order = _order(one, upto, since=_since(one, day), until=moment)
    return Decision(next_at, day, Serve(f"d{one.id:010}:{day.isoformat()}", order, Priority.DIGEST))


def _since(one: Due, day: date) -> datetime:
    """How far back the digest of a date reaches; what arrived before the last confirmed one is left out anyway.

    A week's digest may be the second to tell of its first day, where the one before is unknown. A first digest that was
    missed begins where it would have begun on its day.
    """
    zone = zone_of(one.timezone)
    furthest = day - FORGOTTEN_AFTER
    if one.after is not None:
        return beginning(furthest - period(one.plan, day), zone)
    first = max(furthest, min(day, one.due_at.astimezone(zone).date()))
    if one.planned_on is not None and one.planned_on >= furthest:  # none has been confirmed: what they held isn't lost
        first = max(furthest, min(day, one.created_at.astimezone(zone).date()))
    return beginning(first - period(one.plan, day), zone)


@lru_cache(maxsize=1_000)  # a million readers share a few plans and zones
def _dates(
    plan: Plan, timezone: str, planned_on: date | None, now: datetime
) -> tuple[tuple[date, datetime] | None, datetime]:
    """The date that is to be served now, if any, and when the next one is due."""
    zone = zone_of(timezone)
    missed = missed_slot(plan, zone, now=now, planned_on=planned_on)
    _, next_at = next_slot(plan, zone, now=now, planned_on=missed[0] if missed is not None else planned_on)
    return missed, next_at


def _decide_alert(one: Due, *, now: datetime, upto: int) -> Decision:
    allowed = now
    if one.alerted_at is not None and one.alerted_at <= now:  # else the clock has been set back since
        allowed = max(now, one.alerted_at + AT_ONCE_EVERY)
    allowed = after_quiet(allowed, zone_of(one.timezone), one.quiet_from, one.quiet_until)
    if allowed > now:
        return Decision(allowed)
    hour = now.replace(minute=0, second=0, microsecond=0)  # whoever is told within an hour shares the alert's body
    order = _order(one, upto, since=hour - FORGOTTEN_AFTER, until=hour)
    return Decision(None, None, Serve(f"a{one.id:010}:{upto}", order, Priority.ALERT))


def _order(one: Due, upto: int, *, since: datetime, until: datetime) -> Order:
    return Order(one.interest_id, one.language, one.timezone, one.length, one.after, upto, since, until, one.digest_id)


def may_concern(there: Interest, interest: Interest) -> bool:
    """Whether an alert may have something to tell of the sectors, stories and sources that are there."""
    return bool(
        not set(there.sectors).isdisjoint(interest.sectors)
        or not set(there.stories).isdisjoint(interest.stories)
        or not set(there.sources).isdisjoint(interest.sources)
    )


def _decide_all(
    rows: Sequence[Due], waiting: Sequence[OnTheWay], *, now: datetime, upto: int
) -> list[tuple[Due, Decision]]:
    """Decide about each; one whose delivery leaves just now has to wait, an alert for any other to its reader too.

    A delivery that has left in part is leaving: giving way to the next would tell that part again.
    """
    leaving = {one.subscription_id for one in waiting if one.state is not DeliveryState.PENDING or one.part}
    alerted: dict[int, set[int]] = {}
    for other in waiting:
        if other.priority == Priority.ALERT:
            alerted.setdefault(other.reader_id, set()).add(other.subscription_id)
    made: list[tuple[Due, Decision]] = []
    for one in rows:
        busy = one.id in leaving or (
            one.plan.rhythm is Rhythm.AT_ONCE and bool(alerted.get(one.reader_id, set()) - {one.id})
        )
        decision = decide(one, now=now, upto=upto, busy=busy)
        if decision.serve is not None and decision.serve.priority is Priority.ALERT:
            alerted.setdefault(one.reader_id, set()).add(one.id)
        made.append((one, decision))
    return made


def _by_dates(decisions: Iterable[tuple[Due, Decision]]) -> dict[tuple[datetime | None, date | None], list[int]]:
    """The ids of subscriptions by what their dates become: a few groups for thousands."""
    groups: dict[tuple[datetime | None, date | None], list[int]] = {}
    for one, made in decisions:
        groups.setdefault((made.due_at, made.planned_on), []).append(one.id)
    return groups


class Planner:
    """Plans what is due. One of it works at a time on a database; a second would change nothing."""

    def __init__(self, database: Database, now: Callable[[], datetime], *, names: Gazetteer = NO_NAMES) -> None:
        self._database = database
        self._names = names
        self._now = now
        self._looked_upto: int | None = None

    async def plan(self) -> int:
        """Plan all that is due; returns how many deliveries were added."""
        now = self._now()
        async with self._database.read() as connection:
            upto = await arrivals.newest(connection)
        await self._wake_alerts(upto, now)
        async with self._database.read() as connection:
            if not await due.is_due(connection, now=now):
                return 0
        ordered: dict[Order, int] = {}
        added = 0
        while True:
            planned, fresh = await self._plan_some(now, upto, ordered)
            added += fresh
            if planned < AT_A_TIME:
                return added

    async def check_laws(self) -> int:
        """Correct due times that today's time zone rules no longer give; returns how many groups were wrong.

        Rules change by law, and they come with updates of this machine: due times may have been stored under older
        ones (or under a clock that was wrong).
        """
        now = self._now()
        forget_rules()
        _dates.cache_clear()
        async with self._database.read() as connection:
            # What is due within a minute is decided anew then; a date that had to wait must not be skipped.
            groups = await due.groups_ahead(connection, now=now + LOOK_AGAIN_AFTER)
        wrong = 0
        for plan, timezone, planned_on, was in groups:
            zone = zone_of(timezone)
            if planned_on is not None and missed_slot(plan, zone, now=now, planned_on=planned_on) is not None:
                continue  # a date that is still to be served is due soon anyway, and would be skipped
            _, is_now = next_slot(plan, zone, now=now, planned_on=planned_on)
            if is_now != was:
                wrong += 1
                async with self._database.write() as connection:
                    await due.correct(connection, plan, timezone, planned_on, was=was, is_now=is_now)
        if wrong:
            log.info("%d due times follow other rules now", wrong)
        return wrong

    async def _plan_some(self, now: datetime, upto: int, ordered: dict[Order, int]) -> tuple[int, int]:
        """Plan a transaction's worth; returns how many were due, and how many deliveries that made."""
        async with self._database.write() as connection:
            rows = await due.due(connection, now=now, limit=AT_A_TIME)
            waiting = await due.on_the_way(connection, {one.reader_id for one in rows})
            decisions = _decide_all(rows, waiting, now=now, upto=upto)
            served = [(one, decision.serve) for one, decision in decisions if decision.serve is not None]
            anew = await due.order(connection, {serve.order for _, serve in served} - ordered.keys(), now=now)
            ids = ordered | anew
            serving = {one.id for one, _ in served}
            superseded = [other.id for other in waiting if other.subscription_id in serving]
            await due.supersede(connection, superseded, now=now)
            await outbox.enqueue(
                connection,
                [
                    outbox.row(
                        serve.dedupe,
                        reader_id=one.reader_id,
                        subscription_id=one.id,
                        digest_id=ids[serve.order],
                        priority=serve.priority,
                        now=now,
                    )
                    for one, serve in served
                ],
            )
            for (due_at, planned_on), alike in _by_dates(decisions).items():
                await due.reschedule(connection, alike, due_at=due_at, planned_on=planned_on)
        ordered.update(anew)
        return len(rows), len(served)

    async def _wake_alerts(self, upto: int, now: datetime) -> None:
        """Let those alerts be due whose interests something new touches."""
        async with self._database.read() as connection:
            if self._looked_upto is None:
                self._looked_upto = await due.looked_upto(connection)
            looked = self._looked_upto if self._looked_upto is not None else upto
            if upto <= looked and self._looked_upto is not None:
                return
            touched = await self._touched(connection, Window(looked, upto, since=now - FORGOTTEN_AFTER, until=now))
        async with self._database.write() as connection:
            await due.wake(connection, touched, due_at=now + GATHERED_FOR, looked_upto=upto)
        self._looked_upto = upto

    async def _touched(self, connection: Connection, window: Window) -> list[int]:
        """The interests of alerts that a window of arrivals has something for."""
        after, upto = window.after or 0, window.upto
        there = Interest(
            sectors=tuple(await arrivals.sectors_of(connection, after, upto)),
            stories=tuple(await arrivals.stories_of(connection, after, upto)),
            sources=tuple(await arrivals.sources_of(connection, after, upto)),
        )
        touched: list[int] = []
        for id_, interest in (await due.interests_at_once(connection)).items():
            if may_concern(there, interest) or await self._speaks_of(connection, window, interest.words):
                touched.append(id_)
        return touched

    async def _speaks_of(self, connection: Connection, window: Window, queries: Iterable[str]) -> bool:
        for words in queries:
            if await arrivals.of_words(connection, window, self._names.readings(words), fading=0.0):
                return True
        return False
