"""Answers: the passages of a sector in a window of time, grouped by story, repeated ones once, verbatim always."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.newsroom.summaries import summarise
from bot.text.language import Language
from storage import passages, stories
from storage.engine import Connection, Database
from storage.records import Passage, Sighting

WIDER = (7, 30)
"""Windows, in days, that are tried after the asked one when that is empty; then everything."""

FADING = 0.4
"""What a passage loses of its score (which is at most 1) between the window's end and its beginning."""

CANDIDATES = 120
"""Passages read from storage for one answer; about twice what its pages show."""

MAX_STORIES = 20
PASSAGES_PER_STORY = 3

LONG_PASSAGE = 800
"""Characters from which a passage is cut to its best sentences: two thirds of a phone's screen."""

SENTENCES_OF_LONG = 3

FEW_WORDS = 10
"""A passage shorter than that («Подробности уточняются.») says nothing beside another of its story."""

REPEATED = 0.6
"""The share of one passage's 3-word runs that stand in another, from which the reader sees the same thing twice."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A verbatim piece of a passage: ``text == article.text[start:end]``."""

    article_id: int
    position: int
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class AnswerStory:
    """A story with what is shown of it; ``article_id``, ``title`` and ``published_at`` are its best passage's."""

    story_id: int
    article_id: int
    title: str
    published_at: datetime
    sightings: tuple[Sighting, ...]
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in ``[since, until]`` for a sector, best story first.

    ``widened`` says that the asked window was empty and a longer one was taken; ``days`` is the window that was taken,
    ``None`` for everything.
    """

    sector: str
    since: datetime
    until: datetime
    days: int | None
    widened: bool
    stories: tuple[AnswerStory, ...]


def window(days: int, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the beginning of the day ``days`` days ago to the last second of today, in a zone's days, as UTC times."""
    today = now.astimezone(zone).date()
    return _whole_days(today - timedelta(days=days), today, zone)


async def of_sector(
    database: Database,
    sector: str,
    *,
    days: int | None,
    now: datetime,
    zone: tzinfo,
    limit: int = MAX_STORIES,
    language: str | None = None,
) -> Answer:
    """The answer for a sector.

    Args:
        database: where the passages are.
        sector: its key in the taxonomy.
        days: the window, counted back from today; ``None`` for everything.
        now: the time of asking, aware.
        zone: whose days they are.
        limit: stories at most.
        language: only passages of this language; of any when ``None``.
    """
    async with database.read() as connection:
        for tried in [] if days is None else [days, *(wider for wider in WIDER if wider > days)]:
            since, until = window(tried, now, zone)
            if found := await _read(connection, sector, since, until, language):
                told = await _tell(connection, found, limit)
                return Answer(sector, since, until, tried, tried != days, told)
        span = await passages.span_of_sector(connection, sector)
        if span is None:
            since, until = window(days or 0, now, zone)
            return Answer(sector, since, until, days, widened=False, stories=())
        first, last = (moment.astimezone(zone).date() for moment in span)
        since, until = _whole_days(first, last, zone)
        told = await _tell(connection, await _read(connection, sector, since, until, language), limit)
        return Answer(sector, since, until, None, days is not None, told)


def choose(found: Iterable[Passage], *, limit: int) -> list[list[Passage]]:
    """Passages by story: the best ``limit`` stories, in the order of their best passage.

    What repeats a passage that was chosen before is left out, and so is a short one beside a longer one of its story.
    """
    chosen: dict[int, list[Passage]] = {}
    seen: list[frozenset[tuple[str, ...]]] = []
    for passage in sorted(found, key=_is_short):
        story = chosen.get(passage.story_id, [])
        if len(story) >= PASSAGES_PER_STORY or (not story and len(chosen) >= limit) or (story and _is_short(passage)):
            continue
        runs = _runs(passage.text)
        if any(_shared(runs, other) >= REPEATED for other in seen):
            continue
        seen.append(runs)
        chosen.setdefault(passage.story_id, []).append(passage)
    return list(chosen.values())


def excerpts(passage: Passage) -> list[Excerpt]:
    """The passage itself, or the best sentences of a long one; sentences that follow each other stay in one piece."""
    pieces: list[tuple[int, int]] = [(0, len(passage.text))]
    if len(passage.text) > LONG_PASSAGE:
        spans = summarise(
            passage.text, title=passage.title, language=Language(passage.language), count=SENTENCES_OF_LONG
        )
        pieces = joined(passage.text, spans)
    return [
        Excerpt(
            passage.article_id,
            passage.position,
            passage.start + start,
            passage.start + end,
            passage.text[start:end],
            passage.score,
        )
        for start, end in pieces
    ]


def joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with nothing but space between them, made one."""
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        if pieces and not text[pieces[-1][1] : start].strip():
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces


async def _read(
    connection: Connection, sector: str, since: datetime, until: datetime, language: str | None
) -> list[Passage]:
    after = until + timedelta(seconds=1)
    return await passages.of_sector(
        connection, sector, since=since, until=after, fading=FADING, limit=CANDIDATES, language=language
    )


async def _tell(connection: Connection, found: Sequence[Passage], limit: int) -> tuple[AnswerStory, ...]:
    groups = choose(found, limit=limit)
    seen: dict[int, list[Sighting]] = {}
    for sighting in await stories.sightings(connection, [group[0].story_id for group in groups]):
        seen.setdefault(sighting.story_id, []).append(sighting)
    return tuple(_story(group, seen.get(group[0].story_id, [])) for group in groups)


def _story(group: list[Passage], sightings: Sequence[Sighting]) -> AnswerStory:
    best = group[0]
    # The best passage's article first, each article in the order of its text: one reads on, not back and forth.
    ordered = sorted(group, key=lambda one: (one.article_id != best.article_id, one.article_id, one.position))
    return AnswerStory(
        best.story_id,
        best.article_id,
        best.title,
        best.published_at,
        tuple(sightings),
        tuple(excerpt for passage in ordered for excerpt in excerpts(passage)),
    )


def _whole_days(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    return since.astimezone(UTC), until.astimezone(UTC)


def _is_short(passage: Passage) -> bool:
    return len(passage.text.split()) < FEW_WORDS


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """The 3-word runs of a passage, as they stand: what is repeated is repeated with its commas."""
    said = text.lower().split()
    return frozenset(zip(said, said[1:], said[2:], strict=False)) or frozenset([tuple(said)])


def _shared(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / min(len(one), len(other))
