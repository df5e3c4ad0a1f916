"""`make run` starts the real bot when there is a token, and the sandbox otherwise; `make audit` is strict."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOKEN = "123:AAA"  # noqa: S105 - nobody's


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(
    ("env_file", "variables", "command"),
    [
        (None, {}, "try"),
        ("", {}, "try"),
        ("BOT_TOKEN=\n", {}, "try"),
        ("BOT_TOKEN=''\n", {}, "try"),
        ("#BOT_TOKEN=123:AAA\n", {}, "try"),
        ("BOT_TOKEN= # from @BotFather\n", {}, "try"),
        ("ADMINS=1\nBOT_TOKEN=123:AAA\n", {}, "run"),
        ('export BOT_TOKEN = "123:AAA"\n', {}, "run"),
        (None, {"BOT_TOKEN": TOKEN}, "run"),
    ],
)
def test_which_command_make_run_starts(
    tmp_path: Path, env_file: str | None, variables: dict[str, str], command: str
) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "svodka").write_text("#!/bin/sh\necho started: $1\n")
    (tmp_path / "svodka").chmod(0o755)
    if env_file is not None:
        (tmp_path / ".env").write_text(env_file)
    # -o: what is installed counts as up to date, so that only the choice is made.
    made = subprocess.run(
        ["make", "run", "BIN=.", "VENV=.", "-o", "./run.stamp"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"started: {command}" in made.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_an_advisory_that_cannot_be_looked_up_is_no_good_news(tmp_path: Path) -> None:
    """pip-audit ends with 1 then, but only where it is told to be strict; it is given all that is locked."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    there = tmp_path / "audit" / "bin"
    there.mkdir(parents=True)
    strict = 'case "$*" in *--strict*) exit 1;; esac'
    for name, does in (("pip", ""), ("pip-audit", f'echo "looked at: $*"\n{strict}')):
        (there / name).write_text(f"#!/bin/sh\n{does}\n")
        (there / name).chmod(0o755)
    made = subprocess.run(
        ["make", "audit", "VENV=.", "PYTHON=true"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode != 0
    assert "-r requirements/run.txt" in made.stdout
