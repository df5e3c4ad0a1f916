"""Entries: what watches have listed, until it is an article, and afterwards so that it doesn't come in again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, delete, func, insert, literal, select, update

from storage import entry_queue
from storage.engine import Connection
from storage.schema import entries, watches

_one = entries.c

SEEN_TO = timedelta(days=1)
"""How exactly it is noted when an entry was last listed: a list that is polled every five minutes writes once a day."""


class EntryState(StrEnum):
    """Where an entry is on its way to become an article; one that is passed was listed long before its watch began."""

    WAITING = "waiting"
    STORED = "stored"
    REFUSED = "refused"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as a list tells it: see ``storage.schema.collecting`` for its fields.

    ``passed``: if it is new, it is only to be known, not to become an article. No two entries of a list may share an
    ``alias``.
    """

    key: bytes
    digest: bytes
    content: str
    host: str | None
    passed: bool = False
    alias: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A claimed entry with what must be known of its watch.

    ``attempts`` counts this one and those that failed, ``claims`` this one and those before it that nobody settled.
    ``reason`` is why the last one failed.
    """

    id: int
    watch_id: int
    key: bytes
    digest: bytes
    content: str
    host: str | None
    found_at: datetime
    attempts: int
    kind: str
    name: str
    claims: int = 1
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """How many entries of a list were new, changed since they were listed last, or known (also by another watch)."""

    new: int
    changed: int
    known: int


@dataclass(frozen=True, slots=True)
class EntrySettled:
    """How an attempt ended: stored as ``article_id``, refused for a ``reason``, or tried again at ``ready_at``."""

    entry: Entry
    state: EntryState
    article_id: int | None = None
    reason: str | None = None
    ready_at: datetime | None = None


async def note(connection: Connection, watch_id: int, listed: Sequence[NewEntry], *, now: datetime) -> Noted:
    """Take in what an existing watch lists: what is new or changed waits from now on.

    An entry that another watch listed first is that one's, so that two feeds can't undo each other's texts by turns.
    """
    unique = {one.key: one for one in listed}
    known = await _known(connection, unique)
    new = [one for key, one in unique.items() if key not in known]
    changed = [
        (row.id, one)
        for key, one in unique.items()
        if (row := known.get(key)) is not None and row.watch_id == watch_id and row.digest != one.digest
    ]
    if new:
        await connection.execute(insert(entries), [_row_of(one, now) | {"watch_id": watch_id} for one in new])
    if changed:
        names = ("digest", "content", "host", "alias")
        anew = update(entries).where(_one.id == bindparam("of_id"))
        anew = anew.values({name: bindparam(f"to_{name}") for name in names})
        anew = anew.values(state=EntryState.WAITING, ready_at=now, attempts=0, claims=0, reason=None)
        await connection.execute(
            anew, [{"of_id": id_} | {f"to_{name}": getattr(one, name) for name in names} for id_, one in changed]
        )
    if stale := [row.id for row in known.values() if row.seen_at < now - SEEN_TO]:
        await connection.execute(update(entries).where(_one.id.in_(stale)).values(seen_at=now))
    fresh = sum(not one.passed for one in new)
    return Noted(fresh, len(changed), len(unique) - fresh - len(changed))


async def _known(connection: Connection, listed: Mapping[bytes, NewEntry]) -> dict[bytes, Row[*tuple[Any, ...]]]:
    """Those of the entries of a list that are known, by the key that they have there; some by their alias alone."""
    query = select(_one.id, _one.key, _one.alias, _one.digest, _one.watch_id, _one.seen_at)
    rows = await connection.execute(query.where(_one.key.in_(list(listed))))
    known: dict[bytes, Row[*tuple[Any, ...]]] = {row.key: row for row in rows}
    keys = {one.alias: key for key, one in listed.items() if one.alias is not None and key not in known}
    if keys:
        ids = {row.id for row in known.values()}  # one that is listed under its own address is no other as well
        rows = await connection.execute(query.where(_one.alias.in_(list(keys)), _one.id.not_in(ids)))
        known |= {keys[row.alias]: row for row in rows}
    return known


async def listed_before(connection: Connection, keys: Collection[bytes]) -> set[bytes]:
    """Those of the keys whose entries have been listed before, by whatever watch."""
    return set((await connection.execute(select(_one.key).where(_one.key.in_(list(keys))))).scalars())


async def claim(
    connection: Connection,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    per_host: int = 0,
    busy: Collection[str] = (),
    of: Collection[int] | None = None,
) -> list[Entry]:
    """Take waiting entries, those that have waited longest first; nobody else is given them for a lease.

    Args:
        connection: a writing transaction.
        now: the time.
        lease: after how long an entry that isn't settled waits again; longer where that has happened several times.
        limit: at most so many.
        per_host: of entries whose page must be fetched, at most so many of one host; 0: none of them, only entries
            that are whole.
        busy: hosts of which none is taken.
        of: only those of these watches; ``None``: of any.
    """
    if per_host:
        chosen = entry_queue.pages(now, of, per_host=per_host, busy=busy, limit=limit)
    else:
        chosen = entry_queue.whole(now, of).limit(limit)
    taken = (
        update(entries)
        .where(_one.id.in_(chosen))
        .values(ready_at=entry_queue.lease_end(now, lease), claims=_one.claims + 1)
        .returning(_one.id)
    )
    ids = (await connection.execute(taken)).scalars().all()
    query = select(entries, watches.c.kind, watches.c.name).join(watches).where(_one.id.in_(ids)).order_by(_one.id)
    return [_entry_of(row) for row in await connection.execute(query)]


async def still_waiting(connection: Connection, claimed: Sequence[Entry]) -> set[int]:
    """Those of some claimed entries, by id, that are there and say what they said when they were claimed."""
    ids = [one.id for one in claimed]
    query = select(_one.id, _one.digest).where(_one.id.in_(ids), _one.state == EntryState.WAITING)
    digests = {row.id: row.digest for row in await connection.execute(query)}
    return {one.id for one in claimed if digests.get(one.id) == one.digest}


async def hurry_all(connection: Connection, *, beyond: datetime, now: datetime) -> None:
    """Let be tried now what would be tried later than ``beyond``: a clock had been ahead."""
    await connection.execute(update(entries).where(_one.ready_at > beyond).values(ready_at=now))


async def settle(connection: Connection, ended: Sequence[EntrySettled]) -> None:
    """Note how attempts ended; an entry that changed meanwhile, or is gone with its watch, stays as it is."""
    for waits in (True, False):
        some = [one for one in ended if (one.state is EntryState.WAITING) is waits]
        if not some:
            continue
        names = ("state", "article_id", "reason", "ready_at")
        row = update(entries).where(_one.id == bindparam("of_id"), _one.digest == bindparam("of_digest"))
        row = row.values({name: bindparam(f"to_{name}", type_=_one[name].type) for name in names})
        row = row.values(attempts=_one.attempts + 1, claims=0)
        if not waits:
            row = row.values(content=None)
        await connection.execute(
            row,
            [
                {"of_id": one.entry.id, "of_digest": one.entry.digest}
                | {f"to_{name}": getattr(one, name) for name in names}
                for one in some
            ],
        )


async def found_lately(connection: Connection, watch_id: int, limit: int) -> list[datetime]:
    """When a watch's last entries were found, newest first: the rhythm of a list that tells no times."""
    query = select(_one.found_at).where(_one.watch_id == watch_id).order_by(_one.id.desc()).limit(limit)
    return list((await connection.execute(query)).scalars())


async def waiting(connection: Connection) -> int:
    """How many entries wait to become articles."""
    query = select(func.count()).select_from(entries).where(_one.ready_at.is_not(None))
    return (await connection.execute(query)).scalar_one()


async def forget(connection: Connection, *, now: datetime, unseen_for: timedelta, limit: int) -> int:
    """Forget settled entries that their list didn't show when it was read so long after it did last; returns how many.

    A list that is unchanged, paused or failing hasn't been read: for all anyone knows it has them still.
    """
    old = select(_one.id).join(watches).where(_one.seen_at < now - unseen_for, _one.ready_at.is_(None))
    unseen_ms = round(unseen_for / timedelta(milliseconds=1))
    old = old.where(watches.c.changed_at > _one.seen_at + literal(unseen_ms, BigInteger)).limit(limit)
    gone = await connection.execute(delete(entries).where(_one.id.in_(old)).returning(_one.id))
    return len(gone.scalars().all())


def _row_of(one: NewEntry, now: datetime) -> dict[str, object]:
    return {
        "key": one.key,
        "alias": one.alias,
        "digest": one.digest,
        "state": EntryState.PASSED if one.passed else EntryState.WAITING,
        "host": one.host,
        "content": None if one.passed else one.content,
        "found_at": now,
        "seen_at": now,
        "ready_at": None if one.passed else now,
    }


def _entry_of(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        id=row.id,
        watch_id=row.watch_id,
        key=row.key,
        digest=row.digest,
        content=row.content,
        host=row.host,
        found_at=row.found_at,
        attempts=row.attempts + 1,
        kind=row.kind,
        name=row.name,
        claims=row.claims,
        reason=row.reason,
    )
