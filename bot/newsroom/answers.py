"""Answers: what stands in a window of time for a sector, grouped by story, verbatim always."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.newsroom.leaning import before, leans_on_another
from bot.newsroom.selection import Excerpt, choose, excerpts, in_reading_order, is_long
from storage import articles, passages, stories
from storage.engine import Connection, Database
from storage.records import Passage, Sighting

WIDER = (7, 30)
"""Windows, in days, that are tried after the asked one when that is empty; then everything."""

FADING = 0.4
"""What a passage loses of its score (which is at most 1) between the window's end and its beginning."""

CANDIDATES = (120, 1_000, 8_000)
"""Passages that are read for one answer, about twice what its pages show; more where a few stories have them all."""

MAX_STORIES = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a sector, and how many days back from ``asked_at`` (aware) in ``zone``; ``None`` for everything.

    ``limit`` is stories at most; ``language`` keeps to passages of one. With ``as_of``, what was stored after that time
    is left out, so that the pages of an answer stay the pages of that answer.
    """

    sector: str
    days: int | None
    asked_at: datetime
    zone: tzinfo
    limit: int = MAX_STORIES
    language: str | None = None
    as_of: datetime | None = None


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
    """What stands in ``[since, until]`` for a question, best story first.

    ``widened`` says that the asked window was empty and a longer one was taken; ``days`` is the window that was taken,
    ``None`` for everything.
    """

    question: Question
    since: datetime
    until: datetime
    days: int | None
    widened: bool
    stories: tuple[AnswerStory, ...]


def window(days: int, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the beginning of the day ``days`` days ago to the last second of today, in a zone's days, as UTC times."""
    today = now.astimezone(zone).date()
    return _whole_days(today - timedelta(days=days), today, zone)


async def answer(database: Database, question: Question) -> Answer:
    """The answer to a question; the window is widened until there is something in it."""
    asked = question.days
    for days in [] if asked is None else [asked, *(wider for wider in WIDER if wider > asked)]:
        since, until = window(days, question.asked_at, question.zone)
        if told := await _tell(database, question, since, until):
            return Answer(question, since, until, days, days != asked, told)
    async with database.read() as connection:
        span = await passages.span_of_sector(connection, question.sector)
    if span is not None:
        first, last = (moment.astimezone(question.zone).date() for moment in span)
        since, until = _whole_days(first, last, question.zone)
        if told := await _tell(database, question, since, until):
            return Answer(question, since, until, None, asked is not None, told)
    since, until = window(asked or 0, question.asked_at, question.zone)
    return Answer(question, since, until, asked, widened=False, stories=())


async def _tell(database: Database, question: Question, since: datetime, until: datetime) -> tuple[AnswerStory, ...]:
    async with database.read() as connection:
        groups = await _choose(connection, question, since, until)
        seen: dict[int, list[Sighting]] = {}
        for sighting in await stories.sightings(connection, [group[0].story_id for group in groups]):
            seen.setdefault(sighting.story_id, []).append(sighting)
        leaning = [one for group in groups for one in group if leans_on_another(one, group)]
        texts = await articles.texts(connection, {one.article_id for one in leaning}) if leaning else {}
    led = {one.id: before(one, texts[one.article_id]) for one in leaning}
    if any(is_long(passage) for group in groups for passage in group):  # nobody else should wait for that
        return await asyncio.to_thread(_stories, groups, seen, led)
    return _stories(groups, seen, led)


async def _choose(connection: Connection, question: Question, since: datetime, until: datetime) -> list[list[Passage]]:
    """The stories of a window; read on where what was read belongs to fewer of them than may be shown."""
    groups: list[list[Passage]] = []
    for limit in CANDIDATES:
        found = await passages.of_sector(
            connection,
            question.sector,
            since=since,
            until=until + timedelta(seconds=1),
            fading=FADING,
            limit=limit,
            language=question.language,
            stored_by=question.as_of,
        )
        groups = choose(found, limit=question.limit)
        if len(groups) == question.limit or len(found) < limit:
            break
    return groups


def _stories(
    groups: Sequence[Sequence[Passage]], seen: Mapping[int, Sequence[Sighting]], led: Mapping[int, Sequence[Excerpt]]
) -> tuple[AnswerStory, ...]:
    return tuple(_story(group, seen.get(group[0].story_id, []), led) for group in groups)


def _story(
    group: Sequence[Passage], sightings: Sequence[Sighting], led: Mapping[int, Sequence[Excerpt]]
) -> AnswerStory:
    """What is shown of a story; ``led`` has by passage what it leans on, for where its beginning is shown."""
    best = group[0]
    shown: list[Excerpt] = []
    for passage in in_reading_order(group):
        pieces = excerpts(passage)
        if pieces[0].start == passage.start:
            shown += led.get(passage.id, ())
        shown += pieces
    return AnswerStory(best.story_id, best.article_id, best.title, best.published_at, tuple(sightings), tuple(shown))


def _whole_days(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    return since.astimezone(UTC), until.astimezone(UTC)
