"""What is shown of the passages that were found: each story once, nothing twice, long ones cut to whole sentences."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from bot.newsroom.repetition import Told, has_news
from bot.newsroom.summaries import summarise
from bot.text.language import Language
from storage.records import AnswerLength, Passage

PASSAGES_PER_STORY = {AnswerLength.SHORT: 1, AnswerLength.NORMAL: 3, AnswerLength.LONG: 6}
"""Of one story at most, by how much of it the reader asked for."""

LONG_PASSAGE = 800
"""Characters from which a passage is cut to its best sentences: two thirds of a phone's screen."""

SENTENCES_OF_LONG = 3

FEW_WORDS = 10
"""A passage shorter than that («Подробности уточняются.») says nothing beside another of its story."""

REPEATED = 0.6
"""The share of one passage's 3-word runs that stand in another, from which the reader sees the same thing twice."""

_Run = tuple[str, ...]
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A verbatim piece of a passage: ``text == article.text[start:end]``."""

    article_id: int
    position: int
    start: int
    end: int
    text: str
    score: float


def is_short(passage: Passage) -> bool:
    """Whether a passage says too little to stand beside another."""
    return len(passage.text.split()) < FEW_WORDS


def choose(
    found: Iterable[Passage],
    *,
    limit: int,
    length: AnswerLength = AnswerLength.NORMAL,
    is_weak: Callable[[Passage], bool] = is_short,
) -> list[list[Passage]]:
    """Passages by story: the best ``limit`` stories, in the order of their best passage.

    ``length`` is how many of a story are taken. What repeats a passage that was chosen before is left out, and so is a
    weak one beside another of its story; stories that have nothing but weak ones come last.
    """
    most = PASSAGES_PER_STORY[length]
    chosen: dict[int, list[Passage]] = {}
    shown = Shown()
    for weak, passage in sorted(((is_weak(one), one) for one in found), key=itemgetter(0)):
        story = chosen.get(passage.story_id, [])
        if len(story) >= most or (not story and len(chosen) >= limit) or (story and weak):
            continue
        if shown.takes(passage):
            chosen.setdefault(passage.story_id, []).append(passage)
    return list(chosen.values())


def excerpts(passage: Passage) -> list[Excerpt]:
    """The passage itself, or the best sentences of a long one; sentences that follow each other stay in one piece."""
    pieces: Sequence[tuple[int, int]] = [(0, len(passage.text))]
    if is_long(passage):
        pieces = _best_pieces(passage.text, passage.title, Language(passage.language))
    return cut(passage, pieces)


def cut(passage: Passage, pieces: Iterable[tuple[int, int]]) -> list[Excerpt]:
    """Pieces of a passage, by their places in its text."""
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


def in_reading_order(group: Sequence[Passage]) -> list[Passage]:
    """The best passage's article first, each article in the order of its text: one reads on, not back and forth."""
    best = group[0]
    return sorted(group, key=lambda one: (one.article_id != best.article_id, one.article_id, one.position))


def is_long(passage: Passage) -> bool:
    """Whether a passage is cut, which takes time: 0.1 s for a thousand sentences."""
    return len(passage.text) > LONG_PASSAGE


def joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with nothing but space between them, made one."""
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        if pieces and not text[pieces[-1][1] : start].strip():
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces


@lru_cache(maxsize=500)  # the same passages are asked for by many readers, and on every page
def _best_pieces(text: str, title: str, language: Language) -> tuple[tuple[int, int], ...]:
    return tuple(joined(text, summarise(text, title=title, language=language, count=SENTENCES_OF_LONG)))


class Shown:
    """What has been shown: passages by what they tell, and texts by their 3-word runs.

    The runs are taken as they stand, since what is repeated is so with its commas. ``told`` are texts that the reader
    had before.
    """

    def __init__(self, told: Iterable[str] = ()) -> None:
        self._told: set[_Run] = set()
        self._figures: set[_Run] = set()
        self._passages = Told()
        self._taken: list[tuple[set[_Run], Passage]] = []
        self._runs_taken: set[_Run] = set()
        self._fewest = 0
        for text in told:
            self.tell(text)

    def takes(self, passage: Passage) -> bool:
        """Take a passage, unless it repeats one that was taken or is repeated by it."""
        runs = _runs(passage.text.lower().split())
        if self._repeats_words(passage, runs) or self._passages.repeats(passage):
            return False
        self._passages.tell(passage)
        self._taken.append((runs, passage))
        self._runs_taken |= runs
        self._fewest = min(self._fewest or len(runs), len(runs))
        return True

    def _repeats_words(self, passage: Passage, runs: set[_Run]) -> bool:
        """Whether a passage and one that was taken are largely the same words, without a figure that is new."""
        if len(runs & self._runs_taken) < REPEATED * min(len(runs), self._fewest):  # too few in all of them together
            return False
        return any(
            len(runs & theirs) >= REPEATED * min(len(runs), len(theirs)) and not has_news(passage, old)
            for theirs, old in self._taken
        )

    def tell(self, text: str) -> None:
        """Note that a text is told from now on."""
        said = text.lower().split()
        self._told |= _runs(said)
        self._figures.update(*_figures(said))

    def was_told(self, text: str) -> bool:
        """Whether a text repeats what has been told, be it in several pieces.

        It doesn't where it has a new figure: that may be all that has changed, and be the news.
        """
        said = text.lower().split()
        runs = _runs(said)
        return len(runs & self._told) >= REPEATED * len(runs) and all(
            not figure.isdisjoint(self._figures) for figure in _figures(said)
        )


def _runs(said: Sequence[str]) -> set[_Run]:
    return set(zip(said, said[1:], said[2:], strict=False)) or {tuple(said)}


def _figures(said: Sequence[str]) -> list[set[_Run]]:
    """Each figure with the word before it and with the one after it: either is enough to know it again.

    The time of day is none: articles that change say when.
    """
    around = ["", *said, ""]
    places = [place for place, word in enumerate(around) if _DIGIT.search(word) and ":" not in word]
    return [{(around[place - 1], around[place]), (around[place], around[place + 1])} for place in places]
