"""PyPI's SQLite takes the standard library's name where it is installed; elsewhere the standard library's serves."""

import subprocess
import sys

import pytest

pytest.importorskip("pysqlite3", reason="there is no pysqlite3 for this platform")

PROGRAM = """
import sys
{before}
from storage import engine, sqlite
import aiosqlite, sqlite3
print(sqlite.driver.__name__, sqlite3.sqlite_version == sqlite.VERSION_TEXT, sqlite3 is sqlite.driver)
"""


@pytest.mark.parametrize(
    ("before", "module"),
    [
        ("", "pysqlite3"),
        ("import sqlite3", "pysqlite3"),  # somebody was earlier (coverage is, when tests are measured)
        ('sys.modules["pysqlite3"] = None', "sqlite3"),  # what the import system takes for "there is none"
    ],
)
def test_which_sqlite_is_driven(before: str, module: str) -> None:
    program = PROGRAM.format(before=before)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.split() == [module, "True", "True"]
