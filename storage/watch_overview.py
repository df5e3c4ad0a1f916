"""What a person sees of one watch: how many of its entries wait, became articles or were refused, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from storage.engine import Connection
from storage.entries import EntryState
from storage.schema import entries

_one = entries.c


@dataclass(frozen=True, slots=True)
class Reason:
    """Why entries were refused, and how many for the same reason."""

    reason: str
    entries: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a watch's entries that are still known; ``reasons`` are the commonest, the first most often."""

    waiting: int = 0
    stored: int = 0
    refused: int = 0
    reasons: Sequence[Reason] = ()


async def listed(connection: Connection, watch_id: int, *, reasons: int) -> Listed:
    """What became of a watch's entries, with ``reasons`` reasons of refusal at most."""
    grouped = select(_one.state, func.count()).where(_one.watch_id == watch_id).group_by(_one.state)
    counts: dict[str, int] = {row[0]: row[1] for row in await connection.execute(grouped)}
    number = func.count()
    why = (
        select(_one.reason, number)
        .where(_one.watch_id == watch_id, _one.state == EntryState.REFUSED, _one.reason.is_not(None))
        .group_by(_one.reason)
        .order_by(number.desc(), _one.reason)
        .limit(reasons)
    )
    refused = counts.get(EntryState.REFUSED, 0)
    return Listed(
        counts.get(EntryState.WAITING, 0),
        counts.get(EntryState.STORED, 0),
        refused,
        [Reason(reason, times) for reason, times in await connection.execute(why)] if refused else (),
    )
