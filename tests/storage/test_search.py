"""The full-text index: hostile words, windows of time, and the faults it must notice."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage import articles, search
from storage.engine import Database
from storage.schema import first_passage_id
from tests.storage.conftest import NOON, article

EVER = {"first_id": 0, "last_id": 2**62, "limit": 100}


@pytest.fixture
async def indexed(database: Database) -> Database:
    """A database with one article on each of three days."""
    async with database.write() as connection:
        for day in range(3):
            moment = NOON - timedelta(days=day)
            one = article(f"Нефть {day}.", address=f"file:///{day}", published_at=moment)
            await articles.save(connection, one, story_id=None, now=NOON)
    return database


async def test_a_window_of_ids_is_a_window_of_time(indexed: Database) -> None:
    async with indexed.read() as connection:
        yesterday = first_passage_id(NOON - timedelta(days=1))
        hits = await search.find(connection, ["нефть"], first_id=yesterday, last_id=2**62, limit=100)
    assert len(hits) == 2
    assert all(hit.relevance > 0 for hit in hits)


@pytest.mark.parametrize(
    "hostile", ['"', "*", "нефть*", "NOT", "stems : x", "a-b", "(", "AND", "NEAR(а б)", "", "\0", "'"]
)
async def test_operators_are_only_words(indexed: Database, hostile: str) -> None:
    async with indexed.read() as connection:
        assert isinstance(await search.find(connection, [hostile], **EVER), list)
        assert len(await search.find(connection, [hostile, "нефть"], **EVER)) == 3


@given(st.lists(st.text(), max_size=30))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_words_break_the_index(indexed: Database, words: list[str]) -> None:
    async with indexed.read() as connection:
        await search.find(connection, words, **EVER)


def test_at_most_sixteen_words_are_searched() -> None:
    assert search.match_query([f"w{n}" for n in range(40)]).count("stems :") == search.MAX_WORDS


async def test_faults_finds_a_passage_that_was_never_indexed(indexed: Database) -> None:
    async with indexed.write() as connection:
        assert await search.faults(connection) == []
        await connection.execute(text("INSERT INTO passages VALUES (1, 1, 9, 0, 1)"))
        assert await search.faults(connection) == ["passages without index rows: 1"]


async def test_faults_finds_a_ghost(indexed: Database) -> None:
    async with indexed.write() as connection:
        await search.add(connection, [(77, "призрак", "призрак")])
        assert await search.faults(connection) == ["index rows without passages: 1"]


async def test_faults_finds_a_damaged_index(indexed: Database) -> None:
    async with indexed.write() as connection:
        await connection.execute(text("DELETE FROM passage_index_data WHERE id > 10"))
    async with indexed.write() as connection:
        assert "damaged" in (await search.faults(connection))[0]
