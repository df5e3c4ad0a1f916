"""The proxy as it runs: of all that can be asked of it, posts to one path reach the bot, and nothing else does."""

import asyncio
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.web.site import site
from tests.deploy.test_compose import DEPLOY

HERE = "127.0.0.1"
STARTED_WITHIN_S = 20

pytestmark = pytest.mark.skipif(shutil.which("caddy") is None, reason="there is no caddy")

ASTRAY = (
    *("/metrics", "/healthz", "/readyz", "/", "*", "/TELEGRAM", "//metrics", "/telegram/", "/telegram/metrics"),
    *("/telegram/../metrics", "/telegram%2f..%2fmetrics", "/metrics/..;/telegram", "http://elsewhere/metrics"),
)
AROUND = (
    *("/metrics/../telegram", "/metrics/%2e%2e/telegram", "/metrics#/../telegram", "/metrics%23/../telegram"),
    *("/metrics%3f/../telegram", "/metrics//../../telegram", "/metrics;/../telegram", "/metrics%00/../telegram"),
)
"""A proxy that tidies an address before it looks, and hands it on as it was, would let these through."""


@pytest.fixture
async def bot() -> AsyncIterator[str]:
    """Where a server stands in the bot's place, with its addresses."""

    async def inside(_request: web.Request) -> web.Response:
        return web.Response(text="inside")

    async def heard(_request: web.Request) -> web.Response:
        return web.Response(text="heard")

    app = web.Application()
    app.add_routes([web.get(path, inside) for path in ("/metrics", "/healthz", "/readyz")])
    app.add_routes([web.post("/telegram", heard)])
    async with site(HERE, 0, app) as address:
        yield address.removeprefix("http://")


@pytest.fixture
async def proxy(tmp_path: Path, bot: str) -> AsyncIterator[int]:
    """The port of Caddy with our file, the names of the containers replaced by that server."""
    with socket.socket() as asked:
        asked.bind((HERE, 0))
        port: int = asked.getsockname()[1]
    written = re.sub(r"dynamic a \{[^}]*\}", f"to {bot}", (DEPLOY / "Caddyfile").read_text())
    (tmp_path / "Caddyfile").write_text(written)
    process = await asyncio.create_subprocess_exec(
        *("caddy", "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")),
        env={**os.environ, "DOMAIN": f"http://{HERE}:{port}", "HOME": str(tmp_path)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(STARTED_WITHIN_S):
            while not await said(port, "/"):  # noqa: ASYNC110 - another program tells nobody
                await asyncio.sleep(0.02)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def said(port: int, path: str, method: str = "GET") -> str:
    """What is answered; nothing where nobody is there."""
    try:
        reader, writer = await asyncio.open_connection(HERE, port)
    except OSError:
        return ""
    asked = f"{method} {path} HTTP/1.1\r\nHost: {HERE}:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    writer.write(asked.encode())
    answer = await reader.read()
    writer.close()
    return answer.decode()


async def test_nobody_outside_reaches_anything_but_the_webhook(proxy: int) -> None:
    assert "heard" in await said(proxy, "/telegram", "POST")
    for path in (*ASTRAY, *AROUND):
        assert "inside" not in await said(proxy, path), path
