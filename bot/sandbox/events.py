"""What happens, told to whoever watches (the chat page): one queue for each watcher, bounded."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.values import JsonObject

# A watcher that does not read is let go after this many.
_MAX_WAITING = 1_000


class Events:
    """A broadcast: ``publish`` never waits, ``watch`` gives a queue that ends with ``None``."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[JsonObject | None]] = set()
        self._closed = False

    def publish(self, event: JsonObject) -> None:
        """Tell every watcher."""
        for queue in list(self._watchers):
            if queue.qsize() >= _MAX_WAITING:
                self._watchers.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(event)

    @contextmanager
    def watch(self) -> Iterator[asyncio.Queue[JsonObject | None]]:
        """A queue of events from now on; ``None`` in it means that nothing more will come."""
        queue: asyncio.Queue[JsonObject | None] = asyncio.Queue()
        if self._closed:
            queue.put_nowait(None)
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    def close(self) -> None:
        """End every watcher's queue."""
        self._closed = True
        for queue in self._watchers:
            queue.put_nowait(None)
