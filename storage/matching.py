"""What a search finds: the newest passages that have its words, within a scope, with their texts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, exists, func, literal, select

from storage import search
from storage.engine import Connection
from storage.passages import passage_of, with_text
from storage.records import Passage
from storage.schema import appearances, articles, first_passage_id, passage_sectors, passages
from storage.schema.columns import Instant
from storage.search import Index, Reading, Wanted

MOST_FILTERED = 5_000
"""Passages with the words of a search that are looked at where its scope is more than a time."""


@dataclass(frozen=True, slots=True)
class Some:
    """Passages that have some of what is wanted, each with the words that it has (as readings of a single word).

    Of each word at most ``each`` passages are told; of those ``in_full`` there are no more in the scope.
    """

    passages: Mapping[Passage, frozenset[Reading]]
    each: int
    in_full: frozenset[Reading] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a search looks: passages published in ``[since, until)``, of a sector, of articles of some sources.

    Some ``languages`` (none means all); only what was ``stored_by`` a time. What is ``None`` is no limit. Nothing of
    ``not_sectors``, and no article that appeared in one of ``not_source_ids``, wherever else it did.
    """

    until: datetime
    since: datetime | None = None
    sector: str | None = None
    source_ids: Collection[int] | None = None
    languages: Collection[str] = ()
    stored_by: datetime | None = None
    not_sectors: Collection[str] = ()
    not_source_ids: Collection[int] = ()

    @property
    def is_time(self) -> bool:
        """Whether it is a window of time and nothing else: the index itself keeps to that."""
        return not self.limits

    @property
    def limits(self) -> dict[str, object]:
        """What it limits besides the time, by name."""
        limited = {
            "sector": self.sector,
            "source_ids": None if self.source_ids is None else list(self.source_ids),
            "languages": sorted(self.languages) or None,
            "stored_by": self.stored_by,
            "not_sectors": sorted(self.not_sectors) or None,
            "not_source_ids": list(self.not_source_ids) or None,
        }
        return {name: value for name, value in limited.items() if value is not None}

    @property
    def ids(self) -> tuple[int, int]:
        """The lowest and the highest id that a passage in the window can have."""
        first = first_passage_id(self.since) if self.since is not None else 0
        return first, first_passage_id(self.until) - 1


async def matching(connection: Connection, wanted: Wanted, scope: Scope, *, limit: int) -> list[Passage]:
    """The newest ``limit`` passages that have all that is wanted, newest first (score 0).

    Where the scope is more than a time they are looked for among the newest ``MOST_FILTERED``.
    """
    index = search.index_of(connection)
    values = _values(index, [wanted], scope, limit if scope.is_time else MOST_FILTERED)
    if values is None:
        return []
    query = _all_of(index, tuple(scope.limits))
    return [passage_of(row) for row in await connection.execute(query, {**values, "limit": limit})]


async def matching_some(connection: Connection, wanted: Wanted, scope: Scope, *, limit: int) -> Some:
    """Passages that have some of what is wanted: of each word the newest, ``limit`` in all.

    So a rare word isn't lost among passages with a frequent one.
    """
    index = search.index_of(connection)
    words = [word for word in some_of(wanted) if index.grammar.wanted(word)]
    each = max(1, limit // max(1, len(words)))
    values = _values(index, words, scope, each + 1 if scope.is_time else MOST_FILTERED // max(1, len(words)))
    if not words or values is None:
        return Some({}, each)
    found: dict[Passage, set[Reading]] = {}
    in_full: set[Reading] = set()
    rows = await connection.execute(_some_of(index, len(words), tuple(scope.limits)), {**values, "each": each})
    for *row, number, is_full in rows:
        word = words[number].readings[0]
        found.setdefault(passage_of(row), set()).add(word)
        if is_full:
            in_full.add(word)
    return Some({passage: frozenset(had) for passage, had in found.items()}, each, frozenset(in_full))


def some_of(wanted: Wanted) -> list[Wanted]:
    """Each word of what is wanted by itself; what is in quotes or excluded holds for each."""
    words = dict.fromkeys(phrases for reading in wanted.readings for phrases in reading[: search.MAX_WORDS])
    return [replace(wanted, readings=((phrases,),)) for phrases in words]


def _values(index: Index, wanted: Sequence[Wanted], scope: Scope, most: int) -> dict[str, object] | None:
    """What a query is given for what is wanted within a scope; ``None`` where nothing is wanted."""
    first, last = scope.ids
    values = search.newest_values(index, wanted, first_id=first, last_id=last, most=most)
    return None if values is None else values | scope.limits


@cache  # putting the query together takes as long as asking it
def _all_of(index: Index, limits: tuple[str, ...]) -> Select[Any]:
    hits = search.newest(index)
    query = _within(with_text(literal(0.0)).join(hits, hits.c.id == passages.c.id), limits)
    return query.order_by(passages.c.id.desc()).limit(bindparam("limit", type_=Integer))


@cache
def _some_of(index: Index, count: int, limits: tuple[str, ...]) -> Select[Any]:
    hits, each = search.newest_of_each(index, count), bindparam("each", type_=Integer)
    place = func.row_number().over(partition_by=hits.c.number, order_by=passages.c.id.desc()).label("place")
    is_full = and_(hits.c.is_all, func.count().over(partition_by=hits.c.number) <= each).label("is_full")
    there = select(hits.c.number, passages.c.id, place, is_full).join_from(hits, passages, hits.c.id == passages.c.id)
    kept = _within(there.join(articles, articles.c.id == passages.c.article_id), limits).subquery()
    query = with_text(literal(0.0)).join(kept, kept.c.id == passages.c.id)
    query = query.where(kept.c.place <= each)
    return query.add_columns(kept.c.number, kept.c.is_full).order_by(passages.c.id.desc())


def _within(query: Select[Any], limits: tuple[str, ...]) -> Select[Any]:
    """A query kept to a scope that has these limits."""
    if "sector" in limits:
        tagged = passage_sectors.c
        here = and_(tagged.passage_id == passages.c.id, tagged.sector == bindparam("sector"))
        query = query.join(passage_sectors, here)
    if "source_ids" in limits:
        theirs = appearances.c.source_id.in_(bindparam("source_ids", expanding=True))
        query = query.where(articles.c.id.in_(select(appearances.c.article_id).where(theirs)))
    if "not_sectors" in limits:
        tagged = passage_sectors.c
        barred = tagged.sector.in_(bindparam("not_sectors", expanding=True))
        query = query.where(~exists().where(tagged.passage_id == passages.c.id, barred))
    if "not_source_ids" in limits:
        theirs = appearances.c.source_id.in_(bindparam("not_source_ids", expanding=True))
        query = query.where(~exists().where(appearances.c.article_id == articles.c.id, theirs))
    if "languages" in limits:
        query = query.where(articles.c.language.in_(bindparam("languages", expanding=True)))
    if "stored_by" in limits:
        query = query.where(articles.c.stored_at <= bindparam("stored_by", type_=Instant))
    return query
