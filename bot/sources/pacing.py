"""Turns: a host is asked once an interval, by few at once, first come first served, and not while it asks for quiet.

All hosts together are asked by a bounded number at once. Where several processes ask, they book their turns with each
other first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

LONGEST_WAIT_FOR_QUIET_S = 30.0
"""Whoever would have to wait longer for a host that asked for quiet is sent away, to come again when it is over."""

LATE = 0.25
"""Whoever comes later than this part of the interval to a turn that others know of books another: the next is near."""

MOST_BOOKED = 3
"""A process that is late again and again goes at last, and only then may stand closer to another."""

_SWEEP_EVERY_S = 60.0


class QuietError(Exception):
    """The host asked to be left alone for ``rest_s`` more seconds."""

    def __init__(self, rest_s: float) -> None:
        super().__init__(rest_s)
        self.rest_s = rest_s


class SharedTurns(Protocol):
    """What several processes book their turns with."""

    async def book(self, host: str, *, interval_s: float, patience_s: float) -> float:
        """Book the next turn at a host, the one after it ``interval_s`` later: how many seconds it is away.

        More than ``patience_s``: none is booked.
        """
        ...

    async def quiet(self, host: str, for_s: float) -> None:
        """The host asked to be left alone for so long."""
        ...


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)  # wakes in the order of arrival
    visitors: int = 0
    next_at: float = 0.0
    quiet_until: float = 0.0

    def idle(self, now: float) -> bool:
        return not self.visitors and self.due_at() <= now

    def due_at(self) -> float:
        return max(self.next_at, self.quiet_until)


class Pacing:
    """Gives turns host by host; ``monotonic`` tells seconds, ``sleep`` waits for them.

    ``connections`` are those of one host, ``in_all`` those of all, of this process. A host that nobody visits and that
    has had its interval is forgotten. With ``shared`` its turns are booked with other processes.
    """

    def __init__(
        self,
        *,
        connections: int,
        in_all: int,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        shared: SharedTurns | None = None,
    ) -> None:
        self._shared = shared
        self._connections = connections
        self._all = asyncio.Semaphore(in_all)
        self._monotonic = monotonic
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = monotonic() + _SWEEP_EVERY_S

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._hosts)

    @asynccontextmanager
    async def turn(self, host: str, interval_s: float) -> AsyncIterator[None]:
        """Wait for the host's turn, and hold one of its connections inside; the next begins ``interval_s`` later.

        Raises:
            QuietError: the host asked for more quiet than is worth waiting for.
        """
        state = self._enter(host)
        try:
            async with state.queue:
                await state.slots.acquire()
                try:
                    await self._until_due(state)
                    if self._shared is None:
                        await self._connect_when_due(state)
                    else:
                        await self._connect_as_booked(self._shared, host, state, interval_s)
                except BaseException:
                    state.slots.release()
                    raise
                state.next_at = self._monotonic() + interval_s
            try:
                yield
            finally:
                self._all.release()
                state.slots.release()
        finally:
            state.visitors -= 1

    async def quiet(self, host: str, for_s: float) -> None:
        """The host asked to be left alone for so long; those who wait are told, and other processes."""
        state = self._enter(host)
        state.quiet_until = max(state.quiet_until, self._monotonic() + for_s)
        state.visitors -= 1
        if self._shared is not None:
            await self._shared.quiet(host, for_s)

    def _enter(self, host: str) -> _Host:
        now = self._monotonic()
        if now >= self._sweep_at:
            self._sweep_at = now + _SWEEP_EVERY_S
            self._hosts = {name: state for name, state in self._hosts.items() if not state.idle(now)}
        state = self._hosts.get(host)
        if state is None:
            state = self._hosts[host] = _Host(asyncio.Semaphore(self._connections))
        state.visitors += 1
        return state

    async def _connect_as_booked(self, shared: SharedTurns, host: str, state: _Host, interval_s: float) -> None:
        """Take one of all connections at a turn that is booked: none may be free then, or this process may sleep."""
        for booked in range(1, MOST_BOOKED + 1):
            await self._book(shared, host, state, interval_s)
            await self._connect_when_due(state)
            if booked == MOST_BOOKED or self._monotonic() - state.due_at() <= LATE * interval_s:
                return
            self._all.release()

    async def _book(self, shared: SharedTurns, host: str, state: _Host, interval_s: float) -> None:
        """Book the host's next turn among all processes: until then it isn't due."""
        patience_s = LONGEST_WAIT_FOR_QUIET_S + interval_s  # others may stand before us
        wait_s = await shared.book(host, interval_s=interval_s, patience_s=patience_s)
        if wait_s > patience_s:
            raise QuietError(wait_s)
        state.next_at = max(state.next_at, self._monotonic() + wait_s)

    async def _connect_when_due(self, state: _Host) -> None:
        """Take one of all connections when the host is due, and not before: whoever waits for a host holds none.

        Those may be taken for long, and meanwhile the host may ask for quiet.
        """
        while True:
            await self._until_due(state)
            await self._all.acquire()
            if state.due_at() <= self._monotonic():
                return
            self._all.release()

    async def _until_due(self, state: _Host) -> None:
        while (now := self._monotonic()) < (due := state.due_at()):
            if state.quiet_until - now > LONGEST_WAIT_FOR_QUIET_S:
                raise QuietError(state.quiet_until - now)
            # In steps, since quiet may be asked for meanwhile.
            await self._sleep(min(due - now, LONGEST_WAIT_FOR_QUIET_S))
