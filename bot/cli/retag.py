"""``svodka retag``: what is stored is understood as it would be now: by an edited taxonomy, or a newer Svodka."""

from typing import TYPE_CHECKING

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import progress

if TYPE_CHECKING:
    from bot.newsroom.retagging import Tally
    from bot.settings import Settings


@click.command()
@click.option(
    "--all", "everything", is_flag=True, help="Also what needs nothing: every article is tagged and indexed anew."
)
def retag(*, everything: bool) -> None:
    """Give stored passages the sectors that sectors.toml gives them now, the newest first.

    Passages that an earlier version stored, whose words are cut to other stems now, are put into the full-text index
    anew as well, so that searches find them.

    It may run beside the bot, and may be broken off: the next run goes on where this one ended. A running bot tags new
    articles by the taxonomy that it was started with, so restart it first.

    \b
    Example:
      svodka retag
    """
    read = settings()
    done = wait_for(_retag(read, everything=everything))
    click.echo(
        f"articles tagged anew: {done.articles}; passages that have other sectors now: {done.other_sectors}; "
        f"passages indexed anew: {done.indexed}"
    )


async def _retag(read: "Settings", *, everything: bool) -> "Tally":
    from bot.app.opening import load_taxonomy, opened
    from bot.newsroom.retagging import Retagging
    from bot.text.fingerprint import fingerprint
    from bot.text.tagging import Tagger

    taxonomy = load_taxonomy(read)
    async with opened(read) as database:
        retagging = Retagging(database, Tagger(taxonomy), fingerprint(taxonomy))
        left = await retagging.left(everything=everything)
        with progress(lambda: left, "articles") as advance:
            return await retagging.run(advance, everything=everything)
