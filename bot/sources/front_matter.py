"""Front matter: the ``key: value`` lines between two ``---`` at the top of a Markdown file.

The form that static site generators share (Jekyll, Hugo), its plainest part: one value a line, no nesting, so no YAML
library with its surprises is needed.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_FENCE = "---"
_PAIR = re.compile(r"([A-Za-z][\w-]*)\s*:(?:\s+(.*))?$")
_NONE: Mapping[str, str] = MappingProxyType({})


def split_front_matter(content: str) -> tuple[Mapping[str, str], str]:
    """The front matter's values by key in small letters, and what follows it; no values where a text has none."""
    lines = content.lstrip("\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        return _NONE, content
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in (_FENCE, "..."):
            return _pairs(lines[1:number]), "\n".join(lines[number + 1 :])
    return _NONE, content


def _pairs(lines: list[str]) -> Mapping[str, str]:
    pairs = (_PAIR.match(line.rstrip()) for line in lines)
    return {pair[1].lower(): _unquote(pair[2] or "") for pair in pairs if pair}


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value
