"""Cases as data: what is given stands beside what is expected, in TOML."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

CASES = Path(__file__).parent


def cases(name: str) -> list[Mapping[str, str]]:
    """The cases of one file, each a table of strings."""
    found: list[Mapping[str, str]] = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return found
