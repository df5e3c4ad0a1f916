"""The front page: of each sector the newest stories, best first, one passage each, all of them read at once.

``/energy`` tells what matters in a period; this tells in a line or three what has just come, for every sector together.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.newsroom.answers import FADING, AnswerStory, seen_of, told_story
from bot.newsroom.leaning import Before, is_weak, read_before
from bot.newsroom.selection import choose, excerpts
from storage import passages
from storage.engine import Database
from storage.records import Passage, Sighting

CANDIDATES = 16
"""Passages of a sector that are read: the newest."""

MAX_STORIES = 3

_Groups = Mapping[str, Sequence[Sequence[Passage]]]


async def front(
    database: Database,
    sectors: Collection[str],
    *,
    now: datetime,
    languages: Collection[str] = (),
    limit: int = MAX_STORIES,
) -> dict[str, tuple[AnswerStory, ...]]:
    """By sector its newest stories; a sector of which nothing is stored is left out.

    With ``languages`` only passages in these. Choosing runs in a thread.
    """
    until = now + timedelta(days=1)  # an article that names only its day may be dated ahead
    async with database.read() as connection:
        found = await passages.newest_of_sectors(
            connection, sectors, until=until, limit=CANDIDATES, languages=languages
        )
        before = await read_before(connection, _distinct(found))
    groups = await asyncio.to_thread(_chosen, found, before, limit)
    seen = await seen_of(database, [group for of_sector in groups.values() for group in of_sector])
    return await asyncio.to_thread(_told, groups, before, seen)


def _distinct(found: Mapping[str, Iterable[Passage]]) -> list[Passage]:
    """The passages of all sectors, those of several once."""
    return list({one.id: one for of_sector in found.values() for one in of_sector}.values())


def _chosen(found: Mapping[str, Sequence[Passage]], before: Before, limit: int) -> _Groups:
    chosen: dict[str, list[list[Passage]]] = {}
    for sector, newest in found.items():
        best = sorted(newest, key=partial(_worth, newest=newest[0].published_at), reverse=True)
        best.sort(key=partial(is_weak, before=before))
        of_each_story = {one.story_id: one for one in reversed(best)}
        best = [one for one in best if of_each_story[one.story_id] is one]
        chosen[sector] = choose(best, limit=limit, is_weak=partial(is_weak, before=before))
    return chosen


def _worth(passage: Passage, newest: datetime) -> float:
    """How much a passage is about its sector, less what a day takes."""
    return passage.score - FADING * ((newest - passage.published_at) / timedelta(days=1))


def _told(
    groups: _Groups, before: Before, seen: Mapping[int, Sequence[Sighting]]
) -> dict[str, tuple[AnswerStory, ...]]:
    return {
        sector: tuple(
            told_story({one: excerpts(one) for one in group}, before, sightings=seen.get(group[0].story_id, ()))
            for group in of_sector
        )
        for sector, of_sector in groups.items()
    }
