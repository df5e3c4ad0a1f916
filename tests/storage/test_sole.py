"""A second bot on one SQLite file is refused; on a server there may be many."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.engine import Database, open_database
from storage.errors import StorageError
from storage.sole import sole
from tests.storage.conftest import EMPTY_SQLITE

ROOT = Path(__file__).parents[2]

HOLDS = """
import asyncio, sys
from storage.engine import open_database
from storage.sole import sole

async def main():
    with sole(await open_database(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()

asyncio.run(main())
"""


@EMPTY_SQLITE
async def test_while_one_bot_has_a_file_another_is_refused_and_told_what_to_do(empty_database: Database) -> None:
    other = await open_database(f"sqlite:///{empty_database.path}")
    with sole(empty_database):
        with pytest.raises(StorageError, match=r"another bot works with .*PostgreSQL"), sole(other):
            pass
        async with other.write():  # what is no bot may go on
            pass
    with sole(other):
        pass
    await other.close()


def test_a_bot_that_was_killed_stands_in_nobodys_way(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, f"sqlite:///{tmp_path / 'a.db'}"]
    for _ in range(2):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            second = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT, check=False)
            assert b"another bot works with" in second.stderr
            holder.kill()


@pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
async def test_on_a_server_there_may_be_many(empty_database: Database) -> None:
    with sole(empty_database), sole(empty_database):
        pass
