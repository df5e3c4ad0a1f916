"""The end of a long run: what the database says against what the server has carried out."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.engine import Connection, Database
from storage.schema import articles, deliveries, digests, readers, subscriptions
from tests.soak.calls import Calls

SUPERSEDED = "a later digest tells of this time too"
SHOWN = 10
"""Mistakes that are told one by one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery with the bounds of its digest, ``after`` 0 where it has none."""

    id: int
    subscription_id: int
    chat_id: int
    state: str
    reason: str | None
    after: int
    upto: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; ``wrong`` names each promise that was broken."""

    states: Counter[str]
    wrong: list[str]


async def audit(database: Database, calls: Calls, *, in_flight: int) -> Outcome:
    """Hold everything against everything; ``in_flight`` were on their way when the bot was killed."""
    async with database.read() as connection:
        rows = await _rows(connection)
        told = await _told(connection)
        query = select(articles.c.arrival, articles.c.published_at)
        stored_at = {row.arrival: row.published_at for row in await connection.execute(query)}
    states = Counter(row.state for row in rows)
    by_subscription: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_subscription[row.subscription_id].append(row)
    wrong = [*_twice(calls), *_unlike(rows, calls), *_left(rows)]
    most = in_flight + calls.cut_off
    if states["unknown"] > most:
        wrong.append(f"{states['unknown']} are unknown, but only {most} were in flight at kills or cut off")
    for subscription_id, own in by_subscription.items():
        wrong += _untold(subscription_id, own, stored_at)
    newest = max(stored_at)
    wrong += [
        f"subscription {one} has been told up to {upto} of {newest}" for one, upto in told.items() if upto != newest
    ]
    if calls.missed:
        wrong.append(f"{calls.missed} calls were gone from the journal before they were read")
    return Outcome(states, wrong)


async def _rows(connection: Connection) -> list[Row]:
    query = (
        select(
            deliveries.c.id,
            deliveries.c.subscription_id,
            readers.c.chat_id,
            deliveries.c.state,
            deliveries.c.reason,
            digests.c.after,
            digests.c.upto,
            digests.c.since,
        )
        .join_from(deliveries, readers)
        .join(digests, digests.c.id == deliveries.c.digest_id)
        .order_by(deliveries.c.id)
    )
    return [
        Row(id_, subscription_id, chat_id, state, reason, after or 0, upto, since)
        for id_, subscription_id, chat_id, state, reason, after, upto, since in await connection.execute(query)
    ]


async def _told(connection: Connection) -> dict[int, int]:
    query = select(subscriptions.c.id, subscriptions.c.after)
    return {row.id: row.after or 0 for row in await connection.execute(query)}


def _twice(calls: Calls) -> Iterator[str]:
    """No two deliveries of a reader say the same, so the same words in a chat are one delivery carried out twice."""
    for (chat_id, text), times in calls.carried_out.items():
        if times > 1:
            yield f"chat {chat_id} got {times} times: {text[:80]!r}"


def _unlike(rows: list[Row], calls: Calls) -> Iterator[str]:
    """What counts as sent was carried out, and what was carried out counts as sent or unknown."""
    arrived = Counter(chat_id for chat_id, _ in calls.carried_out.elements())
    sent = Counter(row.chat_id for row in rows if row.state == "sent")
    perhaps = Counter(row.chat_id for row in rows if row.state == "unknown")
    for chat_id in {row.chat_id for row in rows}:
        if not sent[chat_id] <= arrived[chat_id] <= sent[chat_id] + perhaps[chat_id]:
            yield f"chat {chat_id}: {arrived[chat_id]} arrived, {sent[chat_id]} sent, {perhaps[chat_id]} unknown"


def _left(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        superseded = row.state == "dropped" and row.reason == SUPERSEDED
        if row.state not in {"sent", "unknown"} and not superseded:
            yield f"delivery {row.id} ended as {row.state}: {row.reason}"


def _untold(subscription_id: int, rows: list[Row], stored_at: dict[int, datetime]) -> Iterator[str]:
    """Every arrival is in a digest that was sent; so a later one brings what an unknown one held."""
    sent = [row for row in rows if row.state == "sent"]
    for arrival, at in stored_at.items():
        if not any(row.after < arrival <= row.upto and at >= row.since for row in sent):
            yield f"subscription {subscription_id} was never told of arrival {arrival}"
