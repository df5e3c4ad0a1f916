"""Albums: what each of their posts said, to join them and to find the one that is edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import album_parts

_one = album_parts.c


@dataclass(frozen=True, slots=True)
class AlbumPart:
    """One post of an album: its number in the chat, and what it says, as whoever kept it wrote that down."""

    message_id: int
    content: str


async def containing(connection: Connection, chat_id: int, message_id: int) -> str | None:
    """The album that a post belongs to, by the name under which it was kept first; ``None`` where nothing is known.

    Telegram names a forwarded album anew, so the posts tell better which album it is.
    """
    query = select(_one.album_id).where(_one.chat_id == chat_id, _one.message_id == message_id)
    found: str | None = (await connection.execute(query.order_by(_one.seen_at).limit(1))).scalar()
    return found


async def keep(connection: Connection, chat_id: int, album_id: str, part: AlbumPart, *, now: datetime) -> None:
    """Keep what a post of an album says (by now); the album is seen by that, and lives on as a whole."""
    row = upsert(album_parts).values(
        chat_id=chat_id, album_id=album_id, message_id=part.message_id, content=part.content, seen_at=now
    )
    keys = [_one.chat_id, _one.album_id, _one.message_id]
    await connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"content": row.excluded.content}))
    album = update(album_parts).where(_one.chat_id == chat_id, _one.album_id == album_id)
    await connection.execute(album.values(seen_at=now))


async def parts(connection: Connection, chat_id: int, album_id: str) -> list[AlbumPart]:
    """What is kept of an album, in the order of its posts."""
    query = select(_one.message_id, _one.content).where(_one.chat_id == chat_id, _one.album_id == album_id)
    rows = await connection.execute(query.order_by(_one.message_id))
    return [AlbumPart(row.message_id, row.content) for row in rows]


async def forget(connection: Connection, *, before: datetime) -> int:
    """Forget the posts of albums that were last seen before a time; returns how many."""
    gone = await connection.execute(delete(album_parts).where(_one.seen_at < before).returning(_one.message_id))
    return len(gone.scalars().all())
