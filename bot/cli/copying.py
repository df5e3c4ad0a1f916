"""``svodka copy``: a whole installation from one database into another, SQLite or PostgreSQL either way."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import progress
from bot.errors import UsageError

if TYPE_CHECKING:
    from storage.engine import Database

_NAMED = "env:"


@click.command()
@click.option("--from", "source", required=True, metavar="URL", help="The database that is copied.")
@click.option("--to", "goal", required=True, metavar="URL", help="An empty one, or one that an earlier copy began.")
def copy(*, source: str, goal: str) -> None:
    """Copy everything from one database into another: articles, readers, subscriptions, what waits to be sent.

    Stop the bot first: while it is copied nobody else can write to the source. A copy that was broken off is taken up
    where it ended. At the end every row is compared.

    Everybody on this machine can read what a command was given: env:NAME takes a URL from the environment, and a URL
    of PostgreSQL without a password takes that from PGPASSWORD or ~/.pgpass.

    \b
    Examples:
      svodka copy --from sqlite:///data/svodka.db --to env:DATABASE_URL
      svodka copy --from postgresql://me@localhost/svodka --to sqlite:///data/svodka.db
    """
    urls = _meant("--from", source), _meant("--to", goal)
    settings(*urls)
    counts = wait_for(_copy(*urls))
    for name, number in counts.items():
        if number:
            click.echo(f"{number:>12,}  {name}")
    click.echo(f"{sum(counts.values()):>12,}  rows in all; each is the same in both")


def _meant(option: str, said: str) -> str:
    if not said.startswith(_NAMED):
        return said
    name = said.removeprefix(_NAMED)
    if not (url := os.environ.get(name)):
        raise UsageError(f"{option}: there is no {name} in the environment")
    return url


def _must_be_there(source: str) -> None:
    """Opening a SQLite file that isn't there would make it."""
    from storage.backup import place_of
    from storage.errors import DatabaseUrlError

    with suppress(DatabaseUrlError):  # who opens it tells what is wrong
        place = place_of(source)
        if isinstance(place, Path) and not place.exists():
            raise UsageError(f"--from: there is no {place}")


async def _opened(option: str, url: str) -> "Database":
    from storage.engine import open_database
    from storage.errors import DatabaseUrlError
    from storage.postgres import ENDLESS

    try:
        return await open_database(url, ENDLESS)
    except DatabaseUrlError as error:
        raise UsageError(f"{option}: {error}") from None


async def _copy(source: str, goal: str) -> dict[str, int]:
    from bot.text.language import Language
    from bot.text.words import index_words
    from storage.copying import Copying

    def words(said: str, language: str) -> tuple[str, str]:
        return index_words(said, Language(language))

    _must_be_there(source)
    before = await _opened("--from", source)
    try:
        after = await _opened("--to", goal)
        try:
            if before.url == after.url:
                raise UsageError("--from and --to are the same database")
            copying = Copying(before, after, words)
            total = await copying.total()
            with progress(lambda: total, "rows") as advance:
                return await copying.run(advance)
        finally:
            await after.close()
    finally:
        await before.close()
