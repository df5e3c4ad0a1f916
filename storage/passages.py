"""Passages: what a sector or a list of ids brings, with the text cut out of its article."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
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

from storage.engine import Connection
from storage.records import Passage
from storage.schema import PASSAGE_NUMBER_BITS, articles, first_passage_id, minutes, passage_sectors, passages
from storage.schema.columns import Instant

_tagged = passage_sectors.c

OF_LANGUAGES, OF_A_TIME = (6, 48), (2, 16)
"""How many times as many passages are ranked as are wanted of some languages, or of what was stored by a time: first
so many, then more. Most were stored by then, as a rule, and of three languages two have a good part each.
"""

MOST_RANKED = 16_000
"""Passages that are ranked at most: to read the articles of more in the order of their rank takes longer than of all.
"""


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
    ``until`` back to ``since``, in proportion. The window is one of ids, so it reads a part of one index and no more.
    When only those of some ``languages`` are wanted, or those ``stored_by`` a time, it reads the articles of the best
    too, and of the whole window where these don't bring ``limit``.
    """
    first, end = first_passage_id(since), first_passage_id(until)
    values: dict[str, object] = {
        "sector": sector,
        "first": first,
        "end": end,
        "fading": fading / max(1, (end - first) >> PASSAGE_NUMBER_BITS),
        "limit": limit,
    }
    if languages:
        values["languages"] = sorted(languages)
    if stored_by is not None:
        values["stored_by"] = stored_by
    of_kind = partial(_best_of_sector, by_language=bool(languages), by_time=stored_by is not None)
    for times in OF_LANGUAGES if languages else OF_A_TIME if stored_by is not None else ():
        if limit * times > MOST_RANKED:
            break
        ranked = values | {"ranked": limit * times}
        best = (await connection.execute(of_kind(ranked_first=True), ranked)).all()
        if len(best) == limit or not (await connection.execute(_more_than_ranked(), ranked)).scalar_one():
            return [passage_of(row) for row in best]
    return [passage_of(row) for row in await connection.execute(of_kind(ranked_first=False), values)]


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
        found.setdefault(row.sector, []).append(passage_of(row[:-1]))
    return found


async def span_of_sector(connection: Connection, sector: str) -> tuple[datetime, datetime] | None:
    """When the first and the last passage of a sector were published, to the minute; ``None`` when there is none."""
    query = select(func.min(passage_sectors.c.passage_id), func.max(passage_sectors.c.passage_id))
    first, last = (await connection.execute(query.where(passage_sectors.c.sector == sector))).one()
    return None if first is None else (_minute(first), _minute(last))


async def places_of_sector(connection: Connection, article_id: int, sector: str) -> list[tuple[int, int]]:
    """Where the passages of a sector start and end in the text of an article, in their order."""
    query = (
        select(passages.c.start, passages.c.end)
        .join(passage_sectors, and_(_tagged.passage_id == passages.c.id, _tagged.sector == sector))
        .where(passages.c.article_id == article_id)
        .order_by(passages.c.position)
    )
    return [(start, end) for start, end in await connection.execute(query)]


async def by_ids(connection: Connection, scores: Sequence[tuple[int, float]]) -> list[Passage]:
    """Passages by id, each with the score it is given here, in that order; those that are gone are left out."""
    query = with_text(literal(0.0)).where(passages.c.id.in_([id_ for id_, _ in scores]))
    found = {row.id: passage_of(row) for row in await connection.execute(query)}
    return [replace(found[id_], score=score) for id_, score in scores if id_ in found]


async def preceding(connection: Connection, ids: Collection[int], *, most: int) -> dict[int, list[Passage]]:
    """By the id of each passage those before it in its article, ``most`` at most, the nearest first (score 0)."""
    found: dict[int, list[Passage]] = {}
    for row in await connection.execute(_preceding(), {"ids": list(ids), "most": most}):
        found.setdefault(row.before, []).append(passage_of(row[:-1]))
    return found


async def counts(connection: Connection) -> dict[str, int]:
    """How many passages each sector has; sectors without any are not in it."""
    query = select(passage_sectors.c.sector, func.count().label("passages")).group_by(passage_sectors.c.sector)
    return {row.sector: row.passages for row in await connection.execute(query)}


@cache
def _best_of_sector(*, by_language: bool, by_time: bool, ranked_first: bool) -> Select[tuple[object, ...]]:
    """The query of ``of_sector``; built once of each kind: SQLAlchemy takes as long as SQLite.

    With ``ranked_first`` only the best ``ranked`` of the window are looked at, whose articles are few to read.
    """
    age_minutes = cast(minutes(bindparam("end", type_=BigInteger) - _tagged.passage_id), Float)
    faded = (_tagged.score - bindparam("fading", type_=Float) * age_minutes).label("faded")
    in_window = select(_tagged.passage_id, _tagged.score, faded).where(*_within())
    passage_id: ColumnElement[int] = _tagged.passage_id
    if ranked_first:
        in_order = in_window.order_by(desc("faded"), passage_id.desc())
        ranked = in_order.limit(bindparam("ranked", type_=Integer)).subquery("ranked")
        in_window, passage_id = select(*ranked.c), ranked.c.passage_id
    if by_language or by_time:
        in_window = in_window.join(passages, passages.c.id == passage_id).join(
            articles, articles.c.id == passages.c.article_id
        )
    if by_language:
        in_window = in_window.where(articles.c.language.in_(bindparam("languages", expanding=True)))
    if by_time:
        in_window = in_window.where(articles.c.stored_at <= bindparam("stored_by", type_=Instant))
    newest_first = in_window.order_by(desc("faded"), passage_id.desc())
    best = newest_first.limit(bindparam("limit", type_=Integer)).subquery()
    query = with_text(best.c.score).join(best, best.c.passage_id == passages.c.id)
    return query.order_by(best.c.faded.desc(), best.c.passage_id.desc())


@cache
def _more_than_ranked() -> Select[Any]:
    """Whether a window has other passages than those that were ranked."""
    some = select(_tagged.passage_id).where(*_within()).limit(bindparam("ranked", type_=Integer) + 1).subquery()
    return select(func.count() > bindparam("ranked", type_=Integer)).select_from(some)


def _within() -> list[ColumnElement[bool]]:
    """What holds for the passages of a sector in a window."""
    return [
        _tagged.sector == bindparam("sector"),
        _tagged.passage_id >= bindparam("first", type_=BigInteger),
        _tagged.passage_id < bindparam("end", type_=BigInteger),
    ]


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
        with_text(tagged.c.score)
        .add_columns(tagged.c.sector)
        .join(tagged, tagged.c.passage_id == passages.c.id)
        .order_by(passages.c.id.desc())
    )


@cache
def _preceding() -> Select[tuple[object, ...]]:
    """The query of ``preceding``, built once."""
    after = passages.alias()
    earlier = and_(after.c.article_id == passages.c.article_id, after.c.position > passages.c.position)
    return (
        with_text(literal(0.0))
        .add_columns(after.c.id.label("before"))
        .join(after, earlier)
        .where(
            after.c.id.in_(bindparam("ids", expanding=True)),
            passages.c.position >= after.c.position - bindparam("most", type_=Integer),
        )
        .order_by(passages.c.position.desc())
    )


def with_text(score: ColumnElement[float]) -> Select[tuple[object, ...]]:
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


def passage_of(row: Sequence[Any]) -> Passage:
    """The passage in a row of ``with_text``."""
    values: tuple[Any, ...] = tuple(row)
    return Passage(*values)


def _minute(passage_id: int) -> datetime:
    return datetime.fromtimestamp((passage_id >> PASSAGE_NUMBER_BITS) * 60, UTC)
