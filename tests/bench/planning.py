"""A million subscriptions due at the same minute, over 2,000 different digests: until each has its delivery.

The peer is what any planner must do at least: the same rows copied into the same outbox by one SQL statement.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from bot.delivery.planning import Planner
from storage.engine import Database, open_database
from storage.migrate import migrate
from tests.bench.crowd import gather

READERS = 1_000_000
DIGESTS = 2_000
TARGET_S = 60.0
TARGET_MB = 500
DUE = datetime(2025, 11, 13, 4, tzinfo=UTC)

_COPY = """INSERT INTO deliveries(reader_id, subscription_id, digest_id, dedupe, priority, state, planned_at, ready_at)
    SELECT reader_id, id, interest_id, 'd' || id || ':copy', 2, 'pending', due_at, due_at FROM subscriptions"""


def run() -> Iterator[dict[str, object]]:
    """Seconds for all of them with the peer's, and the memory that took."""
    ours, peer, megabytes, size = asyncio.run(_measured())
    name = f"plan {READERS:,} subscriptions, {DIGESTS:,} digests"
    yield {
        "name": name,
        "figure": round(ours, 1),
        "unit": "s",
        "target": TARGET_S,
        "met": ours <= TARGET_S,
        "peer": "one INSERT … SELECT of the same rows",
        "peer_figure": round(peer, 1),
        "ratio": round(ours / peer, 1),
    }
    yield {
        "name": f"{name}, memory of the process",
        "figure": megabytes,
        "unit": "MB",
        "target": TARGET_MB,
        "met": megabytes <= TARGET_MB,
        "database_mb": size,
    }


async def _measured() -> tuple[float, float, int, int]:
    with tempfile.TemporaryDirectory() as folder:
        database = await _crowded(Path(folder) / "ours.db")
        began = time.perf_counter()
        planned = await Planner(database, lambda: DUE).plan()
        ours = time.perf_counter() - began
        assert planned == READERS
        await database.close()
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        size = (Path(folder) / "ours.db").stat().st_size >> 20
        database = await _crowded(Path(folder) / "peer.db")
        began = time.perf_counter()
        async with database.write() as connection:
            await connection.execute(text(_COPY))
        peer = time.perf_counter() - began
        await database.close()
    return ours, peer, megabytes, size


async def _crowded(path: Path) -> Database:
    database = await open_database(f"sqlite:///{path}")
    await migrate(database)
    await gather(database, READERS, digests=DIGESTS, due_at=DUE)
    return database
