"""`svodka ingest` and what is asked of it afterwards; killed with -9 in the middle, nothing acknowledged is lost."""

import asyncio
import json
import random
from pathlib import Path

import pytest

from storage import articles, search
from storage.engine import open_database
from tests.conftest import SEEDS
from tests.e2e.conftest import STARTED_WITHIN_S, database_url, running, svodka


@pytest.mark.usefixtures("one_engine")
@pytest.mark.parametrize(
    ("engine", "sector"),
    [("sqlite", "energy"), ("sqlite", "transport"), ("postgresql", "culture")],
)
async def test_what_is_asked_after_ingest_cuts_the_articles(tmp_path: Path, sector: str) -> None:
    code, out, err = await svodka(tmp_path, "ingest", str(SEEDS / "articles"))
    assert code == 0, err
    assert len(out.splitlines()) >= 30
    code, out, err = await svodka(tmp_path, "ask", sector, "--json", "--limit", "20")
    assert code == 0, err
    answer = json.loads(out)
    assert answer["widened"] is True
    texts: dict[int, str] = {}
    for story in answer["stories"]:
        for passage in story["passages"]:
            number = passage["article"]
            if number not in texts:
                _, article, _ = await svodka(tmp_path, "article", str(number), "--json")
                texts[number] = json.loads(article)["text"]
            assert passage["text"] == texts[number][passage["start"] : passage["end"]]
    assert "BAQ.KZ" in {source["name"] for story in answer["stories"] for source in story["sources"]}


def world(folder: Path, count: int) -> Path:
    """A folder of articles that are all different."""
    folder.mkdir()
    numbers = random.Random(7)
    words = ("нефть", "газ", "поезд", "дорога", "школа", "театр", "зерно", "банк", "суд", "море", "завод", "река")
    for number in range(count):
        paragraphs = [" ".join(numbers.choices(words, k=40)).capitalize() + f" {number}." for _ in range(3)]
        text = " date 2025-11-10 " + "\n\n".join(paragraphs)
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("one_engine")
@pytest.mark.parametrize(("engine", "kills"), [("sqlite", 14), ("postgresql", 5)])
async def test_killed_again_and_again_nothing_acknowledged_is_lost(tmp_path: Path, kills: int) -> None:
    folder = world(tmp_path / "world", 150)
    numbers = random.Random(11)
    acknowledged: dict[int, str] = {}
    for _ in range(kills):
        async with running(tmp_path, "ingest", "--json", str(folder)) as process:
            assert process.stdout is not None
            for _ in range(numbers.randint(1, 12)):  # let it acknowledge some, then cut the power
                line = await asyncio.wait_for(process.stdout.readline(), STARTED_WITHIN_S)
                if not line:
                    break
                told = json.loads(line)
                acknowledged[told["article"]] = told["title"]
            process.kill()
            rest, _ = await process.communicate()
        for line in rest.splitlines():
            if line.endswith(b"}"):
                told = json.loads(line)
                acknowledged[told["article"]] = told["title"]
        database = await open_database(database_url(tmp_path))
        async with database.write() as connection:
            for number, title in acknowledged.items():
                stored = await articles.get(connection, number)
                assert stored is not None
                assert stored.title == title
            assert await search.faults(connection) == []
            if database.is_sqlite:
                whole = await connection.exec_driver_sql("PRAGMA integrity_check")
                assert whole.scalar() == "ok"
        await database.close()
    code, out, _ = await svodka(tmp_path, "ingest", "--json", str(folder))
    outcomes = [json.loads(line)["outcome"] for line in out.splitlines()]
    assert code == 0
    assert len(outcomes) == 150
    assert outcomes.count("known") >= len(acknowledged)
