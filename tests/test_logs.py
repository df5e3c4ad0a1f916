"""Log lines: one form for every library, and no secret in any of them."""

import json
import logging

import pytest

from bot.logs import HIDDEN, formatter

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
