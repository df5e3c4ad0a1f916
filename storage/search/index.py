"""What an engine's full-text index is asked with: its statements, and the forms of what they are given."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass

from storage.engine import Connection
from storage.search.wanted import Grammar

IndexRow = tuple[int, str, str]
"""A passage's id, its stems and its words as written."""


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one engine; its table is ``passage_index``.

    ``noting`` keeps the words as they are written, where the index can't list its own (``None``: it can).
    ``newest`` has a place for a number (``{}``) behind its ``:match``, so that one statement can ask for several.
    ``damage`` says what the engine finds wrong with the index itself (of SQLite before 3.44: in a writing transaction).
    """

    key: str
    grammar: Grammar
    adding: str
    removing: str
    noting: str | None
    newest: str
    counting: str
    row: Callable[[int, str, str], dict[str, object]]
    noted: Callable[[Iterable[str]], object]
    listed: Callable[[Collection[str]], object]
    damage: Callable[[Connection], Awaitable[str | None]]
