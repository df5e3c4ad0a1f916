"""``svodka health``: whether the bot of these settings is well, for what starts it anew when it isn't (a container)."""

import json
import sys
import urllib.error
import urllib.request
from http import HTTPStatus

import click

from bot.cli.start import settings

ASKED_FOR_S = 5.0


@click.command()
def health() -> None:
    """Ask the running bot, at HTTP_HOST and HTTP_PORT, whether it is well.

    Exit code 0 when it is, 1 when it doesn't answer, can't use its database or is late with what it should do.

    \b
    Example:
      svodka health
    """
    read = settings()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(read.http_host, read.http_host)  # noqa: S104 - it listens there
    address = f"http://{f'[{host}]' if ':' in host else host}:{read.http_port}/readyz"
    trouble = _trouble(address)
    click.echo(trouble or "well")
    sys.exit(1 if trouble else 0)


def _trouble(address: str) -> str:
    """What is wrong, on one line; empty when all is well."""
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with no_proxy.open(address, timeout=ASKED_FOR_S) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.SERVICE_UNAVAILABLE:
            return "the database can't be used"
        return f"{address} answers {error.code}: no bot of ours"
    except (OSError, ValueError) as error:
        return f"no answer from {address}: {getattr(error, 'reason', error)}"
    return "; ".join(told.get("late", ["no bot of ours"]))
