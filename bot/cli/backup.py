"""``svodka backup`` and ``svodka restore``: a safe copy of the database while the bot runs, and the way back."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import progress

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.backup import Copied

MB = 1_000_000


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
def backup(file: Path, *, force: bool) -> None:
    """Copy the SQLite database into FILE, also while the bot runs.

    The copy is verified before it gets its name: pages, references, full-text index, schema. It has all that readers
    chose and wrote, so keep it as you keep the database.

    \b
    Example:
      svodka backup svodka-backup.db
      svodka backup --force /mnt/backups/svodka.db
    """
    source = _file_of(settings(), "pg_dump --format=custom", "--dbname=", f"--file={file}")
    from storage.backup import back_up

    with progress(lambda: source.stat().st_size // MB if source.exists() else 0, "MB") as advance:
        copied = wait_for(back_up(source, file, replace=force, advance=lambda amount: advance(amount / MB)))
    click.echo(f"{file}: {told(copied)}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Put a database that is there aside, under a dated name.")
def restore(file: Path, *, force: bool) -> None:
    """Put a copy of FILE, a backup, where the SQLite database is. Stop the bot first.

    FILE is verified first, and brought to the newest schema if it is older. A database that is there is never
    overwritten: with --force it is put aside.

    \b
    Example:
      svodka restore svodka-backup.db
      svodka restore --force svodka-backup.db
    """
    read = settings()
    goal = _file_of(read, "pg_restore --clean --if-exists --single-transaction", "--dbname=", str(file))
    from bot.app.opening import clock
    from storage.restoring import restore as put_back

    with progress(lambda: file.stat().st_size // MB, "MB") as advance:
        done = wait_for(put_back(file, goal, replace=force, now=clock(), advance=lambda amount: advance(amount / MB)))
    if done.aside is not None:
        click.echo(f"the database that was there is now {done.aside}")
    if done.copied.schema != done.schema:
        click.echo(f"schema {done.copied.schema} -> {done.schema}")
    click.echo(f"{goal}: {told(done.copied)}")
    if waiting := wait_for(_waiting(read)):
        click.echo(f"deliveries that wait: {waiting:,}; some may have been sent since the backup (svodka outbox)")


async def _waiting(read: "Settings") -> int:
    """How many deliveries will be sent when the bot starts."""
    from bot.app.opening import clock, opened
    from storage import outbox_overview

    async with opened(read) as database, database.read() as connection:
        found = await outbox_overview.overview(connection, now=clock(), since=clock())
    return found.on_the_way + sum(one.deliveries for one in found.waiting)


def told(copied: "Copied") -> str:
    """Size and counts of a backup."""
    counts = ", ".join(f"{number:,} {name}" for name, number in copied.counts.items())
    return f"{copied.size / MB:,.1f} MB, schema {copied.schema}, {counts}; verified"


def _file_of(read: "Settings", tool: str, option: str, *rest: str) -> Path:
    """The file of the SQLite database.

    Raises:
        SettingsError: DATABASE_URL is wrong.
        UsageError: it is a server's, which has a tool of its own.
    """
    from bot.app.opening import place_of
    from bot.errors import UsageError

    place = place_of(read)
    if isinstance(place, Path):
        return place
    command = " ".join((tool, option + shlex.quote(place), *map(shlex.quote, rest)))
    raise UsageError(f"this database is PostgreSQL's, which has a tool of its own: {command}")
