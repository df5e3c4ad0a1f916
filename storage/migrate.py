"""The schema's way forward: what version a database has, and how it comes to the newest one."""

from pathlib import Path

from storage.engine import Connection, Database
from storage.errors import SchemaError

# isort: split
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.exc import DBAPIError

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """Alembic's settings; there is no alembic.ini, since the database's URL comes from ours."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def newest() -> str:
    """The revision this program works with."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise SchemaError(f"no migrations in {MIGRATIONS}: the installation is incomplete")
    return head


async def current(connection: Connection) -> str | None:
    """The revision a database is at; ``None`` for an empty one."""
    return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the schema to the newest revision, in one transaction: all steps or none. Returns (before, after).

    Raises:
        SchemaError: a newer program made this database.
    """
    goal = newest()
    async with database.read() as connection:
        before = await current(connection)
    if before == goal:
        return before, goal
    async with database.write() as connection:
        await connection.run_sync(_upgrade)
    return before, goal


def _upgrade(connection: SyncConnection) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError(
            f"this version of Svodka doesn't know the database's schema ({error}): use the newer version that made it"
        ) from error
    except DBAPIError as error:
        raise SchemaError(f"the schema can't be brought to its newest form: {error.orig}") from error
