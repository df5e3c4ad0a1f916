"""Pairs of a query and a passage, asked through the real index."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.text.gazetteer import Gazetteer
from bot.text.language import Language
from bot.text.words import stems
from storage import search
from storage.engine import Connection


class Pair(Protocol):
    """A query, and a passage in its language."""

    @property
    def query(self) -> str: ...
    @property
    def language(self) -> Language: ...
    @property
    def passage(self) -> str: ...


AnyPair = TypeVar("AnyPair", bound=Pair)


async def met(connection: Connection, gazetteer: Gazetteer, cases: Sequence[AnyPair]) -> list[AnyPair]:
    """The pairs whose query meets their passage, in an index that holds the passages of all."""
    rows = [(number, " ".join(stems(one.passage, one.language)), "") for number, one in enumerate(cases, 1)]
    await search.add(connection, rows)
    found = []
    for number, one in enumerate(cases, 1):
        hits = search.every(connection, gazetteer.readings(one.query), first_id=0, limit=len(cases))
        if hits is not None and number in (await connection.execute(hits.select())).scalars().all():
            found.append(one)
    return found
