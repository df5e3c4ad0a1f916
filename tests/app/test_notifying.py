"""What a service manager hears of the bot, on a real socket; and that a loop that is stuck says nothing."""

import asyncio
import logging
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app.keeping import made
from bot.app.notifying import notifying
from bot.sandbox.server import SANDBOX_TOKEN, start
from tests.e2e.conftest import STARTED_WITHIN_S, running

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has abstract sockets")


@contextmanager
def manager(address: str) -> Iterator[socket.socket]:
    """A service manager that listens; what begins with @ is an abstract address."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.setblocking(False)
        listening.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        yield listening


async def heard(listening: socket.socket) -> str:
    """The next message."""
    message = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(listening, 4096), STARTED_WITHIN_S)
    return message.decode()


def waiting(listening: socket.socket) -> int:
    """How many messages lie there unread."""
    number = 0
    while True:
        try:
            listening.recv(4096)
        except BlockingIOError:
            return number
        number += 1


@pytest.mark.parametrize("address", ["file", pytest.param("@svodka-test", marks=LINUX)])
async def test_ready_and_stopping_are_said(tmp_path: Path, address: str) -> None:
    place = f"{address}-{tmp_path.name}" if address.startswith("@") else str(tmp_path / address)
    with manager(place) as listening:
        async with notifying({"NOTIFY_SOCKET": place}) as notifier:
            await notifier.ready()
            assert await heard(listening) == "READY=1"
            notifier.stopping()
            assert await heard(listening) == "STOPPING=1"
        assert waiting(listening) == 0


async def test_the_watchdog_is_told_by_the_loop_and_by_nothing_else(tmp_path: Path) -> None:
    place, every_s = str(tmp_path / "s"), 0.02
    environment = {"NOTIFY_SOCKET": place, "WATCHDOG_USEC": str(int(3e6 * every_s)), "WATCHDOG_PID": "77"}
    with manager(place) as listening:
        async with notifying(environment, pid=77):
            assert [await heard(listening) for _ in range(3)] == ["WATCHDOG=1"] * 3
            waiting(listening)
            time.sleep(5 * every_s)  # noqa: ASYNC251 - a stuck loop
            assert waiting(listening) == 0
            assert await heard(listening) == "WATCHDOG=1"
        waiting(listening)
        await asyncio.sleep(2 * every_s)
        assert waiting(listening) == 0


@pytest.mark.parametrize(
    "environment",
    [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "3000", "WATCHDOG_PID": "78"}],
)
async def test_no_watchdog_of_ours_is_not_told(tmp_path: Path, environment: dict[str, str]) -> None:
    place = str(tmp_path / "s")
    with manager(place) as listening:
        async with notifying({**environment, "NOTIFY_SOCKET": place}, pid=77):
            await asyncio.sleep(0.01)
        assert waiting(listening) == 0


async def test_nobody_need_listen(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with notifying({"WATCHDOG_USEC": "3000"}) as notifier:
        await notifier.ready()
    assert caplog.text == ""
    with caplog.at_level(logging.WARNING):
        async with notifying({"NOTIFY_SOCKET": str(tmp_path / "nobody")}) as notifier:
            await notifier.ready()
    assert "the service manager can't be told READY=1" in caplog.text


async def test_a_bot_that_is_started_by_a_manager_tells_it(tmp_path: Path) -> None:
    """And makes the backup that is due."""
    sandbox = await start("127.0.0.1", 0)
    place = str(tmp_path / "s")
    variables = {
        "BOT_TOKEN": SANDBOX_TOKEN,
        "TELEGRAM_API": sandbox.address,
        "NOTIFY_SOCKET": place,
        "WATCHDOG_USEC": "300000",
        "BACKUP_EVERY_HOURS": "1",
    }
    with manager(place) as listening:
        async with running(tmp_path, "run", **variables) as bot:
            messages = []
            while "READY=1" not in messages:
                messages.append(await heard(listening))
            assert await heard(listening) == "WATCHDOG=1"
            while not made(tmp_path / "data" / "backups"):  # noqa: ASYNC110 - the file is what it is about
                await asyncio.sleep(0.02)
            bot.send_signal(signal.SIGTERM)
            while messages[-1] != "STOPPING=1":
                messages.append(await heard(listening))
            assert await asyncio.wait_for(bot.wait(), STARTED_WITHIN_S) == 0
    assert set(messages) == {"READY=1", "WATCHDOG=1", "STOPPING=1"}
    await sandbox.close()
