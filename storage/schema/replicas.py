"""What the processes of one bot share besides the news: who does what is done once, and how much each may send.

``replicas`` has a row for each process that sends: how many messages a second it may (``granted``) until a time, and
how many it would like to. ``leases`` names who does a thing that one is enough for. ``host_turns`` has
when a host may be asked next, whoever asks.
"""

from sqlalchemy import Column, Integer, Table, Text

from storage.schema.columns import Instant, metadata

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

replicas = Table(
    "replicas",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("granted", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("until", Instant, nullable=False),
)

host_turns = Table(
    "host_turns",
    metadata,
    Column("host", Text, primary_key=True),
    Column("next_at", Instant, nullable=False),
)
