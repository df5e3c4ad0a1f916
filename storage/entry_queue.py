"""The queue of waiting entries: which are next, and when one comes again that nobody settles.

Whose pages are fetched next is asked after every page, while hundreds of thousands may wait. So the query leaps from
host to host through ``ix_entries_waiting`` (a loose index scan) and reads the first entries of each, never all of them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)

from storage.schema import entries

SETTLED_LATE = 3
"""Claims in a row that nobody settled after which an entry comes later and later: chance kills a process three times,
an entry kills it each time.
"""

MOST_DOUBLINGS = 9
"""How often a lease is doubled: two minutes become 17 hours."""

_SPREAD_STEPS = 16

_one = entries.c
_waits = _one.ready_at.is_not(None)


def whole(now: datetime, of: Collection[int] | None) -> Select[tuple[int]]:
    """The ids of entries that need no page and are ready, those that have waited longest first."""
    ready = select(_one.id).where(_waits, _one.host.is_(None), *_ready(now, of))
    return ready.order_by(_one.ready_at, _one.id)


def pages(
    now: datetime, of: Collection[int] | None, *, per_host: int, busy: Collection[str], limit: int
) -> Select[tuple[int]]:
    """The ids of entries whose pages may be fetched: of each host its first, then its second, up to ``per_host``.

    Hosts that are ``busy`` are left out. Of the entries in one place, those that have waited longest come first.
    """
    every = _waiting_hosts()
    first = select(func.min(_one.ready_at)).where(_waits, _one.host == every.c.host, *_ready(now, of))
    since = first.correlate(every).scalar_subquery().label("since")
    asked = select(every.c.host, since).where(every.c.host.is_not(None), every.c.host.not_in(list(busy))).subquery()
    hosts = select(asked.c.host).where(asked.c.since.is_not(None)).order_by(asked.c.since).limit(limit).cte("asked")
    places = [
        select(
            _nth(place, hosts.c.host, now, of).correlate(hosts).label("id"), literal(place).label("place")
        ).select_from(hosts)
        for place in range(per_host)
    ]
    found = union_all(*places).subquery()
    query = select(_one.id).join(found, found.c.id == _one.id)
    return query.order_by(found.c.place, _one.ready_at, _one.id).limit(limit)


def lease_end(now: datetime, lease: timedelta) -> ColumnElement[datetime]:
    """When a claimed entry waits again if nobody settles it: after the lease; later and later, and each at another
    moment, when that has happened again and again. What ends the process is soon claimed alone, seldom, and keeps
    neither the bot nor the entries that were claimed with it from going on.
    """
    doubled = _one.claims - (SETTLED_LATE - 1)
    doublings = case((doubled < 0, 0), (doubled > MOST_DOUBLINGS, MOST_DOUBLINGS), else_=doubled)
    step = round(lease / timedelta(milliseconds=1)) // _SPREAD_STEPS
    steps = case((doubled <= 0, _SPREAD_STEPS), else_=_SPREAD_STEPS + _one.id % _SPREAD_STEPS)
    return bindparam("claimed_at", now, type_=_one.ready_at.type) + step * steps * literal(1, BigInteger).op("<<")(
        doublings
    )


def _nth(place: int, host: ColumnElement[str], now: datetime, of: Collection[int] | None) -> ScalarSelect[int]:
    """The id of the entry of a host in a place, from 0 on, by how long it has waited."""
    ready = select(_one.id).where(_waits, _one.host == host, *_ready(now, of))
    return ready.order_by(_one.ready_at, _one.id).limit(1).offset(place).scalar_subquery()


def _ready(now: datetime, of: Collection[int] | None) -> list[ColumnElement[bool]]:
    ready = [_one.ready_at <= now]
    return ready if of is None else [*ready, _one.watch_id.in_(list(of))]


def _waiting_hosts() -> CTE:
    """The hosts of which pages wait, one leap through the index for each; NULL after the last."""
    hosts = select(func.min(_one.host).label("host")).where(_waits, _one.host.is_not(None)).cte("hosts", recursive=True)
    after = select(func.min(_one.host)).where(_waits, _one.host > hosts.c.host).correlate(hosts).scalar_subquery()
    return hosts.union_all(select(after).where(hosts.c.host.is_not(None)))
