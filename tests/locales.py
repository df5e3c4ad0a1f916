"""Holds the languages of the interface against each other: the same keys, each naming the same values.

Run as ``python -m tests.locales`` by ``make check``, and by a test.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.telegram.texts import LANGUAGES, LOCALES


class _Names(Visitor):
    """Collects the values that a message names."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - fluent.syntax's naming
        self.found.add(node.id.name)


def messages(folder: Path) -> tuple[dict[str, frozenset[str]], list[str]]:
    """Each key of a language with the values it names, and what can't be read or stands twice."""
    keys: dict[str, frozenset[str]] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Junk):
                faults.append(f"{folder.name}/{path.name}: can't be read: {(entry.content or '').strip()[:60]!r}")
            elif isinstance(entry, ast.Message):
                if entry.id.name in keys:
                    faults.append(f"{folder.name}/{path.name}: {entry.id.name} stands twice")
                names = _Names()
                names.visit(entry)
                keys[entry.id.name] = frozenset(names.found)
    return keys, faults


def faults(locales: Path = LOCALES) -> Iterator[str]:
    """What one language has and another lacks, a line each."""
    read = {language: messages(locales / language) for language in LANGUAGES}
    for _keys, unreadable in read.values():
        yield from unreadable
    every = {key for keys, _ in read.values() for key in keys}
    for key in sorted(every):
        named = {language: keys.get(key) for language, (keys, _) in read.items()}
        missing = [language for language, names in named.items() if names is None]
        if missing:
            yield f"{key}: missing in {', '.join(missing)}"
        elif len(set(named.values())) > 1:
            told = "; ".join(f"{language} {sorted(names or ())}" for language, names in named.items())
            yield f"{key}: names other values in another language: {told}"


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found) or "The languages of the interface have the same texts.")
    sys.exit(bool(found))
