"""Looking names up in threads of our own, so that a dead name server holds up neither other work nor the end."""

import asyncio
import socket
import threading
from contextlib import suppress

from aiohttp.abc import AbstractResolver, ResolveResult

MOST_AT_ONCE = 16
"""A look-up that nobody answers takes 10 to 30 s (resolv.conf's timeout, attempts and servers)."""

MOST_ADDRESSES = 8
"""Of one name. All are tried until one answers: a name with hundreds would make us knock at strangers' doors."""


class ThreadedResolver(AbstractResolver):
    """Asks the system for addresses. aiohttp's own shares its few threads with all that the program does in threads.

    The threads are daemons: the program ends without waiting for a name server.
    """

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name.

        Raises:
            OSError: there are none, or nobody answered.
        """
        async with self._slots:
            found = await _in_thread(host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found[:MOST_ADDRESSES]
        ]

    async def close(self) -> None:
        """Nothing is held."""


_Found = list[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]]


async def _in_thread(host: str, port: int, family: int) -> _Found:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_Found] = loop.create_future()

    def settle(found: _Found | OSError) -> None:
        if answer.done():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def look_up() -> None:
        found: _Found | OSError
        try:
            found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)  # type: ignore[assignment]
        except OSError as error:
            found = error
        except UnicodeError:  # a label that is empty or too long
            found = OSError("no host's name")
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    return await answer
