"""Stories: which stored articles a new one is to be compared with, and two that turn out to be one.

A merged story leads on to the one it was merged into: ``survivors`` is the one place where that is looked up.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
    update,
)

from storage import changes
from storage.dialects import each, item
from storage.engine import Connection
from storage.records import Sighting
from storage.schema import appearances, article_shingles, article_terms, articles, minute_of, sources, stories

MOST_OF_SHINGLE = 200
"""Articles that share a run of words before it is held to be a formula: «Читайте нас в Telegram» leads nowhere."""

MOST_OF_TERM = 100
"""Articles that are looked at for one word, the newest ones of the window; a word in more of them is hardly rare."""


_MINUTE_MS = 60_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one article asks for others by: shingles or terms, and when they were published, to the minute."""

    values: Collection[int]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that has ``shared`` of the asked shingles, and ``kept`` in all."""

    article_id: int
    story_id: int
    shared: int
    kept: int


@dataclass(frozen=True, slots=True)
class Teller:
    """A stored article with what it tells, in the form that the text room wrote."""

    article_id: int
    story_id: int
    telling: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A stored article as it is compared with others: whole, and what it tells, if that is stored."""

    title: str
    text: str
    language: str
    telling: str | None


@dataclass(frozen=True, slots=True)
class Extent:
    """When the first and the last article of a story were published."""

    first: datetime
    last: datetime


async def candidates(connection: Connection, asked: Sequence[Asked], *, limit: int) -> list[list[Candidate]]:
    """For each of those that ask by shingles: articles that share some, most shared first; formulas don't count."""
    rows = await connection.execute(_CANDIDATES, {"asked": _written(asked), "limit": limit})
    return _by_number(len(asked), ((number, Candidate(*fields)) for number, *fields in rows.all()))


async def tellers(connection: Connection, asked: Sequence[Asked], *, least: int, limit: int) -> list[list[Teller]]:
    """For each of those that ask by terms: articles that share ``least`` of them or more, most shared first.

    What it costs is bounded: of each term ``MOST_OF_TERM`` articles are walked.
    """
    rows = await connection.execute(_TELLERS, {"asked": _written(asked), "least": least, "limit": limit})
    return _by_number(len(asked), ((number, Teller(*fields)) for number, *fields in rows.all()))


def _written(asked: Sequence[Asked]) -> str:
    """Those that ask, as the queries read them: a row for each value, with a number for who asks, and the window."""
    windows = ((number, one, minute_of(one.since), minute_of(one.until)) for number, one in enumerate(asked))
    return json.dumps([(number, since, until, value) for number, one, since, until in windows for value in one.values])


def _by_number(size: int, found: Iterable[tuple[int, T]]) -> list[list[T]]:
    """What has been found, for each of those that asked, in the order it came in."""
    lists: list[list[T]] = [[] for _ in range(size)]
    for number, one in found:
        lists[number].append(one)
    return lists


async def compared(connection: Connection, article_ids: Collection[int]) -> dict[int, Compared]:
    """What two articles are compared by, of some of them."""
    columns = articles.c.title, articles.c.text, articles.c.language, articles.c.telling
    query = select(articles.c.id, *columns).where(articles.c.id.in_(list(article_ids)))
    return {id_: Compared(*fields) for id_, *fields in await connection.execute(query)}


async def extents(connection: Connection, story_ids: Collection[int]) -> dict[int, Extent]:
    """When some stories began and were told last."""
    published = articles.c.published_at
    query = select(articles.c.story_id, func.min(published), func.max(published))
    query = query.where(articles.c.story_id.in_(list(story_ids))).group_by(articles.c.story_id)
    return {story_id: Extent(first, last) for story_id, first, last in await connection.execute(query)}


async def told_by(connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
    """The stories that some stored articles tell, by the articles' ids."""
    query = select(articles.c.id, articles.c.story_id).where(articles.c.id.in_(list(article_ids)))
    return {row.id: row.story_id for row in await connection.execute(query)}


async def opened(connection: Connection, number: int, *, now: datetime) -> list[int]:
    """Open so many stories, and return their ids; the articles that tell them are still to be stored."""
    if not number:
        return []
    made = await connection.execute(insert(stories).returning(stories.c.id), [{"opened_at": now}] * number)
    return sorted(made.scalars())


async def merge(connection: Connection, merged: Collection[int], *, into: int) -> None:
    """Let the articles of some stories tell another from now on, and the stories lead on to it."""
    await changes.note(connection)
    ids = list(merged)
    await connection.execute(update(articles).where(articles.c.story_id.in_(ids)).values(story_id=into))
    gone = or_(stories.c.id.in_(ids), stories.c.merged_into.in_(ids))
    await connection.execute(update(stories).where(gone).values(merged_into=into))


async def survivors(connection: Connection, story_ids: Collection[int]) -> dict[int, int]:
    """What some stories have become: each by itself, or the one it was merged into; one that is gone is left out."""
    survivor = func.coalesce(stories.c.merged_into, stories.c.id).label("survivor")
    query = select(stories.c.id, survivor).where(stories.c.id.in_(list(story_ids)))
    return {row.id: row.survivor for row in await connection.execute(query)}


_sighting = lru_cache(maxsize=20_000)(Sighting)
"""Equal ones stand in many of the answers that are kept: there is one of each, of 0.4 KB."""


async def sightings(connection: Connection, story_ids: Collection[int]) -> list[Sighting]:
    """Every source of every article of some stories, earliest publication first."""
    return [_sighting(*row) for row in await connection.execute(_SIGHTINGS, {"ids": list(story_ids)})]


async def titles(connection: Connection, story_ids: Collection[int]) -> dict[int, str]:
    """What some stories are called: as the article published first; one that nothing tells any longer is left out.

    A merged story is called as what it has become.
    """
    became = await survivors(connection, story_ids)
    query = (
        select(articles.c.story_id, articles.c.title)
        .where(articles.c.story_id.in_(set(became.values())))
        .order_by(articles.c.published_at.desc(), articles.c.id.desc())
    )
    called = {row.story_id: row.title for row in await connection.execute(query)}
    return {story_id: called[survivor] for story_id, survivor in became.items() if survivor in called}


def _asked() -> Subquery:
    """Those that ask, a row for each of their values; ``since`` and ``until`` are minutes."""
    row = each(bindparam("asked", type_=Text)).table_valued("value").c.value
    names = "number", "since", "until", "value"
    return select(
        *(cast(item(row, literal_column(str(at))), BigInteger).label(name) for at, name in enumerate(names))
    ).subquery("asked")


def _best(
    sharing: Select[Any], number: ColumnElement[int], article_id: ColumnElement[int], shared: ColumnElement[int]
) -> Subquery:
    """Of what some articles share with each of those that ask, the ``limit`` that share most."""
    place = func.row_number().over(partition_by=number, order_by=(shared.desc(), article_id))
    ranked = sharing.add_columns(place.label("place")).subquery()
    return select(ranked).where(ranked.c.place <= bindparam("limit", type_=Integer)).subquery()


def _candidates() -> Select[Any]:
    """Built once: SQLAlchemy takes longer over it than the database over its answer.

    When an article was published is read once of each, however many shingles it shares.
    """
    asked = _asked()
    same = article_shingles.alias("same")
    having = select(same.c.article_id).where(same.c.shingle == asked.c.value).limit(MOST_OF_SHINGLE + 1)
    number = select(func.count()).select_from(having.correlate(asked).subquery()).scalar_subquery()
    shared = func.count().label("shared")
    minute = type_coerce(articles.c.published_at, Integer) // _MINUTE_MS
    telling = select(*asked.c).where(number <= MOST_OF_SHINGLE).cte("telling").prefix_with("MATERIALIZED")
    who = telling.c.number, telling.c.since, telling.c.until
    counted = (
        select(*who, article_shingles.c.article_id, shared)
        .select_from(telling)
        .join(article_shingles, article_shingles.c.shingle == telling.c.value)
        .group_by(*who, article_shingles.c.article_id)
        .subquery()
    )
    sharing = (
        select(counted.c.number, counted.c.article_id, articles.c.story_id, counted.c.shared)
        .join(articles, articles.c.id == counted.c.article_id)
        .where(minute.between(counted.c.since, counted.c.until))
    )
    best = _best(sharing, counted.c.number, counted.c.article_id, counted.c.shared)
    own = article_shingles.alias("own")
    kept = select(func.count()).where(own.c.article_id == best.c.article_id).scalar_subquery()
    found = best.c.number, best.c.article_id, best.c.story_id, best.c.shared
    return select(*found, kept).order_by(best.c.number, best.c.place)


def _bounds(asked: Subquery) -> CTE:
    """Those that ask, with the last of the newest articles that have each of their terms: many share a minute."""
    newer = article_terms.alias("newer")
    place = newer.c.minute, newer.c.article_id
    last_minute, last_id = (
        select(column)
        .where(newer.c.term == asked.c.value, newer.c.minute.between(asked.c.since, asked.c.until))
        .order_by(*(one.desc() for one in place))
        .limit(1)
        .offset(MOST_OF_TERM - 1)
        .correlate(asked)
        .scalar_subquery()
        for column in place
    )
    bounds = select(*asked.c, last_minute.label("last_minute"), last_id.label("last_id")).cte("bounds")
    return bounds.prefix_with("MATERIALIZED")  # or the database looks for the last at each row again


def _tellers() -> Select[Any]:
    """Built once, too. Of each term those articles are walked that come not before the last of the newest."""
    bounds = _bounds(_asked())
    one, last = article_terms.c, bounds.c
    walked = union_all(
        *(
            select(last.number, one.article_id).join_from(bounds, article_terms, and_(one.term == last.value, some))
            for some in (
                one.minute.between(func.coalesce(last.last_minute + 1, last.since), last.until),
                and_(one.minute == last.last_minute, one.article_id >= last.last_id),
            )
        )
    ).subquery()
    shared = func.count().label("shared")
    sharing = (
        select(walked.c.number, walked.c.article_id, shared)
        .group_by(walked.c.number, walked.c.article_id)
        .having(shared >= bindparam("least", type_=Integer))
    )
    best = _best(sharing, walked.c.number, walked.c.article_id, shared)
    return (
        select(best.c.number, articles.c.id, articles.c.story_id, articles.c.telling)
        .join(best, best.c.article_id == articles.c.id)
        .where(articles.c.telling.is_not(None))
        .order_by(best.c.number, best.c.place)
    )


_CANDIDATES = _candidates()
_TELLERS = _tellers()
_SIGHTINGS = (
    select(articles.c.story_id, articles.c.id, sources.c.name, appearances.c.url)
    .select_from(articles)
    .join(appearances)
    .join(sources)
    .where(articles.c.story_id.in_(bindparam("ids", expanding=True)))
    .order_by(articles.c.published_at, articles.c.id, appearances.c.id)
)
