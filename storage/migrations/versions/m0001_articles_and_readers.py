"""Articles with their passages, sectors and index; readers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the first tables; times are milliseconds since 1970, UTC."""
    _articles()
    _seen_and_sampled()
    _passages()
    op.create_table(
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
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_readers_chat_id_thread_id"),
    )


def _articles() -> None:
    op.create_table(
        "sources",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("kind", "name", name="uq_sources_kind_name"),
    )
    op.create_table(
        "stories",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "articles",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("story_id", ROW_ID, sa.ForeignKey("stories.id"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("published_at", sa.BigInteger, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.Column("text_hash", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("text_hash", name="uq_articles_text_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_story_id", "articles", ["story_id"])
    op.create_index("ix_articles_published_at", "articles", ["published_at"])


def _seen_and_sampled() -> None:
    op.create_table(
        "appearances",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("article_id", ROW_ID, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("source_id", ROW_ID, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("address", name="uq_appearances_address"),
    )
    op.create_index("ix_appearances_article_id", "appearances", ["article_id"])
    op.create_index("ix_appearances_source_id", "appearances", ["source_id"])
    op.create_table(
        "article_shingles",
        sa.Column("shingle", sa.BigInteger, primary_key=True),
        sa.Column("article_id", ROW_ID, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_shingles_article_id", "article_shingles", ["article_id"])


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("article_id", ROW_ID, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.UniqueConstraint("article_id", "position", name="uq_passages_article_id_position"),
    )
    op.create_table(
        "passage_sectors",
        sa.Column("sector", sa.Text, primary_key=True),
        sa.Column("passage_id", ROW_ID, sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_passage_sectors_passage_id", "passage_sectors", ["passage_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "passage_index",
            sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("words", TSVECTOR, nullable=False),
        )
        op.create_index("ix_passage_index_words", "passage_index", ["words"], postgresql_using="gin")
        # The index can't list its own words.
        op.execute('CREATE TABLE passage_index_words (word text COLLATE "C" PRIMARY KEY)')
        # With the usual hundred of statistics it knows a thousand words; of any other it expects ten thousand passages
        # in a million, and would rather walk through all of them (2.7 s) than ask the index (3 ms).
        op.execute("ALTER TABLE passage_index ALTER COLUMN words SET STATISTICS 1000")
        return
    # Contentless: the words stand in articles.text already, and the index can delete a row without being told them.
    op.execute(
        "CREATE VIRTUAL TABLE passage_index USING fts5(stems, surface, content='', contentless_delete=1, "
        "tokenize='unicode61 remove_diacritics 0')"
    )
