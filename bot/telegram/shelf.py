"""What costs much to make is made once for equal asks, also for those who ask while it is being made."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

KEPT = 64
"""Things on a shelf; a picture has about 60 KB."""

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """The last ``kept`` things that were asked for; what failed is made anew when it is asked for again."""

    def __init__(self, kept: int = KEPT) -> None:
        self._made: OrderedDict[Hashable, asyncio.Task[Thing]] = OrderedDict()
        self._kept = kept

    async def get(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Thing]]) -> Thing:
        """The thing of a key; who gives up waiting leaves it to be made for the others."""
        task = self._made.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._made[key] = asyncio.create_task(make())
        self._made.move_to_end(key)
        while len(self._made) > self._kept:
            self._made.popitem(last=False)
        return await asyncio.shield(task)
