"""Searching: passages that have the words a person asked for, in any form, by relevance and time, told by story."""

import asyncio
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import partial

from bot.newsroom.answers import MAX_STORIES, AnswerStory, articles_of, seen_of, told_story
from bot.newsroom.leaning import Before, is_weak, read_before
from bot.newsroom.remembering import Remembered
from bot.newsroom.selection import SENTENCES_OF_LONG, Excerpt, choose, cut, excerpts, is_long, joined
from bot.text.gazetteer import Gazetteer
from bot.text.language import Language
from bot.text.queries import Query
from bot.text.sentences import sentences
from bot.text.spans import Span
from bot.text.words import fold, stems, word_spans, words
from storage import passages, sources
from storage.engine import Connection, Database
from storage.records import AnswerLength, Passage, Sighting
from storage.search import Phrase, Reading, Wanted

CANDIDATES = 200
"""Passages that are ranked: the newest that have the words."""

HALF_LIFE = timedelta(days=14)
"""After so long a passage is worth three quarters of what it was, in the end half: what is old may be all there is."""

ONCE, OFTEN, IN_TITLE = 0.6, 0.15, 0.25
"""What a word that is asked for adds to a passage that has it, has it more than once, or stands under it as a title."""

_SHORTEST_MARKED = 3  # letters of a word in a quoted phrase that is marked wherever it stands


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for, when (aware), and whose days ``query.after`` counts; ``sector`` is a key.

    ``languages`` keeps to passages of these, none to no language; ``length`` is how much of each story is told. With
    ``as_of``, what was stored after that time is left out, so that pages stay those of one answer.
    """

    query: Query
    asked_at: datetime
    zone: tzinfo
    sector: str | None = None
    limit: int = MAX_STORIES
    languages: frozenset[str] = frozenset()
    length: AnswerLength = AnswerLength.NORMAL
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, best story first, and what was looked for; ``partly``: nothing has all words, this some."""

    question: Question
    wanted: Wanted
    stories: tuple[AnswerStory, ...]
    partly: bool = False


def wanted_of(query: Query, names: Gazetteer) -> Wanted:
    """A query as the index is asked: words in all forms, names under all names, what is in quotes as it is written."""
    never = (word for word in query.without if " " not in word)
    return Wanted(
        readings=tuple(names.readings(query.words)),
        literal=tuple(" ".join(words(phrase)) for phrase in query.phrases),
        never=tuple(dict.fromkeys((one,) for word in never for language in Language for one in stems(word, language))),
        never_literal=tuple(" ".join(words(phrase)) for phrase in query.without if " " in phrase),
        begun=fold(query.begun),
    )


async def search(database: Database, names: Gazetteer, question: Question) -> Findings:
    """The passages that have all that is asked for, by story; else those that have some of the words.

    Ranking runs in a thread.
    """
    wanted = wanted_of(question.query, names)
    told = await _tell(database, question, wanted, wanted)
    if not told and (some := _some_of(wanted)) != wanted:
        told = await _tell(database, question, some, wanted)
        return Findings(question, wanted, told, partly=bool(told))
    return Findings(question, wanted, told)


def remembered(database: Database, names: Gazetteer) -> Remembered[Question, Findings]:
    """What is found for equal questions of an hour, until the news change: what is new fades while time passes."""

    def same(question: Question) -> Hashable:
        hour = question.asked_at.astimezone(question.zone).strftime("%Y-%m-%d %H")
        return question.query, question.sector, question.limit, str(question.zone), hour

    async def make(there: Database, question: Question) -> Findings:
        return await search(there, names, question)

    return Remembered(database, make, same=same, shown=lambda found: articles_of(found.stories))


async def _tell(database: Database, question: Question, sought: Wanted, wanted: Wanted) -> tuple[AnswerStory, ...]:
    """What the index has of what is ``sought``, ranked by what is ``wanted``."""
    query, since = question.query, None
    if query.after is not None:
        since = datetime.combine(query.after, time(), question.zone).astimezone(UTC)
    async with database.read() as connection:
        named = await _sources_named(connection, query.source) if query.source else None
        found = await passages.matching(
            connection,
            sought,
            since=since,
            until=question.asked_at + timedelta(days=2),  # an article may be dated a day ahead
            limit=CANDIDATES,
            sector=question.sector,
            source_ids=named,
            languages=question.languages,
            stored_by=question.as_of,
        )
        before = await read_before(connection, found)
    groups = await asyncio.to_thread(_chosen, found, wanted, question, before)
    return await asyncio.to_thread(_told, groups, before, await seen_of(database, groups), wanted)


def _some_of(wanted: Wanted) -> Wanted:
    """What is wanted, but any of its words will do."""
    return replace(wanted, readings=tuple((phrases,) for reading in wanted.readings for phrases in reading))


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
    if fold(written) in said:
        return True
    return any(not asked.isdisjoint(stems(written, language)) for language in Language)


def _stems_of(wanted: Wanted) -> set[str]:
    return {stem for reading in wanted.readings for phrases in reading for phrase in phrases for stem in phrase}


async def _sources_named(connection: Connection, part: str) -> list[int]:
    """The ids of sources whose name has a part, however it is cased."""
    every = await sources.every(connection)
    return [id_ for one in every if part.casefold() in one.name.casefold() for id_ in one.ids]


def _chosen(found: Sequence[Passage], wanted: Wanted, question: Question, before: Before) -> list[list[Passage]]:
    ranked = [replace(one, score=_score(one, wanted, question.asked_at)) for one in found]
    ranked.sort(key=lambda one: -one.score)
    return choose(ranked, limit=question.limit, length=question.length, is_weak=partial(is_weak, before=before))


def _score(passage: Passage, wanted: Wanted, now: datetime) -> float:
    """Between 0 and 1: how much a passage is about what was asked, and how new it is."""
    age = max(timedelta(), now - passage.published_at)
    freshness = 0.5 + 0.5 * math.exp2(-age / HALF_LIFE)
    language = Language(passage.language)
    said, titled = _line(passage.text, language), _line(passage.title, language)
    relevance = max((_relevance(said, titled, reading) for reading in wanted.readings), default=1.0)
    return round(relevance * freshness, 6)


def _line(text: str, language: Language) -> str:
    return f" {' '.join(stems(text, language))} "


def _relevance(said: str, titled: str, reading: Reading) -> float:
    worth = [_worth(said, titled, phrases) for phrases in reading]
    return sum(worth) / len(worth)


def _worth(said: str, titled: str, phrases: Iterable[Phrase]) -> float:
    asked = [f" {' '.join(phrase)} " for phrase in phrases]
    times = sum(said.count(one) for one in asked)
    in_title = any(one in titled for one in asked)
    return ONCE * (times > 0) + OFTEN * (times > 1) + IN_TITLE * in_title


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
