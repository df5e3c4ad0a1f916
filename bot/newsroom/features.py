"""What is seen of each sentence of an article, and how much each of it speaks for showing the sentence.

This module loads scipy and sumy (about a second): it is imported where it is needed, not at the top of a module.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import log

from scipy.sparse import csr_array

from bot.text import ranking
from bot.text.language import Language
from bot.text.openings import OPENINGS
from bot.text.words import stems, words

__all__ = ["WEIGHTS", "Features", "Reading", "read"]

_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_AMOUNT = re.compile(
    r"[%€$£₽₸]|процент|пайыз|per ?cent|тенге|теңге|tenge|млн|млрд|трлн|миллион|миллиард|триллион"
    r"|million|billion|trillion"
)
_QUOTED = re.compile(r"[«“„\"”]")
_ASKS = re.compile(r"[?!:][\"'»”“]*$")
_CONTRAST = re.compile(r"(?:но|однако|алайда|бірақ|дегенмен|but|however|though)\b")


@dataclass(frozen=True, slots=True)
class Features:
    """What is seen of one sentence, from 0 to 1 where nothing else is said."""

    lateness: float  # the natural logarithm of its number in the text, counted from 1
    length: float  # in stems, as far as a longer sentence tells more
    stems: float  # the natural logarithm of their number and 1
    title: float  # the share of the other sentences that are less like the title
    centrality: float  # likeness to the other sentences, the most central one having 1
    numbers: float
    amount: float  # names a share, a sum or millions of something
    year: float  # names a year: background, mostly
    quoted: float  # holds a quotation mark
    asks: float  # ends in a question mark, an exclamation mark or a colon
    contrast: float  # begins with «но» or the like: a turn of events
    speaks: float  # has a pronoun of the first person

    def values(self) -> tuple[float, ...]:
        """Return all of them, in this order."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def rating(self) -> float:
        """Return the logarithm of the odds that a reader would choose the sentence, but for a constant."""
        return sum(seen * weight for seen, weight in zip(self.values(), WEIGHTS.values(), strict=True))


# Learnt from articles of which two readers chose three sentences each: ``python -m tests.quality.learning``.
WEIGHTS = Features(
    lateness=-0.69,
    length=0.69,
    stems=1.13,
    title=0.66,
    centrality=0.67,
    numbers=0.30,
    amount=0.38,
    year=-0.53,
    quoted=-0.35,
    asks=-0.22,
    contrast=0.54,
    speaks=-0.31,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article that was read: the features of its sentences, and how alike they are."""

    features: list[Features]
    _rows: csr_array

    def likeness(self, index: int) -> list[float]:
        """Return the likeness of each sentence to the one at ``index``, from 0 to 1."""
        cosines: list[float] = ranking.likeness(self._rows, index).tolist()
        return cosines[: len(self.features)]


def read(sentences: Sequence[str], *, title: str, language: Language) -> Reading:
    """Return what is seen of ``sentences`` (at least one), which stand in this order; ``title`` may be empty."""
    document = ranking.document(sentences, language)
    found = [sentence.words for sentence in document.sentences]
    rows = ranking.similarity_rows([*found, stems(title, language)])
    like_title = ranking.likeness(rows, len(sentences)).tolist()[:-1]
    centrality = ranking.ContinuousLexRank().scores(document)
    rising, others = sorted(like_title), max(1, len(sentences) - 1)
    return Reading(
        [
            _features(
                sentence,
                place=index,
                length=len(found[index]),
                title=bisect_left(rising, like_title[index]) / others,
                centrality=float(centrality[index] / centrality.max()),
                language=language,
            )
            for index, sentence in enumerate(sentences)
        ],
        rows,
    )


def _features(
    sentence: str, *, place: int, length: int, title: float, centrality: float, language: Language
) -> Features:
    folded = sentence.lower()
    return Features(
        lateness=log(1 + place),
        length=(min(1.0, length / 12) + min(1.0, length / 20)) / 2,
        stems=log(1 + length),
        title=title,
        centrality=centrality,
        numbers=min(1.0, len(_NUMBER.findall(sentence)) / 2),
        amount=float(_AMOUNT.search(folded) is not None),
        year=float(_YEAR.search(sentence) is not None),
        quoted=float(_QUOTED.search(sentence) is not None),
        asks=float(_ASKS.search(sentence) is not None),
        contrast=float(_CONTRAST.match(folded) is not None),
        speaks=float(not OPENINGS[language].speakers.isdisjoint(words(sentence))),
    )
