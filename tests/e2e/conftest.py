"""Real processes: `svodka try` in a folder of its own, and what it prints."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, StreamReader

from tests import postgres
from tests.conftest import SEEDS
from tests.person import Message, Person

SVODKA = Path(sys.executable).parent / "svodka"

ON_EACH_ENGINE = pytest.mark.usefixtures("each_engine")
"""For what must be the same wherever it is kept."""

STARTED_WITHIN_S = 60
"""How long a start may take before a test gives up on it; a benchmark holds it to eight seconds."""


def environment(folder: Path) -> dict[str, str]:
    """A clean environment whose data lies in a folder."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "DATABASE_URL") if name in os.environ}
    own = {"HOME": str(folder), "DATA_DIR": str(folder / "data"), "SEEDS_DIR": str(SEEDS), "HTTP_PORT": "0"}
    return kept | own


def _hears_ctrl_c() -> None:
    """As at a terminal: what a shell runs in the background, the suite for example, ignores it and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@asynccontextmanager
async def running(folder: Path, *arguments: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A svodka process; ended when the block ends if it hasn't ended by then."""
    process = await asyncio.create_subprocess_exec(
        str(SVODKA),
        *arguments,
        cwd=folder,
        env=environment(folder) | variables,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=_hears_ctrl_c,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.communicate(), STARTED_WITHIN_S)


async def svodka(folder: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """Run a command to its end: exit code, stdout, stderr."""
    async with running(folder, *arguments, **variables) as process:
        out, err = await asyncio.wait_for(process.communicate(), STARTED_WITHIN_S)
    return process.returncode or 0, out.decode(), err.decode()


async def address_of(process: asyncio.subprocess.Process) -> str:
    """The address that a starting process prints."""
    assert process.stdout is not None

    async def printed() -> str:
        assert process.stdout is not None
        async for line in process.stdout:
            if found := re.search(rb"http://127\.0\.0\.1:\d+", line):
                return found.group().decode()
        assert process.stderr is not None
        raise AssertionError((await process.stderr.read()).decode())

    return await asyncio.wait_for(printed(), STARTED_WITHIN_S)


class Visitor(Person):
    """A person who waits for the bot of a running process."""

    async def ask(self, text: str) -> Message:
        """Write, and wait for the answer."""
        return await self.after(self.write(text))

    async def tap(self, message: Message, data: str, *, expect: str = "message") -> Message:
        """Press a button, and wait for what the bot sends (or, with ``expect="edited"``, changes)."""
        return await self.after(self.press(message, data), expect=expect)

    async def after(self, happening: Awaitable[object], *, expect: str = "message") -> Message:
        """Let something happen, and wait for what the bot sends (or changes) then."""
        async with self._http.get(f"{self.address}/sandbox/events") as events:
            await happening
            return await self._next(events.content, expect)

    async def _next(self, lines: StreamReader, kind: str) -> Message:
        async def of_the_bot() -> Message:
            async for line in lines:
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    message: Message = event.get("message") or {}
                    if event["type"] == kind and event["chat_id"] == self.chat_id and message["from"]["is_bot"]:
                        return message
            raise AssertionError("the sandbox closed the events")

        return await asyncio.wait_for(of_the_bot(), STARTED_WITHIN_S)


@asynccontextmanager
async def keeping_in(engine: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Processes keep what they keep in a file of their folder, or in a database of PostgreSQL."""
    async with AsyncExitStack() as stack:
        if engine == "postgresql":
            monkeypatch.setenv("DATABASE_URL", await stack.enter_async_context(postgres.fresh(migrated=False)))
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
async def each_engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """First the one, and then the other."""
    async with keeping_in(request.param, monkeypatch):
        yield


@pytest.fixture
async def one_engine(engine: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The one that the test names."""
    async with keeping_in(engine, monkeypatch):
        yield


def database_url(folder: Path) -> str:
    """Where the processes of a folder keep what they keep."""
    return os.environ.get("DATABASE_URL", f"sqlite:///{folder / 'data' / 'svodka.db'}")


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """What people's requests go through."""
    async with ClientSession() as session:
        yield session
