"""Collecting: what is watched, what it has listed, and who wrote an article and what it pointed at."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add tables, empty columns and an index in the place of another; nothing stored is rewritten."""
    for column in ("author", "picture", "links"):
        op.add_column("articles", sa.Column(column, sa.Text))
    op.create_index("ix_articles_story", "articles", ["story_id", "published_at"])
    op.drop_index("ix_articles_story_id", "articles")
    op.create_table(
        "watches",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("pattern", sa.Text),
        sa.Column("home", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("added_by", sa.BigInteger),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("interval_s", sa.Integer, nullable=False),
        sa.Column("polled_at", sa.BigInteger),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.LargeBinary),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("error", sa.Text),
        sa.Column("error_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    _create_partial_index("ix_watches_due_at", "watches", ["due_at"], "due_at IS NOT NULL")
    op.create_table(
        "entries",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("watch_id", ROW_ID, sa.ForeignKey("watches.id", ondelete="CASCADE"), nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("alias", sa.LargeBinary),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("host", sa.Text),
        sa.Column("content", sa.Text),
        sa.Column("found_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("ready_at", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("claims", sa.Integer, nullable=False, server_default="0"),
        sa.Column("article_id", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "album_parts",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("album_id", sa.Text, primary_key=True),
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_album_parts_seen_at", "album_parts", ["seen_at"])
    op.create_index("ix_entries_watch_id", "entries", ["watch_id"])
    op.create_index("ix_entries_seen_at", "entries", ["seen_at"])
    _create_partial_index("ix_entries_waiting", "entries", ["host", "ready_at"], "ready_at IS NOT NULL")
    _create_partial_index("ix_entries_alias", "entries", ["alias"], "alias IS NOT NULL")


def _create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
