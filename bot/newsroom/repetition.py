"""Whether a passage tells again what another has told: in other words, and in another language.

What a passage tells is compared by its words, weighted by rarity (the cosine of G. Salton and C. Buckley,
"Term-weighting approaches in automatic text retrieval", Information Processing & Management 24, 1988), by its figures,
names and dates. Of two languages the words are compared by how they sound, which names and borrowed words share
(Екібастұз and Экибастуз, бензин, "platform"). A passage with a figure that the other hasn't is news, whatever else it
repeats; so is one that takes the other side («увеличит» for «сократит»), or denies where the other doesn't.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import hypot

from bot.text.facts import Day, days, names
from bot.text.language import Language
from bot.text.numerals import numbers, numerals
from bot.text.opposites import is_negated, sides
from bot.text.rarity import rarity, truncated
from bot.text.sounds import sound
from bot.text.translations import meanings
from bot.text.words import stems
from storage.records import Passage

__all__ = [
    "OF_ONE_ARTICLE",
    "OF_ONE_STORY",
    "OF_TWO_STORIES",
    "READ",
    "Bar",
    "Content",
    "Told",
    "content",
    "has_news",
    "repeats",
]

READ = 2_000
"""Characters of a passage that are compared: more than is shown of one."""

# Chosen on the answers and the documents of NTREX that are not kept: docs/quality.md tells how.
_STRESS = 1.5  # rarity's exponent in the weight of a word
_FIGURE, _MOST_FIGURES = 0.25, 2  # what each common figure adds to the cosine, and how many do
_NAME, _MOST_NAMES = 0.08, 3
_NAMES_APART = 0.15  # what it loses where each has names that the other hasn't
# The share of other words than names that must be common where no number is, and few names: one rare name makes no two
# passages alike. And the share from which other names make it another event of the kind.
_BESIDE_NAMES, _OF_A_KIND = 0.25, 0.7
_ENOUGH = 2.0  # what common figures and words must weigh in two languages; a word as rare as can be weighs 1
# The least share, of what the newer one tells in names, figures and words whose meaning is known, that must be common.
_OF_KNOWN = 0.6
_LONG_FIGURE, _DIGIT = 1.5, 0.5  # what a figure weighs beside them: a single digit may be common by chance

# What stands in quotation marks is a name where it is short: «Казатомпром», «Семей орманы».
_IN_QUOTES = re.compile(r"[«“\"]([^\W\d_a-zа-яёәғқңөұүһі][\w-]*(?: [\w-]+){0,2})[»”\"]")

_IN_COMMON = 2  # words or figures that two passages must share to be compared at all


@dataclass(frozen=True, slots=True)
class Bar:
    """What is asked of two passages to be the same: likeness in one language, common share of all in two languages."""

    alike: float
    common: float


# An article seldom says a thing twice, and several articles about one event do. To lose news is worse than to show a
# thing twice.
OF_ONE_ARTICLE, OF_ONE_STORY, OF_TWO_STORIES = Bar(0.7, 0.4), Bar(0.4, 0.3), Bar(0.5, 0.3)


@dataclass(frozen=True, slots=True)
class Content:
    """What a passage tells, as far as it can be compared.

    ``words`` are stems with their weights, a vector of length 1; ``sounds`` are the words as they sound, with theirs;
    ``figures`` stand in digits and ``counted`` in words («третий»), ``numbers`` are both; ``marks`` are sounds and
    numbers: what a passage is looked up by. ``known`` are the sounds of names and of words with a known
    meaning, ``sides`` those it takes of opposite words (``bot.text.opposites``).
    """

    language: Language
    words: Mapping[str, float]
    sounds: Mapping[str, float]
    known: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    counted: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[Day]
    sides: Mapping[int, tuple[bool, ...]]
    negated: bool
    marks: frozenset[str]

    def names_apart(self, other: "Content") -> bool:
        """Whether each has names that the other hasn't."""
        return not (self.names <= other.names | other.words.keys() or other.names <= self.names | self.words.keys())

    def contradicts(self, other: "Content") -> bool:
        """Whether it tells the opposite, or has a figure that the other hasn't, or both have dates or numbers apart."""
        unknown = self.figures - other.figures
        return (
            (bool(unknown) and any(figure.removesuffix("k") not in other.counted for figure in unknown))
            or _apart(self.days, other.days)
            or (_apart(self.counted, other.counted) and self.counted.isdisjoint(other.figures))
            or self._opposes(other)
        )

    def _opposes(self, other: "Content") -> bool:
        """Whether one of two denies something, or it takes other sides: «экспорт вырос», «экспорт сократился»."""
        return self.negated != other.negated or any(
            number in other.sides
            and not (_is_within(taken, other.sides[number]) or _is_within(other.sides[number], taken))
            for number, taken in self.sides.items()
        )


def content(text: str, language: Language) -> Content:
    """Return what a passage tells, or its first ``READ`` characters; ``language`` is its article's."""
    return _content(text[:READ], language)


@lru_cache(maxsize=2_000)  # the same passages are asked for by many readers, and on every page
def _content(text: str, language: Language) -> Content:
    found = [stem for stem in stems(text, language) if not stem[0].isdecimal()]
    weights = {key: rarity(key, language) ** _STRESS for key in truncated(found)}
    length = hypot(*weights.values())
    meant = meanings(found, language)
    heard = {
        str(meant[stem]) if stem in meant else sound(stem): weights[key]
        for stem, key in zip(found, truncated(found), strict=True)
    }
    figures, counted = numbers(text, language), numerals(text, language)
    sounds = {key: weight for key, weight in heard.items() if key}
    called = stems(" ".join([*names(text)[0], *_IN_QUOTES.findall(text)]), language)
    return Content(
        language=language,
        words={key: weight / length for key, weight in weights.items()} if length else {},
        sounds=sounds,
        known=frozenset(map(str, meant.values())) | frozenset(map(sound, called)),
        names=frozenset(truncated(called)),
        figures=figures,
        counted=counted,
        numbers=figures | counted,
        days=days(text),
        sides=sides(text, language),
        negated=is_negated(text, language),
        marks=figures | counted | sounds.keys(),
    )


def repeats(new: Content, old: Content, bar: Bar) -> bool:
    """Whether a passage tells nothing that an older one hasn't told."""
    if new.contradicts(old):
        return False
    return _is_alike(new, old, bar) if new.language is old.language else _is_translation(new, old, bar)


def _is_alike(new: Content, old: Content, bar: Bar) -> bool:
    names, numbers = len(new.names & old.names), len(new.numbers & old.numbers)
    apart = new.names_apart(old)
    cosine = sum(weight * old.words.get(word, 0.0) for word, weight in new.words.items())
    likeness = cosine + _FIGURE * min(_MOST_FIGURES, numbers) + _NAME * min(_MOST_NAMES, names) - _NAMES_APART * apart
    if likeness < bar.alike:
        return False
    beside = _beside_names(new, old)
    return (numbers > 0 or names >= _MOST_NAMES or beside >= _BESIDE_NAMES) and not (apart and beside >= _OF_A_KIND)


def _is_translation(new: Content, old: Content, bar: Bar) -> bool:
    heard = sum(weight for word, weight in new.sounds.items() if word in old.sounds)
    figures = _weight(new.numbers & old.numbers)
    whole = _weight(new.figures) + sum(new.sounds.values())
    known = _weight(new.figures) + sum(
        weight for word, weight in new.sounds.items() if word in new.known or word in old.sounds
    )
    return figures + heard >= max(_ENOUGH, bar.common * whole, _OF_KNOWN * known)


def _beside_names(new: Content, old: Content) -> float:
    """The share of a passage's other words than names that another has."""
    other = {word: weight for word, weight in new.words.items() if word not in new.names and word not in old.names}
    whole = sum(other.values())
    return sum(weight for word, weight in other.items() if word in old.words) / whole if whole else 1.0


def _weight(figures: AbstractSet[str]) -> float:
    return sum(_LONG_FIGURE if len(figure) > 1 else _DIGIT for figure in figures)


def _apart(a: AbstractSet[object], b: AbstractSet[object]) -> bool:
    return bool(a) and bool(b) and a.isdisjoint(b)


def _is_within(taken: Iterable[bool], whole: Iterable[bool]) -> bool:
    """Whether sides are taken in the same order within others; in another one they are taken of other things."""
    rest = iter(whole)
    return all(side in rest for side in taken)


class Told:
    """The passages that were told: each new one is compared with those that have something in common with it."""

    def __init__(self) -> None:
        self._told: list[tuple[Passage, Content]] = []
        self._having: dict[str, list[int]] = defaultdict(list)

    def repeats(self, passage: Passage) -> bool:
        """Whether a passage tells nothing that one of them hasn't told."""
        new = _of(passage)
        shared = Counter(chain.from_iterable(self._having[key] for key in new.marks & self._having.keys()))
        near = (self._told[place] for place, count in shared.items() if count >= _IN_COMMON)
        return any(repeats(new, content, _bar(passage, told)) for told, content in near)

    def tell(self, passage: Passage) -> None:
        """Note a passage as told."""
        new = _of(passage)
        for key in new.marks:
            self._having[key].append(len(self._told))
        self._told.append((passage, new))


def has_news(new: Passage, old: Passage) -> bool:
    """Whether a passage has a figure, a date or a name that an older one hasn't, be all else the same words."""
    return _of(new).contradicts(_of(old)) or _of(new).names_apart(_of(old))


def _of(passage: Passage) -> Content:
    return content(passage.text, Language(passage.language))


def _bar(new: Passage, old: Passage) -> Bar:
    if new.article_id == old.article_id:
        return OF_ONE_ARTICLE
    return OF_ONE_STORY if new.story_id == old.story_id else OF_TWO_STORIES
