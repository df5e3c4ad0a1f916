"""Where things stand in a TOML file: the parser of the standard library keeps no lines."""

import re
import tomllib

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*([\w.\-\"' ]+?)\s*=\s*(.*)$")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
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
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else source.rstrip().count("\n") + 1
    problem = _PLACE.sub("", message)
    if _TWICE.match(problem):
        return line, "this sector or key stands in the file twice"
    return line, f"is not valid TOML: {problem}"


def _split_key(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
