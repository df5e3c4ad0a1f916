"""Where things stand in a TOML file: the parser of the standard library keeps no lines."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_QUOTES = re.compile("'''|\"\"\"")
_OPENS_BLOCK = re.compile(r"=\s*(?:'''|\"\"\")$")  # TOML drops the newline that follows
_TWICE = re.compile(r"Cannot (?:declare|overwrite)")


class MistakeError(ValueError):
    """A text is not TOML: the line (from 1) and the problem, in words for the person who edits the file."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file: what it says, its lines, and on which of them (from 1) its tables and keys begin."""

    tables: Mapping[str, object]
    lines: tuple[str, ...]
    places: Mapping[tuple[str, ...], int]

    def line(self, *key: str) -> int:
        """The line of a key; where it is written in a rarer form, of the table around it."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, 1)

    def first_line(self, *key: str) -> int:
        """The line on which a key's text begins, which for one between triple quotes may be the next."""
        line = self.line(*key)
        return line + bool(_OPENS_BLOCK.search(self.lines[line - 1]))


def read(raw: bytes) -> Document:
    """Read a TOML file.

    Raises MistakeError if it isn't UTF-8 or not TOML.
    """
    try:
        source = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise MistakeError(raw.count(b"\n", 0, error.start) + 1, "is not UTF-8 text") from error
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise MistakeError(*mistake(error, source)) from error
    except RecursionError:
        raise MistakeError(1, "is nested too deeply") from None
    return Document(tables, tuple(source.split("\n")), key_lines(source))


def key_lines(source: str) -> dict[tuple[str, ...], int]:
    """Return the line (from 1) where each table and key of a valid TOML text begins, for keys written one a line.

    A key written in a rarer form (inside an inline table) is missing; the line of the key around it is there.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    closing = ""
    for number, line in enumerate(map(str.strip, source.split("\n")), 1):
        if closing:
            closing = "" if closing in line else closing
        elif line.startswith("["):
            table = _split_key(line[1:].partition("]")[0])
            lines.setdefault(table, number)
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            lines.setdefault(table + _split_key(key), number)
            opening = value.lstrip()[:3]
            if opening in ("'''", '"""') and value.count(opening) == 1:
                closing = opening
    return lines


def mistake(error: tomllib.TOMLDecodeError, source: str) -> tuple[int, str]:
    """Return the line (from 1) and the problem, in words for the person who edits the file."""
    message = str(error)
    problem = _PLACE.sub("", message)
    place = _PLACE.search(message)
    if place is None or place[1] is None:  # it says "end of document": what is open there began earlier
        return _at_the_end(source, problem)
    if _TWICE.match(problem):
        return int(place[1]), "this [table] or key stands in the file twice"
    return int(place[1]), f"is not valid TOML: {problem}"


def _at_the_end(source: str, problem: str) -> tuple[int, str]:
    lines = source.rstrip().split("\n")
    openings = [number for number, line in enumerate(lines, 1) if len(_QUOTES.findall(line)) % 2]
    if openings:
        return openings[-1], "is not valid TOML: the quotes that open here are not closed before the end of the file"
    return len(lines), f"is not valid TOML: {problem} at the end of the file"


def _split_key(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
