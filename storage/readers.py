"""Readers: a row for each chat (or topic of a forum) that has written to the bot."""

from datetime import datetime

from sqlalchemy import Row, case, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from storage.engine import Connection
from storage.records import Reader
from storage.schema import readers


async def meet(
    connection: Connection,
    *,
    chat_id: int,
    thread_id: int,
    kind: str,
    language: str,
    timezone: str,
    now: datetime,
) -> Reader:
    """The reader of a chat, made at the first meeting.

    A private chat follows ``language`` until the reader chooses one. A chat of several people keeps the one it began
    with: whoever happens to write next doesn't speak for the others.
    """
    row = upsert(readers).values(
        chat_id=chat_id,
        thread_id=thread_id,
        kind=kind,
        language=language,
        timezone=timezone,
        created_at=now,
        seen_at=now,
    )
    follows = (readers.c.language_chosen == 0) & (row.excluded.kind == "private")
    met = row.on_conflict_do_update(
        index_elements=[readers.c.chat_id, readers.c.thread_id],
        set_={
            "kind": row.excluded.kind,
            "seen_at": now,
            "language": case((follows, row.excluded.language), else_=readers.c.language),
        },
    ).returning(readers)
    return _reader((await connection.execute(met)).one())


async def find(connection: Connection, *, chat_id: int, thread_id: int) -> tuple[Reader, datetime] | None:
    """The reader of a chat and when it was last seen, or ``None`` when it has never written."""
    query = select(readers).where(readers.c.chat_id == chat_id, readers.c.thread_id == thread_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (_reader(row), row.seen_at)


async def choose_language(connection: Connection, reader_id: int, language: str) -> None:
    """Keep the language a reader chose, whatever their Telegram says later."""
    await connection.execute(
        update(readers).where(readers.c.id == reader_id).values(language=language, language_chosen=1)
    )


def _reader(row: Row[tuple[object, ...]]) -> Reader:
    return Reader(
        id=row.id,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        kind=row.kind,
        language=row.language,
        language_chosen=bool(row.language_chosen),
        timezone=row.timezone,
        title=row.title,
        gone_why=row.gone_why,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        awaiting=row.awaiting,
    )
