"""The HTTP door: an application served at an address for as long as a block lasts.

Anybody may knock. What is packed stays so: aiohttp would unpack it for who has no business here, too, and ten megabytes
that unpack to ten gigabytes kept the only core busy for ten seconds. Whoever connects and asks nothing costs a file of
the process, of which it has a thousand for everything.
"""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.errors import SettingsError

log = logging.getLogger(__name__)

GRACE_S = 5.0
"""What is still being answered when the door closes gets this long."""

MOST_CONNECTIONS = 256
"""At the same time; Telegram keeps forty at most. Above that, whoever has been here longest gives way."""

ANOTHER_PORT = "8090"
"""What is proposed in place of a port that can't be had: the usual one may be the one that is taken."""

_NOT_OURS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


@asynccontextmanager
async def site(host: str, port: int, app: web.Application, *, grace_s: float = GRACE_S) -> AsyncIterator[str]:
    """Answer at ``host`` and ``port`` (0: any free one); gives the address, without a slash at the end.

    When the block ends nothing new is taken, and what is being answered is finished within ``grace_s``. Requests leave
    no lines in the log, and least of all what is none.

    Raises:
        SettingsError: the port can't be had, or the host is none of this machine's.
    """
    runner = web.AppRunner(app, access_log=None, logger=log, shutdown_timeout=grace_s, auto_decompress=False)
    await runner.setup()
    try:
        with closing(await _listening(runner, host, port)) as door:
            yield f"http://{f'[{host}]' if ':' in host else host}:{door.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a line tells of a mistake of ours; what is no HTTP is its sender's, and would be quoted at length."""
    return record.exc_info is None or not isinstance(record.exc_info[1], HttpProcessingError)


log.addFilter(_is_ours)


def _entering(server: web.Server) -> asyncio.Protocol:
    """Who speaks with somebody that has just connected; there is room for them."""
    here = server.connections  # in the order of their coming; some are closing already
    if len(here) >= MOST_CONNECTIONS and (oldest := next((one for one in here if one.transport), None)) is not None:
        oldest.force_close()
    return server()


async def _listening(runner: web.AppRunner, host: str, port: int) -> asyncio.Server:
    server = cast("web.Server", runner.server)  # it is set up
    try:
        return await asyncio.get_running_loop().create_server(partial(_entering, server), host, port)
    except UnicodeError as error:  # no name of a host has a form like this
        raise SettingsError("HTTP_HOST", f"{host} is no address of this machine", "127.0.0.1") from error
    except OSError as error:
        number = error.errno or 0  # below zero: a name that nobody knows
        if number < 0 or number in _NOT_OURS:
            raise SettingsError("HTTP_HOST", f"{host} is no address of this machine", "127.0.0.1") from error
        why = {
            errno.EADDRINUSE: "is taken by another program",
            errno.EACCES: "may not be listened on by this user",
        }.get(number, f"can't be listened on: {error.strerror}")
        raise SettingsError("HTTP_PORT", f"{host}:{port} {why}", ANOTHER_PORT) from error
