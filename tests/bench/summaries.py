"""LexRank: ours against sumy's own, on the same documents in the same run."""

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer

from bot.text.ranking import LexRank

TARGETS = {200: 20.0, 1_000: 150.0, 3_000: 400.0}  # sentences: times as fast as sumy
BEST = 5  # sentences asked for

# Stems of news, stop words left out, as counted in 2,000 sentences of NTREX: 13 a sentence, 7,000 different ones, the
# most frequent in one sentence of ten. Zipf's law with Mandelbrot's offset comes close.
VOCABULARY = 12_000
OFFSET = 30
FEWEST, MOST = 3, 23


class Words:
    """A tokenizer whose words are already there."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Return the words of ``sentence``."""
        return tuple(sentence.split())


def made_up(number: int) -> ObjectDocumentModel:
    """Return a document of ``number`` sentences, the same in every run; its words are split beforehand."""
    chance = random.Random(number)
    names = [f"w{rank}" for rank in range(VOCABULARY)]
    weights = list(accumulate(1 / (OFFSET + rank) for rank in range(VOCABULARY)))
    tokenizer = Words()
    texts = (chance.choices(names, cum_weights=weights, k=chance.randint(FEWEST, MOST)) for _ in range(number))
    document = ObjectDocumentModel([Paragraph([Sentence(" ".join(text), tokenizer) for text in texts])])
    for sentence in document.sentences:
        assert sentence.words
    return document


def run() -> Iterator[dict[str, object]]:
    """One row for each number of sentences."""
    for number, target in TARGETS.items():
        document = made_up(number)
        ours, chosen = timed(partial(LexRank(), document, BEST), times=5)
        peer, chosen_by_peer = timed(partial(LexRankSummarizer(), document, BEST), times=1)
        if chosen != chosen_by_peer:
            raise AssertionError(f"{number} sentences: not the same ones are best")
        yield {
            "name": f"LexRank of {number} sentences",
            "figure": round(ours, 4),
            "unit": "s",
            "peer": "sumy's LexRankSummarizer",
            "peer_figure": round(peer, 3),
            "ratio": round(peer / ours, 1),
            "target": target,
            "met": peer / ours >= target,
        }


def timed(work: Callable[[], tuple[Sentence, ...]], *, times: int) -> tuple[float, tuple[Sentence, ...]]:
    """Return the seconds of CPU that ``work`` takes, the least of so many ``times``, and what it returns."""
    seconds = []
    result: tuple[Sentence, ...] = ()
    for _ in range(times):
        began = time.process_time()
        result = work()
        seconds.append(time.process_time() - began)
    return min(seconds), result
