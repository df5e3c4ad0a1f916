"""``python -m tests.scale [READERS]``: everybody's digest is due at nine; how long until the last one has it?

The planner, the courier, the ledger, the limiter and the database are the real ones and work in real time; only the
waiting (for turns, for the server) is skipped. Figures for docs/scale.md, a JSON line each.
"""

import asyncio
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.delivery.claims import Holder
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter
from bot.delivery.losses import Losses
from bot.delivery.planning import Planner
from bot.delivery.results import Receipt, Result
from storage.engine import open_database
from storage.migrate import migrate
from storage.records import Delivery
from tests.bench.crowd import gather
from tests.scale.loop import Passing, run

DUE = datetime(2025, 11, 13, 4, tzinfo=UTC)
DIGESTS = 2_000
RATES: tuple[int | None, ...] = (1000, None)
"""Paid broadcast's, then the free one's."""


class Far:
    """A server that answers after the time a request takes; notes when each message arrived."""

    def __init__(self, passing: Passing, expected: int) -> None:
        self._passing = passing
        self._expected = expected
        self.all_arrived = asyncio.Event()
        self._chance = random.Random(1)
        self._numbers = count(1)
        self.late: list[float] = []

    async def __call__(self, *_: object, **__: object) -> Result:
        """Carry a message out."""
        await asyncio.sleep(self._chance.uniform(0.03, 0.12))
        self.late.append(self._passing.now)
        if len(self.late) == self._expected:
            self.all_arrived.set()
        return Receipt(next(self._numbers))


class Bodies:
    """Digests that are made already: what making costs is a benchmark of its own."""

    async def of(self, delivery: Delivery) -> tuple[str, ...]:
        """One message."""
        return (f'{{"text":"digest {delivery.digest_id}"}}',)


async def simulate(passing: Passing, readers: int, paid_per_s: int | None) -> dict[str, object]:
    """Plan and deliver everything; what it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "svodka.db"
        database = await open_database(f"sqlite:///{path}")
        passing.databases.append(database)
        await migrate(database)
        await gather(database, readers, digests=DIGESTS, due_at=DUE)
        before = path.stat().st_size
        began = time.perf_counter()
        await Planner(database, lambda: DUE).plan()
        planned_s = time.perf_counter() - began
        limiter = Limiter(passing, paid_per_s=paid_per_s)
        limiter.paid_left = readers
        far = Far(passing, readers)

        def now() -> datetime:
            return DUE + timedelta(seconds=passing.now)

        courier = Courier(
            database,
            bodies=Bodies(),
            losses=Losses(database, now, lambda _to, _gone, _why: "{}"),
            limiter=limiter,
            post=far,
            now=now,
            token=Holder(),
            hand=2 * (paid_per_s or 30),
        )
        passing.now, began = 0.0, time.perf_counter()
        going = asyncio.create_task(courier.run())
        await far.all_arrived.wait()
        worked_s = time.perf_counter() - began
        going.cancel()
        await asyncio.wait({going})
        await database.close()
        size = path.stat().st_size
    at, last = statistics.quantiles(far.late, n=100), max(far.late)
    return {
        "readers": readers,
        "rate": paid_per_s or 30,
        "planned_s": round(planned_s, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "database_mb": size >> 20,
        "database_before_mb": before >> 20,
        "share_of_rate": round(readers / last / (paid_per_s or 30), 3),
        "late_s": {"median": round(at[49]), "90 %": round(at[89]), "99 %": round(at[98]), "last": round(last)},
        "work_s": round(worked_s),
        "stars": (readers - limiter.paid_left) / 10,
    }


def main() -> None:
    """Simulate at each rate."""
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for rate in RATES:
        row = run(lambda passing, rate=rate: simulate(passing, readers, rate))  # type: ignore[misc]  # bound now
        print(json.dumps(row), flush=True)


main()
