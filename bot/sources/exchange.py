"""One request and its answer: in the host's turn, through the guard, within the time and the bytes that are left."""

import asyncio
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Self

import certifi
from aiohttp import (
    ClientConnectionError,
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import FetchError
from bot.sources.bodies import ACCEPTED_ENCODINGS, read_body
from bot.sources.guard import BlockedError, SocketGuard, never_allowed
from bot.sources.headers import retry_after_s
from bot.sources.manners import Manners
from bot.sources.pacing import Pacing, QuietError, SharedTurns
from bot.sources.resolving import ThreadedResolver

OK = 200
_ASKS_FOR_QUIET = frozenset({429, 503})
_QUIET_S = 60.0
"""Where the server asks for quiet and doesn't say how long."""

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)
_LONGEST_HEADER = 16_384
"""Bytes, of each of 128 (aiohttp's number): some sites' Content-Security-Policy has more than aiohttp's 8,190."""

_OUT_OF_REACH = "it could not be reached"
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (ClientConnectorCertificateError, "its certificate is not valid"),
    (ClientConnectorSSLError, "no safe connection (TLS) could be made"),
    (ClientConnectorDNSError, "its name leads to no address"),
    (ClientConnectorError, _OUT_OF_REACH),
    (ClientResponseError, "its answer is no HTTP that can be read"),
    (InvalidURL, "the address can't be used"),
    (ClientError, "its answer breaks off"),
    (OSError, "its answer breaks off"),
)
"""The first that fits; what is none of them (a body that is not as it says) brings its own words."""


_ON_THE_WIRE = 2
"""Times the longest body: what a connection may send, headers, the frames of chunks and of TLS included."""


@dataclass(slots=True)
class Allowance:
    """The seconds that are left for an address, its redirects included; waiting for a host's turn costs none."""

    left_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the body is read of a 200 only."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Exchange:
    """Around one session of aiohttp; an async context manager."""

    def __init__(
        self,
        manners: Manners,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        resolver: AbstractResolver | None,
        shared: SharedTurns | None = None,
    ) -> None:
        self._manners = manners
        self._resolver = resolver
        self._guard = SocketGuard(manners.private_hosts, _ON_THE_WIRE * manners.most_bytes)
        self._pacing = Pacing(
            connections=manners.per_host_connections,
            in_all=manners.most_connections,
            monotonic=monotonic,
            sleep=sleep,
            shared=shared,
        )
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = TCPConnector(
            resolver=self._resolver or ThreadedResolver(),
            ttl_dns_cache=self._manners.look_up_holds_s,
            limit=0,  # who waits there would lose their time: turns bound it
            socket_factory=self._guard.socket,
            # A host is asked again after a second at the soonest, mostly after minutes: connections kept for that would
            # be thousands, and what a server sends unasked could be taken for its next answer. TLS anew takes 1 ms.
            force_close=True,
            ssl=_trusted(),
        )
        self._session = ClientSession(
            connector=connector,
            headers={
                "User-Agent": self._manners.user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": ACCEPTED_ENCODINGS,
            },
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None),
            auto_decompress=False,
            trust_env=False,
            middlewares=(_once,),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        url: str,
        headers: Mapping[str, str],
        allowance: Allowance,
        *,
        interval_s: float,
        most_bytes: int,
        cut: bool = False,
    ) -> Answer:
        """Ask for a normalised address when its host's turn has come.

        Raises:
            FetchError: there is no answer, or none that can be taken.
        """
        target = URL(url, encoded=True)
        host = target.raw_host or ""
        try:
            async with self._pacing.turn(host, interval_s):
                answer = await self._within(allowance, target, headers, most_bytes=most_bytes, cut=cut)
        except QuietError as quiet:
            reason = f"the host asked to be left alone, for {quiet.rest_s:.0f} s more"
            raise FetchError(url, reason, retry_after_s=quiet.rest_s) from None
        if answer.status in _ASKS_FOR_QUIET:
            wait_s = retry_after_s(answer.headers)
            await self._pacing.quiet(host, _QUIET_S if wait_s is None else wait_s)
        return answer

    async def _within(
        self, allowance: Allowance, target: URL, headers: Mapping[str, str], *, most_bytes: int, cut: bool
    ) -> Answer:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(allowance.left_s):
                return await self._answer(target, headers, most_bytes=most_bytes, cut=cut)
        except TimeoutError:
            reason = f"there was no whole answer within {self._manners.total_s:g} s"
            raise FetchError(str(target), reason, unreached=True) from None
        except (ClientError, OSError, ValueError) as error:
            blocked = _blocked(error) is not None
            for_good = blocked and never_allowed(target.raw_host or "", target.port or 0)
            unreached = isinstance(error, ClientConnectorError) and not blocked
            raise FetchError(str(target), _reason(error), permanent=for_good, unreached=unreached) from error
        finally:
            allowance.left_s -= clock() - began

    async def _answer(self, target: URL, headers: Mapping[str, str], *, most_bytes: int, cut: bool) -> Answer:
        if self._session is None:
            raise RuntimeError("not entered")
        host = target.raw_host or ""
        with self._guard.connecting_to(host):
            async with self._session.get(target, headers=headers, allow_redirects=False) as response:
                body = b""
                if response.status == OK:
                    encoding = response.headers.get("Content-Encoding", "")
                    pieces = response.content.iter_any()
                    body = await read_body(pieces, encoding=encoding, most_bytes=most_bytes, cut=cut)
                return Answer(str(target), response.status, response.headers, body)


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates count: the system's authorities and, since small systems have none, Mozilla's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(("http/1.1",))
    return context


async def _once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Make a request once: where a connection breaks, aiohttp makes it again at once, which is nobody's turn."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except (ClientOSError, ServerDisconnectedError) as error:
        raise ClientConnectionError(str(error)) from error


def _blocked(error: Exception) -> BlockedError | None:
    inner = error.os_error if isinstance(error, ClientConnectorError) else None
    return inner if isinstance(inner, BlockedError) else None


def _reason(error: Exception) -> str:
    """What went wrong, in words for a person; an error's own words may name what is nobody's business."""
    blocked = _blocked(error)
    if blocked is not None:
        return blocked.strerror or ""
    told = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
    if told is None:
        return str(error)
    if isinstance(error, ClientConnectorError) and told is _OUT_OF_REACH:
        number = error.os_error.errno
        return f"{told} ({os.strerror(number)})" if number else told
    return told
