"""Arrivals: what has been stored since a reader was last told, whatever the clock says.

A window names new texts by their arrival. Its queries walk the index of arrivals, as far as the window goes, and from
there to passages and sectors by id: what they cost depends on how much is new, not on how much is stored. A first
window has no arrival to begin at; it walks the passages published since a time instead.

Without statistics the planner would rather walk a sector or a source: all that was ever stored of it. Only a column
itself is looked up in an index, so what must not be is asked for in a sum that changes nothing (``+ 0``, ``|| ''``).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, Select, and_, case, cast, func, literal, or_, select, union

from storage import marks, search
from storage.dialects import pairs
from storage.engine import Connection
from storage.schema import (
    PASSAGE_NUMBER_BITS,
    appearances,
    articles,
    first_passage_id,
    minutes,
    passage_sectors,
    passages,
    sources,
    stories,
)
from storage.search import Reading
from storage.stories import survivors

MOST = 20_000
"""Stories that one query brings at most, the best ones; 5,000 new passages bring fewer for all sectors together."""

LEAD_CHARACTERS = 80
"""From which an untagged passage can stand for its article: shorter ones are bylines and captions."""


@dataclass(frozen=True, slots=True)
class Window:
    """Texts whose arrival is in ``(after, upto]``, published at ``since`` or later, to the minute.

    With ``after`` ``None`` every arrival counts up to ``upto``. ``until`` only says from where age is counted: a text
    that is dated later than that has come all the same, and no later window would bring it.
    """

    after: int | None
    upto: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story that has something new; ``score`` is how well its best new passage fits, faded by age.

    Its passages stay as the database wrote them (JSON) until somebody asks: of hundreds of stories few are told.
    """

    story_id: int
    score: float
    written_passages: str

    @property
    def passages(self) -> list[tuple[int, float]]:
        """Its new passages by id with their scores, best first."""
        return sorted(dict(json.loads(self.written_passages)).items(), key=lambda one: -one[1])


_HIGHEST_GONE = "highest arrival of what is gone"


async def newest(connection: Connection) -> int:
    """The number of the last text that was stored, be it removed since; 0 when there never was one."""
    highest: int | None = (await connection.execute(select(func.max(articles.c.arrival)))).scalar()
    return max(highest or 0, await marks.get(connection, _HIGHEST_GONE) or 0)


async def note_gone(connection: Connection, arrival: int) -> None:
    """The text of a number was removed: none may get it again, since readers were told up to it."""
    if arrival > await newest(connection):
        await marks.put(connection, _HIGHEST_GONE, arrival)


async def sectors_of(connection: Connection, after: int, upto: int) -> set[str]:
    """The sectors that the arrivals in ``(after, upto]`` speak of."""
    query = (
        select(passage_sectors.c.sector.concat(""))
        .distinct()
        .select_from(articles)
        .join(passages)
        .join(passage_sectors)
        .where(_arrived(after, upto))
    )
    return set((await connection.execute(query)).scalars())


async def stories_of(connection: Connection, after: int, upto: int) -> set[int]:
    """The stories that the arrivals in ``(after, upto]`` belong to, and those that were merged into them."""
    told = select(articles.c.story_id).where(_arrived(after, upto))
    merged = select(stories.c.id).where(stories.c.merged_into.in_(told))
    return set((await connection.execute(union(told, merged))).scalars())


async def sources_of(connection: Connection, after: int, upto: int) -> set[int]:
    """The sources that the arrivals in ``(after, upto]`` stand in."""
    query = select(appearances.c.source_id).distinct().join(articles).where(_arrived(after, upto))
    return set((await connection.execute(query)).scalars())


async def tellers(connection: Connection, window: Window) -> dict[int, int]:
    """How many sources tell each story of a window, those that told it earlier too; a story of a single one is not
    in it.
    """
    new = select(articles.c.story_id).select_from(articles).join(passages).where(*_within(window))
    names = func.count(appearances.c.source_id.distinct()).label("sources")
    query = (
        select(articles.c.story_id, names)
        .join_from(articles, appearances)
        .where(articles.c.story_id.in_(new))
        .group_by(articles.c.story_id)
        .having(names > 1)
    )
    return {row.story_id: row.sources for row in await connection.execute(query)}


async def of_sectors(
    connection: Connection, window: Window, sectors: Sequence[str], *, fading: float
) -> dict[str, list[NewStory]]:
    """What is new in some sectors, best first; sectors without any are not in it."""
    key: ColumnElement[str] = passage_sectors.c.sector
    asked = key if window.after is None else key.concat("")
    query = (
        _by_story(window, _faded(passage_sectors.c.score, window, fading), key)
        .join(passage_sectors, passage_sectors.c.passage_id == passages.c.id)
        .where(asked.in_(sectors))
    )
    return await _by_key(connection, query)


async def of_words(
    connection: Connection, window: Window, readings: Sequence[Reading], *, fading: float
) -> list[NewStory]:
    """New passages that have all that one of the readings asks; each fits in full (score 1), so newer comes first.

    The same words have a reading for each language.
    """
    hits = search.every(connection, readings, first_id=first_passage_id(window.since), limit=MOST)
    if hits is None:
        return []
    query = _by_story(window, _faded(literal(1.0), window, fading)).join(hits, hits.c.id == passages.c.id)
    return [NewStory(*row) for row in await connection.execute(query)]


async def of_stories(
    connection: Connection, window: Window, story_ids: Sequence[int], *, fading: float, untagged: float
) -> list[NewStory]:
    """All that is new in some stories, passages that speak of any sector first; ``untagged`` scores the others.

    What is new in a story that one was merged into is new in it.
    """
    became = await survivors(connection, story_ids)
    score = _faded(func.coalesce(_best_sector(), untagged), window, fading)
    query = _by_story(window, score).where(articles.c.story_id.in_(set(became.values())))
    return [NewStory(*row) for row in await connection.execute(query)]


async def of_sources(
    connection: Connection, window: Window, source_ids: Sequence[int], *, fading: float, untagged: float
) -> dict[str, list[NewStory]]:
    """What is new in some sources, by their names: the passages that speak of any sector, best first, and of an article
    that has none its first long one, scored ``untagged``.
    """
    best = _best_sector()
    query = (
        _by_story(window, _faded(func.coalesce(best, untagged), window, fading), sources.c.name)
        .join(appearances, appearances.c.article_id == articles.c.id)
        .join(sources, sources.c.id == appearances.c.source_id)
        .where((appearances.c.source_id + 0).in_(source_ids), or_(best.is_not(None), passages.c.id == _lead()))
    )
    return await _by_key(connection, query)


async def _by_key(connection: Connection, query: Select[Any]) -> dict[str, list[NewStory]]:
    found: dict[str, list[NewStory]] = {}
    for *story, key in await connection.execute(query):
        found.setdefault(key, []).append(NewStory(*story))
    return found


def _arrived(after: int, upto: int) -> ColumnElement[bool]:
    return and_(articles.c.arrival > after, articles.c.arrival <= upto)


def _within(window: Window) -> list[ColumnElement[bool]]:
    """What holds for the articles and passages of a window."""
    first = first_passage_id(window.since)
    if window.after is None:
        return [articles.c.arrival + 0 <= window.upto, passages.c.id >= first]
    return [_arrived(window.after, window.upto), passages.c.id + 0 >= first]


def _by_story(window: Window, score: ColumnElement[float], *keys: ColumnElement[str]) -> Select[Any]:
    """The stories of a window as ``NewStory`` has them, best first, of equals the newer; for each of the keys."""
    found = pairs(passages.c.id, score)
    best = func.max(score)
    return (
        select(articles.c.story_id, best, found, *keys)
        .select_from(articles)
        .join(passages)
        .where(*_within(window))
        .group_by(*keys, articles.c.story_id)
        .order_by(best.desc(), func.max(passages.c.id).desc())
        .limit(MOST)
    )


def _faded(score: ColumnElement[Any], window: Window, fading: float) -> ColumnElement[float]:
    """A score less what age takes: ``fading`` between the window's end and its beginning, nothing beyond them."""
    end = first_passage_id(window.until)
    span = max(1, (end - first_passage_id(window.since)) >> PASSAGE_NUMBER_BITS)
    age = cast(minutes(literal(end, BigInteger) - passages.c.id), Float)
    return score - fading / span * case((age < 0, 0.0), else_=age)


def _best_sector() -> ColumnElement[float]:
    """How surely a passage speaks of the sector it speaks of most; NULL where it speaks of none."""
    tagged = passage_sectors.alias()
    return select(func.max(tagged.c.score)).where(tagged.c.passage_id == passages.c.id).scalar_subquery()


def _lead() -> ColumnElement[int]:
    """The first passage of an article that is long enough to stand for it, or its very first; NULL where some of its
    passages speak of a sector.
    """
    own, others, tagged = passages.alias(), passages.alias(), passage_sectors.alias()
    is_long = own.c.end - own.c.start >= LEAD_CHARACTERS
    first = func.coalesce(func.min(case((is_long, own.c.id))), func.min(own.c.id))
    spoken = select(tagged.c.passage_id).join_from(others, tagged).where(others.c.article_id == own.c.article_id)
    return select(first).where(own.c.article_id == articles.c.id, ~spoken.exists()).scalar_subquery()
