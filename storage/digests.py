"""Digests: each planned once for all who share it, made once, and kept with what it says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, and_, insert, literal, or_, select, type_coerce, update

from storage import interests as wanted
from storage.engine import Connection
from storage.records import Interest
from storage.schema import digest_excerpts, digests, interests
from storage.stories import survivors

CHAIN = 10
"""Earlier digests that a new one is held against; what was told before those is old enough to be told again."""

CHAIN_OF_ALERTS = 150
"""Of alerts it is a day's, which may be so many: one in ten minutes, and reprints go on for hours."""

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest as it was planned: for an interest, a language and a zone (IANA name), ``length`` stories at most.

    The window is one of ``storage.arrivals``; ``previous_id`` is the digest that the same readers got before. Once
    ``made``, ``messages`` are what is sent (each the JSON text of sendMessage parameters without a chat) and
    ``stories`` how many it tells.
    """

    id: int
    interest: Interest
    language: str
    timezone: str
    length: int
    after: int | None
    upto: int
    since: datetime
    until: datetime
    previous_id: int | None
    made: bool
    stories: int | None
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldExcerpt:
    """A piece of an article that a digest shows, as part of a story."""

    story_id: int
    article_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """What an earlier digest told: its stories, and every word of it.

    The words are those that were sent, so what an article said before it changed is still known to be told. A story
    that was merged into another since is that other one.
    """

    stories: frozenset[int]
    text: str


async def get(connection: Connection, digest_id: int) -> DigestRow | None:
    """A digest, made or not yet."""
    query = select(digests, interests.c.key.label("interest")).join(interests).where(digests.c.id == digest_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return DigestRow(
        id=row.id,
        interest=wanted.parse(row.interest),
        language=row.language,
        timezone=row.timezone,
        length=row.length,
        after=row.after,
        upto=row.upto,
        since=row.since,
        until=row.until,
        previous_id=row.previous_id,
        made=row.made_at is not None,
        stories=row.stories,
        messages=tuple(json.loads(row.messages or "[]")),
    )


async def keep(
    connection: Connection,
    digest_id: int,
    *,
    stories: int,
    messages: Sequence[str],
    excerpts: Sequence[ToldExcerpt],
    now: datetime,
) -> bool:
    """Store what a digest says; ``False`` where another process was quicker, whose words stand.

    Args:
        connection: a writing transaction.
        digest_id: the digest that was planned.
        stories: how many stories it tells; 0 says that nothing is new.
        messages: what is sent, in order.
        excerpts: what it shows, in order.
        now: the time of making.
    """
    made = await connection.execute(
        update(digests)
        .where(digests.c.id == digest_id, digests.c.made_at.is_(None))
        .values(made_at=now, stories=stories, messages=json.dumps(list(messages), ensure_ascii=False))
        .returning(digests.c.id)
    )
    if made.scalar() is None:
        return False
    if excerpts:
        await connection.execute(
            insert(digest_excerpts),
            [
                {
                    "digest_id": digest_id,
                    "place": place,
                    "story_id": one.story_id,
                    "article_id": one.article_id,
                    "start": one.start,
                    "end": one.end,
                }
                for place, one in enumerate(excerpts)
            ],
        )
    return True


async def told(connection: Connection, digest_id: int | None, depth: int = CHAIN) -> list[Told]:
    """What a digest and those before it told, newest first; none for ``None``.

    It goes back ``depth`` digests, or a day where that has more of them.
    """
    until = type_coerce(digests.c.until, BigInteger)
    chain = (
        select(digests.c.id, digests.c.previous_id, until.label("newest"), literal(1).label("place"))
        .where(digests.c.id == digest_id)
        .cte("chain", recursive=True)
    )
    chain = chain.union_all(
        select(digests.c.id, digests.c.previous_id, chain.c.newest, chain.c.place + 1)
        .join(chain, digests.c.id == chain.c.previous_id)
        .where(
            or_(
                chain.c.place < depth,
                and_(chain.c.place < CHAIN_OF_ALERTS, until >= chain.c.newest - DAY_MS),
            )
        )
    )
    ids_and_words = (
        select(digests.c.id, digests.c.messages)
        .join(chain, chain.c.id == digests.c.id)
        .where(digests.c.made_at.is_not(None))
        .order_by(chain.c.place)
    )
    said = {row.id: row.messages for row in await connection.execute(ids_and_words)}
    shown = select(digest_excerpts.c.digest_id, digest_excerpts.c.story_id).distinct()
    pairs = [
        (row.digest_id, row.story_id)
        for row in await connection.execute(shown.where(digest_excerpts.c.digest_id.in_(said)))
    ]
    became = await survivors(connection, {story_id for _, story_id in pairs})
    stories: dict[int, set[int]] = {}
    for one, story_id in pairs:
        stories.setdefault(one, set()).add(became.get(story_id, story_id))
    return [Told(frozenset(stories.get(one, ())), _words(messages)) for one, messages in said.items()]


def _words(messages: str) -> str:
    """The texts of the messages that a digest was sent as."""
    return "\n".join(json.loads(message)["text"] for message in json.loads(messages))
