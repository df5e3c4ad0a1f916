"""Passages: what a sector or a list of ids brings, with the text cut out of its article."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    desc,
    func,
    literal,
    select,
    union_all,
)

from storage import search
from storage.engine import Connection
from storage.records import Passage
from storage.schema import PASSAGE_NUMBER_BITS, appearances, articles, first_passage_id, passage_sectors, passages
from storage.search import Wanted

MOST_FILTERED = 5_000
"""Passages with the words of a search that are looked at where it asks for a sector or a source, too."""

_tagged = passage_sectors.c


async def of_sector(
    connection: Connection,
    sector: str,
    *,
    since: datetime,
    until: datetime,
    fading: float,
    limit: int,
    languages: Collection[str] = (),
    stored_by: datetime | None = None,
) -> list[Passage]:
    """The passages of a sector published in ``[since, until)``, best first.

    Best is what has the highest score after time has faded it: a passage loses ``fading`` of its score on the way from
    ``until`` back to ``since``, in proportion. The window is one of ids, so it reads a part of one index and no more
    (the articles of that part too, when only those of some ``languages`` are wanted, or those ``stored_by`` a time).
    """
    first, end = first_passage_id(since), first_passage_id(until)
    window_minutes = max(1, (end - first) >> PASSAGE_NUMBER_BITS)
    age_minutes = cast((literal(end) - _tagged.passage_id).op(">>")(PASSAGE_NUMBER_BITS), Float)
    faded = (_tagged.score - fading / window_minutes * age_minutes).label("faded")
    in_window = select(_tagged.passage_id, _tagged.score, faded).where(
        _tagged.sector == sector, _tagged.passage_id >= first, _tagged.passage_id < end
    )
    if languages or stored_by is not None:
        in_window = _of_articles(in_window, languages, stored_by)
    best = in_window.order_by(desc("faded"), _tagged.passage_id.desc()).limit(limit).subquery()
    query = (
        _with_text(best.c.score)
        .join(best, best.c.passage_id == passages.c.id)
        .order_by(best.c.faded.desc(), best.c.passage_id.desc())
    )
    return [_passage(row) for row in await connection.execute(query)]


async def newest_of_sectors(
    connection: Connection, sectors: Collection[str], *, until: datetime, limit: int, languages: Collection[str] = ()
) -> dict[str, list[Passage]]:
    """The newest ``limit`` passages of each of some sectors published before ``until``, newest first, in one query.

    With ``languages`` only those of articles in these.
    """
    if not sectors:
        return {}
    values: dict[str, object] = {"end": first_passage_id(until), "most": limit}
    if languages:
        values["languages"] = sorted(languages)
    query = _newest_of(tuple(sectors), by_language=bool(languages))
    found: dict[str, list[Passage]] = {}
    for row in await connection.execute(query, values):
        found.setdefault(row.sector, []).append(_passage(row[:-1]))
    return found


async def matching(
    connection: Connection,
    wanted: Wanted,
    *,
    since: datetime | None,
    until: datetime,
    limit: int,
    sector: str | None = None,
    source_ids: Collection[int] | None = None,
    languages: Collection[str] = (),
    stored_by: datetime | None = None,
) -> list[Passage]:
    """The newest ``limit`` passages published in ``[since, until)`` that have what is wanted, newest first (score 0).

    With ``sector``, ``source_ids`` or ``languages`` those that a sector has, or articles of these; they are looked for
    among the newest ``MOST_FILTERED``.
    """
    filtered = sector is not None or source_ids is not None or bool(languages) or stored_by is not None
    first = first_passage_id(since) if since is not None else 0
    read = MOST_FILTERED if filtered else limit
    hits = search.newest(wanted, first_id=first, last_id=first_passage_id(until) - 1, limit=read)
    if hits is None:
        return []
    query = _with_text(literal(0.0)).join(hits, hits.c.id == passages.c.id)
    if sector is not None:
        query = query.join(passage_sectors, and_(_tagged.passage_id == passages.c.id, _tagged.sector == sector))
    if source_ids is not None:
        theirs = select(appearances.c.article_id).where(appearances.c.source_id.in_(list(source_ids)))
        query = query.where(articles.c.id.in_(theirs))
    if languages:
        query = query.where(articles.c.language.in_(sorted(languages)))
    if stored_by is not None:
        query = query.where(articles.c.stored_at <= stored_by)
    return [_passage(row) for row in await connection.execute(query.order_by(passages.c.id.desc()).limit(limit))]


async def span_of_sector(connection: Connection, sector: str) -> tuple[datetime, datetime] | None:
    """When the first and the last passage of a sector were published, to the minute; ``None`` when there is none."""
    query = select(func.min(passage_sectors.c.passage_id), func.max(passage_sectors.c.passage_id))
    first, last = (await connection.execute(query.where(passage_sectors.c.sector == sector))).one()
    return None if first is None else (_minute(first), _minute(last))


async def by_ids(connection: Connection, scores: Sequence[tuple[int, float]]) -> list[Passage]:
    """Passages by id, each with the score it is given here, in that order; those that are gone are left out."""
    query = _with_text(literal(0.0)).where(passages.c.id.in_([id_ for id_, _ in scores]))
    found = {row.id: _passage(row) for row in await connection.execute(query)}
    return [replace(found[id_], score=score) for id_, score in scores if id_ in found]


async def preceding(connection: Connection, ids: Collection[int], *, most: int) -> dict[int, list[Passage]]:
    """By the id of each passage those before it in its article, ``most`` at most, the nearest first (score 0)."""
    after = passages.alias()
    query = (
        _with_text(literal(0.0))
        .add_columns(after.c.id.label("before"))
        .join(after, and_(after.c.article_id == passages.c.article_id, after.c.position > passages.c.position))
        .where(after.c.id.in_(ids), passages.c.position >= after.c.position - most)
        .order_by(passages.c.position.desc())
    )
    found: dict[int, list[Passage]] = {}
    for *values, id_ in await connection.execute(query):
        found.setdefault(id_, []).append(Passage(*values))
    return found


async def counts(connection: Connection) -> dict[str, int]:
    """How many passages each sector has; sectors without any are not in it."""
    query = select(passage_sectors.c.sector, func.count().label("passages")).group_by(passage_sectors.c.sector)
    return {row.sector: row.passages for row in await connection.execute(query)}


def _of_articles(in_window: Select[Any], languages: Collection[str], stored_by: datetime | None) -> Select[Any]:
    """Only the tagged passages of articles in some languages (none: in any), and of those stored by a time."""
    joined = (
        in_window.select_from(passage_sectors)
        .join(passages, passages.c.id == _tagged.passage_id)
        .join(articles, articles.c.id == passages.c.article_id)
    )
    if languages:
        joined = joined.where(articles.c.language.in_(sorted(languages)))
    if stored_by is not None:
        joined = joined.where(articles.c.stored_at <= stored_by)
    return joined


@cache  # putting fifteen queries together takes longer than asking them
def _newest_of(sectors: tuple[str, ...], *, by_language: bool) -> Select[tuple[object, ...]]:
    """The newest of several sectors' passages, as many of each."""
    each = []
    for sector in sectors:
        query = select(_tagged.sector, _tagged.passage_id, _tagged.score)
        query = query.where(_tagged.sector == sector, _tagged.passage_id < bindparam("end", type_=BigInteger))
        if by_language:
            query = (
                query.join(passages, passages.c.id == _tagged.passage_id)
                .join(articles, articles.c.id == passages.c.article_id)
                .where(articles.c.language.in_(bindparam("languages", expanding=True)))
            )
        newest = query.order_by(_tagged.passage_id.desc()).limit(bindparam("most", type_=Integer))
        each.append(select(newest.subquery()))
    tagged = union_all(*each).subquery()
    return (
        _with_text(tagged.c.score)
        .add_columns(tagged.c.sector)
        .join(tagged, tagged.c.passage_id == passages.c.id)
        .order_by(passages.c.id.desc())
    )


def _with_text(score: ColumnElement[float]) -> Select[tuple[object, ...]]:
    """The columns of a ``Passage``, in the order of its fields."""
    length = passages.c.end - passages.c.start
    return select(
        passages.c.id,
        passages.c.article_id,
        articles.c.story_id,
        passages.c.position,
        passages.c.start,
        passages.c.end,
        func.substr(articles.c.text, passages.c.start + 1, length).label("text"),
        score.label("score"),
        articles.c.title,
        articles.c.language,
        articles.c.published_at,
    ).join_from(passages, articles, articles.c.id == passages.c.article_id)


def _passage(row: Sequence[Any]) -> Passage:
    values: tuple[Any, ...] = tuple(row)
    return Passage(*values)


def _minute(passage_id: int) -> datetime:
    return datetime.fromtimestamp((passage_id >> PASSAGE_NUMBER_BITS) * 60, UTC)
