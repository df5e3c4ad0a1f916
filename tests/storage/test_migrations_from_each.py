"""From every schema there has been, with a row in each of its tables, a database comes to the newest one."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Connection, Float, Integer, LargeBinary, MetaData, Table, func, inspect, select

from storage.engine import Database
from storage.migrate import MIGRATIONS, migrate, newest
from tests.storage.test_migrations_with_data import upgrade_to

REVISIONS = sorted(path.name[1:5] for path in MIGRATIONS.glob("versions/m[0-9]*.py"))

TEXTS = {
    "key": '{"sectors":["energy"],"words":["газ"]}',
    "state": "active",
    "rhythm": "daily",
    "kind": "private",
    "language": "ru",
    "timezone": "Asia/Almaty",
    "messages": "[]",
    "text": "Нефть подорожала.",
}
"""What a step may read; any other text is «а»."""

OWN = {"alembic_version"}


def rooms(connection: Connection) -> list[Table]:
    """The tables as they are there, those that others point at first; not what an engine keeps for its index."""
    found = MetaData()
    names = [name for name in inspect(connection).get_table_names() if not name.startswith("passage_index")]
    found.reflect(connection, only=[name for name in names if name not in OWN])
    return found.sorted_tables


def row(table: Table) -> dict[str, Any]:
    """A row of a table: numbers are 7, so that what points at another table points at its row."""
    return {column.name: value for column in table.columns for value in values(table.name, column.name, column.type)}


def values(table: str, column: str, kind: object) -> Iterator[object]:
    """The value of a column, none where the schema's own will do."""
    if isinstance(kind, LargeBinary):
        yield b"1"
    elif isinstance(kind, Float):
        yield 0.5
    elif column in {"merged_into", "gone_at", "previous_id"}:
        return
    elif isinstance(kind, Integer | BigInteger):
        yield 0 if column in {"start", "position"} else 7
    elif (table, column) == ("deliveries", "state"):
        yield "sent"
    else:
        yield TEXTS.get(column, "а")


def fill(connection: Connection) -> dict[str, int]:
    """Put a row into each table."""
    for table in rooms(connection):
        connection.execute(table.insert().values(row(table)))
    return counted(connection)


def counted(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in rooms(connection)
    }


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_row_comes_along(empty_database: Database, revision: str) -> None:
    async with empty_database.reshape() as connection:
        await connection.run_sync(upgrade_to, revision)
    async with empty_database.write() as connection:
        before = await connection.run_sync(fill)
    assert set(before.values()) == {1}
    assert await migrate(empty_database) == (revision, newest())
    async with empty_database.read() as connection:
        after = await connection.run_sync(counted)
    assert {name: after.get(name) for name in before} == before
