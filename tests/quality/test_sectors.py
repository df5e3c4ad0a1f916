"""Sectors of passages, held against what two readers gave; what one of them alone gave counts neither way."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.text.language import Language
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from tests.conftest import SEEDS
from tests.quality.conftest import Reached
from tests.quality.labelled import documents, is_kept, own_labels, rows

SPOKEN = (Language.RU, Language.KK, Language.EN)
FEWEST_OF_SECTOR = 10
"""Passages that a sector needs among those kept, to be measured by itself."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with its right sectors, and those that are neither right nor wrong."""

    language: Language
    title: str
    text: str
    right: frozenset[str]
    either: frozenset[str]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(load(Path(SEEDS) / "sectors.toml"))


def given() -> list[Labelled]:
    """The kept third of the labelled passages of the data."""
    return [
        Labelled(
            Language(row["language"]),
            row["title"] or "",
            row["text"],
            frozenset(row["sectors"]),
            frozenset(row["optional"]),
        )
        for row in rows("sectors.jsonl")
        if is_kept(row)
    ]


def own() -> list[Labelled]:
    """The kept passages of NTREX that we labelled ourselves, in each language."""
    found = []
    for name, first, last, both, either in own_labels("ntrex-sectors.tsv"):
        document = documents()[name]
        if document.kept:
            found += [
                Labelled(
                    language,
                    document.titles[language],
                    " ".join(sentences[int(first) : int(last) + 1]),
                    _keys(both),
                    _keys(either),
                )
                for language, sentences in document.sentences.items()
            ]
    return found


def _keys(listed: str) -> frozenset[str]:
    return frozenset(listed.split(",")) - {"-"}


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(("name", "passages"), [("given", given), ("own", own)])
def test_sectors_of_kept_passages(
    tagger: Tagger, reached: Reached, name: str, passages: Callable[[], list[Labelled]], language: Language
) -> None:
    spoken = [passage for passage in passages() if passage.language is language]
    reached(f"sectors.{name}_{language}", micro_f1(_outcomes(tagger, spoken).values()), cases=len(spoken))


def test_no_sector_is_left_behind(tagger: Tagger, reached: Reached) -> None:
    outcomes = _outcomes(tagger, [*given(), *own()])
    for key, outcome in sorted(outcomes.items()):
        if (cases := outcome["hit"] + outcome["missed"]) >= FEWEST_OF_SECTOR:
            reached(f"sectors.each_{key}", micro_f1([outcome]), cases=cases)


def _outcomes(tagger: Tagger, passages: Iterable[Labelled]) -> dict[str, Counter[str]]:
    """For each sector how often it was hit, wrongly given, and missed."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        found = {sector.key for sector in tagger.tag(passage.text, passage.language, title=passage.title)}
        for key in (found | passage.right) - (passage.either - passage.right):
            outcome = "wrong" if key not in passage.right else "hit" if key in found else "missed"
            outcomes[key][outcome] += 1
    return outcomes


def micro_f1(outcomes: Iterable[Counter[str]]) -> float:
    """The F1 over all decisions together."""
    total = sum(outcomes, Counter[str]())
    return 2 * total["hit"] / (2 * total["hit"] + total["wrong"] + total["missed"])
