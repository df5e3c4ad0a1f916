"""Which SQLite runs here: PyPI's newer one in place of the standard library's, where it is installed.

aiosqlite and SQLAlchemy import ``sqlite3`` by name, so the newer module takes that name. This module must therefore be
imported before either of them; ``storage.engine`` does so, and nothing else in the house imports a driver.
"""

import importlib
import sys
from types import ModuleType

CONTENTLESS_DELETE = (3, 43, 0)
"""The first SQLite whose FTS5 tables can delete from a contentless index (sqlite.org, release log of 3.43.0)."""

INDEX_CHECKED_IN_READING = (3, 44, 0)
"""The first SQLite whose ``PRAGMA integrity_check`` asks FTS5, too (sqlite.org, release log of 3.44.0)."""

WAL_RESET_FIXED = (3, 51, 3)
"""The first SQLite without the WAL-reset bug, which could corrupt a database (sqlite.org, release log of 3.51.3)."""


def _newest() -> ModuleType:
    try:
        newer = importlib.import_module("pysqlite3")
        dbapi = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:  # no wheel for this platform: the standard library's has to do
        return importlib.import_module("sqlite3")
    sys.modules["sqlite3"] = newer
    sys.modules["sqlite3.dbapi2"] = dbapi
    return newer


driver = _newest()

VERSION: tuple[int, int, int] = driver.sqlite_version_info
VERSION_TEXT: str = driver.sqlite_version


def text_of(version: tuple[int, int, int]) -> str:
    """``(3, 51, 3)`` as ``"3.51.3"``."""
    return ".".join(map(str, version))
