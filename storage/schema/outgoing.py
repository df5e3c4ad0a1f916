"""What goes out: digests, made once for all who share them, and the outbox, a row for each that must reach a reader.

A delivery is one digest, broadcast or notice for one reader; ``part`` is how many of its messages have been sent.
``claim`` names whoever works on it until ``lease_until``; ``dedupe`` makes planning it twice harmless.
``subscription_id`` outlives the subscription: who removes one keeps the history. Neither it nor ``digest_id`` is a
foreign key: an index for each would cost a fifth of the planning. Whether somebody had a digest is told by an index of
what is settled, which planning doesn't write to.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from storage.schema.columns import Instant, RowId, metadata

digests = Table(
    "digests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("interest_id", ForeignKey("interests.id"), nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("after", BigInteger),
    Column("upto", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("previous_id", RowId),
    Column("planned_at", Instant, nullable=False, index=True),
    Column("made_at", Instant),
    Column("stories", Integer),
    Column("messages", Text),
    sqlite_autoincrement=True,
)

digest_excerpts = Table(
    "digest_excerpts",
    metadata,
    Column("digest_id", ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("story_id", BigInteger, nullable=False),
    Column("article_id", BigInteger, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    sqlite_with_rowid=False,
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("made_by", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("messages", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("planned_to", BigInteger, nullable=False, server_default="0"),
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("reader_id", ForeignKey("readers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("subscription_id", BigInteger),
    Column("digest_id", BigInteger),
    Column("broadcast_id", ForeignKey("broadcasts.id")),
    Column("messages", Text),
    Column("dedupe", Text, nullable=False, unique=True),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("part", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("planned_at", Instant, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("claim", Text),
    Column("lease_until", Instant),
    Column("reason", Text),
    Column("message_id", BigInteger),
    Column("settled_at", Instant),
)
_open = deliveries.c.state.in_(("pending", "claimed", "sending"))
_taken = deliveries.c.state.in_(("claimed", "sending"))
_waiting = deliveries.c.state == "pending"
for name, columns, where in (
    ("waiting", (deliveries.c.priority, deliveries.c.ready_at, deliveries.c.id), _waiting),
    ("open", (deliveries.c.reader_id, deliveries.c.priority, deliveries.c.id), _open),
    ("taken", (deliveries.c.lease_until,), _taken),
    ("broadcast", (deliveries.c.broadcast_id, deliveries.c.state), deliveries.c.broadcast_id.is_not(None)),
    ("settled", (deliveries.c.settled_at,), deliveries.c.settled_at.is_not(None)),
    ("digest", (deliveries.c.digest_id,), deliveries.c.settled_at.is_not(None)),
):
    Index(f"ix_deliveries_{name}", *columns, sqlite_where=where, postgresql_where=where)

paid_messages = Table(
    "paid_messages",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("messages", Integer, nullable=False),
)
