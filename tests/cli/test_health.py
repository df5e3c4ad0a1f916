"""``svodka health`` ends with 1 where starting the bot anew would mend something, and tells of the rest."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import patch

import pytest
from aiohttp import web
from click.testing import CliRunner
from yarl import URL

from bot.cli.health import health
from bot.settings import Settings
from bot.web.site import site

LATE = {"ready": True, "database": True, "late": ["deliveries wait, and for 11 minutes none has ended", "and more"]}
LOST = {"ready": False, "database": False, "late": []}
WELL = {"ready": True, "database": True, "late": []}


def answering(told: Any, status: int = 200) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that says this."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(told, status=status)

    return answer


async def asked(port: int, *arguments: str) -> tuple[int, str]:
    """What the command says to whoever asks it."""
    read = Settings(http_host="127.0.0.1", http_port=port)
    with patch("bot.cli.health.settings", lambda: read):  # they would set up the log of this process
        done = await asyncio.to_thread(CliRunner().invoke, health, arguments)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("ready", "status", "told", "code_when_ready_is_asked"),
    [
        (WELL, 200, "well\n", 0),
        (LATE, 200, "deliveries wait, and for 11 minutes none has ended; and more\n", 1),
        (LOST, 503, "the database can't be used\n", 1),
    ],
)
async def test_what_a_start_would_not_mend_is_told_and_ends_no_container(
    ready: dict[str, Any], status: int, told: str, code_when_ready_is_asked: int
) -> None:
    app = web.Application()
    app.add_routes([web.get("/healthz", answering({"alive": True})), web.get("/readyz", answering(ready, status))])
    async with site("127.0.0.1", 0, app) as address:
        port = URL(address).port or 0
        assert await asked(port) == (0, told)
        assert await asked(port, "--ready") == (code_when_ready_is_asked, told)


@pytest.mark.parametrize(("says", "status"), [("hello", 200), ({"hello": "you"}, 200), ({"alive": True}, 404)])
async def test_what_is_no_bot_of_ours_is_not_taken_for_one(says: Any, status: int) -> None:
    app = web.Application()
    app.add_routes([web.get("/healthz", answering(says, status))])
    async with site("127.0.0.1", 0, app) as address:
        port = URL(address).port or 0
        assert await asked(port) == (1, f"http://127.0.0.1:{port}/healthz is answered by no bot of ours ({status})\n")
