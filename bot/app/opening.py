"""What every command that works with articles opens first: the taxonomy and the database."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app.enduring import enduring
from bot.errors import SettingsError, TaxonomyError
from bot.newsroom.intake import Intake
from bot.settings import EXAMPLES, Settings
from bot.sources.files import read
from bot.telegram.names import RESERVED
from bot.text import names
from bot.text.gazetteer import Gazetteer
from bot.text.taxonomy import Taxonomy, load
from storage import backup
from storage.clock import ASKED_EVERY_S, ServerClock
from storage.copying import must_be_whole
from storage.engine import Database, open_database
from storage.errors import DatabaseUrlError
from storage.migrate import migrate
from storage.records import Draft, Outcome
from storage.replica import Replica, following
from storage.sqlite_engine import warn_about_sqlite

log = logging.getLogger(__name__)


def clock() -> datetime:
    """The time, aware and UTC."""
    return datetime.now(UTC)


def taxonomy_path(settings: Settings) -> Path:
    """Where the taxonomy stands."""
    return settings.seeds_dir / "sectors.toml"


def load_taxonomy(settings: Settings) -> Taxonomy:
    """The taxonomy of the seeds folder.

    Raises:
        SettingsError: it isn't there.
        TaxonomyError: it has a mistake.
    """
    path = taxonomy_path(settings)
    if not path.exists():
        raise SettingsError("SEEDS_DIR", f"there is no {path}", EXAMPLES["SEEDS_DIR"])
    taxonomy = load(path)
    if taken := RESERVED.intersection(taxonomy.keys()):
        key = min(taken)
        line = next(n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if text.strip() == f"[{key}]")
        raise TaxonomyError(path, line, f"/{key} is a command of the bot already: name the sector otherwise")
    return taxonomy


def load_names(settings: Settings) -> Gazetteer:
    """The names of the seeds folder that searches know all forms of; none where there is no file of them.

    Raises:
        NamesError: it has a mistake.
    """
    return Gazetteer(names.load(settings.seeds_dir / "names.toml"))


async def open_as_it_is(settings: Settings) -> Database:
    """The database, whatever its schema.

    Raises:
        SettingsError: DATABASE_URL is wrong.
        StorageError: the file can't be opened, or the server can't be reached.
    """
    try:
        return await open_database(settings.database)
    except DatabaseUrlError as error:
        raise SettingsError("DATABASE_URL", str(error), EXAMPLES["DATABASE_URL"]) from None


def place_of(settings: Settings) -> Path | str:
    """The file of a SQLite database; of a server's the address that its own tools take, without the password.

    Raises:
        SettingsError: DATABASE_URL is wrong.
    """
    try:
        return backup.place_of(settings.database)
    except DatabaseUrlError as error:
        raise SettingsError("DATABASE_URL", str(error), EXAMPLES["DATABASE_URL"]) from None


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database with its newest schema."""
    database = await open_as_it_is(settings)
    if database.is_sqlite and (warning := warn_about_sqlite()):
        log.warning(warning)
    try:
        await migrate(database)
        async with database.read() as connection:
            await must_be_whole(connection)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def one_clock(database: Database) -> AsyncIterator[Callable[[], datetime]]:
    """The clock of all processes that share a database: its server's, asked meanwhile; of a file this machine's."""
    if database.is_sqlite:
        yield clock
        return
    server = ServerClock(database, clock)
    await server.ask()

    async def ask_again() -> None:
        while True:
            await asyncio.sleep(ASKED_EVERY_S)
            await server.ask()

    async with enduring("the asking for the time", ask_again):
        yield server


@asynccontextmanager
async def read_replica(settings: Settings, database: Database) -> AsyncIterator[Replica | None]:
    """The replica that searches and answers are read from; ``None`` where the settings name none.

    Raises:
        SettingsError: READ_DATABASE_URL is wrong. That the replica can't be reached is none: the primary serves.
    """
    if not settings.read_database_url:
        yield None
        return
    try:
        async with (
            following(database, settings.read_database_url) as replica,
            enduring("the looking at the replica", replica.watch),
        ):
            yield replica
    except DatabaseUrlError as error:
        raise SettingsError("READ_DATABASE_URL", str(error), EXAMPLES["READ_DATABASE_URL"]) from None


async def read_seeds(settings: Settings, intake: Intake) -> int:
    """Store the articles of the seeds folder that aren't stored yet; returns how many.

    At every start, so that a first start that was cut short is made up for; what is known costs a look. What is older
    than articles are kept would only be removed again.
    """
    folder = settings.seeds_dir / "articles"
    since = clock() - timedelta(days=settings.keep_days) if settings.keep_days is not None else None
    outcomes = Counter[Outcome]()
    for found in read(folder) if folder.is_dir() else ():
        if not isinstance(found, Draft):
            log.warning("seeds: %s", found)
        elif since is None or found.published_at is None or found.published_at >= since:
            outcomes[(await intake.take(found)).outcome] += 1
    if fresh := outcomes[Outcome.NEW] + outcomes[Outcome.CHANGED]:
        log.info("read %d articles from %s", fresh, folder)
    return fresh
