"""Watches: the addresses that are looked at again and again, when each is due, and what came of the last look.

Claiming a watch moves its ``due_at`` on by a lease; settling it says when it is due in truth. A process that dies in
between leaves it due again when the lease is over, and a watch that was removed meanwhile is simply no longer there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Row, bindparam, case, delete, func, insert, select, update

from storage.dialects import total
from storage.engine import Connection
from storage.schema import entries, watches

_one = watches.c


class WatchKind(StrEnum):
    """What is looked at. A channel's posts come by themselves: it is never due."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SITE = "site"
    CHANNEL = "channel"


class WatchState(StrEnum):
    """A paused watch waits for its admin; an ended one said itself that it is no more (410, or another's address)."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class NewWatch:
    """What is to be watched: ``name`` is that of the source readers see, ``pattern`` that of a site's article links.

    ``added_by`` is a Telegram user, ``None`` for the command line.
    """

    kind: WatchKind
    address: str
    name: str
    pattern: str | None = None
    home: str | None = None
    added_by: int | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch as it is kept. ``body_hash`` tells whether a list is the same as last time where its server can't.

    ``failures`` counts the last looks that failed in a row; ``error`` and ``error_at`` are those of the last failure,
    kept when it has passed.
    """

    id: int
    kind: WatchKind
    address: str
    name: str
    pattern: str | None
    home: str | None
    state: WatchState
    added_at: datetime
    due_at: datetime | None
    interval_s: int
    polled_at: datetime | None
    changed_at: datetime | None
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None
    failures: int
    error: str | None
    error_at: datetime | None


@dataclass(frozen=True, slots=True)
class Polled:
    """What a look came to, for ``settle``: everything that may change by it, as it shall be from now on."""

    id: int
    due_at: datetime | None
    interval_s: int
    polled_at: datetime
    changed_at: datetime | None
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None
    failures: int
    error: str | None
    error_at: datetime | None


@dataclass(frozen=True, slots=True)
class WatchCounts:
    """How many watches there are in each state, and how many of the active ones failed last time."""

    active: int
    paused: int
    ended: int
    failing: int


async def add(
    connection: Connection, watch: NewWatch, *, now: datetime, due_at: datetime | None, interval_s: int
) -> int:
    """Keep a new watch; returns its id. ``by_address`` tells first whether there is one: addresses are unique."""
    made = await connection.execute(
        insert(watches)
        .values(asdict(watch) | {"state": WatchState.ACTIVE, "added_at": now, "due_at": due_at})
        .values(interval_s=interval_s)
        .returning(_one.id)
    )
    watch_id: int = made.scalar_one()
    return watch_id


async def get(connection: Connection, watch_id: int) -> Watch | None:
    """The watch of an id."""
    row = (await connection.execute(select(watches).where(_one.id == watch_id))).one_or_none()
    return _watch_of(row) if row is not None else None


async def by_address(connection: Connection, address: str) -> Watch | None:
    """The watch of an address, whatever its state."""
    row = (await connection.execute(select(watches).where(_one.address == address))).one_or_none()
    return None if row is None else _watch_of(row)


async def every(connection: Connection) -> list[Watch]:
    """All watches by name."""
    rows = await connection.execute(select(watches).order_by(_one.name, _one.id))
    return [_watch_of(row) for row in rows]


async def page(connection: Connection, *, offset: int, limit: int) -> list[Watch]:
    """Some watches for a list: those that fail first, then active, paused and ended ones, each by name."""
    failing = case((_one.failures > 0, 0), else_=1)
    state = case({WatchState.ACTIVE: failing, WatchState.PAUSED: 2}, value=_one.state, else_=3)
    query = select(watches).order_by(state, _one.name, _one.id).offset(offset).limit(limit)
    return [_watch_of(row) for row in await connection.execute(query)]


async def counts(connection: Connection) -> WatchCounts:
    """How many there are."""
    failing = total(case((_one.failures > 0, 1), else_=0))
    rows = await connection.execute(select(_one.state, func.count(), failing).group_by(_one.state))
    found = {state: (number, failed) for state, number, failed in rows}
    (active, failed), (paused, _), (ended, _) = (found.get(state, (0, 0)) for state in WatchState)
    return WatchCounts(active, paused, ended, failed)


async def claim(connection: Connection, *, now: datetime, lease: timedelta, limit: int) -> list[Watch]:
    """Take watches that are due, those that have waited longest first; nobody else is given them for a lease."""
    due = select(_one.id).where(_one.due_at <= now).order_by(_one.due_at).limit(limit)
    taken = update(watches).where(_one.id.in_(due.with_for_update(skip_locked=True))).values(due_at=now + lease)
    rows = (await connection.execute(taken.returning(watches))).all()
    return sorted(map(_watch_of, rows), key=lambda watch: watch.id)


async def claim_these(connection: Connection, ids: Collection[int], *, now: datetime, lease: timedelta) -> list[Watch]:
    """Take some watches whether they are due or not: those of them that are active, and no channels."""
    taken = update(watches).where(
        _one.id.in_(list(ids)), _one.state == WatchState.ACTIVE, _one.kind != WatchKind.CHANNEL
    )
    rows = (await connection.execute(taken.values(due_at=now + lease).returning(watches))).all()
    return sorted(map(_watch_of, rows), key=lambda watch: watch.id)


async def overdue(connection: Connection, *, now: datetime) -> list[int]:
    """The ids of all that are due, those that have waited longest first."""
    return list((await connection.execute(select(_one.id).where(_one.due_at <= now).order_by(_one.due_at))).scalars())


async def hurry_all(connection: Connection, *, beyond: datetime, now: datetime) -> None:
    """Let be due at once what would be due later than ``beyond``: a clock had been ahead."""
    await connection.execute(update(watches).where(_one.due_at > beyond).values(due_at=now))


async def put_off(connection: Connection, due_at: Mapping[int, datetime]) -> None:
    """Let some watches, by id, be due at another time, as far as they are due at all."""
    if due_at:
        row = update(watches).where(_one.id == bindparam("of_id"), _one.due_at.is_not(None))
        row = row.values(due_at=bindparam("to_due_at", type_=_one.due_at.type))
        await connection.execute(row, [{"of_id": id_, "to_due_at": at} for id_, at in due_at.items()])


async def standing(connection: Connection, ids: Collection[int]) -> dict[int, tuple[str, str | None, bytes | None]]:
    """Address, pattern and hash of the body of those of the ids that are active watches, by id.

    The others were removed, paused or ended while they were looked at. One with another address or pattern was changed;
    one with another hash is to be read anew.
    """
    query = select(_one.id, _one.address, _one.pattern, _one.body_hash)
    query = query.where(_one.id.in_(list(ids)), _one.state == WatchState.ACTIVE)
    return {row.id: (row.address, row.pattern, row.body_hash) for row in await connection.execute(query)}


async def settle(connection: Connection, looks: Sequence[Polled]) -> None:
    """Note what looks came to; those whose watch isn't active any more change nothing."""
    if not looks:
        return
    changed = {name: bindparam(f"to_{name}", type_=_one[name].type) for name in _SETTLED}
    row = update(watches).where(_one.id == bindparam("of_id"), _one.state == WatchState.ACTIVE).values(changed)
    told = [{"of_id": look.id} | {f"to_{name}": getattr(look, name) for name in _SETTLED} for look in looks]
    await connection.execute(row, told)


async def move(connection: Connection, watch_id: int, address: str) -> Watch | None:
    """Let a watch look at another address from now on, unless another watch has that already, which is returned."""
    if (other := await by_address(connection, address)) is not None:
        return other
    await connection.execute(
        update(watches)
        .where(_one.id == watch_id)
        .values(address=address, etag=None, last_modified=None, body_hash=None)
    )
    return None


async def end(connection: Connection, watch_id: int, reason: str, *, now: datetime) -> None:
    """A watch that is no more says why."""
    await connection.execute(
        update(watches)
        .where(_one.id == watch_id)
        .values(state=WatchState.ENDED, due_at=None, error=reason, error_at=now)
    )


async def pause(connection: Connection, watch_id: int) -> bool:
    """Look at it no longer until it is resumed; ``False`` where there is none that could be paused."""
    paused = update(watches).where(_one.id == watch_id, _one.state == WatchState.ACTIVE)
    done = await connection.execute(paused.values(state=WatchState.PAUSED, due_at=None).returning(_one.id))
    return done.first() is not None


async def resume(connection: Connection, watch_id: int, *, now: datetime) -> bool:
    """Look at a paused or ended one again, at once; ``False`` where there is none."""
    due_at = case((_one.kind == WatchKind.CHANNEL, None), else_=bindparam("now", now, type_=_one.due_at.type))
    resumed = update(watches).where(_one.id == watch_id, _one.state != WatchState.ACTIVE)
    done = await connection.execute(
        resumed.values(state=WatchState.ACTIVE, failures=0, due_at=due_at).returning(_one.id)
    )
    return done.first() is not None


async def hurry(connection: Connection, watch_id: int, *, now: datetime) -> bool:
    """Let an active watch be due at once; ``False`` where there is none, or it is a channel."""
    hurried = update(watches).where(
        _one.id == watch_id, _one.state == WatchState.ACTIVE, _one.kind != WatchKind.CHANNEL
    )
    return (await connection.execute(hurried.values(due_at=now).returning(_one.id))).first() is not None


async def change(connection: Connection, watch_id: int, *, name: str, pattern: str | None) -> None:
    """Give a watch another name or link pattern; a new pattern has its list read anew."""
    anew = {"etag": None, "last_modified": None, "body_hash": None}
    row = update(watches).where(_one.id == watch_id)
    await connection.execute(row.where(_one.pattern.is_distinct_from(pattern)).values(anew))
    await connection.execute(row.values(name=name, pattern=pattern))


async def remove(connection: Connection, watch_id: int) -> bool:
    """Forget a watch and what it listed; its articles stay. ``False`` where there is none.

    Entries that still waited may stand in other lists, too, which must then be read anew though they haven't changed.
    """
    left = select(entries.c.id).where(entries.c.watch_id == watch_id, entries.c.ready_at.is_not(None)).limit(1)
    waited = (await connection.execute(left)).first() is not None
    gone = await connection.execute(delete(watches).where(_one.id == watch_id).returning(_one.id))
    if waited:
        await connection.execute(update(watches).values(etag=None, last_modified=None, body_hash=None))
    return gone.first() is not None


_SETTLED = tuple(field.name for field in fields(Polled) if field.name != "id")


def _watch_of(row: Row[tuple[object, ...]]) -> Watch:
    return Watch(
        id=row.id,
        kind=WatchKind(row.kind),
        address=row.address,
        name=row.name,
        pattern=row.pattern,
        home=row.home,
        state=WatchState(row.state),
        added_at=row.added_at,
        due_at=row.due_at,
        interval_s=row.interval_s,
        polled_at=row.polled_at,
        changed_at=row.changed_at,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        failures=row.failures,
        error=row.error,
        error_at=row.error_at,
    )
