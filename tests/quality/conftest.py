"""``make quality``: the figures are held against their floors, and printed as a table at the end.

``pytest tests/quality --raise-floors`` writes what was reached into ``floors.toml``, where it is higher.
"""

from typing import Protocol

import pytest

from tests.quality.figures import FLOORS, Figures, load, raised

_KEY = pytest.StashKey[Figures]()


class Reached(Protocol):
    """Notes that a figure was reached; the test fails where it is below its floor."""

    def __call__(self, name: str, value: float, *, cases: int) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--raise-floors", action="store_true", help="write higher figures into floors.toml")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_KEY] = Figures(load())


@pytest.fixture
def reached(pytestconfig: pytest.Config) -> Reached:
    """``reached("sentences.ru", 0.997, cases=1000)``: notes a figure of the table."""
    return pytestconfig.stash[_KEY].note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash[_KEY]
    if not figures.reached:
        return
    terminalreporter.write_sep("-", "figures")
    for line in figures.table():
        terminalreporter.write_line(line)
    if config.getoption("--raise-floors"):
        FLOORS.write_text(raised(FLOORS.read_text("utf-8"), figures.reached), "utf-8")
