"""Arrivals of articles; what readers subscribe to; digests and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Number the articles there are in the order they came; make the tables of subscriptions and deliveries."""
    _arrivals()
    _readers()
    _digests()
    _subscriptions()
    _broadcasts()
    _outbox()


def _arrivals() -> None:
    op.add_column("articles", sa.Column("arrival", sa.BigInteger, nullable=False, server_default="0"))
    op.execute("UPDATE articles SET arrival = id")
    op.create_index("ix_articles_arrival", "articles", ["arrival"], unique=True)


def _readers() -> None:
    for column in (
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("gone_at", sa.BigInteger),
        sa.Column("gone_why", sa.Text),
        sa.Column("quiet_from", sa.Integer, nullable=False, server_default="1380"),
        sa.Column("quiet_until", sa.Integer, nullable=False, server_default="420"),
        sa.Column("alerted_at", sa.BigInteger),
        sa.Column("awaiting", sa.Text),
    ):
        op.add_column("readers", column)


def _digests() -> None:
    op.create_table(
        "interests",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name="uq_interests_key"),
    )
    op.create_table(
        "digests",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("interest_id", ROW_ID, sa.ForeignKey("interests.id"), nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("after", sa.BigInteger),
        sa.Column("upto", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("previous_id", ROW_ID),
        sa.Column("planned_at", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.BigInteger),
        sa.Column("stories", sa.Integer),
        sa.Column("messages", sa.Text),
        sa.UniqueConstraint("key", name="uq_digests_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digests_interest_id", "digests", ["interest_id"])
    op.create_index("ix_digests_planned_at", "digests", ["planned_at"])
    op.create_table(
        "digest_excerpts",
        sa.Column("digest_id", ROW_ID, sa.ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("story_id", sa.BigInteger, nullable=False),
        sa.Column("article_id", sa.BigInteger, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("reader_id", ROW_ID, sa.ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made_by", sa.BigInteger, nullable=False),
        sa.Column("interest_id", ROW_ID, sa.ForeignKey("interests.id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("rhythm", sa.Text, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("tells_empty", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("planned_on", sa.Integer),
        sa.Column("after", sa.BigInteger),
        sa.Column("digest_id", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    for column in ("reader_id", "made_by", "interest_id"):
        op.create_index(f"ix_subscriptions_{column}", "subscriptions", [column])
    _partial_index("ix_subscriptions_due_at", "subscriptions", ["due_at"], "due_at IS NOT NULL")
    _partial_index("ix_subscriptions_at_once", "subscriptions", ["interest_id"], "rhythm = 'at_once'")
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )


def _broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("made_by", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("messages", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("planned_to", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "paid_messages",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("messages", sa.Integer, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("reader_id", ROW_ID, sa.ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("subscription_id", sa.BigInteger),
        sa.Column("digest_id", sa.BigInteger),
        sa.Column("broadcast_id", ROW_ID, sa.ForeignKey("broadcasts.id")),
        sa.Column("messages", sa.Text),
        sa.Column("dedupe", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("part", sa.Integer, nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("planned_at", sa.BigInteger, nullable=False),
        sa.Column("ready_at", sa.BigInteger, nullable=False),
        sa.Column("claim", sa.Text),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("settled_at", sa.BigInteger),
        sa.UniqueConstraint("dedupe", name="uq_deliveries_dedupe"),
    )
    for name, columns, where in (
        ("waiting", ["priority", "ready_at", "id"], "state = 'pending'"),
        ("open", ["reader_id", "priority", "id"], "state IN ('pending', 'claimed', 'sending')"),
        ("taken", ["lease_until"], "state IN ('claimed', 'sending')"),
        ("broadcast", ["broadcast_id", "state"], "broadcast_id IS NOT NULL"),
        ("settled", ["settled_at"], "settled_at IS NOT NULL"),
    ):
        _partial_index(f"ix_deliveries_{name}", "deliveries", columns, where)


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
