"""What a search finds: the newest passages that have its words, within a scope, with their texts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, select

from storage import search
from storage.engine import Connection
from storage.passages import passage_of, with_text
from storage.records import Passage
from storage.schema import appearances, articles, first_passage_id, passage_sectors, passages
from storage.search import Reading, Wanted

MOST_FILTERED = 5_000
"""Passages with the words of a search that are looked at where its scope is more than a time."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a search looks: passages published in ``[since, until)``, of a sector, of articles of some sources.

    Some ``languages`` (none means all); only what was ``stored_by`` a time. What is ``None`` is no limit.
    """

    until: datetime
    since: datetime | None = None
    sector: str | None = None
    source_ids: Collection[int] | None = None
    languages: Collection[str] = ()
    stored_by: datetime | None = None

    @property
    def is_time(self) -> bool:
        """Whether it is a window of time and nothing else: the index itself keeps to that."""
        return self.sector is None and self.source_ids is None and not self.languages and self.stored_by is None

    @property
    def ids(self) -> tuple[int, int]:
        """The lowest and the highest id that a passage in the window can have."""
        first = first_passage_id(self.since) if self.since is not None else 0
        return first, first_passage_id(self.until) - 1


async def matching(connection: Connection, wanted: Wanted, scope: Scope, *, limit: int) -> list[Passage]:
    """The newest ``limit`` passages that have all that is wanted, newest first (score 0).

    Where the scope is more than a time they are looked for among the newest ``MOST_FILTERED``.
    """
    first, last = scope.ids
    hits = search.newest(wanted, first_id=first, last_id=last, limit=limit if scope.is_time else MOST_FILTERED)
    if hits is None:
        return []
    query = _within(with_text(literal(0.0)).join(hits, hits.c.id == passages.c.id), scope)
    return [passage_of(row) for row in await connection.execute(query.order_by(passages.c.id.desc()).limit(limit))]


async def matching_some(
    connection: Connection, wanted: Wanted, scope: Scope, *, limit: int
) -> Mapping[Passage, frozenset[Reading]]:
    """Passages that have some of what is wanted, each with the words that it has (as readings of a single word).

    Of each word the newest, ``limit`` in all, so that a rare word isn't lost among passages with a frequent one.
    """
    words = some_of(wanted)
    each = max(1, limit // max(1, len(words)))
    read = each if scope.is_time else MOST_FILTERED // max(1, len(words))
    first, last = scope.ids
    hits = search.newest_of_each(words, first_id=first, last_id=last, limit=read)
    if hits is None:
        return {}
    place = func.row_number().over(partition_by=hits.c.number, order_by=passages.c.id.desc()).label("place")
    there = select(hits.c.number, passages.c.id, place).join_from(hits, passages, hits.c.id == passages.c.id)
    kept = _within(there.join(articles, articles.c.id == passages.c.article_id), scope).subquery()
    query = with_text(literal(0.0)).join(kept, kept.c.id == passages.c.id).where(kept.c.place <= each)
    rows = await connection.execute(query.add_columns(kept.c.number).order_by(passages.c.id.desc()))
    found: dict[Passage, set[Reading]] = {}
    for *values, number in rows:
        found.setdefault(passage_of(values), set()).add(words[number].readings[0])
    return {passage: frozenset(had) for passage, had in found.items()}


def some_of(wanted: Wanted) -> list[Wanted]:
    """Each word of what is wanted by itself; what is in quotes or excluded holds for each."""
    words = dict.fromkeys(phrases for reading in wanted.readings for phrases in reading)
    return [replace(wanted, readings=((phrases,),)) for phrases in words]


def _within(query: Select[Any], scope: Scope) -> Select[Any]:
    if scope.sector is not None:
        tagged = passage_sectors.c
        query = query.join(passage_sectors, and_(tagged.passage_id == passages.c.id, tagged.sector == scope.sector))
    if scope.source_ids is not None:
        theirs = select(appearances.c.article_id).where(appearances.c.source_id.in_(list(scope.source_ids)))
        query = query.where(articles.c.id.in_(theirs))
    if scope.languages:
        query = query.where(articles.c.language.in_(sorted(scope.languages)))
    if scope.stored_by is not None:
        query = query.where(articles.c.stored_at <= scope.stored_by)
    return query
