"""What hangs on articles: passages, index rows, sectors, shingles and terms; put in for many articles at once.

A statement costs more than the rows that it brings, so each of these tables is written once for all of them.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, Table, Text, bindparam, cast, delete, func, insert, select

from storage import search
from storage.dialects import each
from storage.engine import Connection
from storage.records import NewArticle, NewPassage
from storage.schema import (
    PASSAGE_NUMBER_BITS,
    article_shingles,
    article_terms,
    first_passage_id,
    minute_of,
    passage_sectors,
    passages,
)

Stored = tuple[int, NewArticle]
"""An article that is stored, by the id of its row, with what has been understood of it."""

Row = dict[str, object]


async def add(connection: Connection, new: Sequence[Stored]) -> None:
    """Put in what hangs on some articles that have nothing yet."""
    firsts = await _first_ids(connection, new)
    numbered = [
        (first + position, position, article_id, passage)
        for (article_id, article), first in zip(new, firsts, strict=True)
        for position, passage in enumerate(article.passages)
    ]
    numbered.sort(key=lambda one: one[0])  # FTS5 ends a segment of the index where an id is lower than the one before
    await _insert(connection, passages, [_passage_row(*one) for one in numbered])
    if numbered:
        await search.add(connection, [(id_, passage.stems, passage.surface) for id_, _, _, passage in numbered])
    await _insert(
        connection,
        passage_sectors,
        [
            {"sector": sector, "passage_id": id_, "score": score}
            for id_, _, _, passage in numbered
            for sector, score in passage.sectors.items()
        ],
    )
    await _insert(connection, article_shingles, _shingle_rows(new))
    await _insert(connection, article_terms, _term_rows(new))


async def remove(connection: Connection, article_id: int) -> None:
    """Take out all that hangs on an article."""
    ids = (await connection.execute(select(passages.c.id).where(passages.c.article_id == article_id))).scalars().all()
    await search.remove(connection, ids)
    for table in (passages, article_shingles, article_terms):
        await connection.execute(delete(table).where(table.c.article_id == article_id))


async def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


def _passage_row(id_: int, position: int, article_id: int, passage: NewPassage) -> Row:
    return {"id": id_, "article_id": article_id, "position": position, "start": passage.start, "end": passage.end}


def _shingle_rows(new: Iterable[Stored]) -> list[Row]:
    """In the order of the table, whose rows lie where their key says: neighbours are then written together."""
    pairs = sorted((shingle, article_id) for article_id, article in new for shingle in article.shingles)
    return [{"shingle": shingle, "article_id": article_id} for shingle, article_id in pairs]


def _term_rows(new: Iterable[Stored]) -> list[Row]:
    keys = sorted(
        (term, minute_of(article.published_at), article_id) for article_id, article in new for term in article.terms
    )
    return [{"term": term, "minute": minute, "article_id": article_id} for term, minute, article_id in keys]


async def _first_ids(connection: Connection, new: Sequence[Stored]) -> list[int]:
    """For each article the id of its first passage: behind all of its minute, those of the articles before it too."""
    floors = [first_passage_id(article.published_at) for _, article in new]
    free = await _free_ids(connection, set(floors))
    firsts = []
    for floor, (_, article) in zip(floors, new, strict=True):
        firsts.append(free[floor])
        free[floor] += len(article.passages)
    return firsts


async def _free_ids(connection: Connection, floors: Collection[int]) -> dict[int, int]:
    """For the lowest id of each minute the lowest one that is higher than all those taken in it."""
    rows = await connection.execute(_HIGHEST, {"asked": json.dumps(list(floors))})
    return {floor: floor if highest is None else highest + 1 for floor, highest in rows}


def _highest() -> Select[Any]:
    """Built once: SQLAlchemy takes longer over it than the database over its answer."""
    asked = each(bindparam("asked", type_=Text)).table_valued("value").alias("asked")
    floor = cast(asked.c.value, BigInteger)
    within = passages.c.id.between(floor, floor + ((1 << PASSAGE_NUMBER_BITS) - 1))
    return select(floor, select(func.max(passages.c.id)).where(within).correlate(asked).scalar_subquery())


_HIGHEST = _highest()
