"""Pairs of articles that tell one event or two: those of the data, and our own on events of Kazakhstan.

Ours stand in ``cases/tellings.toml`` by groups: an event told in several ways beside another of its kind.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from bot.text.language import Language
from tests.quality.labelled import is_kept, rows

TELLINGS = Path(__file__).with_name("cases") / "tellings.toml"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles (title and text) and whether they tell one event; pairs of a ``group`` resemble each other."""

    group: str
    language: Language
    kept: bool
    same: bool
    a: tuple[str, str]
    b: tuple[str, str]


@lru_cache(maxsize=1)
def given() -> tuple[Pair, ...]:
    """The pairs of the data."""
    return tuple(
        Pair(
            row["id"],
            Language(row["language"]),
            is_kept(row),
            row["same"],
            (row["a"]["title"] or "", row["a"]["text"]),
            (row["b"]["title"] or "", row["b"]["text"]),
        )
        for row in rows("stories.jsonl")
    )


@lru_cache(maxsize=1)
def own() -> tuple[Pair, ...]:
    """Our own pairs: any two tellings of a group."""
    return tuple(_own())


@lru_cache(maxsize=1)
def groups() -> tuple[tuple[tuple[str, str], ...], ...]:
    """The articles (title and text) of each group of our own, of one event and of others like it."""
    return tuple(tuple((one["title"], one["text"]) for one in group["telling"]) for group in _groups())


def _groups() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(TELLINGS.read_text("utf-8"))["group"]
    return found


def _own() -> Iterator[Pair]:
    for group in _groups():
        for a, b in combinations(group["telling"], 2):
            yield Pair(
                group["id"],
                Language(group["language"]),
                group["kept"],
                a["event"] == b["event"],
                (a["title"], a["text"]),
                (b["title"], b["text"]),
            )
