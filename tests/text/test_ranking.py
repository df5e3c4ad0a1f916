"""LexRank on sparse matrices: sumy's own scores, and the continuous form that summaries use."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer

from bot.text.language import Language
from bot.text.ranking import ContinuousLexRank, LexRank, StemTokenizer, document, likeness, similarity_rows

DOCUMENTS = st.lists(st.lists(st.sampled_from("абвгдежзик"), max_size=8), min_size=1, max_size=25)


class Spaces:
    """A tokenizer that leaves words as they are."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(sentence.split())


def made_of(sentences: list[list[str]]) -> ObjectDocumentModel:
    return ObjectDocumentModel([Paragraph([Sentence(" ".join(words), Spaces()) for words in sentences])])


def scores_of_sumy(read: ObjectDocumentModel) -> np.ndarray:
    """What sumy's summarizer computes on its way to the best sentences."""
    peer = LexRankSummarizer()
    words = [peer._to_words_set(sentence) for sentence in read.sentences]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # it divides by zero where no two sentences are alike
        matrix = peer._create_matrix(words, peer.threshold, peer._compute_tf(words), peer._compute_idf(words))
        return np.asarray(peer.power_method(matrix, peer.epsilon))


@settings(max_examples=60)
@given(DOCUMENTS)
def test_the_scores_are_those_of_sumy(sentences: list[list[str]]) -> None:
    read = made_of(sentences)
    peer = scores_of_sumy(read)
    if np.isfinite(peer).all():
        assert LexRank().scores(read) == pytest.approx(peer, abs=1e-9)


def test_the_scores_are_those_of_sumy_on_a_long_document() -> None:
    chance = np.random.default_rng(7)
    read = made_of([[f"w{word}" for word in chance.zipf(1.3, size=chance.integers(1, 20))] for _ in range(150)])
    assert LexRank().scores(read) == pytest.approx(scores_of_sumy(read), abs=1e-9)


def test_the_best_sentences_are_those_of_sumy() -> None:
    texts = [
        "Станцию построят у озера Балхаш.",
        "Станцию построит Росатом у озера.",
        "Погода останется теплой.",
        "Росатом построит станцию за десять лет у озера Балхаш.",
        "Театр открыл сезон.",
        "Озеро Балхаш мелеет.",
    ]
    read = document(texts, Language.RU)
    assert len(set(scores_of_sumy(read).round(9))) >= 4
    assert LexRank()(read, 3) == LexRankSummarizer()(read, 3)


def test_stop_words_can_be_given_as_to_any_summarizer_of_sumy() -> None:
    read = made_of([["а", "б"], ["а", "в"], ["а", "г"], ["б", "в"], ["д"], ["е"]])
    ours, peer = LexRank(), LexRankSummarizer()
    ours.stop_words = peer.stop_words = ["а"]
    assert [str(one) for one in ours(read, 2)] == [str(one) for one in peer(read, 2)]


@pytest.mark.parametrize("summarizer", [LexRank(), ContinuousLexRank()])
def test_an_empty_document_has_no_best_sentences(summarizer: LexRank) -> None:
    assert summarizer(document([], Language.RU), 3) == ()


@pytest.mark.parametrize("summarizer", [LexRank(), ContinuousLexRank()])
def test_sentences_without_words_are_equal(summarizer: LexRank) -> None:
    scores = summarizer.scores(document(["…", "!", "—"], Language.RU))
    assert scores == pytest.approx([scores[0]] * 3)


@given(DOCUMENTS)
def test_continuous_scores_are_shares_of_attention(sentences: list[list[str]]) -> None:
    scores = ContinuousLexRank().scores(made_of(sentences))
    assert (scores > 0).all()
    assert scores.sum() <= 1 + 1e-9


def test_the_most_central_sentence_is_the_one_most_like_all_others() -> None:
    scores = ContinuousLexRank().scores(made_of([["а", "б"], ["а", "б", "в", "г"], ["в", "г"], ["д"]]))
    assert scores.argmax() == 1
    assert scores.argmin() == 3


def test_continuous_scores_are_those_of_the_full_matrix() -> None:
    """The definition, with every cosine written out: the sparse form only leaves that matrix unmade."""
    words = [["а", "б"], ["а", "б", "в"], ["в", "г"], ["д"], ["г", "а", "а"]]
    rows = similarity_rows(words).toarray()
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, 0.0)
    sums = cosines.sum(axis=1, keepdims=True)
    links = np.divide(cosines, sums, out=np.zeros_like(cosines), where=sums > 1e-12)
    score = np.full(5, 0.2)
    for _ in range(ContinuousLexRank.rounds):
        score = 0.15 / 5 + 0.85 * links.T @ score
    assert ContinuousLexRank().scores(made_of(words)) == pytest.approx(score)


def test_likeness_is_one_to_itself_and_zero_to_a_stranger() -> None:
    rows = similarity_rows([["а", "б"], ["а", "б"], ["в"], []])
    assert likeness(rows, 0).tolist() == pytest.approx([1.0, 1.0, 0.0, 0.0])
    assert likeness(rows, 3).tolist() == [0.0] * 4


def test_sumy_reads_our_stems() -> None:
    assert StemTokenizer(Language.RU).to_words("Строят новые станции.") == ("строить", "новый", "станция")
