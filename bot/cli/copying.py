"""``svodka copy``: a whole installation from one database into another, SQLite or PostgreSQL either way."""

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import progress


@click.command()
@click.option("--from", "source", required=True, metavar="URL", help="The database that is copied.")
@click.option("--to", "goal", required=True, metavar="URL", help="An empty one, or one that an earlier copy began.")
def copy(*, source: str, goal: str) -> None:
    """Copy everything from one database into another: articles, readers, subscriptions, what waits to be sent.

    Stop the bot first: while it is copied nobody else can write to the source. A copy that was broken off is taken up
    where it ended. At the end every row is compared.

    \b
    Examples:
      svodka copy --from sqlite:///data/svodka.db --to postgresql://me:secret@localhost/svodka
      svodka copy --from postgresql://me:secret@localhost/svodka --to sqlite:///data/svodka.db
    """
    settings()
    counts = wait_for(_copy(source, goal))
    for name, number in counts.items():
        if number:
            click.echo(f"{number:>12,}  {name}")
    click.echo(f"{sum(counts.values()):>12,}  rows in all; each is the same in both")


async def _copy(source: str, goal: str) -> dict[str, int]:
    from bot.errors import UsageError
    from bot.text.language import Language
    from bot.text.words import index_words
    from storage.copying import Copying
    from storage.engine import open_database
    from storage.postgres import ENDLESS

    def words(said: str, language: str) -> tuple[str, str]:
        return index_words(said, Language(language))

    before = await open_database(source, ENDLESS)
    try:
        after = await open_database(goal, ENDLESS)
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
