"""Commands about the outbox: what waits to be sent, what failed and why, and trying it again."""

import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import click

from bot.cli.start import settings, wait_for
from bot.cli.terminal import as_line
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.outbox_overview import Overview, Row
    from storage.outbox_retry import Fate

STATES = ("pending", "claimed", "sending", "sent", "empty", "dropped", "unknown", "failed")
"""``storage.records.DeliveryState``, written out so that help is quick (a test holds them against each other)."""

AT_A_TIME = 500
"""Deliveries retried in one transaction: the bot, which writes beside it, waits for no more."""

delivery_id = click.IntRange(1, 2**63 - 1)


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def outbox(context: click.Context, as_json: bool) -> None:
    """What waits to be sent, what is on its way, and what became of the rest in the last day.

    Works while the bot runs.

    \b
    Example:
      svodka outbox
      svodka outbox list --state failed
      svodka outbox retry --failed --reason "can't parse"
    """
    if context.invoked_subcommand is not None:
        return
    read = settings()
    from bot.app.opening import clock
    from bot.cli.outbox_forms import Rates, overview_json, overview_lines

    now = clock()
    found, paid_today = wait_for(_look(read))
    rates = Rates(read.paid_per_second, read.stars_per_day, paid_today)
    click.echo(
        as_line(overview_json(found, rates)) if as_json else "\n".join(overview_lines(found, rates, now=now)),
    )


@outbox.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(STATES),
    help="Only those in this state; may be given several times.  [default: failed, unknown]",
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Rows at most.")
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each.")
def list_(states: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Deliveries one by one, the last that ended first; those that wait, the longest first.

    \b
    Example:
      svodka outbox list --state failed --state unknown --limit 20
    """
    read = settings()
    from bot.app.opening import opened
    from bot.cli.outbox_forms import row_json, row_lines
    from storage import outbox_overview
    from storage.records import DeliveryState

    async def found() -> "list[Row]":
        wanted = [DeliveryState(state) for state in states or ("failed", "unknown")]
        async with opened(read) as database, database.read() as connection:
            return await outbox_overview.rows(connection, wanted, limit=limit)

    rows = wait_for(found())
    for line in map(as_line, map(row_json, rows)) if as_json else row_lines(rows):
        click.echo(line)


@outbox.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=delivery_id)
@click.option("--failed", "all_failed", is_flag=True, help="All that failed.")
@click.option("--reason", default="", help="With --failed: only those whose reason has these words.")
@click.option(
    "--unknown",
    "unknown_too",
    is_flag=True,
    help="These IDs even if it is unknown whether they arrived: they may twice.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each.")
def retry(ids: tuple[int, ...], *, all_failed: bool, reason: str, unknown_too: bool, as_json: bool) -> None:
    """Try failed deliveries again, from the message they stopped at, and say what became of each.

    A digest whose news a later one has told, or will tell, is not sent again. A delivery in the state "unknown" may
    have reached its reader, who would get it a second time: it is only retried by its ID and with --unknown.

    Exit code 1 when one of them can't be retried.

    \b
    Example:
      svodka outbox retry 17 18
      svodka outbox retry --failed --reason "Internal Server Error"
      svodka outbox retry 19 --unknown
    """
    if bool(ids) == all_failed:
        raise UsageError("retry: give either IDs or --failed (svodka outbox list shows them)")
    if all_failed and unknown_too:
        raise UsageError("--unknown: only with IDs, since each of them may arrive twice")
    if reason and not all_failed:
        raise UsageError("--reason: only with --failed")
    read = settings()
    from bot.cli.outbox_forms import fate_json, fate_line

    async def tried() -> bool:
        all_go = True
        batches = _retry_failed(read, reason) if all_failed else _retry_these(read, ids, unknown_too=unknown_too)
        async for fates in batches:
            for id_, fate in fates.items():
                click.echo(as_line(fate_json(id_, fate)) if as_json else fate_line(id_, fate))
                all_go = all_go and fate == "retried"
        return all_go

    if not wait_for(tried()):
        sys.exit(1)


async def _look(read: "Settings") -> "tuple[Overview, int]":
    """The outbox now, and how many paid messages today has had."""
    from datetime import timedelta

    from bot.app.opening import clock, opened
    from storage import outbox_overview, spending

    now = clock()
    async with opened(read) as database, database.read() as connection:
        found = await outbox_overview.overview(connection, now=now, since=now - timedelta(days=1))
        return found, await spending.of_day(connection, now.date())


async def _retry_these(
    read: "Settings", ids: tuple[int, ...], *, unknown_too: bool
) -> "AsyncIterator[dict[int, Fate]]":
    from bot.app.opening import clock, opened
    from storage import outbox_retry

    newest_first = sorted(set(ids), reverse=True)
    async with opened(read) as database:
        for start in range(0, len(newest_first), AT_A_TIME):
            some = newest_first[start : start + AT_A_TIME]
            async with database.write() as connection:
                fates = await outbox_retry.retry(connection, some, now=clock(), unknown_too=unknown_too)
            yield fates


async def _retry_failed(read: "Settings", reason: str) -> "AsyncIterator[dict[int, Fate]]":
    from bot.app.opening import clock, opened
    from storage import outbox_retry

    below: int | None = None
    async with opened(read) as database:
        while True:
            async with database.write() as connection:
                some = await outbox_retry.failed(connection, reason=reason, below=below, limit=AT_A_TIME)
                fates = await outbox_retry.retry(connection, some, now=clock())
            if not some:
                return
            below = some[-1]
            yield fates
