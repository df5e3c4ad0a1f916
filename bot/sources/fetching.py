"""Fetching: one address, politely and safely; whatever the other side does, an answer or a reason within bounds."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import FetchError
from bot.sources.addresses import normalised
from bot.sources.exchange import OK, Allowance, Answer, Exchange
from bot.sources.headers import fresh_for_s, kept, retry_after_s
from bot.sources.manners import PRODUCT, Manners
from bot.sources.pacing import SharedTurns
from bot.sources.robots import MOST_BYTES, Robots, RobotsMemory, parse_robots

__all__ = ["FetchError", "Fetched", "Fetcher", "Manners"]

_NOT_MODIFIED, _GONE, _TOO_MANY = 304, 410, 429
_MOVED_FOR_GOOD = frozenset({301, 308})
_MOVED = _MOVED_FOR_GOOD | {302, 303, 307}
_SERVER_ERRORS = range(500, 600)
_BEFORE_AT = re.compile(r"[^/?#\\]*@")
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stands at an address. ``url`` is where it ended, ``moved_to`` where permanent redirects alone lead.

    ``status`` is 200, or 304: nothing new since ``etag`` and ``last_modified``, and no body. ``body`` is unpacked.
    ``fresh_for_s`` are the seconds for which asking again is pointless, as the server says.
    """

    url: str
    status: int
    body: bytes
    content_type: str
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fresh_for_s: float | None = None


class Fetcher:
    """Fetches addresses for all who need one; an async context manager.

    ``monotonic`` tells seconds and ``sleep`` waits for them, between two requests to a host; ``resolver`` looks names
    up (the system's, if none is given). With ``shared`` other processes that fetch count, too.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        resolver: AbstractResolver | None = None,
        shared: SharedTurns | None = None,
    ) -> None:
        self._manners = manners
        self._exchange = Exchange(manners, monotonic=monotonic, sleep=sleep, resolver=resolver, shared=shared)
        self._robots = RobotsMemory(monotonic)
        self._reading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        await self._exchange.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchange.__aexit__(kind, error, trace)

    async def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """What stands at an address now, waiting for its host's turn first; ``etag`` and ``last_modified`` as before.

        Raises:
            FetchError: it could not be fetched.
        """
        try:
            address = normalised(url)
        except ValueError as error:
            raise FetchError(_shown(url), str(error), permanent=True) from None
        conditions = {"If-None-Match": etag or "", "If-Modified-Since": last_modified or ""}
        conditions = {name: value for name, value in conditions.items() if value}
        answer, moved_to, for_good = await self._follow(address, conditions)
        unchanged = answer.status == _NOT_MODIFIED and bool(conditions)
        if answer.status != OK and not unchanged:
            raise _refusal(answer, for_good=for_good)
        return Fetched(
            answer.url,
            answer.status,
            answer.body,
            kept(answer.headers, "Content-Type") or "",
            moved_to,
            kept(answer.headers, "ETag") or (etag if unchanged else None),
            kept(answer.headers, "Last-Modified") or (last_modified if unchanged else None),
            fresh_for_s(answer.headers),
        )

    async def _follow(self, url: str, conditions: Mapping[str, str]) -> tuple[Answer, str | None, bool]:
        """The answer at the end of all redirects, where the permanent ones that they begin with lead, and whether all
        of them are permanent.
        """
        allowance = Allowance(self._manners.total_s)
        moved_to, for_good = None, True
        visited = [url]
        while True:
            try:
                answer = await self._ask(visited[-1], conditions, allowance)
            except FetchError as error:
                error.permanent = error.permanent and len(visited) == 1  # where it redirects may change
                raise
            if answer.status not in _MOVED:
                return answer, moved_to, for_good
            self._go_on(visited, answer)
            for_good = for_good and answer.status in _MOVED_FOR_GOOD
            moved_to = visited[-1] if for_good else moved_to

    async def _ask(self, url: str, conditions: Mapping[str, str], allowance: Allowance) -> Answer:
        interval_s = await self._permitted(url)
        most_bytes = self._manners.most_bytes
        return await self._exchange.ask(url, conditions, allowance, interval_s=interval_s, most_bytes=most_bytes)

    def _go_on(self, visited: list[str], answer: Answer) -> None:
        """Add where a redirect leads to those visited."""
        try:
            target = normalised(answer.headers.get("Location", ""), base=answer.url)
        except ValueError:
            raise FetchError(answer.url, "it redirects to what is no address of the web") from None
        if target in visited:
            raise FetchError(answer.url, "it redirects in a circle")
        if len(visited) > self._manners.most_redirects:
            raise FetchError(visited[0], f"it redirects more than {self._manners.most_redirects} times")
        visited.append(target)

    async def _permitted(self, url: str) -> float:
        """The seconds to leave between two requests to this address's host.

        Raises:
            FetchError: its robots.txt disallows the address, or can't be read.
        """
        origin = str(URL(url, encoded=True).origin())
        robots = self._robots.fresh(origin) or await self._read_robots(url, origin)
        if robots.refused:
            raise FetchError(url, robots.refused)
        if not robots.allows(url):
            raise FetchError(url, "its robots.txt disallows it", permanent=True)
        return max(self._manners.per_host_interval_s, min(robots.delay_s or 0.0, self._manners.longest_interval_s))

    async def _read_robots(self, url: str, origin: str) -> Robots:
        """Read a site's robots.txt once, however many wait for it."""
        async with self._reading.setdefault(origin, asyncio.Lock()):
            known = self._robots.fresh(origin)
            if known is not None:
                return known
            visited = [f"{origin}/robots.txt"]
            try:
                answer = await self._robots_answer(visited)
            except FetchError as error:
                if len(visited) > 1:
                    return self._robots.keep(origin, Robots(refused=f"its robots.txt can't be read: {error.reason}"))
                # The host itself is out of reach, for all its addresses: no word about robots, and no memory of it.
                raise FetchError(
                    url,
                    error.reason,
                    retry_after_s=error.retry_after_s,
                    permanent=error.permanent,
                    unreached=error.unreached,
                ) from error
            return self._robots.keep(origin, _robots(answer))

    async def _robots_answer(self, visited: list[str]) -> Answer:
        """The answer at the end of all redirects; where they lead nowhere, the last of them."""
        allowance = Allowance(self._manners.total_s)
        interval_s = self._manners.per_host_interval_s
        while True:
            answer = await self._exchange.ask(
                visited[-1], {}, allowance, interval_s=interval_s, most_bytes=MOST_BYTES, cut=True
            )
            if answer.status not in _MOVED:
                return answer
            try:
                self._go_on(visited, answer)
            except FetchError:
                return answer


def _robots(answer: Answer) -> Robots:
    """What an answer to robots.txt means (RFC 9309 §2.3.1): 5xx that everything is disallowed; 4xx, and a redirect that
    leads nowhere, that nothing is.
    """
    if answer.status == OK:
        return parse_robots(answer.body, PRODUCT)
    if answer.status in _SERVER_ERRORS or answer.status == _TOO_MANY:
        return Robots(refused=f"its robots.txt can't be read: the server answers {answer.status}")
    return Robots()


def _refusal(answer: Answer, *, for_good: bool) -> FetchError:
    """What an answer at the end of redirects refuses; where one of them was for now only, the address isn't gone."""
    return FetchError(
        answer.url,
        f"the server answers {answer.status}",
        retry_after_s=retry_after_s(answer.headers),
        gone=for_good and answer.status == _GONE,
        status=answer.status,
    )


def _shown(url: str) -> str:
    """An address that is none, as far as it may be shown: without what may be a password."""
    return _BEFORE_AT.sub("…@", url)[:_LONGEST_SHOWN]
