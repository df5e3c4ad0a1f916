"""`svodka copy`: where its databases' URLs come from, and that nobody reads their passwords."""

import logging

import pytest
from click.testing import CliRunner

from bot.cli.copying import copy
from bot.errors import UsageError
from storage.errors import StorageError

NOBODY = "127.0.0.1:1/news"


def said(*arguments: str) -> BaseException | None:
    return CliRunner().invoke(copy, arguments, standalone_mode=False).exception


def test_a_url_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLD_DATABASE", f"postgresql://me:hush-hush@{NOBODY}")
    error = said("--from", "env:OLD_DATABASE", "--to", "sqlite:///x.db")
    assert isinstance(error, StorageError)
    assert f"{NOBODY} can't be reached" in str(error)


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("env:NOWHERE", "--from: there is no NOWHERE in the environment"),
        ("env:", "--from: there is no  in the environment"),
        ("mysql://me:hush-hush@localhost/x", "--from: mysql is not supported, only sqlite and postgresql are"),
        ("postgresql://me:hush-hush@localhost/x?a=1", "--from: the URL's option 'a' isn't known"),
    ],
)
def test_what_is_no_database_is_wrong_use(source: str, wrong: str) -> None:
    error = said("--from", source, "--to", "sqlite:///x.db")
    assert isinstance(error, UsageError)
    assert str(error).startswith(wrong)
    assert "hush" not in str(error)


def test_no_line_of_the_log_tells_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers[:])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setenv("OLD_DATABASE", f"postgresql://me:first%2Fone@{NOBODY}")
    assert said("--from", "env:OLD_DATABASE", "--to", f"postgresql://me:second-one@{NOBODY}") is not None
    line = logging.makeLogRecord({"msg": "it was %s, %s, %s", "args": ("first/one", "first%2Fone", "second-one")})
    assert "it was [token], [token], [token]" in root.handlers[0].format(line)
