"""Counts by local day: of articles, all or by sector, of one sector's stories, and of readers.

An article counts once for each sector that one of its passages has, on the day it was published. A day is one of some
zone, given by when it begins and ends; what was published at midnight UTC sharp has a day and no time (feeds and files
often tell no more), and belongs to that day in every zone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, and_, case, func, select, type_coerce

from storage.engine import Connection
from storage.schema import PASSAGE_NUMBER_BITS, articles, minute_of, minutes, passage_sectors, passages, readers

MINUTES_A_DAY = 1440
MINUTE_MS = 60_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day of some zone: ``[since, until)``, aware."""

    date: date
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class StoryCount:
    """How many articles of a sector told a story on a day, in one language; ``article_id`` is the first stored."""

    day: int
    story_id: int
    language: str
    articles: int
    article_id: int


async def by_day(
    connection: Connection, sectors: Collection[str], days: Sequence[LocalDay]
) -> Mapping[str, Sequence[int]]:
    """How many articles each sector has on each of some days, which are dates one after another."""
    wanted = passage_sectors.c.sector.in_(list(sectors))
    rows = _of_days(days).add_columns(passage_sectors.c.sector, passages.c.article_id).where(wanted)
    once = rows.distinct().subquery()
    query = select(once.c.sector, once.c.day, func.count()).group_by(once.c.sector, once.c.day)
    counted = {sector: [0] * len(days) for sector in sectors}
    for sector, place, number in await connection.execute(query):
        if place is not None and 0 <= place < len(days):
            counted[sector][place] = number
    return counted


async def of_stories(connection: Connection, sector: str, days: Sequence[LocalDay]) -> list[StoryCount]:
    """Which stories a sector's articles told on each of some days (``StoryCount.day`` is the place among them)."""
    rows = _of_days(days).add_columns(passages.c.article_id).where(passage_sectors.c.sector == sector)
    once = rows.distinct().subquery()
    query = (
        select(
            once.c.day,
            articles.c.story_id,
            articles.c.language,
            func.count().label("articles"),
            func.min(articles.c.id).label("article_id"),
        )
        .join_from(once, articles, articles.c.id == once.c.article_id)
        .where(once.c.day >= 0, once.c.day < len(days))
        .group_by(once.c.day, articles.c.story_id, articles.c.language)
        .order_by(once.c.day, articles.c.story_id, articles.c.language)
    )
    return [StoryCount(*row) for row in await connection.execute(query)]


async def titles(connection: Connection, article_ids: Collection[int]) -> dict[int, str]:
    """The titles of some articles, by id."""
    query = select(articles.c.id, articles.c.title).where(articles.c.id.in_(list(article_ids)))
    return {row.id: row.title for row in await connection.execute(query)}


async def articles_by_day(connection: Connection, days: Sequence[LocalDay]) -> list[int]:
    """How many articles were published on each of some days."""
    published = type_coerce(articles.c.published_at, BigInteger)
    place = _place(published // MINUTE_MS, days, published % DAY_MS == 0)
    since = min(days[0].since, datetime.combine(days[0].date, time(), UTC))
    until = max(days[-1].until, datetime.combine(days[-1].date, time(), UTC) + timedelta(minutes=1))
    return await _counted(connection, place, days, articles.c.published_at >= since, articles.c.published_at < until)


async def readers_by_day(connection: Connection, days: Sequence[LocalDay]) -> tuple[list[int], list[int]]:
    """How many readers came on each of some days, and how many of those who are gone went."""
    counted = []
    for moment in (readers.c.created_at, readers.c.gone_at):
        place = _place(type_coerce(moment, BigInteger) // MINUTE_MS, days)
        counted.append(await _counted(connection, place, days, moment >= days[0].since, moment < days[-1].until))
    came, went = counted
    return came, went


async def _counted(
    connection: Connection, place: ColumnElement[int], days: Sequence[LocalDay], *where: ColumnElement[bool]
) -> list[int]:
    """How many rows there are of each place."""
    inner = select(place.label("day")).where(*where).subquery()
    counted = [0] * len(days)
    for day, number in await connection.execute(select(inner.c.day, func.count()).group_by(inner.c.day)):
        if 0 <= day < len(days):
            counted[day] = number
    return counted


def _of_days(days: Sequence[LocalDay]) -> Select[Any]:
    """The tagged passages of some days, each with its day's place among them (another number: of none of them).

    One range of ids covers them all.
    """
    minute = minutes(passage_sectors.c.passage_id)
    has_no_time = and_(
        minute % MINUTES_A_DAY == 0,  # cheap, and nearly always false: the article itself is seldom looked at
        select(type_coerce(articles.c.published_at, Integer) % DAY_MS == 0)
        .where(articles.c.id == passages.c.article_id)
        .scalar_subquery(),
    )
    place = _place(minute, days, has_no_time)
    since, midnight = minute_of(days[0].since), _midnight(days)
    first = min(since, midnight)
    end = max(minute_of(days[-1].until), midnight + (len(days) - 1) * MINUTES_A_DAY + 1)
    return (
        select(place.label("day"))
        .select_from(passage_sectors)
        .join(passages, passages.c.id == passage_sectors.c.passage_id)
        .where(
            passage_sectors.c.passage_id >= first << PASSAGE_NUMBER_BITS,
            passage_sectors.c.passage_id < end << PASSAGE_NUMBER_BITS,
        )
    )


def _place(
    minute: ColumnElement[int], days: Sequence[LocalDay], has_no_time: ColumnElement[bool] | None = None
) -> ColumnElement[int]:
    """The place among some days of the one that a minute falls into, -1 or another number of none: in SQL.

    It is a division, one for each run of days of equal length: SQL knows nothing of zones, and a change of clocks is a
    run of its own. What ``has_no_time`` belongs to the day of its date.
    """
    runs = [(minute < run.end, run.place + (minute - run.start) // run.length) for run in _runs(days)]
    dated = [] if has_no_time is None else [(has_no_time, (minute - _midnight(days)) // MINUTES_A_DAY)]
    return case(*dated, (minute < minute_of(days[0].since), -1), *runs, else_=-1)


def _midnight(days: Sequence[LocalDay]) -> int:
    """The minute that the first day begins in, were it one of UTC."""
    return minute_of(datetime.combine(days[0].date, time(), UTC))


@dataclass(frozen=True, slots=True)
class _Run:
    """Days of equal length (minutes) one after another: the first one's place, and the minutes ``[start, end)``."""

    place: int
    start: int
    end: int
    length: int


def _runs(days: Sequence[LocalDay]) -> list[_Run]:
    """The days as few runs; a day that a zone skips is in none."""
    runs: list[_Run] = []
    skipped = False
    for place, day in enumerate(days):
        start, end = minute_of(day.since), minute_of(day.until)
        if runs and not skipped and runs[-1].length == end - start:
            runs[-1] = replace(runs[-1], end=end)
        elif end > start:
            runs.append(_Run(place, start, end, end - start))
        skipped = end <= start
    return runs
