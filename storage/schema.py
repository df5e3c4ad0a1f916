"""The tables, as SQLAlchemy Core sees them; migrations/ makes them, a test holds the two against each other.

An article may have appeared at several addresses (``appearances``) and several articles may tell one story, so both
"the same text in two outlets" and "the same event told twice" have their place. What readers subscribe to and what is
to be sent hangs on ``readers.id`` and ``stories.id``.

A passage's id begins with the minute its article was published in: ``minute << 24 | number``. A window of time is thus
a range of ids, both in ``passage_sectors`` and in the full-text index, whose only bounded column is its row id.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

PASSAGE_NUMBER_BITS = 24
"""Passages of one minute that an id has room for: 2**24."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole milliseconds since 1970 so that both engines sort and compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Milliseconds of an aware time; a naive one is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        return round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """The aware UTC time of stored milliseconds."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def first_passage_id(moment: datetime) -> int:
    """The lowest id a passage published in this minute can have."""
    return int(moment.timestamp()) // 60 << PASSAGE_NUMBER_BITS


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only for a column declared INTEGER; PostgreSQL wants room for more than 2**31 of them.
# Buttons and digests name articles and stories by id, so SQLite is told (``sqlite_autoincrement``) never to give an id
# of one that is gone to another, as PostgreSQL never does.
RowId = BigInteger().with_variant(Integer(), "sqlite")

sources = Table(
    "sources",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("kind", "name"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("opened_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

articles = Table(
    "articles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("story_id", ForeignKey("stories.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("published_at", Instant, nullable=False, index=True),
    Column("stored_at", Instant, nullable=False),
    Column("text_hash", LargeBinary, nullable=False, unique=True),
    sqlite_autoincrement=True,
)

appearances = Table(
    "appearances",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False, index=True),
    Column("address", Text, nullable=False, unique=True),
    Column("url", Text),
    Column("seen_at", Instant, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=False),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    UniqueConstraint("article_id", "position"),
)

passage_sectors = Table(
    "passage_sectors",
    metadata,
    Column("sector", Text, primary_key=True),
    Column("passage_id", ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("score", Float, nullable=False),
    sqlite_with_rowid=False,
)

article_shingles = Table(
    "article_shingles",
    metadata,
    Column("shingle", BigInteger, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

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
    UniqueConstraint("chat_id", "thread_id"),
)

__all__ = [
    "Instant",
    "appearances",
    "article_shingles",
    "articles",
    "first_passage_id",
    "metadata",
    "passage_sectors",
    "passages",
    "readers",
    "sources",
    "stories",
]
