"""Answers that are made once for equal questions, until the news change.

Many people ask the same within a minute, and every page of an answer is cut from the whole of it. What was made is kept
for as long as nothing has been stored, moved or removed since; a page of an older answer may be cut from it for as long
as the articles it shows stand as they stood.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from weakref import WeakValueDictionary

from storage import arrivals, articles, changes
from storage.engine import Database

MOST = 256
"""Answers that are kept, of at most some 100 KB each; those that nobody asked for lately go first."""


class Asked(Protocol):
    """A question as far as remembering goes: when it was asked, and as of when it is to be answered."""

    @property
    def asked_at(self) -> datetime:
        """When it is asked, aware."""
        ...

    @property
    def as_of(self) -> datetime | None:
        """What was stored later is left out."""
        ...


Q = TypeVar("Q", bound=Asked)
A = TypeVar("A")
_Key = tuple[Hashable, datetime | None]


@dataclass(frozen=True, slots=True)
class _Kept(Generic[A]):
    """An answer, and the state of the news before it was made."""

    answer: A
    change: int
    arrival: int


class Remembered(Generic[Q, A]):
    """Gives the answers that ``make`` makes, each once.

    ``same`` names what makes two questions equal but for when they are asked; ``shown`` tells which articles an answer
    shows. Whoever asks what is just being made waits for it.
    """

    def __init__(
        self,
        database: Database,
        make: Callable[[Database, Q], Awaitable[A]],
        *,
        same: Callable[[Q], Hashable],
        shown: Callable[[A], Collection[int]],
        most: int = MOST,
    ) -> None:
        self._database = database
        self._make = make
        self._same = same
        self._shown = shown
        self._most = most
        self._kept: OrderedDict[_Key, _Kept[A]] = OrderedDict()
        self._turns = WeakValueDictionary[_Key, asyncio.Lock]()

    async def answer(self, question: Q) -> A:
        """The answer to a question, as its maker would give it now."""
        key = self._same(question), question.as_of
        if (kept := await self._holding(key)) is not None:
            return kept
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            if (kept := await self._holding(key)) is not None:  # made while we waited
                return kept
            async with self._database.read() as connection:
                state = await changes.latest(connection), await arrivals.newest(connection)
            made = await self._make(self._database, question)
            self._keep(key, _Kept(made, *state))
            if question.as_of is None:  # whoever turns its pages will name the second it was asked in
                self._keep((key[0], question.asked_at), _Kept(made, *state))
            return made

    async def _holding(self, key: _Key) -> A | None:
        """What is kept, if it still holds."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        async with self._database.read() as connection:
            holds = await changes.latest(connection) == kept.change
            if not holds and key[1] is not None:
                holds = await articles.unchanged(connection, self._shown(kept.answer), since=kept.arrival)
        if not holds:
            if self._kept.get(key) is kept:
                del self._kept[key]
            return None
        if key in self._kept:
            self._kept.move_to_end(key)
        return kept.answer

    def _keep(self, key: _Key, kept: _Kept[A]) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
