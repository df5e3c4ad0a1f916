"""What a search wants of a passage, and how that is written for an engine, however much was asked: never too much.

Of the words that are looked for in any form sixteen count, of the phrases as they are written sixteen words in all, of
those that must not be there as many.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

MAX_WORDS = 16
"""Words of a query that are searched for; each costs a walk through its postings."""

MAX_PHRASES = 64
"""Phrases that are searched for in place of one word or name."""

MAX_BARRED = 256
"""Phrases of stems that must not be there: a dozen names in all their forms."""

Phrase = tuple[str, ...]
"""Stems that stand one after another."""

Phrases = tuple[Phrase, ...]
"""A word or a name: any of these is it."""

Reading = tuple[Phrases, ...]
"""What a passage must have all of, each in any of its phrases: the words of a query as read in one language."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a passage must have: all that one of the ``readings`` asks, and the ``literal`` phrases as they are written.

    With ``begun`` it has a word that begins so, too. It must have nothing of ``never``, stems one after another, nor of
    ``never_literal``.
    """

    readings: tuple[Reading, ...] = ()
    literal: tuple[str, ...] = ()
    never: tuple[Phrase, ...] = ()
    never_literal: tuple[str, ...] = ()
    begun: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How an engine writes what is wanted: phrases of stems or of words as written, and what joins them.

    A phrase is given as words with a space between them; one that the engine has no word of is written as nothing.
    """

    stems: Callable[[str], str]
    surface: Callable[[str], str]
    begun: Callable[[str], str]
    every: str
    any: str
    but: str

    def wanted(self, wanted: Wanted) -> str:
        """All that is wanted; empty where that is nothing."""
        asked = [f"({expression})"] if (expression := self.readings(wanted.readings)) else []
        asked += self._written(self.surface, _begun(wanted.literal))
        asked += self._written(self.begun, [wanted.begun])
        if not asked:
            return ""
        never = self._any_of(wanted.never, MAX_BARRED)
        barred = self.any.join(
            [*([never] if never else []), *self._written(self.surface, _whole(wanted.never_literal))]
        )
        every_one = self.every.join(asked)
        return f"({every_one}){self.but}({barred})" if barred else every_one

    def readings(self, readings: Sequence[Reading]) -> str:
        """All that any reading asks; empty where none asks anything."""
        alternatives = dict.fromkeys(self._all_of(reading) for reading in readings)
        return self.any.join(f"({asked})" for asked in alternatives if asked)

    def _all_of(self, reading: Reading) -> str:
        asked = dict.fromkeys(self._any_of(phrases) for phrases in reading)
        return self.every.join([f"({phrases})" for phrases in asked if phrases][:MAX_WORDS])

    def _any_of(self, phrases: Sequence[Phrase], most: int = MAX_PHRASES) -> str:
        return self.any.join(self._written(self.stems, (" ".join(phrase) for phrase in phrases))[:most])

    def _written(self, how: Callable[[str], str], phrases: Iterable[str]) -> list[str]:
        """Each phrase once."""
        said = dict.fromkeys(" ".join(words_of(phrase)) for phrase in phrases)
        return [written for phrase in said if phrase and (written := how(phrase))]


def words_of(phrase: str) -> list[str]:
    """The words of a phrase without what would end a quotation."""
    return phrase.replace('"', " ").replace("\0", " ").split()


def _begun(phrases: Sequence[str]) -> Iterator[str]:
    """Of phrases that are looked for the first ``MAX_WORDS`` words: a longer one is found by its beginning.

    Phrases keep their stop words, and of these each has postings in half of all passages to be walked through. So of a
    word that is said over and over two count.
    """
    left = MAX_WORDS
    for phrase in dict.fromkeys(phrases):
        said = [word for _, run in groupby(words_of(phrase)) for word in islice(run, 2)][:left]
        left -= len(said)
        yield " ".join(said)


def _whole(phrases: Sequence[str]) -> Iterator[str]:
    """Of phrases that must not be there those that fit into ``MAX_WORDS``: a beginning would bar more than was said."""
    left = MAX_WORDS
    for phrase in dict.fromkeys(phrases):
        if (length := len(words_of(phrase))) <= left:
            left -= length
            yield phrase
