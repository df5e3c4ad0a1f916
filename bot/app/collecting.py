"""What collects the news: one fetcher and one reader of what it fetches, and the collector over them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.collecting.collector import Collector
from bot.collecting.finding import Finder
from bot.collecting.rhythm import SHORTEST, Pace
from bot.collecting.sweeping import Sweeper
from bot.collecting.turns import HostTurns
from bot.newsroom.intake import Intake
from bot.settings import Settings
from bot.sources.fetching import Fetcher
from bot.sources.guard import PrivateHosts
from bot.sources.manners import Manners, user_agent
from bot.sources.parsing import Parsing
from storage.engine import Database

READERS = 2
"""Processes that read what is fetched, 60 MB each at most in practice: one of them is kept for lists."""


@dataclass(frozen=True, slots=True)
class Collecting:
    """The parts, for whoever looks at something out of turn; ``seeds`` is the OPML of a list to begin with, if any."""

    collector: Collector
    finder: Finder
    fetcher: Fetcher
    parsing: Parsing
    seeds: bytes | None


@asynccontextmanager
async def collecting(
    settings: Settings, database: Database, intake: Intake, *, shortest: timedelta = SHORTEST
) -> AsyncIterator[Collecting]:
    """The parts, ready to be used; ``shortest`` is the shortest interval between two looks at a list."""
    keep = timedelta(days=settings.keep_days) if settings.keep_days is not None else None
    manners = Manners(user_agent(settings.contact), PrivateHosts.of(settings.private_hosts))
    shared = None if database.is_sqlite else HostTurns(database, intake.now)  # over SQLite there is one process
    async with Fetcher(manners, shared=shared) as fetcher, Parsing(workers=READERS) as parsing:
        collector = Collector(
            database,
            fetcher,
            parsing,
            intake,
            now=intake.now,
            pace=Pace(shortest),
            keep=keep,
            chores=[Sweeper(database, intake.now, keep=keep)],
            counts=intake.counts,
        )
        path = settings.seeds_dir / "sources.opml"
        seeds = path.read_bytes() if path.is_file() else None
        yield Collecting(collector, Finder(fetcher, parsing, intake.now), fetcher, parsing, seeds)
