"""``svodka health``: whether the bot of these settings lives, for what starts it anew when it doesn't (a container)."""

import json
import sys
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import IO, Any

import click

from bot.cli.start import settings

ASKED_FOR_S = 4.0
"""Twice this is less than a container's health check waits (deploy/Dockerfile)."""


@click.command()
@click.option("--ready", is_flag=True, help="End with 1 also when it can't use its database or is late.")
def health(ready: bool) -> None:
    """Ask the running bot, at HTTP_HOST and HTTP_PORT, whether it lives, and tell what is wrong.

    Exit code 1 when it doesn't answer, which starting it anew mends; a lost database or late deliveries that wouldn't:
    they are told, and end with 0 unless --ready is given.

    \b
    Example:
      svodka health
      svodka health --ready
    """
    read = settings()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(read.http_host, read.http_host)  # noqa: S104 - it listens there
    address = f"http://{f'[{host}]' if ':' in host else host}:{read.http_port}"
    dead = _asked(f"{address}/healthz", "alive")[1]
    trouble = dead or _late(f"{address}/readyz")
    click.echo(trouble or "well")
    sys.exit(1 if dead or (ready and trouble) else 0)


def _late(address: str) -> str:
    """What a bot that lives is late with or lacks, on one line; empty when all is well."""
    told, trouble = _asked(address, "ready")
    if trouble:
        return trouble
    return "; ".join(told["late"]) if told["ready"] else "the database can't be used"


def _asked(address: str, expected: str) -> tuple[dict[str, Any], str]:
    """What is answered, an object with a field of this name; or what is wrong with it, on one line."""
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with no_proxy.open(address, timeout=ASKED_FOR_S) as answer:
            told, status = _read(answer), answer.status
    except urllib.error.HTTPError as error:
        status = error.code
        told = _read(error) if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    except OSError as error:
        return {}, f"no answer from {address}: {getattr(error, 'reason', error)}"
    if not isinstance(told, dict) or expected not in told:
        return {}, f"{address} is answered by no bot of ours ({status})"
    return told, ""


def _read(answer: IO[bytes]) -> object:
    try:
        return json.load(answer)
    except ValueError:
        return None
