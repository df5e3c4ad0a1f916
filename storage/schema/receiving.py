"""What Telegram has sent: each update once, until it has been worked on.

``body`` is what came, as JSON, and is NULL as soon as nobody needs it: it holds what people wrote. The row stays for a
while after that, so that an update which is sent again is known. ``holder`` names the process that works on it until
``held_until``; ``state`` says how far it is (``storage.updates``). ``tries`` is how often a process has taken it
without saying what became of it.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from storage.schema.columns import Instant, metadata

updates = Table(
    "updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("came_at", Instant, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("body", Text),
    Column("holder", Text),
    Column("held_until", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
)
_open = updates.c.body.is_not(None)
Index("ix_updates_open", updates.c.id, sqlite_where=_open, postgresql_where=_open)
