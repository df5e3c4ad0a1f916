"""One bot on one SQLite file: it tells no process what another has just done, so a second one is refused.

Other programs may use the file beside the bot (``svodka ingest``, ``svodka backup``); several bots need PostgreSQL.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from storage.engine import Database
from storage.errors import StorageError


@contextmanager
def sole(database: Database) -> Iterator[None]:
    """Be the only bot of a SQLite file while the block lasts; nothing is asked of a server's database.

    The lock ends with the process, however that ends. On Windows nobody is refused.

    Raises:
        StorageError: another bot has it.
    """
    if not database.is_sqlite or sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    path = database.path.with_name(f"{database.path.name}-bot")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StorageError(
                f"another bot works with {database}; a SQLite file serves one, several processes need PostgreSQL "
                "(DATABASE_URL=postgresql://...)"
            ) from None
        yield
