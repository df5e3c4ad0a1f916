"""The full-text index: hostile words, windows of time, and the faults it must notice."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from storage import articles, search
from storage.engine import Database
from storage.schema import articles as articles_table
from storage.schema import first_passage_id, passages
from storage.search import Wanted
from storage.search.fts5 import GRAMMAR
from tests.storage.conftest import NOON, SQLITE, article
from tests.wanted import EVER, any_of


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
        hits = await search.find(connection, any_of("нефть"), first_id=yesterday, last_id=2**62, limit=100)
    assert len(hits) == 2
    assert hits == sorted(hits, reverse=True)


@pytest.mark.parametrize(
    "hostile", ['"', "*", "нефть*", "NOT", "stems : x", "a-b", "(", "AND", "NEAR(а б)", "", "\0", "'"]
)
async def test_operators_are_only_words(indexed: Database, hostile: str) -> None:
    async with indexed.read() as connection:
        assert isinstance(await search.find(connection, any_of(hostile), **EVER), list)
        assert len(await search.find(connection, any_of(hostile, "нефть"), **EVER)) == 3


@given(st.lists(st.text(), max_size=30))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_words_break_the_index(indexed: Database, words: list[str]) -> None:
    async with indexed.read() as connection:
        await search.find(connection, any_of(*words), **EVER)


def test_of_a_query_at_most_sixteen_words_and_sixty_four_phrases_for_each_are_searched() -> None:
    name = tuple((f"w{number}", "x") for number in range(100))
    query = GRAMMAR.readings([tuple(((f"w{number}",),) for number in range(40)), (name,)])
    assert query.count(" AND ") == search.MAX_WORDS - 1
    assert query.count(' x"') == search.MAX_PHRASES


def test_of_phrases_at_most_sixteen_words_are_searched() -> None:
    long = " ".join(f"w{number}" for number in range(2_000))
    assert GRAMMAR.wanted(Wanted(literal=(long,))).split() == [
        "surface", ":", *f'"{long}'.split()[: search.MAX_WORDS - 1], 'w15"'
    ]  # fmt: skip
    many = GRAMMAR.wanted(Wanted(literal=tuple(f"a{number} b{number}" for number in range(900))))
    assert many.count("surface :") == search.MAX_WORDS / 2
    assert GRAMMAR.wanted(Wanted(literal=("и " * 1_900,))) == 'surface : "и и"'
    assert GRAMMAR.wanted(Wanted(literal=("да и да и нет",))) == 'surface : "да и да и нет"'


def test_what_is_barred_is_barred_as_a_whole_or_not_at_all() -> None:
    fits, long = "w " * 10, "и в " * 100
    assert GRAMMAR.wanted(Wanted(literal=("a b",), never_literal=(long, fits, "c " * 7, "d e"))) == (
        f'(surface : "a b") NOT (surface : "{fits.strip()}" OR surface : "d e")'
    )


async def test_a_phrase_that_is_too_long_is_found_by_its_beginning(database: Database) -> None:
    said = " ".join(f"w{number}" for number in range(40))
    async with database.write() as connection:
        await search.add(connection, [(1, said, said), (2, "w0", "w0 w1")])
    async with database.read() as connection:
        assert await search.has(connection, Wanted(literal=(said,)))
        assert not await search.has(connection, Wanted(literal=(f"w1 {said}",)))


async def test_a_name_is_found_by_any_of_its_phrases_and_only_where_the_words_stand_together(
    database: Database,
) -> None:
    texts = ("Банк развития открыт.", "Развития банк открыт.", "БРК открыт.", "БРК закрыт.")
    async with database.write() as connection:
        for number, words in enumerate(texts):
            await articles.save(connection, article(words, address=f"file:///{number}"), story_id=None, now=NOON)
    asked = ((("банк", "развития"), ("брк",)), (("открыт",),))
    async with database.read() as connection:
        hits = search.every(connection, [asked], first_id=0, limit=10)
        assert hits is not None
        found = await connection.execute(
            select(articles_table.c.text).join(passages).join(hits, hits.c.id == passages.c.id)
        )
    assert set(found.scalars()) == {texts[0], texts[2]}


async def test_rows_are_renewed_whether_they_are_there_or_not(indexed: Database) -> None:
    async with indexed.write() as connection:
        ids = (await connection.execute(select(passages.c.id).order_by(passages.c.id))).scalars().all()
        await search.remove(connection, ids[:1])
        await search.renew(connection, [(id_, "газ", "газа") for id_ in ids[:2]])
        await search.renew(connection, [])
    async with indexed.write() as connection:
        assert await search.faults(connection) == []
        assert set(await search.find(connection, any_of("газ"), **EVER)) == set(ids[:2])
        assert await search.find(connection, any_of("нефть"), **EVER) == list(ids[2:])


async def test_faults_finds_a_passage_that_was_never_indexed(indexed: Database) -> None:
    async with indexed.write() as connection:
        assert await search.faults(connection) == []
        await connection.execute(text("INSERT INTO passages VALUES (1, 1, 9, 0, 1)"))
        assert await search.faults(connection) == ["passages without index rows: 1"]


async def test_faults_finds_a_ghost(indexed: Database) -> None:
    async with indexed.write() as connection:
        await search.add(connection, [(77, "призрак", "призрак")])
        assert await search.faults(connection) == ["index rows without passages: 1"]


@SQLITE
async def test_faults_finds_a_damaged_index(indexed: Database) -> None:
    async with indexed.write() as connection:
        await connection.execute(text("DELETE FROM passage_index_data WHERE id > 10"))
    async with indexed.write() as connection:
        assert "damaged" in (await search.faults(connection))[0]
