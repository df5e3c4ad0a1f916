"""The command line: ``svodka`` and what it can do. Commands import their rooms when they run, so that help is quick."""

import logging
import os
import sys
from typing import NoReturn

import click

from bot.app import memory
from bot.cli.backup import backup, restore
from bot.cli.care import doctor, migrate
from bot.cli.copying import copy
from bot.cli.health import health
from bot.cli.outbox import outbox
from bot.cli.parse import parse
from bot.cli.reading import article, ask, ingest, search
from bot.cli.retag import retag
from bot.cli.serving import run, sandbox, try_out
from bot.cli.sources import sources
from bot.cli.text import text
from bot.errors import SvodkaError, UsageError

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="svodka", prog_name="svodka")
def svodka() -> None:
    """Svodka: the passages of the news that matter, by sector, verbatim.

    \b
    To try it on this machine, without a token:
      svodka try
    """


for command in (
    run,
    try_out,
    sandbox,
    ingest,
    ask,
    search,
    article,
    sources,
    text,
    parse,
    retag,
    outbox,
    migrate,
    copy,
    backup,
    restore,
    doctor,
    health,
):
    svodka.add_command(command)


def main() -> NoReturn:
    """Run a command; an error is one line on stderr and an exit code, a traceback only with LOG_LEVEL=DEBUG."""
    memory.begin()
    try:
        code = svodka(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:  # the whole help, on the lines it has
        click.echo(error.format_message(), err=True)
        code = WRONG_USE
    except click.ClickException as error:
        _say(error.format_message())
        code = WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except UsageError as error:
        _say(str(error))
        code = WRONG_USE
    except BrokenPipeError:  # the reader of our output has had enough
        code = FAILED
    except (SvodkaError, OSError) as error:  # OSError: a full disk behind our output, for example
        logging.getLogger(__name__).debug("where it failed", exc_info=error)
        _say(str(error))
        code = FAILED
    try:
        sys.stdout.flush()
    except OSError:  # nothing more can be said there, and Python would say so at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code or FAILED
    if code == INTERRUPTED:
        # What was cut off may have left threads behind (a database was being opened), which keep Python from ending, or
        # break it while it does. There is nothing left to be done.
        logging.shutdown()
        os._exit(code)
    sys.exit(code or 0)


def _say(line: str) -> None:
    click.echo(f"svodka: {' '.join(line.splitlines())}", err=True)
