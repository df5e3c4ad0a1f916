"""How central each sentence of a text is: LexRank on sparse matrices, as summarizers of sumy.

LexRank: G. Erkan and D. Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization", Journal of
Artificial Intelligence Research 22 (2004). sumy's own compares every two sentences word by word in Python; one sparse
product gives the same scores in a hundredth of the time and less.

This module loads scipy and sumy (about a second): it is imported where it is needed, not at the top of a module.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from bot.text.language import Language
from bot.text.lean_sumy import LexRankSummarizer, ObjectDocumentModel, Paragraph, Sentence
from bot.text.words import stems

__all__ = ["ContinuousLexRank", "LexRank", "StemTokenizer", "document", "likeness", "similarity_rows"]

_NOTHING = 1e-12  # a length or weight below this is a rounding error

Vector = NDArray[np.float64]


class StemTokenizer:
    """A tokenizer for sumy, whose own knows neither Russian nor Kazakh: the words of a sentence are its stems."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Return the stems of ``sentence``, stop words left out."""
        return tuple(stems(sentence, self.language))


def document(sentences: Sequence[str], language: Language) -> ObjectDocumentModel:
    """Return ``sentences`` in the form that sumy's summarizers read."""
    tokenizer = StemTokenizer(language)
    return ObjectDocumentModel([Paragraph([Sentence(sentence, tokenizer) for sentence in sentences])])


class LexRank(LexRankSummarizer):  # type: ignore[misc]  # sumy is not typed
    """sumy's ``LexRankSummarizer`` with the same scores: sentences are linked where their cosine exceeds a threshold.

    Time and memory grow with the number of linked pairs, at worst the square of the number of sentences.
    """

    def __call__(self, document: ObjectDocumentModel, sentences_count: object) -> tuple[Sentence, ...]:
        """Return the best sentences in the order of the text; ``sentences_count`` is a number or «10%»."""
        ratings = dict(zip(document.sentences, self.scores(document), strict=True))
        best: tuple[Sentence, ...] = self._get_best_sentences(document.sentences, sentences_count, ratings)
        return best

    def scores(self, document: ObjectDocumentModel) -> Vector:
        """Return the score of each sentence of ``document``, in order."""
        words = [self._to_words_set(sentence) for sentence in document.sentences]
        return self._ranked(words) if words else np.zeros(0)

    def _ranked(self, sentences: Sequence[Sequence[str]]) -> Vector:
        counts = count_matrix(sentences)
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        largest = counts.max(axis=1).toarray().ravel()
        rows = unit_rows(diags_array(_inverse(largest)) @ counts, np.log(len(sentences) / (1.0 + frequency)))
        cosines = rows @ rows.T
        cosines.data = (cosines.data > self.threshold).astype(np.float64)
        cosines.eliminate_zeros()
        return self._stationary(cosines)

    def _stationary(self, links: csr_array) -> Vector:
        """The power method as sumy does it, with its coarse ``epsilon``; ``links`` are symmetric."""
        share = _inverse(links.sum(axis=1))
        score = np.full(len(share), 1.0 / len(share))
        change = np.inf
        while change > self.epsilon:
            following = links @ (score * share)
            length = float(np.linalg.norm(following))
            if length == 0.0:  # no sentence has a word that tells it from others
                return score
            following /= length
            change = float(np.linalg.norm(following - score))
            score = following
        return score


class ContinuousLexRank(LexRank):
    """LexRank without a threshold, damped (section 3.3 of the paper): made for short texts.

    In a text of ten sentences a threshold leaves most of them equal. Links weigh what the cosine is, and no matrix of
    all pairs is made: time and memory grow with the number of words.
    """

    damping = 0.85
    rounds = 50  # the share of a first guess that is left: 0.85 ** 50, three in ten thousand

    def _ranked(self, sentences: Sequence[Sequence[str]]) -> Vector:
        rows = similarity_rows(sentences)
        itself = (rows.multiply(rows)).sum(axis=1)
        outgoing = _inverse(rows @ (rows.T @ np.ones(len(sentences))) - itself)
        score = np.full(len(sentences), 1.0 / len(sentences))
        for _ in range(self.rounds):
            given = score * outgoing
            score = (1 - self.damping) / len(sentences) + self.damping * (rows @ (rows.T @ given) - itself * given)
        return score


def count_matrix(sentences: Sequence[Sequence[str]]) -> csr_array:
    """Return how often each word (a column) stands in each sentence (a row)."""
    vocabulary: dict[str, int] = {}
    columns: list[int] = []
    counts: list[int] = []
    ends = [0]
    for sentence in sentences:
        for word, count in Counter(sentence).items():
            columns.append(vocabulary.setdefault(word, len(vocabulary)))
            counts.append(count)
        ends.append(len(columns))
    shape = (len(sentences), max(1, len(vocabulary)))
    return csr_array((np.array(counts, dtype=np.float64), columns, ends), shape=shape)


def similarity_rows(sentences: Sequence[Sequence[str]]) -> csr_array:
    """Return a row of unit length for each sentence, so that the product of two rows is their cosine.

    Words are weighted by rarity, smoothed so that even a word of every sentence counts a little.
    """
    counts = count_matrix(sentences)
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    return unit_rows(counts, np.log((1.0 + len(sentences)) / np.maximum(1, frequency)) + 0.1)


def likeness(rows: csr_array, index: int) -> Vector:
    """Return the cosine of each of ``rows`` (of unit length) with the one at ``index``."""
    cosines: Vector = (rows @ rows[[index]].T).toarray().ravel()
    return cosines


def unit_rows(matrix: csr_array, weights: Vector) -> csr_array:
    """Return ``matrix`` with its columns weighted and each row brought to length 1 (or left empty)."""
    weighted = (matrix @ diags_array(weights)).tocsr()
    lengths = np.sqrt(weighted.multiply(weighted).sum(axis=1))
    return (diags_array(_inverse(lengths)) @ weighted).tocsr()


def _inverse(values: Vector) -> Vector:
    """1 / value, and 0 where the value is (nearly) 0."""
    return np.divide(1.0, values, out=np.zeros(len(values)), where=values > _NOTHING)
