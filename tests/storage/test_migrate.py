"""The migrations make exactly the schema that the queries are written for, once, and know a newer one."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.engine import Database
from storage.errors import SchemaError
from storage.migrate import MIGRATIONS, current, migrate, newest
from storage.schema import metadata

FULL_TEXT = "passage_index"


def differences(connection: Connection) -> list[object]:
    """What autogenerate would change, the full-text tables left out."""

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and str(name).startswith(FULL_TEXT))

    return list(compare_metadata(MigrationContext.configure(connection, opts={"include_name": ours}), metadata))


async def test_the_migrations_and_the_schema_are_the_same(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        assert await current(connection) == newest()


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert await migrate(database) == (newest(), newest())


async def test_an_empty_database_has_no_revision(empty_database: Database) -> None:
    async with empty_database.read() as connection:
        assert await current(connection) is None
    assert await migrate(empty_database) == (None, newest())


async def test_a_newer_schema_is_refused_and_left_as_it_is(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer version"):
        await migrate(database)
    async with database.read() as connection:
        assert await current(connection) == "9999"


async def test_a_step_that_fails_leaves_the_database_untouched(empty_database: Database) -> None:
    async with empty_database.write() as connection:
        await connection.execute(text("CREATE TABLE readers (id INTEGER)"))  # the last table of the step is in the way
    with pytest.raises(SchemaError, match="readers"):
        await migrate(empty_database)
    async with empty_database.read() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["readers"]


def test_the_newest_step_is_what_alembic_takes_for_the_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest()]
