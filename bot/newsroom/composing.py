"""Which of the news a digest tells: pure decisions over what a window brought.

A story weighs as much as its best passage, and more the more sources tell it: what several newsrooms found worth
telling matters more than what one did. The weight is ``score * (1 + ATTENTION * log2(sources))``: each doubling counts
alike, for between one source and two lies more than between nine and ten.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from operator import itemgetter
from types import MappingProxyType

from bot.newsroom.answers import AnswerStory, told_story
from bot.newsroom.leaning import Before, is_weak
from bot.newsroom.selection import Excerpt, Shown, excerpts
from storage.arrivals import NewStory
from storage.records import Passage

ATTENTION = 0.25
"""With it a passage that is fairly about its sector (0.6) weighs in four sources what a sure one (0.9) does in one."""

PASSAGES_PER_STORY = 2
"""A digest shows fewer than an answer, for it tells of more; the rest is one tap away."""

READ_OF_STORY = 12
READ_OF_TOLD_STORY = 100
"""Passages of a story that are looked at; of one that was told before many may say what is known already."""

FIRSTS = 3
"""Stories of each section that are read however light they are, so that each has one that isn't told elsewhere."""

SURELY_SHOWN = 600
"""Characters of an excerpt that every message has room for: a sentence without end is clipped, and known by its
beginning when it comes again."""

Ranked = Sequence[tuple[float, NewStory]]
"""The stories of a section with their weights, the heaviest first."""

_NOTHING: Before = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that a section (by its index) may tell."""

    section: int
    weight: float
    story: NewStory


@dataclass(frozen=True, slots=True)
class Composition:
    """What is told, each with the candidate it was, and the candidates that have nothing new to say."""

    told: tuple[tuple[Candidate, AnswerStory], ...]
    silent: frozenset[Candidate]


def rank(found: Iterable[NewStory], tellers: Mapping[int, int]) -> Ranked:
    """The stories of a section by weight; ``tellers`` says how many sources tell a story, where it is more than one."""
    weighed = [(weight(story.score, tellers.get(story.story_id, 1)), story) for story in found]
    return sorted(weighed, key=itemgetter(0), reverse=True)


def weight(score: float, sources: int) -> float:
    """What a story weighs whose best passage has this score and which so many sources (one at least) tell."""
    return score * (1 + ATTENTION * log2(sources))


def worth_reading(sections: Sequence[Ranked], stories: int) -> list[Candidate]:
    """The candidates whose passages are read to fill a digest, heaviest first: the heaviest ``stories`` of all, and the
    first few of each section.
    """
    heads = [
        Candidate(index, weight, story)
        for index, ranked in enumerate(sections)
        for weight, story in ranked[: max(FIRSTS, stories)]
    ]
    heaviest = sorted(heads, key=lambda one: one.weight, reverse=True)
    seen = Counter[int]()
    kept: list[Candidate] = []
    for place, one in enumerate(heaviest):
        seen[one.section] += 1
        if place < stories or seen[one.section] <= FIRSTS:
            kept.append(one)
    return kept


def passages_of(candidate: Candidate, told_stories: Collection[int]) -> list[tuple[int, float]]:
    """The passages of a candidate that are read, by id with their scores, best first."""
    was_told = candidate.story.story_id in told_stories
    return candidate.story.passages[: READ_OF_TOLD_STORY if was_told else READ_OF_STORY]


def compose(
    candidates: Sequence[Candidate],
    read: Mapping[int, Passage],
    told: Iterable[str],
    *,
    length: int,
    before: Before = _NOTHING,
) -> Composition:
    """Tell ``length`` stories at most: one of each section first, the heaviest sections first, then the heaviest left.

    Nothing is told twice, neither within the digest nor of what was ``told`` before: a story that belongs to two
    sections shows in each what the other doesn't, and one that has nothing left is silent. A passage that leans on
    what stands ``before`` it brings that along, unless it was told. Candidates come heaviest first.
    """
    page = _Page(read, before, Shown(told), length)
    begun: set[int] = set()
    for one in candidates:
        if one.section not in begun and page.offer(one):
            begun.add(one.section)
    for one in candidates:
        page.offer(one)
    return Composition(tuple(page.told.items()), frozenset(page.silent))


def is_enough(
    composed: Composition, candidates: Sequence[Candidate], sections: Sequence[Ranked], *, length: int
) -> bool:
    """Whether reading on would change nothing: all was read, or the digest is full and each section has had its turn.

    A section has not where all that was read of it is silent and more of it is left.
    """
    read = Counter(one.section for one in candidates)
    silent = Counter(one.section for one in composed.silent)
    left = [index for index, ranked in enumerate(sections) if read[index] < len(ranked)]
    return not left or (len(composed.told) >= length and all(silent[index] < read[index] for index in left))


class _Page:
    """A digest that is being filled."""

    def __init__(self, read: Mapping[int, Passage], before: Before, shown: Shown, length: int) -> None:
        self._read = read
        self._before = before
        self._shown = shown
        self._length = length
        self.told: dict[Candidate, AnswerStory] = {}
        self.silent: set[Candidate] = set()

    def offer(self, candidate: Candidate) -> bool:
        """Tell a candidate's story, if there is room and it has anything new to say."""
        if len(self.told) >= self._length or candidate in self.told or candidate in self.silent:
            return False
        shown = self._choose(candidate)
        if not shown:
            self.silent.add(candidate)
            return False
        story = told_story(shown, self._before, is_known=self._shown.was_told)
        for piece in story.excerpts:
            self._shown.tell(piece.text)
        self.told[candidate] = story
        return True

    def _choose(self, candidate: Candidate) -> dict[Passage, list[Excerpt]]:
        """What is shown of a story's passages, the best first; a weak one has no place beside another."""
        chosen: dict[Passage, list[Excerpt]] = {}
        found = [replace(self._read[id_], score=score) for id_, score in candidate.story.passages if id_ in self._read]
        weak = {passage.id for passage in found if is_weak(passage, self._before)}
        for passage in sorted(found, key=lambda one: one.id in weak):
            if len(chosen) == PASSAGES_PER_STORY or (chosen and passage.id in weak):
                break
            pieces = self._fresh(passage)
            if pieces and self._shown.takes(passage):
                chosen[passage] = pieces
                for piece in pieces:
                    self._shown.tell(piece.text)
        return chosen

    def _fresh(self, passage: Passage) -> list[Excerpt]:
        """What of a passage would be shown and wasn't told yet."""
        return [piece for piece in excerpts(passage) if not self._shown.was_told(_beginning(piece.text))]


def _beginning(text: str) -> str:
    """As much of an excerpt as is surely shown, in whole words."""
    return text if len(text) <= SURELY_SHOWN else text[:SURELY_SHOWN].rpartition(" ")[0]
