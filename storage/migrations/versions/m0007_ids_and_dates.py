"""Numbers of readers and interests that are given once, how a reader's deliveries are found, dates of appearances."""

import sqlalchemy as sa
from alembic import op

from storage.errors import SchemaError

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

NEW = "new_"


def upgrade() -> None:
    """Make two small tables anew, with the rows they have; add two indexes, and a column that is empty in old rows.

    Words that nobody follows any longer and no digest was made of were kept for nothing: they go.

    Raises:
        RuntimeError: foreign keys are enforced: with a table that is dropped all that hangs on it would go.
        SchemaError: a row names a reader or an interest that isn't there.
    """
    op.execute(
        "DELETE FROM interests WHERE NOT EXISTS (SELECT 1 FROM subscriptions WHERE interest_id = interests.id) "
        "AND NOT EXISTS (SELECT 1 FROM digests WHERE interest_id = interests.id)"
    )
    if op.get_bind().dialect.name == "sqlite":  # PostgreSQL gives no number twice anyway
        _make_anew()
    op.create_index("ix_deliveries_reader_id", "deliveries", ["reader_id"])
    op.create_index(
        "ix_deliveries_digest",
        "deliveries",
        ["digest_id"],
        sqlite_where=sa.text("settled_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NOT NULL"),
    )
    op.add_column("appearances", sa.Column("published_at", sa.BigInteger))


def _make_anew() -> None:
    if op.get_bind().scalar(sa.text("PRAGMA foreign_keys")):
        raise RuntimeError("tables can't be made anew while foreign keys are enforced")
    _readers()
    _interests()
    for table in ("subscriptions", "digests", "deliveries"):
        _check(table)


def _readers() -> None:
    _anew(
        "readers",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("language_chosen", sa.Integer, nullable=False, server_default="0"),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("gone_at", sa.BigInteger),
        sa.Column("gone_why", sa.Text),
        sa.Column("quiet_from", sa.Integer, nullable=False, server_default="1380"),
        sa.Column("quiet_until", sa.Integer, nullable=False, server_default="420"),
        sa.Column("alerted_at", sa.BigInteger),
        sa.Column("awaiting", sa.Text),
        sa.Column("answer_length", sa.Text, nullable=False, server_default="normal"),
        sa.Column("answer_languages", sa.Text, nullable=False, server_default=""),
        sa.Column("rich", sa.Integer, nullable=False, server_default="0"),
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_readers_chat_id_thread_id"),
    )


def _interests() -> None:
    _anew(
        "interests",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name="uq_interests_key"),
    )


def _anew(table: str, *parts: sa.Column[object] | sa.UniqueConstraint) -> None:
    """Put a table that never gives a number twice in the place of one, with its rows; it has no index of its own."""
    names = ", ".join(part.name for part in parts if isinstance(part, sa.Column))
    op.create_table(NEW + table, *parts, sqlite_autoincrement=True)
    op.execute(f"INSERT INTO {NEW}{table} ({names}) SELECT {names} FROM {table}")  # noqa: S608 - names of ours
    op.drop_table(table)
    op.rename_table(NEW + table, table)


def _check(table: str) -> None:
    """While tables are made anew nothing else watches over the rows that name theirs."""
    broken = op.get_bind().execute(sa.text(f"PRAGMA foreign_key_check({table})")).first()
    if broken is not None:
        raise SchemaError(f"the schema can't be brought to its newest form: {table} name what {broken.parent} lack")
