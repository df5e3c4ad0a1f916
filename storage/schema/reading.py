"""Readers, and what they have subscribed to.

An interest is what a digest can be about; subscriptions that share one share their digests too. ``made_by`` is the
Telegram user who subscribed: for a group or a channel another than the reader. ``planned_on`` is the last local date
(its ordinal) that has been planned, ``after`` the last arrival the reader is known to have been told of, and
``digest_id`` the digest that told it (by number only: old digests are pruned).

A reader's ``answer_languages`` are codes with spaces between them; none means all.

``marks`` are numbers that must outlive a process, such as up to which arrival alerts have been looked for.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from storage.schema.columns import Instant, RowId, metadata

readers = Table(
    "readers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, server_default="0"),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("language_chosen", Integer, nullable=False, server_default="0"),
    Column("timezone", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("gone_at", Instant),
    Column("gone_why", Text),
    Column("quiet_from", Integer, nullable=False, server_default="1380"),
    Column("quiet_until", Integer, nullable=False, server_default="420"),
    Column("alerted_at", Instant),
    Column("awaiting", Text),
    Column("answer_length", Text, nullable=False, server_default="normal"),
    Column("answer_languages", Text, nullable=False, server_default=""),
    Column("rich", Integer, nullable=False, server_default="0"),
    UniqueConstraint("chat_id", "thread_id"),
    sqlite_autoincrement=True,
)

interests = Table(
    "interests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    sqlite_autoincrement=True,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("reader_id", ForeignKey("readers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_by", BigInteger, nullable=False, index=True),
    Column("interest_id", ForeignKey("interests.id"), nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("rhythm", Text, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("tells_empty", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("planned_on", Integer),
    Column("after", BigInteger),
    Column("digest_id", BigInteger),
    sqlite_autoincrement=True,
)
Index(
    "ix_subscriptions_due_at",
    subscriptions.c.due_at,
    sqlite_where=subscriptions.c.due_at.is_not(None),
    postgresql_where=subscriptions.c.due_at.is_not(None),
)
Index(
    "ix_subscriptions_at_once",
    subscriptions.c.interest_id,
    sqlite_where=subscriptions.c.rhythm == "at_once",
    postgresql_where=subscriptions.c.rhythm == "at_once",
)

marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
