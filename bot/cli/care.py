"""Commands that look after an installation: the schema's newest form, and what is wrong with what there is."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.findings import (
    NO_DATABASE,
    Finding,
    backup_finding,
    clock_finding,
    disk_finding,
    index_finding,
    schema_finding,
    webhook_finding,
)
from bot.cli.start import settings, wait_for

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.text.taxonomy import Taxonomy
    from storage.engine import Database

WORST = 3
"""Sources that fail whose reason the doctor shows; the list has the others."""


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema.

    \b
    Example:
      svodka migrate
    """
    read = settings()
    from bot.app.opening import open_as_it_is
    from storage.migrate import migrate as bring_forward

    async def work() -> tuple[str | None, str]:
        database = await open_as_it_is(read)
        try:
            return await bring_forward(database)
        finally:
            await database.close()

    before, after = wait_for(work())
    click.echo(f"schema {after}, nothing to do" if before == after else f"schema {before or 'none'} -> {after}")


@click.command()
def doctor() -> None:
    """Say what is wrong, and what to do about it.

    Settings, taxonomy, names, disk, backups, database, index, outbox, what paid broadcast costs, sources, token, the
    way that updates come, clock. Nothing is changed. Exit code 1 when something is wrong.

    \b
    Example:
      svodka doctor
    """
    read = settings()

    async def examine() -> bool:
        sound = True
        async for good, line in _findings(read):
            sound = sound and good is not False
            click.echo(f"{ {True: 'ok', False: 'WRONG', None: 'note'}[good]:6}{line}")
        return sound

    if not wait_for(examine()):
        sys.exit(1)


async def _findings(read: "Settings") -> AsyncIterator[Finding]:
    """What is found, line by line: ``True`` for good, ``None`` for a note, ``False`` for what needs mending."""
    from bot.app.opening import load_names, load_taxonomy
    from bot.errors import SvodkaError

    yield True, f"settings: data in {read.data_dir}, seeds in {read.seeds_dir}, new readers in {read.timezone}"
    taxonomy: Taxonomy | None = None
    try:
        taxonomy = load_taxonomy(read)
        yield True, f"taxonomy: {len(taxonomy)} sectors"
    except SvodkaError as error:
        yield False, f"taxonomy: {error}"
    try:
        known = len(load_names(read))
        yield known > 0 or None, f"names: {known or 'none, for want of names.toml,'} that searches know in other forms"
    except SvodkaError as error:
        yield False, f"names: {error}"
    yield _disk_finding(read)
    if (backups := _backup_finding(read)) is not None:
        yield backups
    async for finding in _database_findings(read, taxonomy):
        yield finding
    yield _list_finding(read)
    yield await _worker_finding()
    async for finding in _telegram_findings(read):
        yield finding


async def _database_findings(read: "Settings", taxonomy: "Taxonomy | None") -> AsyncIterator[Finding]:
    from bot.app.opening import open_as_it_is, place_of
    from bot.errors import SvodkaError
    from storage import migrate, sqlite
    from storage.sqlite_engine import warn_about_sqlite

    try:
        place = place_of(read)
        if isinstance(place, Path):
            warning = warn_about_sqlite()
            yield (None, warning) if warning else (True, f"SQLite {sqlite.VERSION_TEXT}")
            if not place.exists():
                yield NO_DATABASE
                return
        database = await open_as_it_is(read)
        try:
            async with database.read() as connection:
                other = schema_finding(await migrate.current(connection), migrate.newest())
            if other is not None:
                yield other
                return
            async for finding in _content_findings(read, database, taxonomy):
                yield finding
        finally:
            await database.close()
    except SvodkaError as error:
        yield False, f"database: {error}"


async def _content_findings(
    read: "Settings", database: "Database", taxonomy: "Taxonomy | None"
) -> AsyncIterator[Finding]:
    from storage import articles, search, sqlite
    from storage.copying import must_be_whole

    may_read = not database.is_sqlite or sqlite.VERSION >= sqlite.INDEX_CHECKED_IN_READING
    async with database.read() if may_read else database.write() as connection:
        await must_be_whole(connection)
        number = await articles.count(connection)
        faults = await search.faults(connection)
    yield True, f"database: {database}, {number} articles"
    for fault in faults:
        yield index_finding(fault)
    if not faults:
        yield True, "index: in step with the passages"
    if taxonomy is not None:
        yield await _understanding_finding(database, taxonomy)
    async for finding in _outbox_findings(read, database):
        yield finding
    async for finding in _source_findings(database):
        yield finding


async def _understanding_finding(database: "Database", taxonomy: "Taxonomy") -> Finding:
    """Whether what is stored was understood by this version and these sectors."""
    from bot.text.fingerprint import fingerprint
    from storage import tagging

    async with database.read() as connection:
        earlier = await tagging.count(connection, fingerprint(taxonomy))
    if not earlier:
        return True, "articles: all understood by this version and these sectors"
    return None, f"articles: {earlier} understood by an earlier version or other sectors; `svodka retag` renews them"


async def _outbox_findings(read: "Settings", database: "Database") -> AsyncIterator[Finding]:
    from datetime import timedelta

    from bot.app.opening import clock
    from bot.cli.outbox_forms import Rates, outbox_line, paid_line
    from storage import outbox_overview, spending

    now, day = clock(), timedelta(days=1)
    async with database.read() as connection:
        found = await outbox_overview.overview(connection, now=now, since=now - day)
        due = await outbox_overview.due_in(connection, now=now, within=day)
        paid_today = await spending.of_day(connection, now.date())
    for well, line in outbox_line(found), paid_line(Rates(read.paid_per_second, read.stars_per_day, paid_today), due):
        yield well or None, line


async def _source_findings(database: "Database") -> AsyncIterator[Finding]:
    """How many sources there are, how many fail, and why those do that have failed most often in a row."""
    from bot.cli.source_forms import NONE_YET, state_of, summary_line, trouble
    from storage import entries, watches

    async with database.read() as connection:
        found, waiting = await watches.every(connection), await entries.waiting(connection)
    failing = sorted((one for one in found if state_of(one) == "failing"), key=lambda one: -one.failures)
    hint = " (svodka sources list --failing)" if failing else ""
    yield (bool(found) and not failing) or None, summary_line(found, waiting) + hint if found else NONE_YET
    for one in failing[:WORST]:
        yield None, f"source {one.id}, {one.name}: {trouble(one)}"


def _list_finding(read: "Settings") -> Finding:
    """Whether the list of sources to start from can be read."""
    from bot.sources import opml

    path = read.seeds_dir / "sources.opml"
    try:
        found = opml.read(path.read_bytes())
    except FileNotFoundError:
        return None, f"list of sources: there is no {path}"
    except (OSError, ValueError) as error:
        return False, f"list of sources: {path}: {error}"
    wrong = f", {found.refused[0]}" if found.refused else ""
    return not wrong, f"list of sources: {len(found.taken)} to start from in {path}{wrong}"


async def _worker_finding() -> Finding:
    """Whether the process starts that reads what is fetched, and whether it understands a feed."""
    from bot.errors import RefusedError
    from bot.sources.parsing import Parsing

    title = "Svodka"
    feed = f"<rss version='2.0'><channel><title>{title}</title><item><title>{title}</title></item></channel></rss>"
    try:
        async with Parsing() as parsing:
            listing = await parsing.listing(feed.encode(), url="https://svodka.example/feed")
    except (RefusedError, OSError) as error:
        return False, f"reader of feeds and pages: {error}"
    return listing.title == title, "reader of feeds and pages: starts in a process of its own and reads"


def _file_of(read: "Settings") -> Path | None:
    """The file of the database; ``None``: it is a server's, or what is wrong with its URL has been told."""
    from bot.app.opening import place_of
    from bot.errors import SvodkaError

    try:
        place = place_of(read)
    except SvodkaError:
        return None
    return place if isinstance(place, Path) else None


def _disk_finding(read: "Settings") -> Finding:
    """Whether there is room where things are kept; a folder that isn't there yet will be made where its parent is."""
    import shutil

    folder = read.data_dir.absolute()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    file = _file_of(read)
    size = file.stat().st_size if file is not None and file.is_file() else 0
    return disk_finding(str(read.data_dir), shutil.disk_usage(there).free, size)


def _backup_finding(read: "Settings") -> Finding | None:
    """``None``: the database is a server's, and so are its backups."""
    from bot.app.keeping import keeping_of, made
    from bot.app.opening import clock

    if _file_of(read) is None:
        return None
    keeping = keeping_of(read)
    last = max((at for at, _ in made(keeping.folder)), default=None) if keeping is not None else None
    return backup_finding(keeping, last, clock())


async def _telegram_findings(read: "Settings") -> AsyncIterator[Finding]:
    if read.bot_token is None:
        yield None, "token: none, so `svodka try` works and `svodka run` does not"
        return
    from bot.app.examining import clock_is_ahead_s, standing  # brings aiogram, which takes three seconds
    from bot.app.opening import clock
    from bot.errors import SettingsError, SvodkaError

    try:
        found = await standing(read.bot_token.get_secret_value(), read.telegram_api)
    except SettingsError as error:
        yield False, f"token: {error.problem}: @BotFather shows the right one (/mybots)"
    except SvodkaError as error:
        yield False, f"token: {error}"
    else:
        yield True, f"token: the bot is @{found.username}"
        yield webhook_finding(found, read.webhook_url, clock())
    yield clock_finding(await clock_is_ahead_s(read.telegram_api, clock))
