"""Stories: which stored articles a new one is to be compared with, and two that turn out to be one.

A merged story leads on to the one it was merged into: ``survivors`` is the one place where that is looked up.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, or_, select, union_all, update

from storage.engine import Connection
from storage.records import Sighting
from storage.schema import appearances, article_shingles, article_terms, articles, minute_of, sources, stories

MOST_OF_SHINGLE = 200
"""Articles that share a run of words before it is held to be a formula: «Читайте нас в Telegram» leads nowhere."""

MOST_OF_TERM = 200
"""Articles that are looked at for one word, the newest ones of the window; a word in more of them is hardly rare."""

TERMS = 24
"""Words that an article is looked for by, at most."""


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
    asked = func.json_each(json.dumps(list(shingles))).table_valued("value").alias("asked")
    same = article_shingles.alias("same")
    having = select(same.c.article_id).where(same.c.shingle == asked.c.value).limit(MOST_OF_SHINGLE + 1)
    number = select(func.count()).select_from(having.correlate(asked).subquery()).scalar_subquery()
    shared = func.count().label("shared")
    found = (
        select(article_shingles.c.article_id, articles.c.story_id, shared)
        .select_from(asked)
        .join(article_shingles, article_shingles.c.shingle == asked.c.value)
        .join(articles)
        .where(number <= MOST_OF_SHINGLE, articles.c.published_at.between(since, until))
        .group_by(article_shingles.c.article_id, articles.c.story_id)
        .order_by(shared.desc(), article_shingles.c.article_id)
        .limit(limit)
        .subquery()
    )
    own = article_shingles.alias("own")
    kept = select(func.count()).where(own.c.article_id == found.c.article_id).scalar_subquery()
    query = select(found, kept).order_by(found.c.shared.desc(), found.c.article_id)
    return [Candidate(*row) for row in await connection.execute(query)]


def _of_term(number: int) -> str:
    return f"term_{number}"


_walks = [
    select(
        select(article_terms.c.article_id)
        .where(
            article_terms.c.term == bindparam(_of_term(number)),
            article_terms.c.minute.between(bindparam("since"), bindparam("until")),
        )
        .order_by(article_terms.c.minute.desc(), article_terms.c.article_id.desc())
        .limit(MOST_OF_TERM)
        .subquery()
    )
    for number in range(TERMS)
]
_walked = union_all(*_walks).subquery()
_sharing = (
    select(_walked.c.article_id, func.count().label("shared"))
    .group_by(_walked.c.article_id)
    .having(func.count() >= bindparam("least"))
    .order_by(func.count().desc(), _walked.c.article_id)
    .limit(bindparam("limit", type_=Integer))
    .subquery()
)
_tellers = (
    select(articles.c.id, articles.c.story_id, articles.c.telling)
    .join(_sharing, _sharing.c.article_id == articles.c.id)
    .where(articles.c.telling.is_not(None))
    .order_by(_sharing.c.shared.desc(), articles.c.id)
)


async def tellers(
    connection: Connection, terms: Collection[int], *, since: datetime, until: datetime, least: int, limit: int
) -> list[Teller]:
    """Articles published in a window of time, to the minute, that share ``least`` terms or more, most shared first.

    What it costs is bounded: of each of ``TERMS`` terms at most ``MOST_OF_TERM`` articles are walked.
    """
    asked = dict.fromkeys(map(_of_term, range(TERMS)), -1) | dict(zip(map(_of_term, range(TERMS)), terms, strict=False))
    window = {"since": minute_of(since), "until": minute_of(until)}
    rows = await connection.execute(_tellers, asked | window | {"least": least, "limit": limit})
    return [Teller(*row) for row in rows]


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
