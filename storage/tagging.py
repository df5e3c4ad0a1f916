"""Tagging anew: which articles were understood otherwise than they would be now, and what becomes of their passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, insert, or_, select, update

from storage import changes
from storage.engine import Connection
from storage.schema import articles, passage_sectors, passages

Sectors = Mapping[str, float]
"""Scores by sector."""


@dataclass(frozen=True, slots=True)
class ToTag:
    """An article as tagging needs it: ``spans`` are its passages by id, where each begins and ends, in their order.

    ``tagged_with`` is the fingerprint that it was understood with, ``None`` where nothing tells.
    """

    id: int
    published_at: datetime
    title: str
    text: str
    language: str
    arrival: int
    tagged_with: str | None
    spans: Mapping[int, tuple[int, int]]


async def to_tag(connection: Connection, fingerprint: str | None, *, after: ToTag | None, limit: int) -> list[ToTag]:
    """Articles that were understood with another fingerprint, newest first; with ``None`` all of them.

    They are those that come ``after`` one in this order, from the newest on where that is ``None``.
    """
    names = "id", "published_at", "title", "text", "language", "arrival", "tagged_with"
    query = _otherwise(select(*(articles.c[name] for name in names)), fingerprint)
    if after is not None:  # two conditions, since only the first one can be looked up in the index
        earlier = or_(articles.c.published_at < after.published_at, articles.c.id < after.id)
        query = query.where(articles.c.published_at <= after.published_at, earlier)
    newest_first = query.order_by(articles.c.published_at.desc(), articles.c.id.desc()).limit(limit)
    rows = (await connection.execute(newest_first)).all()
    spans = await _spans(connection, [row.id for row in rows])
    return [_to_tag(row, spans.get(row.id, {})) for row in rows]


async def count(connection: Connection, fingerprint: str | None) -> int:
    """How many articles were understood with another fingerprint; with ``None`` how many there are."""
    found: int = (await connection.execute(_otherwise(select(func.count(articles.c.id)), fingerprint))).scalar_one()
    return found


async def tag(connection: Connection, article: ToTag, sectors: Mapping[int, Sectors], fingerprint: str) -> int | None:
    """Give an article's passages their sectors, by passage id, and note the fingerprint.

    Returns how many passages have other sectors than before, whatever the scores; ``None``, and nothing is changed,
    where another text has taken the article's place since it was read.
    """
    still_there = await connection.execute(
        update(articles)
        .where(articles.c.id == article.id, articles.c.arrival == article.arrival)
        .values(tagged_with=fingerprint)
        .returning(articles.c.id)
    )
    if still_there.first() is None:
        return None
    before = await _sectors(connection, article.id)
    changed = [id_ for id_ in article.spans if before.get(id_, {}) != sectors.get(id_, {})]
    if changed:
        await changes.note(connection)
        # One by one: a text may have more passages than a statement has room for.
        await connection.execute(
            delete(passage_sectors).where(passage_sectors.c.passage_id == bindparam("id")),
            [{"id": id_} for id_ in changed],
        )
    if rows := [
        {"sector": sector, "passage_id": id_, "score": score}
        for id_ in changed
        for sector, score in sectors.get(id_, {}).items()
    ]:
        await connection.execute(insert(passage_sectors), rows)
    return sum(before.get(id_, {}).keys() != sectors.get(id_, {}).keys() for id_ in changed)


def _otherwise(query: Select[Any], fingerprint: str | None) -> Select[Any]:
    return query if fingerprint is None else query.where(articles.c.tagged_with.is_distinct_from(fingerprint))


async def _spans(connection: Connection, article_ids: Sequence[int]) -> dict[int, dict[int, tuple[int, int]]]:
    query = (
        select(passages.c.article_id, passages.c.id, passages.c.start, passages.c.end)
        .where(passages.c.article_id.in_(article_ids))
        .order_by(passages.c.article_id, passages.c.position)
    )
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for article_id, passage_id, start, end in await connection.execute(query):
        found.setdefault(article_id, {})[passage_id] = (start, end)
    return found


async def _sectors(connection: Connection, article_id: int) -> dict[int, dict[str, float]]:
    query = select(passage_sectors).join(passages).where(passages.c.article_id == article_id)
    found: dict[int, dict[str, float]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.passage_id, {})[row.sector] = row.score
    return found


def _to_tag(row: Row[Any], spans: Mapping[int, tuple[int, int]]) -> ToTag:
    return ToTag(row.id, row.published_at, row.title, row.text, row.language, row.arrival, row.tagged_with, spans)
