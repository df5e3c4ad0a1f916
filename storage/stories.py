"""Stories: which stored articles a new one is to be compared with, and two that turn out to be one.

A merged story leads on to the one it was merged into: ``survivors`` is the one place where that is looked up.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select, update

from storage.engine import Connection
from storage.records import Sighting
from storage.schema import appearances, article_shingles, article_terms, articles, minute_of, sources, stories

MOST_OF_SHINGLE = 200
"""Articles that share a run of words before it is held to be a formula: «Читайте нас в Telegram» leads nowhere."""

MOST_OF_TERM = 200
"""Articles that are looked at for one word, the newest ones of the window; a word in more of them is hardly rare."""


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
class Extent:
    """When the first and the last article of a story were published."""

    first: datetime
    last: datetime


async def candidates(
    connection: Connection, shingles: Collection[int], *, since: datetime, until: datetime, limit: int
) -> list[Candidate]:
    """Articles published in a window of time that share shingles, most shared first; formulas don't count."""
    asked = {"asked": json.dumps(list(shingles)), "since": since, "until": until, "limit": limit}
    return [Candidate(*row) for row in await connection.execute(_CANDIDATES, asked)]


async def tellers(
    connection: Connection, terms: Collection[int], *, since: datetime, until: datetime, least: int, limit: int
) -> list[Teller]:
    """Articles published in a window of time, to the minute, that share ``least`` terms or more, most shared first.

    What it costs is bounded: of each term hardly more than ``MOST_OF_TERM`` articles are walked.
    """
    window = {"since": minute_of(since), "until": minute_of(until)}
    asked = {"asked": json.dumps(list(terms)), "least": least, "limit": limit}
    return [Teller(*row) for row in await connection.execute(_TELLERS, asked | window)]


async def extents(connection: Connection, story_ids: Collection[int]) -> dict[int, Extent]:
    """When some stories began and were told last."""
    query = (
        select(articles.c.story_id, func.min(articles.c.published_at), func.max(articles.c.published_at))
        .where(articles.c.story_id.in_(list(story_ids)))
        .group_by(articles.c.story_id)
    )
    return {story_id: Extent(first, last) for story_id, first, last in await connection.execute(query)}


async def merge(connection: Connection, merged: Collection[int], *, into: int) -> None:
    """Let the articles of some stories tell another from now on, and the stories lead on to it."""
    ids = list(merged)
    await connection.execute(update(articles).where(articles.c.story_id.in_(ids)).values(story_id=into))
    gone = or_(stories.c.id.in_(ids), stories.c.merged_into.in_(ids))
    await connection.execute(update(stories).where(gone).values(merged_into=into))


async def survivors(connection: Connection, story_ids: Collection[int]) -> dict[int, int]:
    """What some stories have become: each by itself, or the one it was merged into; one that is gone is left out."""
    survivor = func.coalesce(stories.c.merged_into, stories.c.id).label("survivor")
    query = select(stories.c.id, survivor).where(stories.c.id.in_(list(story_ids)))
    return {row.id: row.survivor for row in await connection.execute(query)}


async def sightings(connection: Connection, story_ids: Collection[int]) -> list[Sighting]:
    """Every source of every article of some stories, earliest publication first."""
    query = (
        select(articles.c.story_id, articles.c.id, sources.c.name, appearances.c.url)
        .select_from(articles)
        .join(appearances)
        .join(sources)
        .where(articles.c.story_id.in_(list(story_ids)))
        .order_by(articles.c.published_at, articles.c.id, appearances.c.id)
    )
    return [Sighting(*row) for row in await connection.execute(query)]


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


def _candidates() -> Select[Any]:
    """Built once: SQLAlchemy takes longer over it than the database over its answer."""
    asked = func.json_each(bindparam("asked")).table_valued("value").alias("asked")
    same = article_shingles.alias("same")
    having = select(same.c.article_id).where(same.c.shingle == asked.c.value).limit(MOST_OF_SHINGLE + 1)
    number = select(func.count()).select_from(having.correlate(asked).subquery()).scalar_subquery()
    shared = func.count().label("shared")
    within = articles.c.published_at.between(bindparam("since"), bindparam("until"))
    found = (
        select(article_shingles.c.article_id, articles.c.story_id, shared)
        .select_from(asked)
        .join(article_shingles, article_shingles.c.shingle == asked.c.value)
        .join(articles)
        .where(number <= MOST_OF_SHINGLE, within)
        .group_by(article_shingles.c.article_id, articles.c.story_id)
        .order_by(shared.desc(), article_shingles.c.article_id)
        .limit(bindparam("limit", type_=Integer))
        .subquery()
    )
    own = article_shingles.alias("own")
    kept = select(func.count()).where(own.c.article_id == found.c.article_id).scalar_subquery()
    return select(found, kept).order_by(found.c.shared.desc(), found.c.article_id)


def _tellers() -> Select[Any]:
    """Built once, too. Of each term those articles are walked that are not older than the last of the newest."""
    asked = func.json_each(bindparam("asked")).table_valued("value").alias("asked")
    since, until = bindparam("since", type_=Integer), bindparam("until", type_=Integer)
    newer = article_terms.alias("newer")
    last = (
        select(newer.c.minute)
        .where(newer.c.term == asked.c.value, newer.c.minute.between(since, until))
        .order_by(newer.c.minute.desc())
        .limit(1)
        .offset(MOST_OF_TERM - 1)
        .correlate(asked)
        .scalar_subquery()
    )
    shared = func.count().label("shared")
    sharing = (
        select(article_terms.c.article_id, shared)
        .select_from(asked)
        .join(
            article_terms,
            and_(
                article_terms.c.term == asked.c.value,
                article_terms.c.minute.between(func.coalesce(last, since), until),
            ),
        )
        .group_by(article_terms.c.article_id)
        .having(shared >= bindparam("least", type_=Integer))
        .order_by(shared.desc(), article_terms.c.article_id)
        .limit(bindparam("limit", type_=Integer))
        .subquery()
    )
    return (
        select(articles.c.id, articles.c.story_id, articles.c.telling)
        .join(sharing, sharing.c.article_id == articles.c.id)
        .where(articles.c.telling.is_not(None))
        .order_by(sharing.c.shared.desc(), articles.c.id)
    )


_CANDIDATES = _candidates()
_TELLERS = _tellers()
