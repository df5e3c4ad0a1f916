"""Boundaries of sentences: the gold sentences of a run are joined by spaces, and where they ended is looked for."""

from collections.abc import Iterable

from bot.text.language import Language
from bot.text.sentences import sentences
from tests.corpora import treebank_sentences
from tests.quality.conftest import Reached
from tests.quality.labelled import documents

RUN = 10  # sentences of a treebank that are set one after the other


def runs(name: str) -> list[list[str]]:
    """The sentences of a treebank, ten at a time."""
    lines = treebank_sentences(name)
    return [lines[at : at + RUN] for at in range(0, len(lines), RUN)]


def f1(gold: Iterable[list[str]], language: Language) -> float:
    """F1 of the ends of sentences, the last of a run among them."""
    right = found = true = 0
    for run in gold:
        ends, end = set(), -1
        for line in run:
            end += len(line) + 1
            ends.add(end)
        got = {span.end for span in sentences(" ".join(run), language)}
        right, found, true = right + len(ends & got), found + len(got), true + len(ends)
    return 2 * right / (found + true)


def test_of_a_russian_treebank(reached: Reached) -> None:
    gold = runs("ru_pud")
    reached("sentences.ru", f1(gold, Language.RU), cases=sum(map(len, gold)))


def test_of_a_kazakh_treebank(reached: Reached) -> None:
    gold = runs("kk_ktb")
    reached("sentences.kk", f1(gold, Language.KK), cases=sum(map(len, gold)))


def test_of_english_news(reached: Reached) -> None:
    """One line of fifty is a heading without a mark at its end, which nothing could tell from what follows."""
    gold = [document.sentences[Language.EN] for document in documents().values() if document.kept]
    reached("sentences.en", f1(gold, Language.EN), cases=sum(map(len, gold)))
