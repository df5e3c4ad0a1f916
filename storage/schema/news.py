"""Articles with their passages, sectors and sources.

An article may have appeared at several addresses (``appearances``) and several articles may tell one story, so both
"the same text in two outlets" and "the same event told twice" have their place. An appearance's ``published_at`` is
when that outlet dated it, NULL where it gave no date (and in rows of before there was one): an outlet that is collected
late may have been the first. The article's own is that of the appearance that brought it.

A passage's id begins with the minute its article was published in: ``minute << 24 | number``. A window of time is thus
a range of ids, both in ``passage_sectors`` and in the full-text index, whose only bounded column is its row id.

Stories that turn out to be one are merged: the younger stays as a row that says what it was ``merged_into``, so that
whatever names it (a followed story, a digest that was told) leads on to the older. What is pointed at is never merged
itself: one step leads to the end.

An article's ``telling`` is what its title and first lines tell, as the text room wrote it down, and ``article_terms``
the rarer stems of it (as numbers) with the minute of publication, by which articles of one event find each other.
``tagged_with`` is the fingerprint of the taxonomy that gave its passages their sectors. Both are NULL in articles that
were stored before there were any.

``author``, ``picture`` (its address; pictures themselves are not kept) and ``links`` (a JSON list of what the text
pointed at) are NULL where the source gave none.

``articles.arrival`` numbers every text that was stored, a changed one anew. It grows whatever the clock says, so "what
came since" is a range of arrivals and nothing is missed when the clock is set, or told twice.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    literal,
)

from storage.schema.columns import Instant, RowId, metadata

PASSAGE_NUMBER_BITS = 24
"""Passages of one minute that an id has room for: 2**24."""


def minute_of(moment: datetime) -> int:
    """The minutes from 1970 to a moment, whole ones."""
    return int(moment.timestamp()) // 60


def first_passage_id(moment: datetime) -> int:
    """The lowest id a passage published in this minute can have."""
    return minute_of(moment) << PASSAGE_NUMBER_BITS


def minutes(ids: ColumnElement[int]) -> ColumnElement[int]:
    """The minutes that passage ids begin with, or of a difference of two the minutes between, rounded down, in SQL."""
    # PostgreSQL shifts by an Integer only, SQLAlchemy would write one of the ids' own type.
    return ids.op(">>", return_type=BigInteger())(literal(PASSAGE_NUMBER_BITS, Integer))


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
    Column("merged_into", ForeignKey("stories.id")),
    sqlite_autoincrement=True,
)
Index(
    "ix_stories_merged_into",
    stories.c.merged_into,
    sqlite_where=stories.c.merged_into.is_not(None),
    postgresql_where=stories.c.merged_into.is_not(None),
)

articles = Table(
    "articles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("published_at", Instant, nullable=False, index=True),
    Column("stored_at", Instant, nullable=False),
    Column("text_hash", LargeBinary, nullable=False, unique=True),
    Column("arrival", BigInteger, nullable=False, index=True, unique=True, server_default="0"),
    Column("telling", Text),
    Column("tagged_with", Text),
    Column("author", Text),
    Column("picture", Text),
    Column("links", Text),
    sqlite_autoincrement=True,
)
# With the time beside the story, what a story's first and last article were is told without reading their texts.
Index("ix_articles_story", articles.c.story_id, articles.c.published_at)

appearances = Table(
    "appearances",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False, index=True),
    Column("address", Text, nullable=False, unique=True),
    Column("url", Text),
    Column("seen_at", Instant, nullable=False),
    Column("published_at", Instant),
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

article_terms = Table(
    "article_terms",
    metadata,
    Column("term", BigInteger, primary_key=True),
    Column("minute", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
