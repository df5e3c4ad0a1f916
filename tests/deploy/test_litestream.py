"""Litestream beside the bot, by the recipe of docs/backup.md: what it brings back is sound, and nothing is missing."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from storage import articles
from storage.backup import verified
from storage.engine import Database
from tests.conftest import ROOT
from tests.storage.conftest import NOON, article

pytestmark = pytest.mark.skipif(shutil.which("litestream") is None, reason="there is no litestream")


def recipe(database: Path, replica: Path) -> str:
    """The configuration that the page shows, with paths of this machine."""
    shown = re.search(r"```yaml\n(# /etc/litestream.yml\n.*?)```", (ROOT / "docs" / "backup.md").read_text(), re.DOTALL)
    assert shown is not None
    ours = shown[1].replace("/var/lib/svodka/svodka.db", str(database)).replace("/mnt/litestream/svodka", str(replica))
    assert str(database) in ours
    assert str(replica) in ours
    return ours


async def litestream(*arguments: str | Path) -> None:
    process = await asyncio.create_subprocess_exec("litestream", *arguments, stderr=asyncio.subprocess.PIPE)
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()


async def test_what_it_copied_from_an_open_database_comes_back(database: Database, tmp_path: Path) -> None:
    configuration, restored = tmp_path / "litestream.yml", tmp_path / "restored.db"
    live = tmp_path / "svodka.db"
    configuration.write_text(recipe(live, tmp_path / "replica"))
    for number in range(3):  # a copy of the whole, then of what was written since
        async with database.write() as connection:
            await articles.save(
                connection, article(f"Нефть {number}.", address=f"file:///{number}.txt"), story_id=None, now=NOON
            )
        await litestream("replicate", "-config", configuration, "-once")
    await litestream("restore", "-config", configuration, "-integrity-check", "full", "-o", restored, live)
    assert (await verified(restored)).counts["articles"] == 3
