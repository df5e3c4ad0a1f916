"""What must not stand in the repository: words that open something, and code that does what data says."""

import ast
import re

import pytest

from tests.conftest import ROOT

FOLDERS = ("bot", "storage", "tests", "deploy", "docs", "requirements", ".ci")
FILES = [path for path in (*ROOT.glob("*"), *(p for one in FOLDERS for p in (ROOT / one).rglob("*"))) if path.is_file()]
TEXTS = [path for path in FILES if path.suffix not in {".pyc", ".png", ".xz", ".gz", ".npz"} and path.name != ".env"]

SECRET = re.compile(
    r"\b\d{8,10}:AA(?!Example)[\w-]{32,}"  # a bot's token
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abp]-\w{10,}|\bsk-\w{30,}"
)
"""The forms in which services give them out."""

OBEYING = {"pickle", "marshal", "shelve", "dill", "yaml", "cloudpickle", "jsonpickle"}
CALLED = {"eval", "exec", "compile", "__import__"}


def test_no_secret_stands_in_it() -> None:
    assert len(TEXTS) > 500
    found = [path for path in TEXTS if SECRET.search(path.read_text("utf-8", "replace"))]
    assert [path for path in found if path.name != "test_repository.py"] == []


@pytest.mark.parametrize("room", ["bot", "storage"])
def test_no_data_is_carried_out(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                named = {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}
                assert OBEYING.isdisjoint(name.partition(".")[0] for name in named), path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in CALLED, path
