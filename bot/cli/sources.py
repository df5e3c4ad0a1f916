"""Commands about sources: what is watched, since when and how well; lists of them in and out."""

import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import IO, TYPE_CHECKING

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import as_line, width
from bot.cli.watching import add, chosen, poll
from bot.errors import RefusedError

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.sources.opml import Outline
    from storage.engine import Connection
    from storage.watches import Watch

AT_A_TIME = 200
"""Sources added in one transaction: the bot, which writes beside it, waits for no more."""

named = click.argument("which", metavar="ID|ADDRESS...", nargs=-1, required=True)


@click.group()
def sources() -> None:
    """Where news comes from: feeds, sites, sitemaps and channels that are looked at again and again.

    All of it works while the bot runs, which takes up what is changed here within seconds.

    \b
    Example:
      svodka sources add tengrinews.kz
      svodka sources import seeds/sources.opml
      svodka sources list --failing
    """


@sources.command("list")
@click.option("--failing", is_flag=True, help="Only those whose last look failed.")
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each.")
def list_(*, failing: bool, as_json: bool) -> None:
    """Every source with its state, when it is looked at next, and why it fails. Times are UTC.

    \b
    Example:
      svodka sources list --failing
    """
    read = settings()
    from bot.cli.source_forms import NONE_YET, failing_first, state_of, summary_line, watch_json, watch_lines

    watches, waiting = wait_for(_kept(read))
    shown = [one for one in failing_first(watches) if not failing or state_of(one) == "failing"]
    if as_json:
        for one in shown:
            click.echo(as_line(watch_json(one)))
        return
    if not watches:
        click.echo(NONE_YET)
        return
    for line in watch_lines(shown, width=width()) if shown else ():
        click.echo(line)
    click.echo(summary_line(watches, waiting))


@sources.command()
@named
def pause(which: tuple[str, ...]) -> None:
    """Look at sources no longer until they are resumed.

    \b
    Example:
      svodka sources pause 7 https://example.kz/feed
    """
    from storage import watches

    async def work(connection: "Connection", watch: "Watch") -> str:
        done = await watches.pause(connection, watch.id)
        return "paused" if done else f"was {watch.state} already"

    _change(which, work)


@sources.command()
@named
def resume(which: tuple[str, ...]) -> None:
    """Look at paused sources again, and at those that have ended.

    \b
    Example:
      svodka sources resume 7
    """
    from bot.app.opening import clock
    from storage import watches

    async def work(connection: "Connection", watch: "Watch") -> str:
        done = await watches.resume(connection, watch.id, now=clock())
        return "resumed" if done else "was active already"

    _change(which, work)


@sources.command()
@named
def remove(which: tuple[str, ...]) -> None:
    """Forget sources and what they listed. Articles that came from them stay.

    \b
    Example:
      svodka sources remove 7
    """
    from storage import watches

    async def work(connection: "Connection", watch: "Watch") -> str:
        done = await watches.remove(connection, watch.id)
        return "removed" if done else "was gone already"

    _change(which, work)


@sources.command("import")
@click.argument("file", metavar="FILE|-", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each source.")
def import_(file: IO[bytes], *, as_json: bool) -> None:
    """Add the sources of an OPML file, as feed readers export it. Nothing is fetched now: the bot does that.

    Prints what became of each: new, known, or refused and why; exit code 1 when some were refused.

    \b
    Example:
      svodka sources import seeds/sources.opml
    """
    read = settings()
    from bot.sources import opml

    try:
        found = opml.read(file.read(opml.LARGEST_BYTES + 1))
    except ValueError as error:
        raise RefusedError(file.name, str(error)) from None
    outcomes: Counter[str] = Counter(refused=len(found.refused))

    def tell(outline: "Outline", outcome: str) -> None:
        outcomes[outcome] += 1
        fields = {"outcome": outcome, "kind": outline.kind, "name": outline.name, "address": outline.address}
        click.echo(as_line(fields) if as_json else "\t".join(fields.values()))

    wait_for(_import(read, found.taken, tell))
    for one in found.refused:
        fields = {"outcome": "refused", "address": one.name, "reason": one.reason}
        click.echo(as_line(fields) if as_json else "\t".join(fields.values()))
    if not as_json:
        click.echo(", ".join(f"{outcomes[one]} {one}" for one in ("new", "known", "refused")), err=True)
    if found.refused:
        sys.exit(1)


@sources.command()
@click.argument("file", metavar="[FILE]", type=click.File("wb", atomic=True), default="-")
def export(file: IO[bytes]) -> None:
    """Write all sources as OPML, which feed readers import; without a file, to standard output.

    \b
    Example:
      svodka sources export sources.opml
    """
    read = settings()
    from bot.app.opening import clock
    from bot.sources import opml

    watches, _ = wait_for(_kept(read))
    file.write(opml.write(map(opml.Outline.of, watches), title="Svodka", made_at=clock()))


async def _kept(read: "Settings") -> "tuple[list[Watch], int]":
    """All sources by name, and how many entries wait."""
    from bot.app.opening import opened
    from storage import entries, watches

    async with opened(read) as database, database.read() as connection:
        return await watches.every(connection), await entries.waiting(connection)


def _change(which: Sequence[str], work: "Callable[[Connection, Watch], Awaitable[str]]") -> None:
    """Do something to each source that is named, or to none if one of the names is wrong."""
    read = settings()
    from bot.app.opening import opened
    from bot.sources.cleaning import one_line

    async def changed() -> "list[tuple[Watch, str]]":
        async with opened(read) as database, database.write() as connection:
            return [(watch, await work(connection, watch)) for watch in await chosen(connection, which)]

    for watch, outcome in wait_for(changed()):
        click.echo(f"{outcome}\t{watch.id}\t{one_line(watch.name)}")


async def _import(read: "Settings", outlines: "Sequence[Outline]", tell: "Callable[[Outline, str], None]") -> None:
    """Add what isn't watched yet, and tell what became of each once that is stored."""
    from bot.app.opening import clock, opened
    from bot.collecting import finding

    now = clock()
    async with opened(read) as database:
        for start in range(0, len(outlines), AT_A_TIME):
            some = outlines[start : start + AT_A_TIME]
            added = await finding.add_all(database, [outline.watch() for outline in some], now=now, first=start)
            for outline, one in zip(some, added, strict=True):
                tell(outline, "known" if one.was_there else "new")


for command in (add, poll):
    sources.add_command(command)
