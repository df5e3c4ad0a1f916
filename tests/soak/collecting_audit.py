"""The end of the chaos of collecting: what the world publishes, and has published, against what is stored."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from bot.outside.outlets import Gives
from bot.outside.pages import FORBIDDEN, ON_A_PAGE
from bot.outside.server import Served
from bot.outside.visits import Visits
from bot.outside.world import Entry
from storage.engine import Database
from storage.schema import appearances, articles, entries

READ_OF_A_SITE = 2 * ON_A_PAGE
"""How much of what a site lists is read at least: the first page, and the one before where there was a gap."""

LEAST_APART_S = 0.5
"""What two requests to a host are apart as they arrive: a second as they leave, on a machine that is very busy."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An article at one of its addresses."""

    article_id: int
    address: str
    text: str

    @property
    def place(self) -> str:
        """Its address without the scheme."""
        return self.address.partition("://")[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; ``summaries`` have their list's own text, since their pages could not be had for long."""

    listed: int
    stored: int
    summaries: int
    wrong: list[str]


async def audit(database: Database, served: Served, published: Collection[tuple[str, str]]) -> Outcome:
    """Hold everything against everything; ``published`` are all articles that ever were, as outlet and path.

    What is listed no more stays as it was last seen, perhaps in bad weather, but it must have been there once.
    """
    async with database.read() as connection:
        query = select(articles.c.id, appearances.c.address, articles.c.text).join_from(appearances, articles)
        stored = [Stored(*row) for row in await connection.execute(query)]
        refused = select(entries.c.content, entries.c.reason).where(entries.c.state == "refused")
        reasons = Counter(row.reason for row in await connection.execute(refused))
    stored = [one for one in stored if urlsplit(one.address).port == served.port]
    by_place: dict[str, list[Stored]] = defaultdict(list)
    for one in stored:
        by_place[one.place].append(one)
    listed = [entry for key in served.world.outlets for entry in _certainly_seen(served, key)]
    wrong: list[str] = []
    summaries = 0
    for entry in listed:
        found = by_place[_place_of(served, entry.outlet, entry.path)]
        if len(found) == 1 and _is_its_summary(served, entry, found[0].text):
            summaries += 1
        else:
            wrong += _unlike(entry, found)
    places = {_place_of(served, outlet, path) for outlet, path in published}
    wrong += [f"{one.address} was never published: {one.text[:80]!r}" for one in stored if one.place not in places]
    wrong += _impolite(served.world.visits)
    if wrong:
        wrong.append(f"refused were: {dict(reasons)}")
    return Outcome(len(listed), len({one.article_id for one in stored}), summaries, wrong)


def mistakes(log: Path) -> list[str]:
    """Lines of the bot's log that speak of a mistake of ours."""
    return [line for line in log.read_text("utf-8").splitlines() if line.startswith(("CRITICAL", "Traceback"))]


def _certainly_seen(served: Served, outlet: str) -> tuple[Entry, ...]:
    listed = served.world.listed(outlet)
    feed_or_sitemap = served.world.outlets[outlet].watched != "/news/"
    return listed if feed_or_sitemap else listed[:READ_OF_A_SITE]


def _place_of(served: Served, outlet: str, path: str) -> str:
    return served.base(outlet).removeprefix("http://") + path


def _is_its_summary(served: Served, entry: Entry, text: str) -> bool:
    return served.world.outlets[entry.outlet].gives is Gives.SUMMARY and text == entry.telling.paragraphs[0]


def _unlike(entry: Entry, found: list[Stored]) -> Iterator[str]:
    told = f"{entry.outlet}: {entry.path} ({entry.telling.edition})"
    if len(found) != 1:
        yield f"{told} is stored {len(found)} times"
    elif found[0].text != entry.telling.text:
        yield f"{told} is stored as {found[0].text[:300]!r}, not {entry.telling.text[:300]!r}"


def _impolite(visits: Visits) -> Iterator[str]:
    """Where the bot went that it shouldn't have, and how soon it came again."""
    for visit in visits:
        if visit.outlet is None:
            yield f"{visit.host}{visit.path} was visited, which no outlet has"
        elif visit.path.startswith(FORBIDDEN):
            yield f"{visit.outlet}: {visit.path} was visited against its robots.txt"
    by_outlet = defaultdict(list)
    for visit in visits:
        by_outlet[visit.outlet].append(visit)
    for outlet, own in by_outlet.items():
        for before, after in pairwise(own):
            if (apart_s := (after.at - before.at).total_seconds()) < LEAST_APART_S:
                yield f"{outlet}: {after.path} was visited {apart_s:.2f} s after {before.path}"
