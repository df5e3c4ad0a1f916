"""Three sentences of an article, held against those that two readers would show.

The overlap with a reader is the share of their three that were chosen, which with three on both sides is precision,
recall and F1 at once; a figure is the mean over both readers and all articles. Weights were learnt on the articles
that are not kept; the figures over all articles stand beside for comparison.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import fmean

import pytest

from bot.newsroom.summaries import best_sentences
from bot.text.language import Language
from tests.quality.conftest import Reached
from tests.quality.labelled import documents, is_kept, own_labels, rows

COUNT = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article, and the indexes of the sentences that each of two readers chose."""

    name: str
    language: Language
    title: str
    sentences: list[str]
    readers: tuple[frozenset[int], ...]
    kept: bool

    def overlap(self) -> float:
        """How much our choice agrees with the readers', from 0 to 1."""
        best = best_sentences(self.sentences, title=self.title, language=self.language, count=COUNT)
        return fmean(len(reader.intersection(best)) / COUNT for reader in self.readers)


def given() -> Iterator[Chosen]:
    """The articles of the data."""
    for row in rows("summaries.jsonl"):
        yield Chosen(
            row["id"].rsplit(".", 1)[0],
            Language(row["language"]),
            row["title"],
            row["sentences"],
            tuple(map(frozenset, row["readers"])),
            is_kept(row),
        )


def own() -> Iterator[Chosen]:
    """The documents of NTREX that readers of ours chose from, in each language."""
    for name, *chosen in own_labels("ntrex-summaries.tsv"):
        document = documents()[name]
        readers = tuple(frozenset(map(int, indexes.split(","))) for indexes in chosen)
        for language, sentences in document.sentences.items():
            yield Chosen(name, language, document.titles[language], sentences, readers, document.kept)


@pytest.mark.parametrize(("task", "source"), [("given", given), ("own", own)])
def test_three_sentences_of_an_article(task: str, source: Callable[[], Iterator[Chosen]], reached: Reached) -> None:
    articles = list(source())
    for language in (Language.RU, Language.KK, Language.EN):
        for part, read in (
            (f"{task}_{language}", [one for one in articles if one.language is language and one.kept]),
            (f"{task}_{language}_all", [one for one in articles if one.language is language]),
        ):
            reached(f"summaries.{part}", fmean(one.overlap() for one in read), cases=len(read))
