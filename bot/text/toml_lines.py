"""Where things stand in a TOML file: the parser of the standard library keeps no lines."""

import re
import tomllib

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*([\w.\-\"' ]+?)\s*=\s*(.*)$")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_QUOTES = re.compile("'''|\"\"\"")
_TWICE = re.compile(r"Cannot (?:declare|overwrite)")


def key_lines(source: str) -> dict[tuple[str, ...], int]:
    """Return the line (from 1) where each table and key of a valid TOML text begins, for keys written one a line.

    A key written in a rarer form (inside an inline table) is missing; the line of the key around it is there.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    closing = ""
    for number, line in enumerate(source.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
        elif header := _TABLE.match(line):
            table = _split_key(header[1])
            lines.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            lines.setdefault(table + _split_key(assignment[1]), number)
            opening = assignment[2][:3]
            if opening in ("'''", '"""') and opening not in assignment[2][3:]:
                closing = opening
    return lines


def mistake(error: tomllib.TOMLDecodeError, source: str) -> tuple[int, str]:
    """Return the line (from 1) and the problem, in words for the person who edits the file."""
    message = str(error)
    problem = _PLACE.sub("", message)
    place = _PLACE.search(message)
    if place is None or place[1] is None:  # it says "end of document": what is open there began earlier
        return _last_opening(source), f"is not valid TOML: not closed before the end of the file ({problem})"
    if _TWICE.match(problem):
        return int(place[1]), "this sector or key stands in the file twice"
    return int(place[1]), f"is not valid TOML: {problem}"


def _last_opening(source: str) -> int:
    """Return the last line whose triple quotes do not close on it; the last line of all if there is none."""
    lines = source.rstrip().split("\n")
    openings = [number for number, line in enumerate(lines, 1) if len(_QUOTES.findall(line)) % 2]
    return openings[-1] if openings else len(lines)


def _split_key(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
