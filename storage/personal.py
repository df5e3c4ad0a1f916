"""What is kept about one chat, wherever it stands: to be shown to whom it belongs, or to be forgotten.

The number of a private chat is that of its person, so one number finds the chat's own rows and what its person made.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update

from storage import interests as wanted
from storage import sources, stories
from storage import subscriptions as subscribed
from storage.broadcasts import BroadcastState
from storage.engine import Connection
from storage.records import SubscriptionState
from storage.schema import album_parts, broadcasts, deliveries, digests, interests, readers, subscriptions, watches

NAMING = frozenset(
    {
        readers.c.chat_id,
        subscriptions.c.reader_id,
        subscriptions.c.made_by,
        deliveries.c.reader_id,
        broadcasts.c.made_by,
        broadcasts.c.chat_id,
        watches.c.added_by,
        album_parts.c.chat_id,
    }
)
"""The columns that name a chat or a person; a test holds them against the schema."""

NOBODY = 0
"""Stands for whoever made what stays: no chat of Telegram has this number."""

Rows = list[dict[str, Any]]


async def kept(connection: Connection, chat_id: int) -> dict[str, Rows]:
    """Everything that is kept about a chat and its person, by table, in the order of the schema's columns."""
    theirs = select(readers.c.id).where(readers.c.chat_id == chat_id)
    found: dict[str, Rows] = {}
    for table, whose in (
        (readers, readers.c.chat_id == chat_id),
        (broadcasts, or_(broadcasts.c.made_by == chat_id, broadcasts.c.chat_id == chat_id)),
        (watches, watches.c.added_by == chat_id),
        (album_parts, album_parts.c.chat_id == chat_id),
    ):
        rows = await connection.execute(select(table).where(whose).order_by(*table.primary_key))
        found[table.name] = [_plain(row) for row in rows]
    whose = or_(subscriptions.c.reader_id.in_(theirs), subscriptions.c.made_by == chat_id)
    found["subscriptions"] = await _subscriptions(connection, whose)
    found["deliveries"] = await _deliveries(connection, deliveries.c.reader_id.in_(theirs))
    return dict(sorted(found.items()))


async def forget(connection: Connection, chat_id: int) -> None:
    """Forget a chat and its person; a broadcast, a watch or a group's subscription they made stays, and names nobody.

    What they set up for channels goes with them: nobody else could manage it.
    """
    theirs = (await connection.execute(select(readers.c.id).where(readers.c.chat_id == chat_id))).scalars().all()
    had = await _forget_deliveries(connection, chat_id, theirs)
    await _forget_subscriptions(connection, chat_id, theirs)
    await wanted.forget_unfollowed(connection, had)
    drafts = broadcasts.c.state == BroadcastState.DRAFT
    await connection.execute(delete(broadcasts).where(broadcasts.c.made_by == chat_id, drafts))
    for table, named, values in (
        (broadcasts, broadcasts.c.made_by, {"made_by": NOBODY}),
        (broadcasts, broadcasts.c.chat_id, {"chat_id": None, "message_id": None}),
        (watches, watches.c.added_by, {"added_by": None}),
    ):
        await connection.execute(update(table).where(named == chat_id).values(values))
    await connection.execute(delete(album_parts).where(album_parts.c.chat_id == chat_id))
    await connection.execute(delete(readers).where(readers.c.id.in_(theirs)))


async def _forget_deliveries(connection: Connection, chat_id: int, theirs: Sequence[int]) -> set[int]:
    """What was or will be sent to them, and, of a group, what others were told about it (losses.py).

    Returns what their digests were about, be they subscribed to it still or not.
    """
    sent = deliveries.c.reader_id.in_(theirs)
    about = select(digests.c.interest_id).distinct().join(deliveries, deliveries.c.digest_id == digests.c.id)
    had = (await connection.execute(about.where(sent))).scalars().all()
    await connection.execute(delete(deliveries).where(sent))
    for told in (chat_id, *theirs) if chat_id < 0 else ():
        begins = deliveries.c.dedupe >= f"g{told}:", deliveries.c.dedupe < f"g{told};"  # the sign after the colon
        await connection.execute(delete(deliveries).where(*begins))
    return set(had)


async def _forget_subscriptions(connection: Connection, chat_id: int, theirs: Sequence[int]) -> None:
    """Theirs, their drafts and those for channels; with them the words they typed, unless others follow the same."""
    made = subscriptions.c.made_by == chat_id
    alone = or_(readers.c.kind == "channel", subscriptions.c.state == SubscriptionState.DRAFT)
    whose = or_(subscriptions.c.reader_id.in_(theirs), made & alone)
    gone = await connection.execute(select(subscriptions.c.id).join_from(subscriptions, readers).where(whose))
    for id_ in gone.scalars().all():
        await subscribed.remove(connection, id_)
    await connection.execute(update(subscriptions).where(made).values(made_by=NOBODY))


async def _subscriptions(connection: Connection, whose: ColumnElement[bool]) -> Rows:
    """Subscriptions with what they are about and the chat they go to."""
    query = (
        select(subscriptions, interests.c.key, readers.c.chat_id, readers.c.thread_id, readers.c.title)
        .join_from(subscriptions, interests)
        .join(readers, readers.c.id == subscriptions.c.reader_id)
        .where(whose)
        .order_by(subscriptions.c.id)
    )
    found = [_plain(row) for row in await connection.execute(query)]
    for row in found:
        row["interest"] = await _spelled_out(connection, row.pop("key"))
    return found


async def _spelled_out(connection: Connection, key: str) -> dict[str, Any]:
    """What an interest is about, in words beside the numbers."""
    interest = wanted.parse(key)
    titles: Mapping[int, str] = await stories.titles(connection, set(interest.stories)) if interest.stories else {}
    named = await sources.named_as(connection, set(interest.sources)) if interest.sources else []
    names = {id_: source.name for source in named for id_ in source.ids}
    return {
        **asdict(interest),
        "stories": [{"id": one, "title": titles.get(one)} for one in interest.stories],
        "sources": [{"id": one, "name": names.get(one)} for one in interest.sources],
    }


async def _deliveries(connection: Connection, whose: ColumnElement[bool]) -> Rows:
    """What was or will be sent, with its texts, as far as they are still there."""
    said = func.coalesce(deliveries.c.messages, digests.c.messages, broadcasts.c.messages).label("said")
    query = (
        select(deliveries, said)
        .outerjoin(digests, digests.c.id == deliveries.c.digest_id)
        .outerjoin(broadcasts, broadcasts.c.id == deliveries.c.broadcast_id)
        .where(whose)
        .order_by(deliveries.c.id)
    )
    found = [_plain(row) for row in await connection.execute(query)]
    for row in found:
        row["texts"] = [json.loads(message).get("text") for message in json.loads(row.pop("said") or "[]")]
    return found


def _plain(row: Row[Any]) -> dict[str, Any]:
    """A row by its columns' names; bytes as hexadecimal digits."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's name for the public mapping of a row
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
