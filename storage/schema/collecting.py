"""What is collected: watches, the addresses that are looked at again and again, and the entries they have listed.

A watch brings articles under the name of a source. ``due_at`` is when it is fetched next; whoever fetches it moves that
on by a lease first, so that a process that dies leaves it due again. ``failures`` counts those in a row.

An entry is known by ``key``, a hash of its page's address (of its list's words where it has none), and belongs to the
watch that listed it first: what two feeds list is one entry. ``alias`` is another hash by which its own list knows it,
since there are links that change at every look; NULL where it has none. ``digest`` is a hash of all that the list told,
so a changed entry is noticed. While it waits to become an article, ``content`` is what the list told and ``ready_at``
when it may be tried; ``host`` is whose page must be fetched for it, NULL where none. ``attempts`` counts those that
failed, ``claims`` those in a row that nobody settled: their process was killed, perhaps by the entry. What has been
settled stays until its list has been read (``watches.changed_at``) long after it showed the entry (``seen_at``, to the
day): a list that is unchanged, paused or failing still has it, and it would come in again.

The posts of an album come one by one and are one article: ``album_parts`` keeps what each said, to join them and to
find the one that is edited.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.schema.columns import Instant, RowId, metadata

watches = Table(
    "watches",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("address", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("pattern", Text),
    Column("home", Text),
    Column("state", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("added_by", BigInteger),
    Column("due_at", Instant),
    Column("interval_s", Integer, nullable=False),
    Column("polled_at", Instant),
    Column("changed_at", Instant),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", LargeBinary),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("error_at", Instant),
    sqlite_autoincrement=True,
)
Index(
    "ix_watches_due_at",
    watches.c.due_at,
    sqlite_where=watches.c.due_at.is_not(None),
    postgresql_where=watches.c.due_at.is_not(None),
)

entries = Table(
    "entries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("watch_id", ForeignKey("watches.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("alias", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("host", Text),
    Column("content", Text),
    Column("found_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
    Column("ready_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claims", Integer, nullable=False, server_default="0"),
    Column("article_id", BigInteger),
    Column("reason", Text),
    sqlite_autoincrement=True,
)

_waiting = entries.c.ready_at.is_not(None)
Index("ix_entries_waiting", entries.c.host, entries.c.ready_at, sqlite_where=_waiting, postgresql_where=_waiting)
_named = entries.c.alias.is_not(None)
Index("ix_entries_alias", entries.c.alias, sqlite_where=_named, postgresql_where=_named)

album_parts = Table(
    "album_parts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("album_id", Text, primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
)
