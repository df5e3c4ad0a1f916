"""The full-text index of passages: words in, passage ids out, always within a range of ids (which is one of time).

Which engine keeps it is known here only: FTS5 on SQLite (``fts5``), a tsvector with GIN on PostgreSQL (``tsvector``).
What a reader typed never reaches either as it is: only words do, each quoted (``wanted``).
"""

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Boolean, Integer, Subquery, column, text

from storage.engine import Connection
from storage.search import fts5, tsvector
from storage.search.index import Index, IndexRow
from storage.search.wanted import MAX_BARRED, MAX_PHRASES, MAX_WORDS, Phrase, Phrases, Reading, Wanted

__all__ = [
    "MAX_BARRED",
    "MAX_PHRASES",
    "MAX_WORDS",
    "Index",
    "IndexRow",
    "Phrase",
    "Phrases",
    "Reading",
    "Wanted",
    "add",
    "every",
    "faults",
    "find",
    "has",
    "index_of",
    "known_words",
    "newest",
    "newest_of_each",
    "newest_values",
    "remove",
    "renew",
]

_INDEXES = {"sqlite": fts5.INDEX, "postgresql": tsvector.INDEX}


def index_of(connection: Connection) -> Index:
    """The index that a database of this engine has."""
    return _INDEXES[connection.dialect.name]


async def add(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Index passages that are not in the index."""
    index = index_of(connection)
    await connection.execute(text(index.adding), [index.row(*row) for row in rows])
    if index.noting is not None:
        await connection.execute(text(index.noting), {"words": index.noted(surface for _, _, surface in rows)})


async def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Take passages out of the index; it needs no words for that, so it can't leave ghosts behind."""
    if ids:
        await connection.execute(text(index_of(connection).removing), [{"id": id_} for id_ in ids])


async def renew(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Index passages anew, whether they are in the index or not.

    In the order of their ids: FTS5 ends a segment of the index where one is lower than the one before.
    """
    await remove(connection, [id_ for id_, _, _ in rows])
    if rows:
        await add(connection, sorted(rows))


async def find(connection: Connection, wanted: Wanted, *, first_id: int, last_id: int, limit: int) -> list[int]:
    """The ids of the newest passages that have what is wanted, newest first, between two ids, both included."""
    index = index_of(connection)
    values = newest_values(index, [wanted], first_id=first_id, last_id=last_id, most=limit)
    return [] if values is None else list((await connection.execute(text(index.newest.format(0)), values)).scalars())


def every(connection: Connection, readings: Sequence[Reading], *, first_id: int, limit: int) -> Subquery | None:
    """The ids, from ``first_id`` on, of passages that have all that one of the readings asks; ``None`` for no words.

    It is a table with a column ``id``, to be joined: of more than ``limit`` the newest. The limit also keeps the
    planner from asking the index once for every row of what it is joined with.
    """
    index = index_of(connection)
    values = newest_values(index, [Wanted(tuple(readings))], first_id=first_id, last_id=LAST_ID, most=limit)
    if values is None:
        return None
    return text(index.newest.format(0)).bindparams(**values).columns(column("id", Integer)).subquery("hits")


LAST_ID = 2**63 - 1
"""The highest id that a row can have."""


@cache
def newest(index: Index) -> Subquery:
    """The ids of the newest passages that have what is wanted; its values are those of ``newest_values``."""
    return text(index.newest.format(0)).columns(column("id", Integer)).subquery("hits")


@cache
def newest_of_each(index: Index, count: int) -> Subquery:
    """For each of so many ``Wanted`` the ids of the newest passages that have it, with its ``number``.

    ``is_all``: there are no more of it between the two ids.
    """
    told = "number, id, count(*) OVER () < :most AS is_all"
    queries = (f"SELECT {n} AS {told} FROM ({index.newest.format(n)}) AS one" for n in range(count))  # noqa: S608 - numbers
    columns = column("number", Integer), column("id", Integer), column("is_all", Boolean)
    return text(" UNION ALL ".join(queries)).columns(*columns).subquery("hits")


def newest_values(
    index: Index, wanted: Sequence[Wanted], *, first_id: int, last_id: int, most: int
) -> dict[str, object] | None:
    """What these queries are given: at most so many passages of each, between two ids; ``None``: one wants nothing."""
    matches = {f"match{number}": index.grammar.wanted(one) for number, one in enumerate(wanted)}
    return {**matches, "first_id": first_id, "last_id": last_id, "most": most} if all(matches.values()) else None


async def has(connection: Connection, wanted: Wanted) -> bool:
    """Whether any passage has what is wanted."""
    return bool(await find(connection, wanted, first_id=0, last_id=LAST_ID, limit=1))


async def known_words(connection: Connection, words: Collection[str]) -> dict[str, int]:
    """Those of some words that passages have as they are written, with in how many of them each stands.

    Stems are left out: many are no words (``energi``, ``compani``).
    """
    index = index_of(connection)
    found = await connection.execute(text(index.counting), {"words": index.listed(words)})
    return {term: count for term, count in found}  # noqa: C416 - rows, not pairs


async def faults(connection: Connection) -> list[str]:
    """What is wrong between the index and the passages, a line each.

    A reading transaction is enough but for SQLite before ``sqlite.INDEX_CHECKED_IN_READING``: a million passages take
    twelve seconds, and in a writing one nobody else could write meanwhile.

    What an engine can say of the index itself knows nothing of our passages, so the ids are compared as well.
    """
    index = index_of(connection)
    damage = await index.damage(connection)
    if damage is not None:
        return [f"the full-text index is damaged: {damage}"]
    found: list[str] = []
    for line, query in (
        ("passages without index rows", f"SELECT id FROM passages EXCEPT SELECT {index.key} FROM passage_index"),  # noqa: S608
        ("index rows without passages", f"SELECT {index.key} FROM passage_index EXCEPT SELECT id FROM passages"),  # noqa: S608
    ):
        counted = await connection.execute(text(f"SELECT count(*) FROM ({query}) AS out_of_step"))  # noqa: S608 - constants
        if amount := counted.scalar_one():
            found.append(f"{line}: {amount}")
    return found
