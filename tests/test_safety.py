"""The table in docs/safety.md is true as far as a test can tell: each of its rows names tests, and they are there."""

import re
from collections.abc import Iterator

from tests.conftest import ROOT

SAFETY = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
HEAD = ["who could", "what", "defence", "test"]
FEWEST_ROWS = 20


def rows() -> list[list[str]]:
    """The cells of every row of its tables, without their heads."""
    lines = (line for line in SAFETY.splitlines() if line.startswith("|"))
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [row for row in cells if row != HEAD and not set("".join(row)) <= set("-:")]


def named(cell: str) -> Iterator[tuple[str, str]]:
    """File and name of each test; a file stands for those after it, too."""
    file = ""
    for written, test in re.findall(r"((?:tests/[\w/]+\.py)?)::(\w+)", cell):
        file = written or file
        yield file, test


def test_every_row_says_who_could_do_what_and_what_keeps_them_from_it() -> None:
    assert len(rows()) >= FEWEST_ROWS
    for row in rows():
        assert len(row) == len(HEAD), row
        assert all(row), row


def test_every_row_names_tests_that_are_there() -> None:
    for who, what, _, cell in rows():
        tests = list(named(cell))
        assert tests, (who, what)
        for file, test in tests:
            assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), (file, test)
