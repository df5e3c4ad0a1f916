"""Commands that fetch for the list of sources: find what can be watched behind an address, look at sources now."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from bot.cli.start import manners, settings, wait_for
from bot.cli.terminal import as_line, width
from bot.errors import RefusedError, SvodkaError, UsageError

if TYPE_CHECKING:
    from bot.collecting.collector import Polling
    from bot.collecting.finding import Added, Found
    from bot.settings import Settings
    from storage.engine import Connection, Database
    from storage.records import Draft, Saved
    from storage.watches import Watch

Tell = Callable[[Mapping[str, object], str], None]
"""Takes what a script wants to know, and the line that a person does."""


@click.command()
@click.argument("address")
@click.option("--name", help="What readers see under its articles; else what it calls itself.")
@click.option("--pattern", help="Which links of the page lead to articles, such as /news/* (# is a number).")
@click.option("--yes", is_flag=True, help="Don't ask.")
def add(address: str, *, name: str | None, pattern: str | None, yes: bool) -> None:
    """Watch an address: finds the feed behind a site, else its sitemap, else the links to its articles.

    Shows what was found with its newest entries (times are UTC), and asks before it is added, if this is a terminal.
    Nothing comes into the database now: the bot brings it, or svodka sources poll.

    \b
    Example:
      svodka sources add tengrinews.kz
      svodka sources add https://baq.kz/ --pattern "/news/*" --name BAQ.KZ
    """
    if _is_telegram(address):
        raise UsageError(f"{address}: channels are added in the chat with the bot: /add @name")
    addresses = _addresses(address)
    read = settings()
    from bot.cli.source_forms import found_lines
    from bot.sources.cleaning import one_line

    if sys.stderr.isatty():
        click.echo(f"looking at {address}, which may take half a minute", err=True)
    offered = wait_for(_find(read, address, addresses, pattern))
    lines = found_lines(offered, width=width())
    click.echo("\n".join(lines))
    number = 1 if yes or not (sys.stdin.isatty() and sys.stdout.isatty()) else pick(len(offered))
    if number == 0:
        return
    picked = offered[number - 1]
    shown = one_line(name or "") or one_line(picked.name)
    added = wait_for(_add(read, picked, shown))
    click.echo(f"{'known' if added.was_there else 'added'}\t{added.watch_id}\t{shown}")


@click.command()
@click.argument("which", metavar="[ID|ADDRESS]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each article and each source.")
def poll(which: tuple[str, ...], *, as_json: bool) -> None:
    """Look at sources now, and bring in what they list; all that are active, if none are named.

    Prints what each look came to: listed (with how many entries that were new), same, failed or ended (and why); then
    each article that comes in. Works while the bot runs. Exit code 1 when some failed.

    \b
    Example:
      svodka sources poll 7 https://example.kz/feed
    """
    read = settings()

    def tell(fields: Mapping[str, object], line: str) -> None:
        click.echo(as_line(fields) if as_json else line)

    if wait_for(_poll(read, which, tell)):
        sys.exit(1)


def pick(most: int) -> int:
    """Ask a person for one of so many finds; 0 is none of them."""
    number: int = click.prompt("Which one? (0: none)", type=click.IntRange(0, most), default=1)
    return number


async def chosen(connection: "Connection", which: Sequence[str]) -> "list[Watch]":
    """The sources of ids, and of addresses with or without their https://, each once.

    Raises:
        UsageError: one of them is neither.
        SvodkaError: there is none such.
    """
    found = [await _one(connection, one) for one in which]
    return list({watch.id: watch for watch in found}.values())


def _addresses(typed: str) -> list[str]:
    """The addresses that somebody may mean who leaves the https:// out."""
    from bot.sources.addresses import normalised

    try:
        return [normalised(one) for one in ([typed] if "://" in typed else [f"https://{typed}", f"http://{typed}"])]
    except ValueError as error:
        raise UsageError(f"{typed}: {error}") from None


async def _one(connection: "Connection", named: str) -> "Watch":
    from storage import watches

    found = None
    if named.isascii() and named.isdigit():
        found = await watches.get(connection, int(named)) if len(named) < len(str(2**63)) else None
    else:
        for address in _addresses(named):
            found = found or await watches.by_address(connection, address)
    if found is None:
        raise SvodkaError(f"there is no source {named} (svodka sources list shows them)")
    return found


async def _find(read: "Settings", typed: str, addresses: Sequence[str], pattern: str | None) -> "list[Found]":
    from bot.app.opening import clock
    from bot.collecting.finding import Finder
    from bot.sources.fetching import Fetcher
    from bot.sources.parsing import Parsing

    async with Fetcher(manners(read)) as fetcher, Parsing() as parsing:
        finder = Finder(fetcher, parsing, clock)
        if pattern is None:
            return await finder.find(typed)
        *first, last = addresses
        for one in first:
            with suppress(RefusedError):
                return [await finder.by_pattern(one, pattern)]
        return [await finder.by_pattern(last, pattern)]


async def _add(read: "Settings", found: "Found", name: str) -> "Added":
    from bot.app.opening import clock, opened
    from bot.collecting import finding

    async with opened(read) as database:
        return await finding.add(database, found.watch(name=name), now=clock())


async def _poll(read: "Settings", which: Sequence[str], tell: Tell) -> bool:
    """Look at the sources and tell of each article and source; returns whether some failed."""
    from bot.app.opening import opened

    async with opened(read) as database:
        async with database.read() as connection:
            some = await chosen(connection, which)
        polling = await _polling(read, database, [one.id for one in some] or None, tell)
    looked = {one.watch.id for one in polling.looks}
    for watch in (one for one in some if one.id not in looked):
        reason = "its posts come by themselves" if watch.state == "active" else f"it is {watch.state}"
        left = {"outcome": "left alone", "source": watch.id, "name": watch.name, "reason": reason}
        tell(left, "\t".join(map(str, left.values())))
    if not which and not looked:
        click.echo("no source is active (svodka sources list)", err=True)
    return any(one.error or one.ended for one in polling.looks)


async def _polling(read: "Settings", database: "Database", ids: list[int] | None, tell: Tell) -> "Polling":
    from bot.app.collecting import collecting
    from bot.app.opening import clock, load_taxonomy
    from bot.cli.reporting import ReportingIntake
    from bot.cli.source_forms import looked_json, looked_line
    from bot.text.fingerprint import fingerprint
    from bot.text.tagging import Tagger

    def arrived(draft: "Draft", saved: "Saved") -> None:
        fields = {"outcome": saved.outcome, "article": saved.article_id, "from": draft.source, "title": draft.title}
        tell(fields, f"{saved.outcome}\t{saved.article_id}\t{draft.title}")

    taxonomy = load_taxonomy(read)
    intake = ReportingIntake(database, Tagger(taxonomy), clock, fingerprint(taxonomy), tell=arrived)
    async with collecting(read, database, intake) as parts:
        return await parts.collector.poll(ids, tell=lambda one: tell(looked_json(one), looked_line(one)))


def _is_telegram(address: str) -> bool:
    """Whether a channel is meant: its posts come to the bot, and nothing can be fetched."""
    bare = address.removeprefix("https://").removeprefix("http://")
    return address.startswith("@") or bare.partition("/")[0].lower() in {"t.me", "telegram.me"}
