"""What tells that the news have changed: a number that grows with whatever stores, moves, tags or removes a text.

An answer that was made when the number was the same still holds, whichever process made it or changed the news.
"""

from storage import marks as numbers
from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import marks

_NEWS = "news"


async def note(connection: Connection) -> None:
    """The news are other than before; to be called in the transaction that makes them so."""
    first = upsert(marks).values(name=_NEWS, value=1)
    await connection.execute(first.on_conflict_do_update(index_elements=["name"], set_={"value": marks.c.value + 1}))


async def latest(connection: Connection) -> int:
    """The number now."""
    return await numbers.get(connection, _NEWS) or 0
