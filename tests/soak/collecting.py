"""``make chaos``: collecting from a world where something goes wrong every second, by a bot killed every 20 seconds.

``CHAOS_S`` is how long (600), ``CHAOS_SEED`` repeats a run's choices. At the end all is well for a while, and then each
article that the world still lists must be stored once, with the text it has there, and nothing else; no private
address, no page that robots.txt forbids may have been visited, and no host twice in a second; no life may have left a
process behind or met a mistake of ours. It prints what it did, and ends with exit code 1 and what is wrong.
"""

import os
import random
import sys
import time
from pathlib import Path

from bot.app.opening import clock
from bot.app.outside import watch_world
from bot.outside.outlets import OUTLETS
from bot.outside.server import serve
from bot.outside.world import World
from bot.sandbox.server import start
from storage.engine import open_database
from storage.migrate import migrate
from tests.soak import collecting_lives, lives
from tests.soak.audit import SHOWN
from tests.soak.collecting_audit import Outcome, audit, mistakes
from tests.soak.collecting_lives import LOG
from tests.soak.collecting_run import Run
from tests.soak.started import in_a_folder, seed_of

EVERY_S = 1.5
LIFE_S = 20.0


async def chaos(folder: Path, *, seconds: float, life_s: float, seed: int) -> int:
    """Run, audit and tell; returns the exit code."""
    began = time.monotonic()
    collecting_lives.prepare()
    database = await open_database(f"sqlite:///{lives.database_of(folder)}")
    await migrate(database)
    sandbox = await start("127.0.0.1", 0)
    world = World(OUTLETS, seed=seed, now=clock, every_s=EVERY_S)
    async with serve(world) as served:
        await watch_world(database, served)
        run = Run(folder, sandbox.address, database, world, random.Random(seed))
        await run.collect_in_peace()
        await run.live_until(began + seconds, each_s=life_s)
        last_s = await run.settle()
        outcome = await audit(database, served, run.published)
        outcome.wrong.extend(mistakes(folder / LOG))
        if run.left_behind:
            outcome.wrong.append(f"{run.left_behind} processes outlived the bot that began them")
    await sandbox.close()
    await database.close()
    sys.stdout.write(report(run, outcome, seconds=time.monotonic() - began, last_s=last_s))
    return 1 if outcome.wrong else 0


def report(run: Run, outcome: Outcome, *, seconds: float, last_s: float) -> str:
    """What was done, what came of it, and what is wrong."""
    more = len(outcome.wrong) - SHOWN
    lines = [
        f"published   {len(run.published)} articles, of which {outcome.listed} are listed now",
        f"stored      {outcome.stored}, the last {last_s:.0f} s after all was well; {outcome.summaries} without page",
        f"visits      {len(run.world.visits)}",
        f"kills       {run.kills}",
        "troubles    " + ", ".join(f"{name} {n}" for name, n in sorted(run.troubles.items())),
        f"seconds     {seconds:.0f}",
        *(f"WRONG       {line}" for line in outcome.wrong[:SHOWN]),
        *([f"WRONG       … and {more} more"] if more > 0 else []),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the environment and run."""
    seed, seconds = seed_of("CHAOS_SEED"), float(os.environ.get("CHAOS_S", "600"))

    async def run(folder: Path) -> int:
        return await chaos(folder, seconds=seconds, life_s=LIFE_S, seed=seed)

    return in_a_folder("chaos", run, told=f"CHAOS_SEED={seed} CHAOS_S={seconds:g}")


if __name__ == "__main__":
    sys.exit(main())
