"""Searching: passages that have the words a person asked for, in any form, by relevance and time, told by story."""

import asyncio
import math
import statistics
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache, partial

from bot.newsroom.answers import MAX_STORIES, AnswerStory, articles_of, seen_of, told_story
from bot.newsroom.correcting import corrections
from bot.newsroom.leaning import Before, is_weak, read_before
from bot.newsroom.rareness import rarity_of
from bot.newsroom.remembering import Remembered
from bot.newsroom.selection import SENTENCES_OF_LONG, Excerpt, choose, cut, excerpts, is_long, joined
from bot.text.gazetteer import Gazetteer
from bot.text.language import Language
from bot.text.queries import Query
from bot.text.sentences import sentences
from bot.text.spans import Span
from bot.text.words import fold, stems, word_spans, words
from storage import sources
from storage.engine import Database
from storage.matching import Scope, Some, matching, matching_some, some_of
from storage.records import AnswerLength, Passage, Sighting
from storage.search import Phrase, Phrases, Reading, Wanted

CANDIDATES = 200
"""Passages that are ranked: the newest that have the words."""

HALF_LIFE = timedelta(days=14)
"""After so long a passage is worth three quarters of what it was, in the end half: what is old may be all there is."""

ONCE, OFTEN, IN_TITLE = 0.6, 0.15, 0.25
"""What a word that is asked for adds to a passage that has it, has it more than once, or stands under it as a title."""

READ = 60
"""Of the candidates that are read word by word: three times what may be shown."""

_SHORTEST_MARKED = 3  # letters of a word in a quoted phrase that is marked wherever it stands


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for, when (aware), and whose days ``query.after`` counts; ``sector``, ``not_sectors`` are keys.

    ``languages`` keeps to passages of these, none to no language; ``length`` is how much of each story is told. With
    ``as_of``, what was stored after that time is left out, so that pages stay those of one answer. Unless it
    ``corrects``, words that nothing has are left as they are: looking for others takes its time.
    """

    query: Query
    asked_at: datetime
    zone: tzinfo
    sector: str | None = None
    not_sectors: tuple[str, ...] = ()
    limit: int = MAX_STORIES
    languages: frozenset[str] = frozenset()
    length: AnswerLength = AnswerLength.NORMAL
    as_of: datetime | None = None
    corrects: bool = True


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, best story first, and what was looked for; ``partly``: nothing has all words, this some.

    ``instead`` are words that nothing has, each with a known one that may have been meant.
    """

    question: Question
    wanted: Wanted
    stories: tuple[AnswerStory, ...]
    partly: bool = False
    instead: Mapping[str, str] = field(default_factory=dict)


def wanted_of(query: Query, names: Gazetteer) -> Wanted:
    """A query as the index is asked: words in all forms, names under all names, what is in quotes as it is written."""
    without = [words(one) for one in query.without]
    barred = (names.readings(one) for one, said in zip(query.without, without, strict=True) if len(said) == 1)
    return Wanted(
        readings=tuple(names.readings(query.words)),
        literal=tuple(" ".join(words(phrase)) for phrase in query.phrases),
        never=tuple(dict.fromkeys(phrase for readings in barred for one in readings for phrase in _barred(one))),
        never_literal=tuple(" ".join(said) for said in without if len(said) > 1),
        begun=fold(query.begun),
    )


def _barred(reading: Reading) -> Iterator[Phrase]:
    """What must not be there for a word: a name's forms or the word; of a hyphenated one its parts in a row."""
    whole, *parts = reading
    yield from whole
    if len(parts) > 1:
        yield tuple(stem for (phrase,) in parts for stem in phrase)


async def search(database: Database, names: Gazetteer, question: Question) -> Findings:
    """The passages that have all that is asked for, by story; else those that have some of the words.

    Ranking runs in a thread.
    """
    wanted = wanted_of(question.query, names)
    scope = await _scope(database, question)
    async with database.read() as connection:
        found = await matching(connection, wanted, scope, limit=CANDIDATES)
        before = await read_before(connection, found)
    if found:
        groups = await asyncio.to_thread(_chosen, found, wanted, question, before)
        return Findings(question, wanted, await _tell(database, groups, before, wanted))
    asked = question.query.words if question.corrects else ""
    try:
        async with asyncio.TaskGroup() as both:
            some = both.create_task(_some(database, question, wanted, scope))
            instead = both.create_task(corrections(database, names, asked))
    except ExceptionGroup as failed:
        (error, *_) = failed.exceptions
        raise error from error.__cause__
    told = some.result()
    return Findings(question, wanted, told, partly=bool(told), instead=instead.result())


async def _some(database: Database, question: Question, wanted: Wanted, scope: Scope) -> tuple[AnswerStory, ...]:
    """What has some of the words; of a single word there is no part."""
    if len(some_of(wanted)) <= len(wanted.readings):
        return ()
    async with database.read() as connection:
        some = await matching_some(connection, wanted, scope, limit=CANDIDATES)
        before = await read_before(connection, some.passages)
    groups = await asyncio.to_thread(_chosen_of_some, some, wanted, question, before)
    return await _tell(database, groups, before, wanted)


async def _scope(database: Database, question: Question) -> Scope:
    """Where a question is to be answered from."""
    query, named, barred = question.query, None, list[int]()
    if query.source or query.not_sources:
        async with database.read() as connection:
            named = await sources.having(connection, query.source) if query.source else None
            barred = [id_ for part in query.not_sources for id_ in await sources.having(connection, part)]
    since, until = _time(question)
    return Scope(
        until=until,
        since=since,
        sector=question.sector,
        source_ids=named,
        languages=question.languages,
        stored_by=question.as_of,
        not_sectors=question.not_sectors,
        not_source_ids=barred,
    )


def _time(question: Question) -> tuple[datetime | None, datetime]:
    """When the first day begins that counts, and when the last one ends."""

    def begins(day: date) -> datetime:
        return datetime.combine(day, time(), question.zone).astimezone(UTC)

    after, before = question.query.after, question.query.before
    until = question.asked_at + timedelta(days=2)  # an article may be dated a day ahead
    return begins(after) if after else None, min(until, begins(before)) if before else until


def remembered(database: Database, names: Gazetteer) -> Remembered[Question, Findings]:
    """What is found for equal questions of an hour, until the news change: what is new fades while time passes."""

    def same(question: Question) -> Hashable:
        hour = question.asked_at.astimezone(question.zone).replace(minute=0, second=0, microsecond=0)
        return replace(question, asked_at=hour, as_of=None)

    async def make(there: Database, question: Question) -> Findings:
        return await search(there, names, question)

    return Remembered(database, make, same=same, shown=lambda found: articles_of(found.stories))


async def _tell(
    database: Database, groups: Sequence[Sequence[Passage]], before: Before, wanted: Wanted
) -> tuple[AnswerStory, ...]:
    return await asyncio.to_thread(_told, groups, before, await seen_of(database, groups), wanted)


def marked(text: str, wanted: Wanted) -> list[Span]:
    """The words of a text that were asked for, in whatever form."""
    asked = _stems_of(wanted)
    said = {word for phrase in wanted.literal for word in words(phrase) if len(word) >= _SHORTEST_MARKED}
    return [
        span
        for span in word_spans(text)
        if _is_asked(span.cut(text), asked, said) or (wanted.begun and fold(span.cut(text)).startswith(wanted.begun))
    ]


def _is_asked(written: str, asked: set[str], said: set[str]) -> bool:
    return fold(written) in said or not asked.isdisjoint(_stems_in_any(written))


@lru_cache(maxsize=20_000)  # about 8 MB: nine of ten words that are shown
def _stems_in_any(written: str) -> frozenset[str]:
    """The stems of a word, whichever language it is read in."""
    return frozenset(stem for language in Language for stem in stems(written, language))


def _stems_of(wanted: Wanted) -> set[str]:
    return {stem for reading in wanted.readings for phrases in reading for phrase in phrases for stem in phrase}


def _chosen(found: Sequence[Passage], wanted: Wanted, question: Question, before: Before) -> list[list[Passage]]:
    """The best of passages that have all that is wanted; only the likeliest are read word by word."""
    now = question.asked_at
    likely = sorted(found, key=lambda one: -_titled(one, wanted) * freshness(one, now))[:READ]
    scored = [replace(one, score=round(_said(one, wanted) * freshness(one, now), 6)) for one in likely]
    scored.sort(key=lambda one: -one.score)
    return choose(scored, limit=question.limit, length=question.length, is_weak=partial(is_weak, before=before))


def _chosen_of_some(some: Some, wanted: Wanted, question: Question, before: Before) -> list[list[Passage]]:
    """The best of passages that have some of what is wanted: first those with more of its words, the rarer for more."""
    now = question.asked_at
    since, until = _time(question)
    rarity = rarity_of(wanted, some, min(now, until), since=since)
    scored = [
        replace(one, score=round(_share(one, had, wanted, rarity) * freshness(one, now), 6))
        for one, had in some.passages.items()
    ]
    scored.sort(key=lambda one: -one.score)
    return choose(scored, limit=question.limit, length=question.length, is_weak=partial(is_weak, before=before))


def freshness(passage: Passage, now: datetime) -> float:
    """Between a half and 1: what age leaves of a passage's worth."""
    return 0.5 + 0.5 * math.exp2(-max(timedelta(), now - passage.published_at) / HALF_LIFE)


def _share(passage: Passage, had: frozenset[Reading], wanted: Wanted, rarity: Mapping[Phrases, float]) -> float:
    """Between 0 and 1: how much of what is wanted a passage has, in the language that suits it best."""
    titled = _line(passage.title, Language(passage.language))
    shares = []
    for reading in wanted.readings:
        worth = {phrases: _worth(int((phrases,) in had), titled, phrases) for phrases in reading}
        shares.append(sum(worth[one] * rarity[one] for one in reading) / sum(rarity[one] for one in reading))
    return max(shares, default=1.0)


def _titled(passage: Passage, wanted: Wanted) -> float:
    """What a passage that has all words is worth by its title alone."""
    titled = _line(passage.title, Language(passage.language))
    return max((_mean(_worth(1, titled, phrases) for phrases in one) for one in wanted.readings), default=1.0)


def _said(passage: Passage, wanted: Wanted) -> float:
    """Between 0 and 1: how much a passage is about what is wanted."""
    language = Language(passage.language)
    said, titled = _line(passage.text, language), _line(passage.title, language)
    relevance = (_mean(_worth(_times(said, phrases), titled, phrases) for phrases in one) for one in wanted.readings)
    return max(relevance, default=1.0)


def _mean(worth: Iterable[float]) -> float:
    return statistics.fmean(worth)


@lru_cache(maxsize=5_000)  # what is new is found by many, and on every page
def _line(text: str, language: Language) -> str:
    """The stems of a text between spaces, two between neighbours: each has one on either side of its own."""
    return f" {'  '.join(stems(text, language))} "


def _times(said: str, phrases: Iterable[Phrase]) -> int:
    return sum(said.count(f" {'  '.join(phrase)} ") for phrase in phrases)


def _worth(times: int, titled: str, phrases: Iterable[Phrase]) -> float:
    return ONCE * (times > 0) + OFTEN * (times > 1) + IN_TITLE * (_times(titled, phrases) > 0)


def _told(
    groups: Sequence[Sequence[Passage]], before: Before, seen: Mapping[int, Sequence[Sighting]], wanted: Wanted
) -> tuple[AnswerStory, ...]:
    return tuple(
        told_story({one: _excerpts(one, wanted) for one in group}, before, sightings=seen.get(group[0].story_id, ()))
        for group in groups
    )


def _excerpts(passage: Passage, wanted: Wanted) -> list[Excerpt]:
    """The passage itself, or of a long one the sentences that have what was asked for."""
    if not is_long(passage):
        return excerpts(passage)
    asked = _stems_of(wanted)
    language = Language(passage.language)
    having = [
        (span.start, span.end)
        for span in sentences(passage.text, language)
        if not asked.isdisjoint(stems(span.cut(passage.text), language))
    ]
    if not having:
        return excerpts(passage)
    return cut(passage, joined(passage.text, having[:SENTENCES_OF_LONG]))
