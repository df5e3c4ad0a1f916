"""Log lines: one form for every library, and no secret in any of them."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import CHATTY, HIDDEN, configure, formatter

CANARY = "123456:AA-canary-canary-canary"


def line(form: str, *, failed: bool = False) -> str:
    """A line of a library that is careless with the token."""
    record = logging.LogRecord("aiohttp", logging.ERROR, "", 0, f"POST /bot{CANARY}/getMe «новости»", (), None)
    if failed:
        try:
            int(f"/bot{CANARY}")
        except ValueError as error:
            record.exc_info = (type(error), error, error.__traceback__)
    made = formatter(form, colors=False, secrets=(CANARY,))  # type: ignore[arg-type]
    return made.format(record)


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("failed", [False, True])
def test_the_token_is_hidden_in_lines_and_tracebacks(form: str, *, failed: bool) -> None:
    written = line(form, failed=failed)
    assert "canary" not in written
    assert HIDDEN in written
    assert "новости" in written
    assert ("ValueError" in written) is failed


def test_json_lines_are_json_with_a_level_a_name_and_a_time() -> None:
    read = json.loads(line("json", failed=True))
    assert read["level"] == "error"
    assert read["logger"] == "aiohttp"
    assert read["timestamp"].endswith("Z")
    assert "ValueError" in read["exception"]


@pytest.fixture
def configured() -> Iterator[None]:
    """Logging as the program sets it up; taken back after."""
    told = [logging.getLogger(name) for name in (None, *CHATTY)]
    before = [(logger, logger.level, logger.handlers[:]) for logger in told]
    configure("console", "INFO")
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("name", ["matplotlib.font_manager", "aiogram.event", "alembic.runtime.migration"])
def test_what_is_no_news_to_the_one_who_runs_it_is_not_said(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)
    assert logging.getLogger("bot.app.serving").isEnabledFor(logging.INFO)
