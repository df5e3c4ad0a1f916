"""Stories: which stored articles share enough with a new one to be looked at closely."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.engine import Connection
from storage.records import Sighting
from storage.schema import appearances, article_shingles, articles, sources


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that has ``shared`` of the asked shingles, and ``kept`` in all."""

    article_id: int
    story_id: int
    shared: int
    kept: int


async def candidates(
    connection: Connection, shingles: Collection[int], *, since: datetime, until: datetime, limit: int
) -> list[Candidate]:
    """Articles published in a window of time that share shingles, most shared first."""
    shared = func.count()
    own = article_shingles.alias("own")
    kept = select(func.count()).where(own.c.article_id == article_shingles.c.article_id).scalar_subquery()
    query = (
        select(article_shingles.c.article_id, articles.c.story_id, shared, kept)
        .join(articles)
        .where(article_shingles.c.shingle.in_(list(shingles)), articles.c.published_at.between(since, until))
        .group_by(article_shingles.c.article_id, articles.c.story_id)
        .order_by(shared.desc(), article_shingles.c.article_id)
        .limit(limit)
    )
    return [Candidate(*row) for row in await connection.execute(query)]


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
    """What some stories are called: as the article published first; one that nothing tells any longer is left out."""
    query = (
        select(articles.c.story_id, articles.c.title)
        .where(articles.c.story_id.in_(list(story_ids)))
        .order_by(articles.c.published_at.desc(), articles.c.id.desc())
    )
    return {row.story_id: row.title for row in await connection.execute(query)}
