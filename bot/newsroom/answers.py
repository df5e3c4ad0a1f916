"""Answers: what stands in a window of time for a sector, grouped by story, verbatim always."""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial

from bot.newsroom.leaning import Before, complete, is_weak, read_before
from bot.newsroom.remembering import Remembered
from bot.newsroom.selection import Excerpt, choose, excerpts
from storage import passages, stories
from storage.engine import Database
from storage.records import AnswerLength, Passage, Sighting

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

    ``limit`` is stories at most; ``languages`` keeps to passages of these, none to no language; ``length`` is how much
    of each story is told. With ``as_of``, what was stored after that time is left out, so that the pages of an answer
    stay the pages of that answer.
    """

    sector: str
    days: int | None
    asked_at: datetime
    zone: tzinfo
    limit: int = MAX_STORIES
    languages: frozenset[str] = frozenset()
    length: AnswerLength = AnswerLength.NORMAL
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


def remembered(database: Database) -> Remembered[Question, Answer]:
    """Answers that are made once for equal questions of a day, until the news change."""

    def same(question: Question) -> Hashable:
        today = question.asked_at.astimezone(question.zone).date()
        return replace(question, asked_at=datetime.combine(today, time(), question.zone), as_of=None)

    return Remembered(database, answer, same=same, shown=lambda made: articles_of(made.stories))


def articles_of(told: Iterable[AnswerStory]) -> set[int]:
    """The articles that some stories show: those that tell them, and those whose outlets are named with them."""
    shown: set[int] = set()
    for story in told:
        shown.update(excerpt.article_id for excerpt in story.excerpts)
        shown.update(sighting.article_id for sighting in story.sightings)
    return shown


def told_story(
    chosen: Mapping[Passage, Sequence[Excerpt]],
    before: Before,
    *,
    sightings: Sequence[Sighting] = (),
    is_known: Callable[[str], bool] = lambda _: False,
) -> AnswerStory:
    """A story told by the passages that were chosen of it, the best first, each with what is shown of it.

    What they lean on is brought along, unless it ``is_known`` to the reader.
    """
    best = next(iter(chosen))
    told = tuple(complete(chosen, before, is_known))
    return AnswerStory(best.story_id, best.article_id, best.title, best.published_at, tuple(sightings), told)


async def _tell(database: Database, question: Question, since: datetime, until: datetime) -> tuple[AnswerStory, ...]:
    """The stories of a window; read on where what was read belongs to fewer of them than may be shown.

    Choosing and cutting take up to seconds: they run in a thread, while no connection waits.
    """
    groups: list[list[Passage]] = []
    before: Before = {}
    for limit in CANDIDATES:
        found, before = await _found(database, question, since, until, limit)
        is_all = len(found) < limit
        if not is_all and limit < CANDIDATES[-1] and len({one.story_id for one in found}) < question.limit:
            continue
        chosen = partial(choose, limit=question.limit, length=question.length, is_weak=partial(is_weak, before=before))
        groups = await asyncio.to_thread(chosen, found)
        if is_all or len(groups) == question.limit:
            break
    return await asyncio.to_thread(_stories, groups, before, await seen_of(database, groups))


async def seen_of(database: Database, groups: Sequence[Sequence[Passage]]) -> dict[int, list[Sighting]]:
    """Where the stories of some passages, grouped by story, were told, by story."""
    seen: dict[int, list[Sighting]] = {}
    async with database.read() as connection:
        for sighting in await stories.sightings(connection, [group[0].story_id for group in groups]):
            seen.setdefault(sighting.story_id, []).append(sighting)
    return seen


async def _found(
    database: Database, question: Question, since: datetime, until: datetime, limit: int
) -> tuple[list[Passage], Before]:
    """The best passages of a window, and what stands before those that lean, as it is at the same moment."""
    async with database.read() as connection:
        found = await passages.of_sector(
            connection,
            question.sector,
            since=since,
            until=until + timedelta(seconds=1),
            fading=FADING,
            limit=limit,
            languages=question.languages,
            stored_by=question.as_of,
        )
        return found, await read_before(connection, found)


def _stories(
    groups: Sequence[Sequence[Passage]], before: Before, seen: Mapping[int, Sequence[Sighting]]
) -> tuple[AnswerStory, ...]:
    return tuple(
        told_story({one: excerpts(one) for one in group}, before, sightings=seen.get(group[0].story_id, ()))
        for group in groups
    )


def _whole_days(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    return since.astimezone(UTC), until.astimezone(UTC)
