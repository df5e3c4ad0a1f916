"""Counts of articles by local day: of each sector, and of one sector's stories.

An article counts once for each sector that one of its passages has, on the day it was published. A day is one of some
zone, given by when it begins and ends; what was published at midnight UTC sharp has a day and no time (feeds and files
often tell no more), and belongs to that day in every zone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Integer, Select, and_, case, func, select, type_coerce

from storage.engine import Connection
from storage.schema import PASSAGE_NUMBER_BITS, articles, minute_of, minutes, passage_sectors, passages

MINUTES_A_DAY = 1440
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


def _of_days(days: Sequence[LocalDay]) -> Select[Any]:
    """The tagged passages of some days, each with its day's place among them (another number: of none of them).

    One range of ids covers them all. Which day a minute falls into is a division, one for each run of days of equal
    length: SQL knows nothing of zones, and a change of clocks is a run of its own.
    """
    minute = minutes(passage_sectors.c.passage_id)
    midnight = minute_of(datetime.combine(days[0].date, time(), UTC))
    since = minute_of(days[0].since)
    has_no_time = and_(
        minute % MINUTES_A_DAY == 0,  # cheap, and nearly always false: the article itself is seldom looked at
        select(type_coerce(articles.c.published_at, Integer) % DAY_MS == 0)
        .where(articles.c.id == passages.c.article_id)
        .scalar_subquery(),
    )
    place = case(
        (has_no_time, (minute - midnight) // MINUTES_A_DAY),
        (minute < since, -1),
        *((minute < run.end, run.place + (minute - run.start) // run.length) for run in _runs(days)),
        else_=-1,
    )
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
