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

from storage import arrivals, articles, changes
from storage.engine import Database
from storage.errors import StorageError
from storage.replica import Replica

MOST = 128
"""Questions whose answers are kept, of at most some 100 KB each; those that nobody asked lately go first.

An answer takes two of them: it is kept as the one of now, and as that of the second it was asked in, for its pages.
"""


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


@dataclass(slots=True)
class _Attempt(Generic[A]):
    """An answer that is being made, and how many wait for it."""

    made: asyncio.Task[A]
    waiting: int = 0

    async def outcome(self) -> A:
        """The answer, or what came in its way; it is given up when the last who waits for it has left."""
        self.waiting += 1
        try:
            return await asyncio.shield(self.made)
        finally:
            self.waiting -= 1
            if not self.waiting:
                self.made.cancel()


class Remembered(Generic[Q, A]):
    """Gives the answers that ``make`` makes, each once.

    ``same`` names what makes two questions equal but for when they are asked; ``shown`` tells which articles an answer
    shows; ``most`` is for how many questions one is kept. Whoever asks what is just being made waits for it, and fails
    with it; whoever leaves takes it from nobody else.
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
        self._attempts: dict[_Key, _Attempt[A]] = {}
        self._replica: Replica | None = None

    def read_from(self, replica: Replica) -> None:
        """Make answers of what a replica has, while it is well."""
        self._replica = replica

    async def answer(self, question: Q) -> A:
        """The answer to a question, as its maker would give it now."""
        key = self._same(question), question.as_of
        if (kept := await self._holding(key)) is not None:
            return kept
        if (begun := self._begun(key)) is not None:
            await begun.outcome()
            if (kept := await self._holding(key)) is not None:  # unless the news changed since it was begun
                return kept
        return await self._attempt(key, question).outcome()

    def _begun(self, key: _Key) -> _Attempt[A] | None:
        """The answer that is being made, unless everybody has left it."""
        attempt = self._attempts.get(key)
        return attempt if attempt is not None and attempt.waiting else None

    def _attempt(self, key: _Key, question: Q) -> _Attempt[A]:
        """An answer that is being made, or is begun now."""
        if (begun := self._begun(key)) is not None:
            return begun
        attempt = self._attempts[key] = _Attempt(asyncio.create_task(self._made(key, question)))

        def ended(_: asyncio.Task[A]) -> None:
            if self._attempts.get(key) is attempt:
                del self._attempts[key]

        attempt.made.add_done_callback(ended)
        return attempt

    async def _made(self, key: _Key, question: Q) -> A:
        reading = self._reading()
        try:
            made, state = await self._made_from(reading, question)
        except StorageError:
            if self._replica is None or reading is self._database:
                raise
            self._replica.lost()
            made, state = await self._made_from(self._database, question)
        self._keep(key, _Kept(made, *state))
        if question.as_of is None:  # whoever turns its pages will name the second it was asked in
            self._keep((key[0], question.asked_at), _Kept(made, *state))
        return made

    async def _made_from(self, database: Database, question: Q) -> tuple[A, tuple[int, int]]:
        """The answer, and the state of the news before it was made, in the same place: a replica may be behind."""
        async with database.read() as connection:
            state = await changes.latest(connection), await arrivals.newest(connection)
        return await self._make(database, question), state

    def _reading(self) -> Database:
        return self._database if self._replica is None else self._replica.database

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
