"""Coverage: which articles tell a story, by whom and when, and which stories have most of it.

A story may be told by hundreds of long articles, so counting them reads no texts, and of texts beginnings are read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, func, select

from storage.engine import Connection
from storage.records import Appearance
from storage.schema import appearances, articles, sources

MOST_COUNTED = 60
"""Stories with the most articles that are looked at for those with the most sources."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many articles and sources tell a story, and when its first and its last article were published."""

    articles: int
    sources: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Dating:
    """An article with what is told of its publication: its ``own`` time, and what each outlet ``told``.

    Where that is ``None``, the outlet may have had the article at any time before.
    """

    article_id: int
    own: datetime
    told: tuple[datetime | None, ...]

    @property
    def known(self) -> set[datetime]:
        """All that are told: it was published at the earliest of them, or before."""
        return {self.own, *(one for one in self.told if one is not None)}

    @property
    def published_at(self) -> datetime:
        """The earliest of them; an hour of the same day says more than a day without one."""
        return min(self.known, key=_by_then)


@dataclass(frozen=True, slots=True)
class Report:
    """An article that tells a story: ``text`` is its beginning, all of it where ``whole``.

    ``published_at`` is the earliest time that an outlet gave, and its appearances stand in the order of theirs.
    """

    article_id: int
    title: str
    text: str
    whole: bool
    language: str
    published_at: datetime
    appearances: tuple[Appearance, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A story with its extent in a window; the title is that of the article published first."""

    story_id: int
    title: str
    extent: Extent


async def datings(connection: Connection, story_id: int, *, seen_by: datetime) -> list[Dating]:
    """The articles that told a story by a time, in order of publication."""
    columns = articles.c.id, articles.c.published_at, appearances.c.published_at
    own: dict[int, datetime] = {}
    told: dict[int, list[datetime | None]] = {}
    for article_id, published_at, dated in await connection.execute(_seen(story_id, seen_by, *columns)):
        own[article_id] = published_at
        told.setdefault(article_id, []).append(dated)
    found = [Dating(id_, own[id_], tuple(dates)) for id_, dates in told.items()]
    return sorted(found, key=lambda one: (one.published_at, one.article_id))


async def extent(connection: Connection, story_id: int, *, seen_by: datetime) -> Extent | None:
    """The extent of a story as it was known at a time; ``None`` where nothing told it."""
    dated = await datings(connection, story_id, seen_by=seen_by)
    if not dated:
        return None
    tellers = _seen(story_id, seen_by, func.count(distinct(sources.c.name))).join(sources)
    number = (await connection.execute(tellers)).scalar_one()
    return Extent(len(dated), number, dated[0].published_at, dated[-1].published_at)


async def reports(
    connection: Connection, story_id: int, *, seen_by: datetime, earliest: int, latest: int, characters: int
) -> list[Report]:
    """The articles that told a story by a time, in order of publication: the ``earliest`` and the ``latest`` so many.

    Of the text of each so many ``characters`` are read.
    """
    dated = await datings(connection, story_id, seen_by=seen_by)
    read = dated if len(dated) <= earliest + latest else [*dated[:earliest], *dated[-latest:]]
    ids = [one.article_id for one in read]
    columns = (
        articles.c.id,
        articles.c.title,
        func.substr(articles.c.text, 1, characters).label("text"),
        (func.length(articles.c.text) <= characters).label("whole"),
        articles.c.language,
    )
    found = {row.id: row for row in await connection.execute(select(*columns).where(articles.c.id.in_(ids)))}
    seen = await _appearances(connection, ids, seen_by)
    return [
        Report(id_, title, text, whole, language, one.published_at, tuple(seen[id_]))
        for one in read
        for id_, title, text, whole, language in [found[one.article_id]]
    ]


async def widest(connection: Connection, *, since: datetime | None, limit: int) -> list[Covered]:
    """The stories with more than one article published since a time, those of most sources first, the newest of such.

    Looked at are the ``MOST_COUNTED`` with the most articles.
    """
    number, first, last = func.count(), func.min(articles.c.published_at), func.max(articles.c.published_at)
    query = select(articles.c.story_id, number, first, last).group_by(articles.c.story_id).having(number > 1)
    if since is not None:
        query = query.where(articles.c.published_at >= since)
    counted = (await connection.execute(query.order_by(number.desc(), last.desc()).limit(MOST_COUNTED))).all()
    tellers = await _tellers(connection, [row.story_id for row in counted], since)
    extents = {id_: Extent(number, tellers[id_], first, last) for id_, number, first, last in counted}
    best = sorted(extents, key=lambda id_: (-extents[id_].sources, -extents[id_].last.timestamp()))[:limit]
    called = await _titles(connection, best)
    return [Covered(id_, called[id_], extents[id_]) for id_ in best]


async def others(connection: Connection, article_id: int) -> int:
    """How many other articles tell the story of one."""
    story = select(articles.c.story_id).where(articles.c.id == article_id).scalar_subquery()
    query = select(func.count()).where(articles.c.story_id == story, articles.c.id != article_id)
    return (await connection.execute(query)).scalar_one()


def _seen(story_id: int, seen_by: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
    """Columns of the articles of a story that had appeared by a time, with where."""
    joined = select(*columns).join_from(articles, appearances, appearances.c.article_id == articles.c.id)
    return joined.where(articles.c.story_id == story_id, appearances.c.seen_at <= seen_by)


async def _appearances(connection: Connection, ids: Collection[int], seen_by: datetime) -> dict[int, list[Appearance]]:
    when = appearances.c.published_at, appearances.c.seen_at
    query = (
        select(appearances.c.article_id, sources.c.name, appearances.c.url, *when)
        .join(sources)
        .where(appearances.c.article_id.in_(ids), appearances.c.seen_at <= seen_by)
        .order_by(appearances.c.id)
    )
    rows = (await connection.execute(query)).all()
    seen: dict[int, list[Appearance]] = {}
    for row in sorted(rows, key=lambda row: row.seen_at if row.published_at is None else _by_then(row.published_at)):
        seen.setdefault(row.article_id, []).append(Appearance(row.name, row.url))
    return seen


def _by_then(moment: datetime) -> datetime:
    """By when something that is dated so had been published: midnight stands for a day without an hour."""
    return moment + timedelta(days=1) if moment.time() == time() else moment


async def _tellers(connection: Connection, story_ids: Sequence[int], since: datetime | None) -> dict[int, int]:
    """How many sources tell each of some stories since a time."""
    query = (
        select(articles.c.story_id, func.count(distinct(sources.c.name)).label("sources"))
        .join_from(articles, appearances, appearances.c.article_id == articles.c.id)
        .join(sources)
        .where(articles.c.story_id.in_(story_ids))
        .group_by(articles.c.story_id)
    )
    if since is not None:
        query = query.where(articles.c.published_at >= since)
    return {row.story_id: row.sources for row in await connection.execute(query)}


async def _titles(connection: Connection, story_ids: Sequence[int]) -> dict[int, str]:
    """What some stories are called: as the article published first."""
    place = func.row_number().over(partition_by=articles.c.story_id, order_by=(articles.c.published_at, articles.c.id))
    ranked = select(articles.c.id, place.label("place")).where(articles.c.story_id.in_(story_ids)).subquery()
    query = select(articles.c.story_id, articles.c.title).join(ranked, ranked.c.id == articles.c.id)
    return {row.story_id: row.title for row in await connection.execute(query.where(ranked.c.place == 1))}
