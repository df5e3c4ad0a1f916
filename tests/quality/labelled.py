"""The labelled texts, cut in two: what may be learnt from, and what is kept to measure with.

NTREX-128 holds 123 documents, each in three languages. Kept are all those that the sector labels of the data say
nothing of, and a third of the others, drawn by the hash of the title; of Kazakh television news a third, drawn by its
number. Whoever edits terms, or chooses a weight, looks at the others only.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.text.language import Language
from tests.corpora import NTREX, corpus, news_sentences

LABELS = Path(__file__).with_name("labels")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of NTREX: its sentences in each language, the title not among them."""

    name: str
    titles: dict[Language, str]
    sentences: dict[Language, list[str]]
    first_line: int  # of its title in the files of NTREX, from 0

    @property
    def kept(self) -> bool:
        return _drawn(self.titles[Language.EN]) or self.name not in _learnable()


@lru_cache(maxsize=1)
def documents() -> dict[str, Document]:
    """The documents of NTREX by name, in their order."""
    names = corpus("ntrex/DOCUMENT_IDS.tsv").read_text("utf-8").split()
    lines = {language: [line.strip() for line in news_sentences(language)] for language in NTREX}
    found = {}
    for name in dict.fromkeys(names):
        first, count = names.index(name), names.count(name)
        found[name] = Document(
            name,
            {language: told[first] for language, told in lines.items()},
            {language: told[first + 1 : first + count] for language, told in lines.items()},
            first,
        )
    return found


def rows(name: str) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines of the data."""
    return [json.loads(line) for line in corpus(name).read_text("utf-8").splitlines()]


def is_kept(row: dict[str, Any]) -> bool:
    """Is this labelled passage or article kept to measure with? A document's translations stay together."""
    base = row["id"].rsplit(".", 1)[0]
    if base in documents():
        return documents()[base].kept
    return _drawn(_titles().get(base, base))


def _drawn(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    """The English titles of the labelled passages, by the passage's name."""
    return {row["id"].rsplit(".", 1)[0]: row["title"] for row in rows("sectors.jsonl") if row["language"] == "en"}


@lru_cache(maxsize=1)
def _learnable() -> frozenset[str]:
    """The documents that the sector labels of the data say something of."""
    spoken_of = set(_titles().values())
    return frozenset(name for name, document in documents().items() if document.titles[Language.EN] in spoken_of)


def own_labels(name: str) -> Iterator[tuple[str, ...]]:
    """The fields of each line of a file of our own labels; lines that begin with # are comments."""
    for line in (LABELS / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))
