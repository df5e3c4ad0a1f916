"""Updates for the bot: a queue that polling confirms by offset, as getUpdates of the real server does."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from bot.sandbox.refusals import conflict
from bot.sandbox.values import JsonObject

# Bot API reference, getUpdates: 100 at once, 24 hours of backlog; the wait is bounded by the real server at 50 s.
MAX_AT_ONCE = 100
MAX_TIMEOUT_S = 50
_BACKLOG_S = 24 * 3600
_MAX_WAITING = 100_000
# Not sent unless asked for by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
# Identifiers go on after a restart instead of beginning anew: tenths of seconds since this moment (2025-01-01 UTC).
_EPOCH_S = 1_735_689_600

_TERMINATED = "terminated by {} request"
_ONE_INSTANCE = "; make sure that only one bot instance is running"


class UpdateQueue:
    """The updates not confirmed yet, the oldest first; ``clock`` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._next_id = max(int((clock() - _EPOCH_S) * 10), 1)
        self._waiting: deque[tuple[float, JsonObject]] = deque(maxlen=_MAX_WAITING)
        self._allowed: frozenset[str] = frozenset()
        self._arrived = asyncio.Event()
        self._poll: asyncio.Future[str] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def allowed(self) -> list[str]:
        """The kinds of updates that the bot asked for; empty: the usual ones."""
        return sorted(self._allowed)

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates waits now."""
        return self._poll is not None

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Keep to these kinds from now on; ``None`` changes nothing."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def push(self, kind: str, content: JsonObject) -> int | None:
        """Add an update; its identifier, or ``None`` where the bot does not want this kind."""
        if kind not in self._allowed if self._allowed else kind in _ON_REQUEST:
            return None
        update_id = self._next_id
        self._next_id += 1
        self._waiting.append((self._clock(), {"update_id": update_id, kind: content}))
        self._arrived.set()
        return update_id

    def confirm(self, offset: int) -> None:
        """Forget the updates below ``offset``; a negative one keeps that many of the newest."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and self._waiting[0][1]["update_id"] < offset:
            self._waiting.popleft()

    def clear(self) -> None:
        """Forget all of them."""
        self._waiting.clear()

    def first(self, limit: int) -> list[JsonObject]:
        """The oldest ``limit`` updates, which stay until confirmed."""
        while self._waiting and self._waiting[0][0] < self._clock() - _BACKLOG_S:
            self._waiting.popleft()
        return [update for (_, update), _ in zip(self._waiting, range(limit), strict=False)]

    async def arrival(self) -> None:
        """Wait until there is an update."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[JsonObject]:
        """What getUpdates answers: at once when something waits, else after ``timeout_s`` at most.

        Raises RefusedCallError 409 where another request takes its place.
        """
        self.terminate_poll("other getUpdates", _ONE_INSTANCE)
        self.confirm(offset)
        if not self._waiting and timeout_s > 0:
            await self._wait(timeout_s)
        return self.first(limit)

    async def _wait(self, timeout_s: float) -> None:
        mine = self._poll = asyncio.get_running_loop().create_future()
        arrival = asyncio.create_task(self.arrival())
        try:
            await asyncio.wait({mine, arrival}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if mine.done() and (words := mine.result()):
                raise conflict(words)
        finally:
            arrival.cancel()
            if self._poll is mine:
                self._poll = None

    def terminate_poll(self, request: str, hint: str = "") -> None:
        """End a waiting getUpdates with status 409 because of ``request``."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(_TERMINATED.format(request) + hint)

    def close(self) -> None:
        """End a waiting getUpdates; it answers that there is nothing."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result("")
