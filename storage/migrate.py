"""The schema's way forward: what version a database has, and how it comes to the newest one.

Alembic is imported only when there is a step to take: it costs a third of a second and 11 MB, and a database is nearly
always at the newest revision already.
"""

from pathlib import Path

from storage.engine import Connection, Database
from storage.errors import SchemaError

# isort: split
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision this program works with: the number in the name of the last step, ``m0001_….py``."""
    steps = sorted(MIGRATIONS.glob("versions/m[0-9][0-9][0-9][0-9]_*.py"))
    if not steps:
        raise SchemaError(f"no migrations in {MIGRATIONS}: the installation is incomplete")
    return steps[-1].name[1:5]


async def current(connection: Connection) -> str | None:
    """The revision a database is at; ``None`` for an empty one."""
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        return None
    return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()


async def must_be_newest(database: Database) -> None:
    """That a database needs no step.

    Raises:
        SchemaError: it is empty, older, or newer.
    """
    async with database.read() as connection:
        found = await current(connection)
    if found != newest():
        told = f"has schema {found}, not {newest()}: run `svodka migrate` there" if found else "is empty"
        raise SchemaError(f"{database} {told}")


async def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the schema to the newest revision, in one transaction: all steps or none. Returns (before, after).

    Raises:
        SchemaError: a newer program made this database, or a step failed.
    """
    goal = newest()
    async with database.read() as connection:
        before = await current(connection)
    if before != goal:
        async with database.reshape() as connection:
            await connection.run_sync(_upgrade)
    return before, goal


def _upgrade(connection: SyncConnection) -> None:
    from alembic import command  # noqa: PLC0415 - see the top
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()  # there is no alembic.ini, since the database's URL comes from our settings
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError(
            f"this version of Svodka doesn't know the database's schema ({error}): use the newer version that made it"
        ) from error
    except DBAPIError as error:
        raise SchemaError(f"the schema can't be brought to its newest form: {error.orig}") from error
