"""Updates: waiting → taken → answering → done, each once, whichever process was sent it and however that ends.

A taken update whose holder's lease has run out is taken by another: nothing had been said to anybody. One that was
being answered isn't answered again: the message may have arrived, and Telegram has no key to tell a repetition by. One
whose processes end again and again may be what ends them: it is tried apart from its like, and left in the end.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import updates

_one = updates.c

SUSPECT = 2
"""What has been tried so often without an end is taken apart from its like: one of them may be what ends processes."""

MOST_TRIES = 5
"""And so often at all."""


class State(StrEnum):
    """How far an update is."""

    WAITING = "waiting"
    TAKEN = "taken"
    ANSWERING = "answering"
    DONE = "done"


class Left(NamedTuple):
    """An update that somebody is to work on: what it says, as it was stored, and when it came."""

    body: str
    came_at: datetime


async def keep(
    connection: Connection, bodies: Mapping[int, str], holder: str, *, take: int, now: datetime, until: datetime
) -> tuple[list[int], int]:
    """Store updates that haven't come before; those among the first ``take`` are the holder's at once, until a time.

    Returns the ids of those that are the holder's, and how many wait for anybody.
    """
    rows = [
        {
            "id": id_,
            "came_at": now,
            "state": State.TAKEN if place < take else State.WAITING,
            "body": bodies[id_],
            "holder": holder if place < take else None,
            "held_until": until if place < take else None,
            "tries": int(place < take),
        }
        for place, id_ in enumerate(sorted(bodies))
    ]
    if not rows:
        return [], 0
    # What this statement itself has stored is new: two processes may be sent the same at the same moment.
    new = upsert(updates).on_conflict_do_nothing(index_elements=["id"]).returning(_one.id, _one.state)
    stored = (await connection.execute(new, rows)).all()
    ours = sorted(row.id for row in stored if row.state == State.TAKEN)
    return ours, len(stored) - len(ours)


async def take(
    connection: Connection, holder: str, *, limit: int, now: datetime, until: datetime, suspects: bool = False
) -> dict[int, Left]:
    """Take updates that wait, or whose holder has left them, the oldest first, by id.

    Those that have been tried ``SUSPECT`` times are taken only where they are asked for, the least tried first.
    """
    # One that is held for longer than anybody holds one was taken by a clock that was ahead.
    left = or_(_one.held_until < now, _one.held_until > until + (until - now))
    free = or_(_one.state == State.WAITING, and_(_one.state == State.TAKEN, left))
    tried = _one.tries >= SUSPECT if suspects else _one.tries < SUSPECT
    order = (_one.tries, _one.id) if suspects else (_one.id,)
    oldest = select(_one.id).where(_one.body.is_not(None), free, tried).order_by(*order).limit(limit)
    taken = (
        update(updates)
        .where(_one.id.in_(oldest.with_for_update(skip_locked=True)))
        .values(state=State.TAKEN, holder=holder, held_until=until, tries=_one.tries + 1)
        .returning(_one.id, _one.body, _one.came_at)
    )
    rows = (await connection.execute(taken)).all()
    return {row.id: Left(row.body, row.came_at) for row in sorted(rows)}


async def begin_answering(connection: Connection, id_: int, holder: str) -> bool:
    """Note that a message is about to be sent for an update; ``False``: it is another's by now, and nothing may be."""
    ours = _one.state.in_((State.TAKEN, State.ANSWERING))  # who asks again was told nothing the first time
    begun = update(updates).where(_one.id == id_, _one.holder == holder, ours)
    return (await connection.execute(begun.values(state=State.ANSWERING).returning(_one.id))).first() is not None


async def settle(connection: Connection, ids: Collection[int], holder: str) -> None:
    """Note that updates have been worked on: what they said is forgotten."""
    await _end(connection, and_(_one.id.in_(list(ids)), _one.holder == holder))


async def hold(connection: Connection, ids: Collection[int], holder: str, *, until: datetime) -> None:
    """Go on holding what a process works on.

    What it holds and doesn't know of isn't among the ``ids`` (a connection broke off while it was stored): its lease
    runs out.
    """
    ours = update(updates).where(_one.id.in_(list(ids)), _one.body.is_not(None), _one.holder == holder)
    await connection.execute(ours.values(held_until=until))


async def give_up(connection: Connection, *, now: datetime) -> int:
    """Settle what was being answered when its holder ended; returns how many."""
    left = and_(_one.body.is_not(None), _one.state == State.ANSWERING, _one.held_until < now)
    return len(await _end(connection, left))


async def abandon(connection: Connection, *, now: datetime) -> list[int]:
    """Settle what has been tried ``MOST_TRIES`` times, each time until its process ended; returns which."""
    left = or_(_one.state == State.WAITING, _one.held_until < now)
    return await _end(connection, and_(_one.body.is_not(None), left, _one.tries >= MOST_TRIES))


async def cut_short(connection: Connection, holder: str) -> int:
    """Settle what a process that ends, or has ended, was answering; returns how many."""
    begun = and_(_one.body.is_not(None), _one.holder == holder, _one.state == State.ANSWERING)
    return len(await _end(connection, begun))


async def give_back(connection: Connection, holder: str, *, is_dead: bool = False) -> int:
    """Let others take at once what a process that ends has taken and not begun to answer; returns how many.

    Who ends of its own accord has not been ended by what it was working on, so it wasn't a try.
    """
    await cut_short(connection, holder)
    held = and_(_one.body.is_not(None), _one.holder == holder)
    tries = _one.tries if is_dead else _one.tries - 1
    back = update(updates).where(held).values(state=State.WAITING, holder=None, held_until=None, tries=tries)
    return len((await connection.execute(back.returning(_one.id))).all())


async def holders(connection: Connection) -> set[str]:
    """Who holds updates."""
    query = select(_one.holder).where(_one.body.is_not(None), _one.holder.is_not(None)).distinct()
    return set((await connection.execute(query)).scalars())


async def is_old(connection: Connection, *, before: datetime) -> bool:
    """Whether anything came before a time that may be forgotten."""
    query = select(_one.id).where(_one.came_at < before, _one.body.is_(None)).limit(1)
    return (await connection.execute(query)).first() is not None


async def free(connection: Connection, *, now: datetime) -> int:
    """How many updates nobody works on, though somebody should."""
    left = or_(_one.state == State.WAITING, _one.held_until < now)
    query = select(func.count()).select_from(updates).where(_one.body.is_not(None), left)
    return (await connection.execute(query)).scalar_one()


async def forget(connection: Connection, *, before: datetime, limit: int) -> int:
    """Forget what came before a time and is done; returns how many."""
    old = select(_one.id).where(_one.came_at < before, _one.body.is_(None)).order_by(_one.came_at).limit(limit)
    gone = await connection.execute(delete(updates).where(_one.id.in_(old)).returning(_one.id))
    return len(gone.all())


async def _end(connection: Connection, which: ColumnElement[bool]) -> list[int]:
    ended = update(updates).where(which).values(state=State.DONE, body=None, holder=None, held_until=None)
    return sorted((await connection.execute(ended.returning(_one.id))).scalars())
