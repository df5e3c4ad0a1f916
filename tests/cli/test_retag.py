"""``svodka retag`` as its owner uses it: the file of sectors is edited, and what is stored follows."""

import re
import shutil
from pathlib import Path

from sqlalchemy import update

from storage.engine import open_database
from storage.schema import articles
from tests.conftest import GIVEN, SEEDS
from tests.e2e.conftest import svodka

CHESS = """
[chess]
emoji = "♟️"
name = { ru = "Шахматы", kk = "Шахмат", en = "Chess" }
description = { ru = "Партии", kk = "Партиялар", en = "Games" }
terms.ru = '5: транзит*, коридор*'
"""


async def test_an_edited_file_of_sectors_is_applied_to_what_is_stored(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    shutil.copy(SEEDS / "sectors.toml", seeds)
    used = {"SEEDS_DIR": str(seeds)}
    assert (await svodka(tmp_path, "ingest", str(GIVEN), **used))[0] == 0
    with (seeds / "sectors.toml").open("a", encoding="utf-8") as file:
        file.write(CHESS)
    code, out, err = await svodka(tmp_path, "retag", **used)
    assert (code, err) == (0, "")  # and no progress bar, since this is no terminal
    assert re.fullmatch(
        r"articles tagged anew: 1; passages that have other sectors now: [1-9]\d*; passages indexed anew: 0\n", out
    )
    code, out, _ = await svodka(tmp_path, "ask", "chess", "--all", **used)
    assert (code, "транзит" in out) == (0, True)


async def test_what_an_earlier_version_has_stored_is_told_by_doctor_and_indexed_anew(tmp_path: Path) -> None:
    assert (await svodka(tmp_path, "ingest", str(GIVEN)))[0] == 0
    database = await open_database(f"sqlite:///{tmp_path / 'data' / 'svodka.db'}")
    async with database.write() as connection:
        await connection.execute(update(articles).values(tagged_with=None))
    await database.close()
    code, out, _ = await svodka(tmp_path, "doctor")
    assert code == 0
    assert "note  articles: 1 understood by an earlier version or other sectors; `svodka retag` renews them\n" in out
    code, out, _ = await svodka(tmp_path, "retag")
    assert code == 0
    assert re.fullmatch(
        r"articles tagged anew: 1; passages that have other sectors now: 0; passages indexed anew: [1-9]\d*\n", out
    )


async def test_a_mistake_in_the_file_of_sectors_changes_nothing(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "sectors.toml").write_text("[energy\n", encoding="utf-8")
    code, out, err = await svodka(tmp_path, "retag", SEEDS_DIR=str(seeds))
    assert (code, out) == (2, "")
    assert err.startswith(f"svodka: {seeds}/sectors.toml:1: ")
