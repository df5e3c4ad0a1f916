"""Which sentences lean on the one before them, held against a person's labels, and that none is shown alone.

Two sets: sentences written for this in the manner of Kazakhstani news, hard ones on both sides, and sentences of NTREX
as they come, of which many lean in ways that no first word tells («Инцидент произошёл…», "The 56-year-old…").
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.newsroom.summaries import best_sentences, summarise
from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.sentences import sentences
from tests.conftest import GIVEN
from tests.quality.conftest import Reached
from tests.quality.labelled import documents, own_labels

CASES = Path(__file__).with_name("cases") / "standing_alone.tsv"
SPOKEN = (Language.RU, Language.KK, Language.EN)

Case = tuple[str, bool]
"""A sentence, and whether it leans."""


def written(language: Language) -> list[Case]:
    """The sentences written for this."""
    lines = (line.split("\t") for line in CASES.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [(sentence, label == "leans") for spoken, label, sentence in lines if spoken == language]


def met(language: Language) -> list[Case]:
    """The sentences of NTREX."""
    return [
        (documents()[name].sentences[language][int(line)], flags[SPOKEN.index(language)] == "1")
        for name, line, *flags in own_labels("ntrex-leaning.tsv")
    ]


def is_kept(sentence: str) -> bool:
    """Half of the sentences, which nobody looks at while adding words."""
    return hashlib.sha256(sentence.encode()).digest()[0] % 2 == 0


def precision_and_recall(cases: Iterable[Case], language: Language) -> tuple[float, float]:
    """Of those said to lean the share that does, and of those that lean the share that is said to."""
    told = [(leans(sentence, language), label) for sentence, label in cases]
    hits = sum(said and label for said, label in told)
    return hits / sum(said for said, _ in told), hits / sum(label for _, label in told)


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("source", [written, met])
def test_what_leans_is_known(language: Language, source: Callable[[Language], list[Case]], reached: Reached) -> None:
    cases = [case for case in source(language) if is_kept(case[0])]
    precision, recall = precision_and_recall(cases, language)
    reached(f"standing_alone.{source.__name__}_{language}_precision", precision, cases=len(cases))
    reached(f"standing_alone.{source.__name__}_{language}_recall", recall, cases=len(cases))


# Beginnings that nobody would read alone, written apart from the lists of the rule, to hold it against.
PLAIN = {
    Language.RU: "Он |Она |Они |Это |Однако |Поэтому |При этом |Кроме того|По его словам|По её словам|Но |И |Также ",
    Language.KK: r"Ол |Олар |Оның |Алайда |Бірақ |Сондықтан |Сонымен қатар|Сондай-ақ |Бұл (?!жыл|апта|күз|жұма|сенбі)",
    Language.EN: "He |She |They |His |Her |Their |But |And |However,|In addition,|(?:This|That) (?:is|was|comes) ",
}


def is_plain(sentence: str, language: Language) -> bool:
    """Does a sentence begin in one of these ways?"""
    return re.match(PLAIN[language], sentence.lstrip('—– «“"')) is not None


@pytest.mark.parametrize("language", SPOKEN)
def test_no_sentence_of_a_summary_leans_on_one_that_is_left_out(language: Language, reached: Reached) -> None:
    """Over every document of NTREX, and for summaries of one to five sentences."""
    alone = shown = 0
    for document in documents().values():
        texts = document.sentences[language]
        for count in range(1, 6):
            chosen = best_sentences(texts, title=document.titles[language], language=language, count=count)
            shown += len(chosen)
            followed = {0, *(index + 1 for index in chosen)}
            alone += sum(is_plain(texts[index], language) for index in set(chosen) - followed)
    reached(f"standing_alone.shown_{language}", 1 - alone / shown, cases=shown)


def test_no_sentence_of_the_given_article_leans_on_one_that_is_left_out() -> None:
    text = GIVEN.read_text("utf-8")
    every = sentences(text, Language.RU)
    for count in range(1, len(every)):
        chosen = summarise(text, title="", language=Language.RU, count=count)
        followed = {every[0], *(after for before, after in pairwise(every) if before in chosen)}
        assert not any(is_plain(span.cut(text), Language.RU) for span in set(chosen) - followed)
