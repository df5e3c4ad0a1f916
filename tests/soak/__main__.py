"""``make soak``: thousands of digests delivered by a bot that is killed every few seconds, and everything else at once.

``SOAK_S`` is how long (600), ``SOAK_READERS`` to how many (3000), ``SOAK_SEED`` repeats a run's choices. It prints what
it did, and ends with exit code 1 and what is wrong where a promise was broken.
"""

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession

from storage.engine import open_database
from storage.migrate import migrate
from tests.bench.crowd import gather
from tests.e2e.conftest import address_of, running
from tests.soak.audit import SHOWN, Outcome, audit
from tests.soak.lives import clock_of, database_of, prepare
from tests.soak.run import Run
from tests.soak.started import in_a_folder, seed_of

DIGESTS = 64
"""Different digests a wave: eight sectors, two languages, four zones."""

LAST_WAVE_S = 35.0
"""What is kept of the time for the last wave and the audit."""


async def soak(folder: Path, *, seconds: float, readers: int, seed: int) -> int:
    """Run, audit and tell; returns the exit code."""
    began = time.monotonic()
    prepare()
    clock = clock_of(folder)
    now = clock()
    due_at = datetime(now.year, now.month, now.day, 4, tzinfo=UTC) + timedelta(days=1)
    clock.move(due_at - timedelta(days=1) + timedelta(hours=1) - now)  # 05:00 UTC: the first are due tomorrow
    database = await open_database(f"sqlite:///{database_of(folder)}")
    await migrate(database)
    await gather(database, readers, digests=DIGESTS, due_at=due_at)
    async with running(folder, "sandbox", "--port", "0") as process, ClientSession() as http:
        run = Run(folder, await address_of(process), database, http, random.Random(seed))
        await run.introduce(readers)
        await run.waves_until(began + seconds - LAST_WAVE_S)
        last_s = await run.settle()
        outcome = await audit(database, run.calls, in_flight=run.in_flight)
    await database.close()
    sys.stdout.write(report(run, outcome, seconds=time.monotonic() - began, last_s=last_s))
    return 1 if outcome.wrong else 0


def report(run: Run, outcome: Outcome, *, seconds: float, last_s: float) -> str:
    """What was done, what came of it, and what is wrong."""
    states, calls = outcome.states, run.calls
    more = len(outcome.wrong) - SHOWN
    lines = [
        f"waves       {run.wave}, the last one in {last_s:.0f} s",
        f"deliveries  {states.total()}: " + ", ".join(f"{n} {state}" for state, n in states.most_common()),
        f"carried out {calls.carried_out.total()}, {calls.cut_off} of them without an answer",
        "refused     " + (", ".join(f"{n} × {status}" for status, n in sorted(calls.refused.items())) or "none"),
        f"kills       {run.kills}, with {run.in_flight} in flight",
        "troubles    " + ", ".join(f"{name} {n}" for name, n in sorted(run.troubles.items())),
        f"seconds     {seconds:.0f}",
        *(f"WRONG       {line}" for line in outcome.wrong[:SHOWN]),
        *([f"WRONG       … and {more} more"] if more > 0 else []),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the environment and run."""
    seed, seconds = seed_of("SOAK_SEED"), float(os.environ.get("SOAK_S", "600"))
    readers = int(os.environ.get("SOAK_READERS", "3000"))

    async def run(folder: Path) -> int:
        return await soak(folder, seconds=seconds, readers=readers, seed=seed)

    return in_a_folder("soak", run, told=f"SOAK_SEED={seed} SOAK_S={seconds:g} SOAK_READERS={readers}")


if __name__ == "__main__":
    sys.exit(main())
