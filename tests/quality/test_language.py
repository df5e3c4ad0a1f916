"""Languages: of bodies, of headlines beside their body, of a first line alone; and of the neighbours of ours."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.text.language import Language, detect
from tests.corpora import news_sentences, treebank_sentences
from tests.quality.conftest import Reached
from tests.quality.labelled import documents, is_kept, rows

RU, KK, EN = Language.RU, Language.KK, Language.EN
OURS = (RU, KK, EN)
RUN = 10  # sentences of a treebank that stand for a body, and of a document that stand for a passage: three
PASSAGE = 3
WORDS = 3  # of a headline that is next to nothing
NEIGHBOURS = Path(__file__).with_name("cases") / "neighbours.tsv"


def neighbours() -> dict[str, list[str]]:
    """Sentences of our own in the languages around ours, by language."""
    found = defaultdict(list)
    for line in NEIGHBOURS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, sentence = line.split("\t")
            found[code].append(sentence)
    return found


def passages(language: Language) -> list[str]:
    """Documents, the runs of three sentences that they are made of, labelled passages, and runs of the treebanks."""
    found = [
        sentence["text"] for sentence in rows("sectors.jsonl") if is_kept(sentence) and sentence["language"] == language
    ]
    for document in documents().values():
        if document.kept:
            told = document.sentences[language]
            found += ["\n".join(told), *(" ".join(told[at : at + PASSAGE]) for at in range(0, len(told), PASSAGE))]
    treebank = {RU: "ru_pud", KK: "kk_ktb"}.get(language)
    lines = treebank_sentences(treebank) if treebank else []
    return found + [" ".join(lines[at : at + RUN]) for at in range(0, len(lines), RUN)]


def share_of(language: Language, texts: Iterable[str], *, inherit: Language | None = None) -> tuple[float, int]:
    """How many of ``texts`` are found to be in ``language``, and how many there are."""
    found = [detect(text, inherit=inherit) is language for text in texts]
    return sum(found) / len(found), len(found)


@pytest.mark.parametrize("language", OURS)
def test_of_bodies_and_passages(language: Language, reached: Reached) -> None:
    share, cases = share_of(language, passages(language))
    reached(f"language.body_{language}", share, cases=cases)


@pytest.mark.parametrize("language", OURS)
def test_of_headlines_beside_their_body(language: Language, reached: Reached) -> None:
    titles = {document.titles[language] for document in documents().values()}
    titles |= {row["title"] for row in rows("sectors.jsonl") if row["language"] == language and row["title"]}
    share, cases = share_of(language, titles, inherit=language)
    reached(f"language.headline_{language}", share, cases=cases)


@pytest.mark.parametrize("language", OURS)
def test_of_a_first_line_alone(language: Language, reached: Reached) -> None:
    kept = [document for document in documents().values() if document.kept]
    lines = [line for document in kept for line in (document.titles[language], document.sentences[language][0])]
    share, cases = share_of(language, lines)
    reached(f"language.first_line_{language}", share, cases=cases)


@pytest.mark.parametrize("language", OURS)
def test_of_three_words(language: Language, reached: Reached) -> None:
    """Many are nothing but names, in which no language can be seen: nothing was asked for here."""
    share, cases = share_of(language, (" ".join(line.split()[:WORDS]) for line in news_sentences(language)))
    reached(f"language.three_words_{language}", share, cases=cases)


def test_neighbours_are_told_from_ours(reached: Reached) -> None:
    for code, sentences in neighbours().items():
        share, cases = share_of(Language.OTHER, sentences)
        reached(f"language.neighbour_{code.replace('-', '_')}", share, cases=cases)


@pytest.mark.parametrize("language", OURS)
def test_single_sentences_of_ours_are_not_taken_for_a_neighbour_s(language: Language, reached: Reached) -> None:
    share, cases = share_of(language, news_sentences(language))
    reached(f"language.sentence_{language}", share, cases=cases)
