"""Digests: what is new for an interest, in sections, each story once where it matters, verbatim always."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.newsroom.answers import AnswerStory
from bot.newsroom.composing import Composition, Ranked, compose, is_enough, passages_of, rank, worth_reading
from bot.newsroom.leaning import read_before
from bot.text.gazetteer import NO_NAMES, Gazetteer
from storage import arrivals, passages, sources, stories
from storage.arrivals import NewStory, Window
from storage.digests import DigestRow, Told, ToldExcerpt
from storage.engine import Connection, Database
from storage.records import Interest, Passage, Sighting

FADING = 0.4
"""What a passage loses of its score (which is at most 1) between the window's end and its beginning, as in answers."""

UNTAGGED = 0.3
"""The score of a passage that speaks of no sector, where a story or a source is followed: below those that do."""

REACHES = (2, 20, 1_000)
"""How many times its length in stories a digest is chosen from; more where much of what is new repeats what was told,
and in the end all there is: among hundreds of trifling changes a real story must not be lost."""


class Kind(StrEnum):
    """What a section is about."""

    SECTOR = "sector"
    WORDS = "words"
    STORIES = "stories"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: what is new in a window for an interest, ``length`` stories at most.

    The window is ``storage.arrivals.Window``'s: arrivals in ``(after, upto]`` published at ``since`` or later.
    """

    interest: Interest
    length: int
    after: int | None
    upto: int
    since: datetime
    until: datetime

    @property
    def window(self) -> Window:
        """The window to look at."""
        return Window(self.after, self.upto, self.since, self.until)


@dataclass(frozen=True, slots=True)
class DigestStory:
    """A story as one section tells it; ``continued`` where an earlier digest told of it."""

    story: AnswerStory
    continued: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the interest with its stories, best first, and how many ``more`` have something new.

    ``name`` is the sector's key, the words, or the source's name; the followed stories share a section without one.
    """

    kind: Kind
    name: str
    stories: tuple[DigestStory, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new for an order: a section for each part of its interest, those without news too."""

    order: Order
    sections: tuple[Section, ...]

    @property
    def told(self) -> list[DigestStory]:
        """Every story in the order of the sections; one may stand in several."""
        return [story for section in self.sections for story in section.stories]

    @property
    def stories(self) -> int:
        """How many different stories it tells; one may stand in several sections, under a number in each."""
        return len({one.story.story_id for one in self.told})

    @property
    def articles(self) -> int:
        """How many articles tell those stories."""
        return len({sighting.article_id for one in self.told for sighting in one.story.sightings})

    @property
    def sources(self) -> int:
        """How many sources tell them."""
        return len({sighting.source for one in self.told for sighting in one.story.sightings})

    @property
    def excerpts(self) -> tuple[ToldExcerpt, ...]:
        """What it shows, to be kept."""
        return tuple(
            ToldExcerpt(one.story.story_id, piece.article_id, piece.start, piece.end)
            for one in self.told
            for piece in one.story.excerpts
        )


@dataclass(frozen=True, slots=True)
class _Topic:
    """A section to be, with the stories that it could tell."""

    kind: Kind
    name: str
    found: Sequence[NewStory]


def order_of(row: DigestRow) -> Order:
    """The order of a digest that was planned."""
    return Order(row.interest, row.length, row.after, row.upto, row.since, row.until)


async def make(database: Database, order: Order, told: Sequence[Told] = (), *, names: Gazetteer = NO_NAMES) -> Digest:
    """The digest of an order, without what earlier digests ``told``; all of it from one snapshot.

    Words are looked for under every form of the ``names`` among them.
    """
    async with database.read() as connection:
        topics = await _topics(connection, order, names)
        tellers = await arrivals.tellers(connection, order.window) if any(topic.found for topic in topics) else {}
        sections = [rank(topic.found, tellers) for topic in topics]
        composed = await _fill(connection, order, sections, told)
        sightings = await stories.sightings(connection, {story.story_id for _, story in composed.told})
    seen: dict[int, list[Sighting]] = {}
    for one in sightings:
        seen.setdefault(one.story_id, []).append(one)
    known = _stories_of(told)
    return Digest(order, tuple(_section(index, topic, composed, seen, known) for index, topic in enumerate(topics)))


async def _topics(connection: Connection, order: Order, names: Gazetteer) -> list[_Topic]:
    """The sections of an interest, in its order, with what is new for each."""
    interest, window = order.interest, order.window
    topics: list[_Topic] = []
    if interest.sectors:
        by_sector = await arrivals.of_sectors(connection, window, interest.sectors, fading=FADING)
        topics += [_Topic(Kind.SECTOR, key, by_sector.get(key, [])) for key in interest.sectors]
    for words in interest.words:
        found = await arrivals.of_words(connection, window, names.readings(words), fading=FADING)
        topics.append(_Topic(Kind.WORDS, words, found))
    if interest.stories:
        found = await arrivals.of_stories(connection, window, interest.stories, fading=FADING, untagged=UNTAGGED)
        topics.append(_Topic(Kind.STORIES, "", found))
    if interest.sources:
        named = await sources.named_as(connection, interest.sources)
        ids = [id_ for source in named for id_ in source.ids]
        by_source = await arrivals.of_sources(connection, window, ids, fading=FADING, untagged=UNTAGGED)
        topics += [_Topic(Kind.SOURCE, source.name, by_source.get(source.name, [])) for source in named]
    return topics


async def _fill(connection: Connection, order: Order, sections: Sequence[Ranked], told: Sequence[Told]) -> Composition:
    """Compose from the heaviest stories; read on while that leaves room and there is more."""
    known = _stories_of(told)
    texts = [one.text for one in told]
    read: dict[int, Passage] = {}
    before: dict[int, Sequence[Passage]] = {}
    composed = Composition((), frozenset())
    for reach in REACHES:
        candidates = worth_reading(sections, reach * order.length)
        wanted = {id_: score for one in candidates for id_, score in passages_of(one, known) if id_ not in read}
        new = await passages.by_ids(connection, list(wanted.items()))
        read |= {passage.id: passage for passage in new}
        before |= await read_before(connection, new)
        composed = await asyncio.to_thread(compose, candidates, read, texts, length=order.length, before=before)
        if is_enough(composed, candidates, sections, length=order.length):
            break
    return composed


def _section(
    index: int,
    topic: _Topic,
    composed: Composition,
    seen: Mapping[int, Sequence[Sighting]],
    known: Collection[int],
) -> Section:
    mine = sorted((one for one in composed.told if one[0].section == index), key=lambda one: -one[0].weight)
    told = tuple(
        DigestStory(replace(story, sightings=tuple(seen.get(story.story_id, ()))), story.story_id in known)
        for _, story in mine
    )
    silent = sum(candidate.section == index for candidate in composed.silent)
    return Section(topic.kind, topic.name, told, len(topic.found) - len(told) - silent)


def _stories_of(told: Sequence[Told]) -> frozenset[int]:
    return frozenset().union(*(one.stories for one in told))
