"""Passages with their right sectors: those of the data, those of NTREX that we labelled, those that we wrote."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.text.language import Language
from tests.quality.labelled import documents, is_kept, own_labels, rows

WRITTEN = Path(__file__).with_name("cases")
SPOKEN = (Language.RU, Language.KK, Language.EN)

Outcomes = dict[str, Counter[str]]
"""For each sector how often it was a ``hit``, ``wrong``, and ``missed``."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with its right sectors, and those that are neither right nor wrong: one of two readings gave them."""

    language: Language
    title: str
    text: str
    right: frozenset[str]
    either: frozenset[str]
    kept: bool


def given() -> list[Labelled]:
    """The labelled passages of the data."""
    return [
        Labelled(
            Language(row["language"]),
            row["title"] or "",
            row["text"],
            frozenset(row["sectors"]),
            frozenset(row["optional"]),
            is_kept(row),
        )
        for row in rows("sectors.jsonl")
    ]


def own() -> list[Labelled]:
    """The passages of NTREX that we labelled ourselves, in each language."""
    return [
        Labelled(
            language,
            document.titles[language],
            " ".join(sentences[int(first) : int(last) + 1]),
            _keys(both),
            _keys(either),
            document.kept,
        )
        for name, first, last, both, either in own_labels("ntrex-sectors.tsv")
        for document in (documents()[name],)
        for language, sentences in document.sentences.items()
    ]


def written() -> list[Labelled]:
    """Passages of our own, in the manner of Kazakhstan's news."""
    return _written("passages-*.jsonl")


def television() -> list[Labelled]:
    """Sentences of our own, cut out of the middle of a report as those of Kazakh television in the data are."""
    return _written("television-*.jsonl")


def _written(files: str) -> list[Labelled]:
    """``one`` and ``two`` are two readings of the writer's. Half of the passages are kept, drawn by their id."""
    found = []
    for file in sorted(WRITTEN.glob(files)):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            one, two = frozenset(row["one"]), frozenset(row["two"])
            kept = sha256(row["id"].encode()).digest()[0] % 2 == 0
            found.append(Labelled(Language(row["language"]), row["title"], row["text"], one & two, one ^ two, kept))
    return found


def _keys(listed: str) -> frozenset[str]:
    return frozenset(listed.split(",")) - {"-"}


def outcomes(find: Callable[[Labelled], Iterable[str]], passages: Iterable[Labelled]) -> Outcomes:
    """What comes of finding the sectors of passages; what one reader alone gave counts neither way."""
    found: Outcomes = defaultdict(Counter)
    for passage in passages:
        keys = set(find(passage))
        for key in (keys | passage.right) - (passage.either - passage.right):
            outcome = "wrong" if key not in passage.right else "hit" if key in keys else "missed"
            found[key][outcome] += 1
    return found


def micro_f1(of: Iterable[Counter[str]]) -> float:
    """The F1 over all decisions together."""
    total = sum(of, Counter[str]())
    return 2 * total["hit"] / max(1, 2 * total["hit"] + total["wrong"] + total["missed"])
