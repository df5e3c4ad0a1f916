"""What a service manager wants to hear (systemd's Type=notify): ready, alive, stopping; a datagram each, to a socket.

That it is alive is said by the event loop itself, so a loop that is stuck says nothing, and the watchdog finds it. The
protocol is that of sd_notify(3): NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID in the environment.
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

log = logging.getLogger(__name__)

TIMES_IN_TIME = 3
"""How often it is said in the time that the watchdog waits; once is too seldom on a busy machine."""


class Notifier:
    """Says to whoever started us how we are; nobody is told without an address, and nothing fails for its sake."""

    def __init__(self, address: str | None) -> None:
        self._address = address

    async def ready(self) -> None:
        """Updates are being taken."""
        self.say("READY=1")

    def stopping(self) -> None:
        """No more are; what is begun is being finished."""
        self.say("STOPPING=1")

    def say(self, state: str) -> None:
        """One message of the protocol."""
        if self._address is None:
            return
        # An address that begins with @ is one of Linux's abstract ones, which have no file: a NUL stands in its place.
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.setblocking(False)
                out.sendto(state.encode(), address)
        except OSError as error:
            log.warning("the service manager can't be told %s: %s", state, error)


@asynccontextmanager
async def notifying(environment: Mapping[str, str], pid: int | None = None) -> AsyncIterator[Notifier]:
    """Who is told, by what the environment says; the watchdog is told meanwhile. ``pid`` is ours."""
    notifier = Notifier(environment.get("NOTIFY_SOCKET") or None)
    within_s = _watched(environment, os.getpid() if pid is None else pid)
    if within_s is None:
        yield notifier
        return
    telling = asyncio.create_task(_alive(notifier, within_s / TIMES_IN_TIME))
    try:
        yield notifier
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _alive(notifier: Notifier, every_s: float) -> None:
    while True:
        notifier.say("WATCHDOG=1")
        await asyncio.sleep(every_s)


def _watched(environment: Mapping[str, str], pid: int) -> float | None:
    """Within how many seconds the watchdog wants to hear of us; ``None``: there is none, or it is another process's."""
    microseconds = environment.get("WATCHDOG_USEC", "")
    if not environment.get("NOTIFY_SOCKET") or not microseconds.isdecimal() or int(microseconds) == 0:
        return None
    if environment.get("WATCHDOG_PID", str(pid)) != str(pid):
        return None
    return int(microseconds) / 1_000_000
