"""Tallies: how often what happened, by the hour, over all processes of a bot and their restarts."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from storage.counts import LocalDay
from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import tallies

HOUR_S = 3600

_one = tallies.c


async def add(connection: Connection, numbers: Mapping[str, int], *, now: datetime) -> None:
    """Add to the numbers of this hour, by name."""
    rows = [{"hour": _hour(now), "name": name, "number": number} for name, number in numbers.items() if number]
    if not rows:
        return
    row = upsert(tallies).values(rows)
    more = {"number": _one.number + row.excluded.number}
    await connection.execute(row.on_conflict_do_update(index_elements=["hour", "name"], set_=more))


async def by_day(connection: Connection, days: Sequence[LocalDay]) -> dict[str, list[int]]:
    """The numbers of each of some days, by name; an hour belongs to the day that it begins in."""
    since, until = (-(-int(moment.timestamp()) // HOUR_S) for moment in (days[0].since, days[-1].until))
    query = select(tallies).where(_one.hour >= since, _one.hour < until)
    ends = [day.until.timestamp() for day in days]
    counted: dict[str, list[int]] = {}
    for row in await connection.execute(query):
        place = bisect_right(ends, row.hour * HOUR_S)
        if place < len(days):
            counted.setdefault(row.name, [0] * len(days))[place] += row.number
    return counted


async def forget(connection: Connection, *, before: datetime) -> None:
    """Forget the hours that were over before a time."""
    await connection.execute(delete(tallies).where(_one.hour < _hour(before)))


def _hour(moment: datetime) -> int:
    """Hours from 1970 to a moment, whole ones."""
    return int(moment.timestamp()) // HOUR_S
