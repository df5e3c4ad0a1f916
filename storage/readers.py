"""Readers: a row for each chat (or topic of a forum) that has written to the bot, or that it posts to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, case, select, update

from storage.dialects import upsert
from storage.engine import Connection
from storage.records import AnswerLength, Reader
from storage.schema import readers

_PREFIX = "their_"


async def meet(
    connection: Connection,
    *,
    chat_id: int,
    thread_id: int,
    kind: str,
    language: str,
    timezone: str,
    now: datetime,
    title: str = "",
) -> Reader:
    """The reader of a chat, made at the first meeting; one that had gone stays gone until ``note_back``.

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
        title=title,
    )
    follows = (readers.c.language_chosen == 0) & (row.excluded.kind == "private")
    met = row.on_conflict_do_update(
        index_elements=[readers.c.chat_id, readers.c.thread_id],
        set_={
            "kind": row.excluded.kind,
            "seen_at": now,
            "title": row.excluded.title,
            "language": case((follows, row.excluded.language), else_=readers.c.language),
        },
    ).returning(readers)
    return reader_of((await connection.execute(met)).one())


async def find(connection: Connection, *, chat_id: int, thread_id: int) -> tuple[Reader, datetime] | None:
    """The reader of a chat and when it was last seen, or ``None`` when it has never written."""
    query = select(readers).where(readers.c.chat_id == chat_id, readers.c.thread_id == thread_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (reader_of(row), row.seen_at)


async def get(connection: Connection, reader_id: int) -> Reader | None:
    """A reader by id."""
    row = (await connection.execute(select(readers).where(readers.c.id == reader_id))).one_or_none()
    return None if row is None else reader_of(row)


async def in_chat(connection: Connection, chat_id: int) -> list[Reader]:
    """The readers of a chat: the chat itself and its topics, as far as they have been met."""
    query = select(readers).where(readers.c.chat_id == chat_id).order_by(readers.c.thread_id)
    return [reader_of(row) for row in await connection.execute(query)]


async def choose_language(connection: Connection, reader_id: int, language: str) -> None:
    """Keep the language a reader chose, whatever their Telegram says later."""
    await _set(connection, reader_id, language=language, language_chosen=1)


async def choose_timezone(connection: Connection, reader_id: int, timezone: str) -> None:
    """Keep where a reader lives (an IANA zone)."""
    await _set(connection, reader_id, timezone=timezone)


async def choose_quiet(connection: Connection, reader_id: int, quiet_from: int, quiet_until: int) -> None:
    """Keep a reader's quiet hours, as minutes of the local day; equal ones mean none."""
    await _set(connection, reader_id, quiet_from=quiet_from, quiet_until=quiet_until)


async def choose_answers(
    connection: Connection,
    reader_id: int,
    *,
    length: AnswerLength | None = None,
    languages: Collection[str] | None = None,
    rich: bool | None = None,
) -> None:
    """Keep what a reader chose about answers; what is ``None`` stays as it is."""
    chosen: dict[str, object] = {}
    if length is not None:
        chosen["answer_length"] = length.value
    if languages is not None:
        chosen["answer_languages"] = " ".join(sorted(languages))
    if rich is not None:
        chosen["rich"] = int(rich)
    if chosen:
        await _set(connection, reader_id, **chosen)


async def await_words(connection: Connection, reader_id: int, awaiting: str | None) -> None:
    """Note what the bot has asked a reader to write next, or that it waits for nothing."""
    await _set(connection, reader_id, awaiting=awaiting)


async def note_gone(connection: Connection, reader_id: int, why: str, now: datetime) -> None:
    """Note that a reader can't be written to."""
    await _set(connection, reader_id, gone_at=now, gone_why=why)


async def note_back(connection: Connection, reader_id: int) -> None:
    """Note that a reader can be written to again."""
    await _set(connection, reader_id, gone_at=None, gone_why=None)


async def note_migrated(connection: Connection, reader_id: int, chat_id: int) -> None:
    """Note the new number of a group that became a supergroup."""
    await _set(connection, reader_id, chat_id=chat_id, kind="supergroup")


def reader_columns() -> Sequence[ColumnElement[Any]]:
    """The columns of a reader under names of their own, for a query that joins them to others."""
    return [column.label(_PREFIX + column.name) for column in readers.c]


def reader_of(row: Row[Any]) -> Reader:
    """The reader in a row of ``readers``, or in one that has ``reader_columns``."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's name for the public mapping of a row
    prefix = _PREFIX if f"{_PREFIX}chat_id" in values else ""

    def of(column: Column[Any]) -> Any:  # noqa: ANN401 - as many types as columns
        return values[prefix + column.name]

    return Reader(
        id=of(readers.c.id),
        chat_id=of(readers.c.chat_id),
        thread_id=of(readers.c.thread_id),
        kind=of(readers.c.kind),
        language=of(readers.c.language),
        language_chosen=bool(of(readers.c.language_chosen)),
        timezone=of(readers.c.timezone),
        title=of(readers.c.title),
        gone_why=of(readers.c.gone_why),
        quiet_from=of(readers.c.quiet_from),
        quiet_until=of(readers.c.quiet_until),
        awaiting=of(readers.c.awaiting),
        answer_length=AnswerLength(of(readers.c.answer_length)),
        answer_languages=frozenset(of(readers.c.answer_languages).split()),
        rich=bool(of(readers.c.rich)),
    )


async def _set(connection: Connection, reader_id: int, **values: object) -> None:
    await connection.execute(update(readers).where(readers.c.id == reader_id).values(**values))
