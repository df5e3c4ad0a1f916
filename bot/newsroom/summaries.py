"""The sentences of an article that best tell what happened: chosen, never rewritten.

A sum of features rates each sentence (H. P. Edmundson, "New Methods in Automatic Extracting", Journal of the ACM 16,
1969, with LexRank in the place of his key words). Then sentences are taken one by one, less gladly the more they repeat
what is taken (J. Carbonell and J. Goldstein, "The Use of MMR", SIGIR 1998), and one that leans on its neighbour only
after that neighbour.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.sentences import sentences as split
from bot.text.spans import Span
from bot.text.words import stems

__all__ = ["MOST_SENTENCES", "Features", "best_sentences", "summarise", "warm"]

MOST_SENTENCES = 1_000  # that are looked at: one after them is too late in the text to be chosen

# What likeness to a chosen sentence costs, in the unit of ``Features.rating``: in proportion, and so much that anything
# else is better where it is a near copy.
_REPETITION = 1.0
_NEAR_COPY, _NEAR_COPY_FROM = 10.0, 0.7

_SPEECH = re.compile(r"[—–\-«“„\"'”]")
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[\w,;:»”\"'] )[«“\"]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w-]")  # a capital inside a sentence
_ASKS = re.compile(r"[?!:][\"'»”“]*$")


@dataclass(frozen=True, slots=True)
class Features:
    """What is seen of one sentence, each from 0 to 1 but for ``lateness``."""

    lateness: float  # the natural logarithm of its number in the text, counted from 1
    length: float  # in stems, as far as a longer sentence tells more
    title: float  # likeness to the title, the likest sentence having 1
    centrality: float  # likeness to the other sentences, the most central one having 1
    numbers: float
    names: float
    speech: bool  # begins with a quotation mark or a dash
    asks: bool  # ends in a question mark, an exclamation mark or a colon

    def rating(self) -> float:
        """Return the logarithm of the odds that a reader would choose the sentence, but for a constant.

        The weights are a logistic regression's on what two readers chose of 93 articles in three languages, rounded.
        """
        return (
            -1.0 * self.lateness
            + 2.1 * self.length
            + 0.8 * self.title
            + 1.2 * self.centrality
            + 0.7 * self.numbers
            + 0.7 * self.names
            - 0.5 * self.speech
            - 0.5 * self.asks
        )


def summarise(text: str, *, title: str, language: Language, count: int) -> list[Span]:
    """Return the places of the ``count`` best sentences of ``text``, in its order, or of all where there are fewer."""
    spans = split(text, language)[:MOST_SENTENCES]
    chosen = best_sentences([span.cut(text) for span in spans], title=title, language=language, count=count)
    return [spans[index] for index in chosen]


def best_sentences(sentences: Sequence[str], *, title: str, language: Language, count: int) -> list[int]:
    """Return the indexes of the ``count`` best of ``sentences``, in the order of the text; ``title`` may be empty."""
    candidates = sentences[:MOST_SENTENCES]
    if count >= len(candidates):
        return list(range(len(candidates)))
    from bot.text import ranking  # noqa: PLC0415 - heavy: loaded at first use

    read = ranking.document(candidates, language)
    words = [sentence.words for sentence in read.sentences]
    rows = ranking.similarity_rows([*words, stems(title, language)])
    seen = _features(
        candidates,
        lengths=[len(stemmed) for stemmed in words],
        title=ranking.likeness(rows, len(candidates)).tolist()[:-1],
        centrality=ranking.ContinuousLexRank().scores(read).tolist(),
    )
    return _taken(
        [features.rating() for features in seen],
        [leans(sentence, language) for sentence in candidates],
        lambda index: ranking.likeness(rows, index).tolist(),
        count,
    )


def warm() -> None:
    """Load what ranks sentences (about a second), so that the first summary doesn't wait for it."""
    best_sentences(["Сводка.", "Дайджест."], title="", language=Language.RU, count=1)


def _features(
    sentences: Sequence[str], *, lengths: Sequence[int], title: Sequence[float], centrality: Sequence[float]
) -> list[Features]:
    likest, most_central = max(title), max(centrality)
    return [
        Features(
            lateness=log(1 + index),
            length=(min(1.0, lengths[index] / 12) + min(1.0, lengths[index] / 20)) / 2,
            title=title[index] / likest if likest > 0 else 0.0,
            centrality=centrality[index] / most_central,
            numbers=min(1.0, len(_NUMBER.findall(sentence)) / 2),
            names=min(1.0, len(_NAME.findall(sentence)) / 3),
            speech=_SPEECH.match(sentence) is not None,
            asks=_ASKS.search(sentence) is not None,
        )
        for index, sentence in enumerate(sentences)
    ]


def _taken(
    ratings: Sequence[float], leaning: Sequence[bool], likeness: Callable[[int], Sequence[float]], count: int
) -> list[int]:
    """Take ``count`` indexes, the best first, and return them in ascending order."""
    taken: set[int] = set()
    repetition = [0.0] * len(ratings)
    while len(taken) < min(count, len(ratings)):
        left = [index for index in range(len(ratings)) if index not in taken]
        standing = [index for index in left if not leaning[index] or index == 0 or index - 1 in taken]
        best = max(standing or left, key=lambda index: ratings[index] - _cost(repetition[index]))
        taken.add(best)
        repetition = [max(pair) for pair in zip(repetition, likeness(best), strict=False)]
    return sorted(taken)


def _cost(likeness: float) -> float:
    return _REPETITION * likeness + (_NEAR_COPY if likeness >= _NEAR_COPY_FROM else 0.0)
