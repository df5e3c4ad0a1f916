"""Sectors of passages, held against what two readers gave; what one of them alone gave counts neither way."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.text.language import Language
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from tests.conftest import SEEDS
from tests.quality.conftest import Reached
from tests.quality.labelled import is_kept, rows


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


def test_the_kept_third_of_the_given_labels(tagger: Tagger, reached: Reached) -> None:
    passages = given()
    for language in (Language.RU, Language.KK, Language.EN):
        spoken = [passage for passage in passages if passage.language is language]
        reached(f"sectors.given_{language}", micro_f1(_outcomes(tagger, spoken).values()), cases=len(spoken))


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
