"""Trends: how many articles told of each sector day by day, and which stories made one sector's days.

Days are those of the reader's zone; a period ends with today, which isn't over yet, and is held against as many days
before it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from storage import counts
from storage.counts import LocalDay, StoryCount
from storage.engine import Database

MOST_PEAKS = 3
"""Days of a sector that are told of."""


@dataclass(frozen=True, slots=True)
class DayCounts:
    """A sector's articles on each day of a period, the first day first, and all of those of the period ``before``."""

    sector: str
    days: tuple[int, ...]
    before: int

    @property
    def total(self) -> int:
        """Articles of the period."""
        return sum(self.days)

    @property
    def change(self) -> int:
        """How many more they are than before."""
        return self.total - self.before


@dataclass(frozen=True, slots=True)
class Trend:
    """The sectors of a period, those with most articles first; not ``compared`` where nothing is known of before."""

    dates: tuple[date, ...]
    sectors: tuple[DayCounts, ...]
    compared: bool


@dataclass(frozen=True, slots=True)
class Peak:
    """A day with many articles, and the story that most of them told: ``told`` of them, with one's id and title."""

    place: int
    articles: int
    told: int
    article_id: int
    title: str


@dataclass(frozen=True, slots=True)
class SectorTrend:
    """One sector's period: its counts, how many ``stories`` it told, and its biggest days in the order of time."""

    dates: tuple[date, ...]
    counts: DayCounts
    stories: int
    peaks: tuple[Peak, ...]
    compared: bool


def local_days(last: date, number: int, zone: tzinfo) -> list[LocalDay]:
    """So many days of a zone, the last one given."""
    dates = [last - timedelta(days=ago) for ago in range(number, -2, -1)]
    begins = [datetime.combine(one, time(), zone) for one in dates]
    return [LocalDay(dates[n], begins[n], begins[n + 1]) for n in range(1, len(dates) - 1)]


async def of_sectors(database: Database, sectors: Sequence[str], days: int, *, now: datetime, zone: tzinfo) -> Trend:
    """The last so many days of some sectors."""
    both = local_days(now.astimezone(zone).date(), 2 * days, zone)
    async with database.read() as connection:
        counted = await counts.by_day(connection, sectors, both)
    told = [DayCounts(sector, tuple(counted[sector][days:]), sum(counted[sector][:days])) for sector in sectors]
    told.sort(key=lambda one: -one.total)
    return Trend(tuple(day.date for day in both[days:]), tuple(told), any(one.before for one in told))


async def of_sector(
    database: Database, sector: str, days: int, *, now: datetime, zone: tzinfo, language: str
) -> SectorTrend:
    """The last so many days of one sector; titles in ``language`` where the story was told in it."""
    both = local_days(now.astimezone(zone).date(), 2 * days, zone)
    async with database.read() as connection:
        before = sum((await counts.by_day(connection, [sector], both[:days]))[sector])
        told = await counts.of_stories(connection, sector, both[days:])
        peaks = biggest(told, language)
        titles = await counts.titles(connection, [one.article_id for one in peaks])
    by_day = [0] * days
    for one in told:
        by_day[one.day] += one.articles
    return SectorTrend(
        tuple(day.date for day in both[days:]),
        DayCounts(sector, tuple(by_day), before),
        len({one.story_id for one in told}),
        tuple(
            Peak(one.day, by_day[one.day], one.articles, one.article_id, titles[one.article_id])
            for one in peaks
            if one.article_id in titles
        ),
        before > 0,
    )


def biggest(told: Sequence[StoryCount], language: str) -> list[StoryCount]:
    """The biggest story of each of the biggest days, in the order of time; no story twice.

    It is named by an article in a language where there is one, else by one in the language that told it most.
    """
    days: dict[int, dict[int, list[StoryCount]]] = defaultdict(lambda: defaultdict(list))
    for one in told:
        days[one.day][one.story_id].append(one)

    def size(story: Sequence[StoryCount]) -> int:
        return sum(one.articles for one in story)

    chosen: list[StoryCount] = []
    by_size = sorted(days, key=lambda day: (-sum(map(size, days[day].values())), day))
    for day in by_size:
        story = max(days[day].values(), key=lambda parts: (size(parts), -parts[0].story_id))
        if any(one.story_id == story[0].story_id for one in chosen):
            continue
        named = max(story, key=lambda one: (one.language == language, one.articles))
        chosen.append(StoryCount(day, named.story_id, named.language, size(story), named.article_id))
        if len(chosen) == MOST_PEAKS:
            break
    return sorted(chosen, key=lambda one: one.day)
