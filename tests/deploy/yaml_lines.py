"""As much of YAML as our compose files are written in: mappings and lists by indentation, flow lists, plain scalars.

What it doesn't know (anchors, block scalars, flow mappings, tabs) is a mistake here, so nothing is passed over.
"""

import ast
import re
from collections.abc import Sequence
from typing import Any

_KEY = re.compile(r"([A-Za-z_][\w.-]*):(?: (.*))?$")
_UNKNOWN = re.compile(r"[&*|>{!%@`\t]")


def load(text: str) -> Any:
    """What a document says: dictionaries, lists and strings; a key without a value has ``None``."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if _UNKNOWN.match(bare) or "\t" in line:
            raise ValueError(f"line {number} is written in a way that isn't known here: {line}")
        lines.append((len(line) - len(line.lstrip(" ")), bare))
    value, rest = _block(lines, 0)
    if rest:
        raise ValueError(f"indented in no order: {rest[0][1]}")
    return value


_Lines = Sequence[tuple[int, str]]


def _block(lines: _Lines, indent: int) -> tuple[Any, _Lines]:
    """The value that begins with the first line, and the lines behind it."""
    return (_items if lines[0][1].startswith("- ") else _mapping)(lines, indent)


def _items(lines: _Lines, indent: int) -> tuple[list[Any], _Lines]:
    found = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
        found.append(_scalar(lines[0][1][2:]))
        lines = lines[1:]
    return found, lines


def _mapping(lines: _Lines, indent: int) -> tuple[dict[str, Any], _Lines]:
    found: dict[str, Any] = {}
    while lines and lines[0][0] == indent:
        match = _KEY.match(lines[0][1])
        if match is None or match[1] in found:
            raise ValueError(f"no key, or one that was there before: {lines[0][1]}")
        key, value = match[1], match[2]
        lines = lines[1:]
        if value:
            found[key] = _scalar(value)
        elif lines and lines[0][0] > indent:
            found[key], lines = _block(lines, lines[0][0])
        else:
            found[key] = None
    return found, lines


def _scalar(written: str) -> Any:
    """A quoted text, a flow list of quoted texts, or a plain text as it stands."""
    if written[0] in "\"'[":
        return ast.literal_eval(written)
    if written[0] in "&*|>{!%@`":
        raise ValueError(f"a value that isn't known here: {written}")
    return written
