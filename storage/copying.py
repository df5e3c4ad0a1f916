"""Copying a whole installation from one database into another, on whichever engine each is.

Tables are copied one after another in the order of their keys, a page in a transaction, so a run that was broken off is
taken up where it ended: a mark says that what the goal holds is an unfinished copy. The full-text index can't be read
back (SQLite's holds no texts), so the words of each passage are told anew as it is copied.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    RowMapping,
    Select,
    Table,
    Text,
    collate,
    func,
    insert,
    literal,
    select,
    text,
    true,
    tuple_,
)

from storage import marks, migrate, search
from storage.engine import Connection, Database
from storage.errors import StorageError
from storage.schema import articles, metadata, passages, stories
from storage.schema import marks as marks_table

PAGE = 2_000
"""Rows of a transaction: tens of milliseconds."""

UNDER_WAY = "copy under way"
"""The mark of a database that holds a part of another one."""

IndexWords = Callable[[str, str], tuple[str, str]]
"""From a passage's text and its language to its stems and its words as written, as the index has them."""

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a table that are copied together, in the order of ``key``."""

    table: Table
    which: ColumnElement[bool]

    @property
    def key(self) -> list[Column[Any]]:
        """What tells its rows apart, numbers first: they are in the same order everywhere."""
        return sorted(self.table.primary_key.columns, key=lambda column: isinstance(column.type, Text))

    def order(self, connection: Connection) -> list[ColumnElement[Any]]:
        """The key, with words in the order of their letters' numbers: so both engines agree, whatever their locale."""
        is_sqlite = connection.dialect.name == "sqlite"
        return [c if is_sqlite or not isinstance(c.type, Text) else collate(c, "C") for c in self.key]

    def page(self, query: Select[Any], connection: Connection, last: RowMapping | None) -> Select[Any]:
        """The rows behind one, in their order."""
        order = self.order(connection)
        query = query.order_by(*order).limit(PAGE)
        if last is None:
            return query
        return query.where(tuple_(*order) > tuple_(*(literal(last[c.name], c.type) for c in self.key)))

    def told(self) -> Select[Any]:
        """Its rows; passages with what they say and in which language."""
        query = select(self.table).where(self.which)
        if self.table is passages:
            length = passages.c.end - passages.c.start
            said = func.substr(articles.c.text, passages.c.start + 1, length).label("said")
            query = query.add_columns(said, articles.c.language).join(articles, articles.c.id == passages.c.article_id)
        return query


# A story that was merged names another one, which is never merged itself: that must be there before.
PARTS = [
    part
    for table in metadata.sorted_tables
    for part in (
        [Part(table, stories.c.merged_into.is_(None)), Part(table, stories.c.merged_into.is_not(None))]
        if table is stories
        else [Part(table, marks_table.c.name != UNDER_WAY if table is marks_table else true())]
    )
]


@dataclass(frozen=True, slots=True)
class Copying:
    """A copy from one database into another; the source is held still meanwhile: nobody else writes to it."""

    source: Database
    goal: Database
    words: IndexWords

    async def run(self, advance: Advance) -> dict[str, int]:
        """Copy what isn't copied yet, compare all of it, and return how many rows each table has.

        ``advance`` is told of rows as they are copied, those of an earlier run among them.

        Raises:
            StorageError: the goal holds something else, or the copy isn't what was copied.
            SchemaError: the source has an older or a newer schema.
        """
        async with self._held() as held:
            await self._begin()
            for part in PARTS:
                await self._copy(held, part, advance)
            async with self.goal.write() as into:
                await _number_on(held, into)
                if not self.goal.is_sqlite:
                    await into.execute(text("ANALYZE"))  # or its first questions are planned as for empty tables
            counts = await self._compared(held)
        # Not before the source has been let go of without an error: until here nobody else has written to it.
        async with self.goal.write() as into:
            await into.execute(marks_table.delete().where(marks_table.c.name == UNDER_WAY))
        return counts

    async def total(self) -> int:
        """How many rows the source has."""
        async with self.source.read() as connection:
            return sum((await _counts(connection)).values())

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[Connection]:
        await migrate.must_be_newest(self.source)
        async with self.source.write() as connection:
            if not self.source.is_sqlite:  # it says nothing for as long as the goal is summed up
                await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield connection

    async def _begin(self) -> None:
        await migrate.migrate(self.goal)
        async with self.goal.write() as into:
            if await marks.get(into, UNDER_WAY) is None:
                if any((await _counts(into)).values()):
                    raise StorageError(f"{self.goal} holds something already: copy into an empty database")
                await marks.put(into, UNDER_WAY, 1)

    async def _copy(self, held: Connection, part: Part, advance: Advance) -> None:
        async with self.goal.read() as connection:
            backwards = [column.desc() for column in part.order(connection)]
            newest_first = select(*part.key).where(part.which).order_by(*backwards)
            last = (await connection.execute(newest_first.limit(1))).mappings().first()
            advance((await connection.execute(_count(part.table).where(part.which))).scalar_one())
        while rows := (await held.execute(part.page(part.told(), held, last))).mappings().all():
            last = rows[-1]
            async with self.goal.write() as into:
                await into.execute(insert(part.table), [_kept(row, part.table, into) for row in rows])
                if part.table is passages:
                    index = [(row["id"], *self.words(row["said"] or "", row["language"])) for row in rows]
                    await search.add(into, index)
            advance(len(rows))

    async def _compared(self, held: Connection) -> dict[str, int]:
        async with self.goal.read() as copied:
            before, after = await _sums(held, copied), await _sums(copied, copied)
            indexed = (await copied.execute(text("SELECT count(*) FROM passage_index"))).scalar_one()
        differing = [name for name, told in before.items() if after[name] != told]
        if indexed != after[passages.name][0]:
            differing.append("passage_index")
        if differing:
            raise StorageError(
                f"what was copied differs in {', '.join(sorted(differing))}: empty {self.goal} and copy again"
            )
        return {name: number for name, (number, _) in after.items()}


async def must_be_whole(connection: Connection) -> None:
    """That nobody works with a part of a database.

    Raises:
        StorageError: a copy into it was broken off.
    """
    if await marks.get(connection, UNDER_WAY) is not None:
        raise StorageError("a copy into this database was broken off: run `svodka copy` again, it goes on from there")


def _count(table: Table) -> Select[Any]:
    return select(func.count()).select_from(table)


async def _counts(connection: Connection) -> dict[str, int]:
    return {table.name: (await connection.execute(_count(table))).scalar_one() for table in metadata.sorted_tables}


def _kept(row: RowMapping, table: Table, connection: Connection) -> dict[str, object]:
    return {column.name: _keepable(row[column.name], connection) for column in table.columns}


def _keepable(value: object, connection: Connection) -> object:
    """PostgreSQL keeps no NUL in a text; another character in its place keeps every position after it."""
    if isinstance(value, str) and connection.dialect.name == "postgresql":
        return value.replace("\0", "\ufffd")
    return value


async def _sums(connection: Connection, goal: Connection) -> dict[str, tuple[int, int]]:
    """Of each table how many rows it has, and a sum over what they say that is the same in whatever order they come."""
    sums = dict.fromkeys((table.name for table in metadata.sorted_tables), (0, 0))
    for part in PARTS:
        number, total = sums[part.table.name]
        last: RowMapping | None = None
        rows_of = select(part.table).where(part.which)
        while rows := (await connection.execute(part.page(rows_of, connection, last))).mappings().all():
            last = rows[-1]
            number += len(rows)
            total += sum(_hashed([_keepable(value, goal) for value in row.values()]) for row in rows)
        sums[part.table.name] = (number, total % 2**128)
    return sums


def _hashed(values: Sequence[object]) -> int:
    return int.from_bytes(blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).digest())


async def _number_on(source: Connection, goal: Connection) -> None:
    """Let the goal number on where the source would have: a number that is gone is given to nobody else."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        given = await _given(source, table)
        if goal.dialect.name == "postgresql":
            place = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :given, :is_called)")
            await goal.execute(place, {"name": table.name, "given": max(given, 1), "is_called": given > 0})
        elif table.dialect_options["sqlite"]["autoincrement"] and given:
            await goal.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
            noted = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :given)")
            await goal.execute(noted, {"name": table.name, "given": given})


async def _given(connection: Connection, table: Table) -> int:
    """The highest number that a table has given to a row, be that gone or not; 0: none."""
    if connection.dialect.name == "postgresql":
        name = (
            await connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
        ).scalar()
        row = (await connection.execute(text(f"SELECT last_value, is_called FROM {name}"))).one()  # noqa: S608 - PostgreSQL's
        noted = row.last_value if row.is_called else 0
    else:
        kept = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        noted = (await connection.execute(kept, {"name": table.name})).scalar() or 0
    highest = (await connection.execute(select(func.max(table.c.id)))).scalar() or 0
    return max(noted, highest)
