"""The chaos of collecting in short: a bot killed while it collects; and that the audit would see what went wrong."""

import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.app.opening import clock
from bot.app.outside import watch_world
from bot.outside.answers import NOWHERE
from bot.outside.outlets import OUTLETS
from bot.outside.server import Served, serve
from bot.outside.visits import Visit
from bot.outside.world import World
from bot.sandbox.server import start
from storage.engine import open_database
from storage.migrate import migrate
from storage.schema import appearances, articles
from tests.soak import collecting_lives, lives
from tests.soak.collecting_audit import Outcome, audit, mistakes
from tests.soak.collecting_run import Run

FEW = tuple(outlet for outlet in OUTLETS if outlet.key in {"vestnik", "gazeta", "baiqau"})


@dataclass
class Collected:
    """A run that has settled after one kill."""

    run: Run
    served: Served

    async def audit(self) -> Outcome:
        """What the audit says of it now."""
        return await audit(self.run.database, self.served, self.run.published)


@pytest.fixture
async def collected(tmp_path: Path) -> AsyncIterator[Collected]:
    """A feed with whole texts, one with summaries, and a site; one life in bad weather, then all is well."""
    collecting_lives.prepare()
    database = await open_database(f"sqlite:///{lives.database_of(tmp_path)}")
    await migrate(database)
    sandbox = await start("127.0.0.1", 0)
    world = World(FEW, seed=1, now=clock, every_s=1, backlog=2)
    async with serve(world) as served:
        await watch_world(database, served)
        run = Run(tmp_path, sandbox.address, database, world, random.Random(1))
        await run.live_until(time.monotonic() + 6, each_s=6)
        await run.settle()
        yield Collected(run, served)
    await sandbox.close()
    await database.close()


async def test_after_a_kill_everything_is_stored_once_and_the_audit_sees_what_is_not(collected: Collected) -> None:
    run, served = collected.run, collected.served
    outcome = await collected.audit()
    assert outcome.wrong == []
    assert outcome.listed >= 6
    assert (run.kills, run.left_behind) == (1, 0)
    assert mistakes(run.folder / collecting_lives.LOG) == []

    entry = run.world.listed("vestnik")[0]
    named = f"vestnik: {entry.path} ({entry.telling.edition})"
    its_own = appearances.c.address == served.base("vestnik") + entry.path
    async with run.database.write() as connection:
        article_id = (await connection.execute(select(appearances.c.article_id).where(its_own))).scalar_one()
        await connection.execute(update(articles).where(articles.c.id == article_id).values(text="Что-то иное."))
    assert f"{named} is stored as 'Что-то иное.'" in "\n".join((await collected.audit()).wrong)

    async with run.database.write() as connection:
        await connection.execute(delete(appearances).where(its_own))
    assert f"{named} is stored 0 times" in (await collected.audit()).wrong

    run.published.discard(("gazeta", run.world.listed("gazeta")[0].path))
    assert any("was never published" in line for line in (await collected.audit()).wrong)

    run.world.visits.add(Visit(clock(), None, NOWHERE, "/private", {}))
    for path in ("/search?q=1", "/rss.xml"):
        run.world.visits.add(Visit(clock(), "vestnik", "127.0.0.2", path, {}))
    told = "\n".join((await collected.audit()).wrong)
    assert f"{NOWHERE}/private was visited" in told
    assert "/search?q=1 was visited against its robots.txt" in told
    assert "/rss.xml was visited 0.00 s after /search?q=1" in told
