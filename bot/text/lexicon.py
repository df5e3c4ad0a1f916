"""The terms of a taxonomy, compiled for finding them in a text: a few look-ups a word, however many terms there are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from bot.text.language import Language
from bot.text.taxonomy import Taxonomy, Term
from bot.text.words import stem

_CACHED_WORDS = 50_000  # of one language, a news year's vocabulary; about 30 MB when full
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-яәғқңөұүһі]")
_KAZAKH = re.compile(r"[әғқңөұүһі]")


@dataclass(frozen=True, slots=True)
class Match:
    """A term of a sector at a place of a text, counted in words."""

    sector: str
    term: Term
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A term in its sector; ``patterns`` are the numbers of its parts among all patterns of the lexicon.

    It is looked for where its part number ``anchor`` stands: the one that the fewest phrases have.
    """

    sector: str
    term: Term
    patterns: tuple[int, ...]
    anchor: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    """What one word brings: the patterns it fits, its best term alone in each sector, the phrases it anchors."""

    patterns: frozenset[int] = frozenset()
    alone: tuple[_Entry, ...] = ()
    anchors: tuple[_Entry, ...] = ()


@dataclass(slots=True)
class _Patterns:
    """The single words and prefixes that terms of one language are made of, each with its number."""

    forms: dict[str, int] = field(default_factory=dict)
    stems: dict[str, tuple[int, ...]] = field(default_factory=dict)
    prefixes: dict[str, int] = field(default_factory=dict)


class Lexicon:
    """Finds the terms of all sectors in the words of a text.

    Where several terms of one sector fit the same words, the longest phrase counts, then the word as written, then its
    stem, then the longest prefix: a special term corrects a general one («зерновых культур» is not «культур*»).
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._patterns = {Language(code): _Patterns() for code in ("ru", "kk", "en")}
        self._size = 0
        self._alone: dict[int, tuple[_Entry, ...]] = {}
        self._anchors: dict[int, tuple[_Entry, ...]] = {}
        compiled = [
            (sector.key, term, tuple(self._pattern(part, Language(code)) for part in term.parts))
            for sector in taxonomy
            for code, terms in sector.terms.items()
            for term in terms
        ]
        common = Counter(pattern for _, _, patterns in compiled for pattern in patterns)
        for key, term, patterns in compiled:
            anchor = min(range(len(patterns)), key=lambda place: common[patterns[place]])
            entries = self._anchors if len(patterns) > 1 else self._alone
            entries[patterns[anchor]] = (*entries.get(patterns[anchor], ()), _Entry(key, term, patterns, anchor))
        self._word = lru_cache(maxsize=_CACHED_WORDS)(self._look_up)

    def matches(self, words: Sequence[str], language: Language) -> list[Match]:
        """Return the terms in these folded words, at most one of a sector at each word; phrases first."""
        found = [self._word(word, language) for word in words]
        phrases = [
            Match(entry.sector, entry.term, place - entry.anchor, len(entry.patterns))
            for place, word in enumerate(found)
            for entry in word.anchors
            if _fits(entry, found, place - entry.anchor)
        ]
        phrases.sort(key=lambda match: (-match.length, -len(str(match.term)), match.start))
        taken: set[tuple[str, int]] = set()
        kept = []
        for match in phrases:
            places = [(match.sector, match.start + offset) for offset in range(match.length)]
            if taken.isdisjoint(places):
                taken.update(places)
                kept.append(match)
        return kept + [
            Match(entry.sector, entry.term, start, 1)
            for start, word in enumerate(found)
            for entry in word.alone
            if (entry.sector, start) not in taken
        ]

    def _pattern(self, part: str, language: Language) -> int:
        patterns = self._patterns[language]
        table, key = (patterns.prefixes, part[:-1]) if part.endswith("*") else (patterns.forms, part)
        if key not in table:
            table[key] = self._size
            if table is patterns.forms:
                met = _stem(part, language)
                patterns.stems[met] = (*patterns.stems.get(met, ()), self._size)
            self._size += 1
        return table[key]

    def _look_up(self, word: str, language: Language) -> _Word:
        fitting = self._fitting(word, language)
        if not fitting and "-" in word:  # a part may be known: «онлайн-банкинг»
            fitting = [pattern for part in word.split("-") for pattern in self._fitting(part, language)]
        best: dict[str, _Entry] = {}
        for pattern in fitting:
            for entry in self._alone.get(pattern, ()):
                best.setdefault(entry.sector, entry)
        anchors = tuple(entry for pattern in dict.fromkeys(fitting) for entry in self._anchors.get(pattern, ()))
        return _Word(frozenset(fitting), tuple(best.values()), anchors)

    def _fitting(self, word: str, language: Language) -> list[int]:
        """The patterns that a word fits, the most special first."""
        spoken = [self._patterns[code] for code in _languages(word, language)]
        forms = [patterns.forms[word] for patterns in spoken if word in patterns.forms]
        stems = [
            pattern
            for code in _languages(word, language)
            for pattern in self._patterns[code].stems.get(_stem(word, code), ())
        ]
        beginnings = list(accumulate(word))[::-1]
        prefixes = [
            patterns.prefixes[beginning]
            for beginning in beginnings
            for patterns in spoken
            if beginning in patterns.prefixes
        ]
        return forms + stems + prefixes


def _fits(entry: _Entry, found: Sequence[_Word], start: int) -> bool:
    """Do the words from ``start`` on fit the phrase?"""
    if start < 0 or start + len(entry.patterns) > len(found):
        return False
    return all(pattern in found[start + offset].patterns for offset, pattern in enumerate(entry.patterns))


def _languages(word: str, language: Language) -> Iterator[Language]:
    """Yield the languages a word of a text in ``language`` may be in: the text's, and that of its own letters.

    A Russian passage has Kazakh and English names in it; a passage in another language is read by its letters alone.
    """
    if language is not Language.OTHER:
        yield language
    if _LATIN.search(word):
        if language is not Language.EN:
            yield Language.EN
    elif _CYRILLIC.search(word):
        if language in (Language.EN, Language.OTHER) and not _KAZAKH.search(word):
            yield Language.RU
        if language is Language.OTHER or (language is not Language.KK and _KAZAKH.search(word)):
            yield Language.KK


def _stem(word: str, language: Language) -> str:
    """Return the key by which the forms of a term's word meet.

    English takes off the plural only (the S stemmer of D. Harman, "How effective is suffixing?", JASIS 42, 1991): the
    stem that serves a search makes one of "import" and "important", "author" and "authority".
    """
    if language is not Language.EN:
        return stem(word, language)
    word = word.removesuffix("'s").removesuffix("'")
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")):
        return word[:-1]
    return word
