"""The root of the tree of errors, and the storage room's branch of it (the whole tree is drawn in bot/errors.py)."""


class SvodkaError(Exception):
    """Whatever Svodka raises on purpose; ``str()`` of it is one line for a person."""


class StorageError(SvodkaError):
    """The database can't be used as it is."""


class DatabaseUrlError(StorageError):
    """A database's URL is none that can be used."""


class SqliteTooOldError(StorageError):
    """This Python's SQLite lacks what the index needs."""

    def __init__(self, version: str, needed: str) -> None:
        super().__init__(
            f"SQLite {version} is too old: {needed} or newer is needed. "
            "Install the package pysqlite3 beside Svodka, or a Python with a newer SQLite."
        )
        self.version = version
        self.needed = needed


class SchemaError(StorageError):
    """The database has another schema than this program."""
