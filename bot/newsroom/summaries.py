"""The sentences of an article that best tell what happened: chosen, never rewritten.

A sum of features rates each sentence (H. P. Edmundson, "New Methods in Automatic Extracting", Journal of the ACM 16,
1969, with LexRank in the place of his key words); ``features`` tells which, and where their weights are from. Then
sentences are taken one by one, less gladly the more they repeat what is taken (J. Carbonell and J. Goldstein, "The Use
of MMR", SIGIR 1998), and one that leans on its neighbour only after that neighbour.
"""

from collections.abc import Callable, Sequence

from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.sentences import sentences as split
from bot.text.spans import Span

__all__ = ["MOST_SENTENCES", "best_sentences", "summarise", "taken", "warm"]

MOST_SENTENCES = 1_000  # that are looked at: one after them is too late in the text to be chosen

# What likeness to a chosen sentence costs, in the unit of ``Features.rating``: in proportion, and so much that anything
# else is better where it is a near copy.
_REPETITION = 1.0
_NEAR_COPY, _NEAR_COPY_FROM = 10.0, 0.7


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
    from bot.newsroom import features  # noqa: PLC0415 - heavy: loaded at first use

    reading = features.read(candidates, title=title, language=language)
    return taken(
        [seen.rating() for seen in reading.features],
        [leans(sentence, language) for sentence in candidates],
        reading.likeness,
        count,
    )


def warm() -> None:
    """Load what ranks sentences (about a second), so that the first summary doesn't wait for it."""
    best_sentences(["Сводка.", "Дайджест."], title="", language=Language.RU, count=1)


def taken(
    ratings: Sequence[float], leaning: Sequence[bool], likeness: Callable[[int], Sequence[float]], count: int
) -> list[int]:
    """Take ``count`` indexes, the best first, and return them in ascending order.

    There is always one that may be taken: the first that isn't taken opens the text, or follows one that is.
    """
    chosen: set[int] = set()
    repetition = [0.0] * len(ratings)
    while len(chosen) < min(count, len(ratings)):
        standing = [
            index
            for index in range(len(ratings))
            if index not in chosen and (not leaning[index] or index == 0 or index - 1 in chosen)
        ]
        best = max(standing, key=lambda index: ratings[index] - _cost(repetition[index]))
        chosen.add(best)
        repetition = [max(pair) for pair in zip(repetition, likeness(best), strict=False)]
    return sorted(chosen)


def _cost(likeness: float) -> float:
    return _REPETITION * likeness + (_NEAR_COPY if likeness >= _NEAR_COPY_FROM else 0.0)
