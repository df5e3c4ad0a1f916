"""What is new is counted by arrival: whatever the clock says, nothing is missed and nothing comes twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text

from storage import arrivals, articles, search
from storage.arrivals import Window
from storage.engine import Database
from storage.records import NewArticle, Outcome
from storage.search.fts5 import GRAMMAR
from tests.storage.conftest import NOON, SQLITE, article

WEEK = timedelta(days=7)
LONG = "Область сообщила о новом, и сказано об этом так длинно, что абзац один стоит за всю статью, в которой он стоит."


def window(after: int | None = 0, upto: int = 1000, *, since: timedelta = WEEK) -> Window:
    """A window that ends at noon."""
    return Window(after, upto, NOON - since, NOON)


async def store(database: Database, *new: NewArticle, story_id: int | None = None) -> list[int]:
    """Store articles, each in a transaction of its own; their ids."""
    ids = []
    for one in new:
        async with database.write() as connection:
            ids.append((await articles.save(connection, one, story_id=story_id, now=NOON)).article_id)
    return ids


def oil(number: int, *, days_ago: float = 0, score: float = 0.8, **more: Any) -> NewArticle:
    """An article of one passage about energy."""
    return article(
        f"Нефть {number}.",
        address=f"file:///{number}",
        published_at=NOON - timedelta(days=days_ago),
        sectors=({"energy": score},),
        **more,
    )


def stemmed(*words: str) -> search.Reading:
    """A reading that asks for each of some words."""
    return tuple(((word,),) for word in words)


async def energy(database: Database, looked_at: Window, *, fading: float = 0.4) -> list[tuple[int, float]]:
    """The stories that are new for energy, with their scores."""
    async with database.read() as connection:
        found = await arrivals.of_sectors(connection, looked_at, ["energy"], fading=fading)
    return [(one.story_id, round(one.score, 3)) for one in found.get("energy", [])]


async def test_every_stored_or_changed_text_is_an_arrival(database: Database) -> None:
    async with database.read() as connection:
        assert await arrivals.newest(connection) == 0
    await store(database, oil(1), oil(2))
    changed = article("Нефть подешевела.", address="file:///1", sectors=({"energy": 0.8},))
    async with database.write() as connection:
        assert (await articles.save(connection, changed, story_id=None, now=NOON)).outcome is Outcome.CHANGED
        assert (await articles.save(connection, oil(2), story_id=None, now=NOON)).outcome is Outcome.KNOWN
        assert await arrivals.newest(connection) == 3
    assert {story for story, _ in await energy(database, window(after=2))} == {1}
    assert {story for story, _ in await energy(database, window(after=0))} == {1, 2}
    assert {story for story, _ in await energy(database, window(after=0, upto=2))} == {2}


@pytest.mark.parametrize("after", [0, None])
async def test_what_is_too_old_is_no_news_and_what_is_dated_ahead_is(database: Database, after: int | None) -> None:
    await store(database, oil(1, days_ago=8), oil(2, days_ago=6), oil(3, days_ago=-2))
    assert {story for story, _ in await energy(database, window(after))} == {2, 3}


async def test_age_takes_from_a_score_and_the_future_adds_nothing(database: Database) -> None:
    await store(database, oil(1, days_ago=7), oil(2, days_ago=3.5), oil(3), oil(4, days_ago=-300))
    assert await energy(database, window()) == [(4, 0.8), (3, 0.8), (2, 0.6), (1, 0.4)]


async def test_a_storys_new_passages_come_together_best_first(database: Database) -> None:
    two = article(sectors=({"energy": 0.5}, {"energy": 0.7, "transport": 0.6}))
    await store(database, oil(1), two)
    await store(database, oil(2, score=0.9), story_id=2)
    async with database.read() as connection:
        found = await arrivals.of_sectors(connection, window(), ["energy", "transport", "sport"], fading=0.0)
    assert set(found) == {"energy", "transport"}
    assert [one.story_id for one in found["energy"]] == [2, 1]
    assert [score for _, score in found["energy"][0].passages] == [0.9, 0.7, 0.5]
    assert len(found["transport"][0].passages) == 1


async def test_words_must_all_stand_in_one_passage_in_one_language(database: Database) -> None:
    await store(
        database,
        article("Нефть растёт в цене.\n\nПоезда пошли.", address="file:///1"),
        article("Нефть пошла.", address="file:///2"),
        article("Oil prices.", address="file:///3"),
    )
    async with database.read() as connection:

        async def found(*readings: list[str]) -> set[int]:
            asked = [stemmed(*words) for words in readings]
            return {one.story_id for one in await arrivals.of_words(connection, window(), asked, fading=0.4)}

        assert await found(["нефть"]) == {1, 2}
        assert await found(["нефть", "поезда"]) == set()
        assert await found(["нефть", "пошла"]) == {2}
        assert await found(["нефть", "пошла"], ["oil"]) == {2, 3}
        assert await found([]) == await found() == set()
        assert {
            one.story_id for one in await arrivals.of_words(connection, window(after=2), [stemmed("oil")], fading=0.4)
        } == {3}


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=4))
def test_a_query_is_words_in_quotes_whatever_was_typed(readings: list[list[str]]) -> None:
    query = GRAMMAR.readings([stemmed(*words) for words in readings])
    outside = query.split('"')[::2]
    assert set("".join(outside).replace("(", " ").replace(")", " ").split()) <= {"stems", ":", "AND", "OR"}
    assert query.count('"') % 2 == 0


@pytest.mark.parametrize("typed", ['"', "*", "нефть*", "a) OR (b", "stems : x", "NEAR(a b)", "\0", "^нефть", "-"])
async def test_words_that_would_be_syntax_are_words(database: Database, typed: str) -> None:
    await store(database, oil(1))
    async with database.read() as connection:
        found = await arrivals.of_words(connection, window(), [stemmed(typed)], fading=0.4)
    assert [one.story_id for one in found] == ([1] if "нефть" in typed else [])


async def test_a_followed_story_brings_all_that_is_new_in_it(database: Database) -> None:
    await store(database, oil(1), oil(2))
    await store(database, article("Поезда.\n\nНефть.", sectors=({}, {"energy": 0.9})), story_id=1)
    async with database.read() as connection:
        (one,) = await arrivals.of_stories(connection, window(after=2), [1], fading=0.0, untagged=0.3)
    assert (one.story_id, one.score) == (1, 0.9)
    assert [score for _, score in one.passages] == [0.9, 0.3]


async def test_a_source_brings_its_tagged_passages_or_an_articles_first_long_one(database: Database) -> None:
    await store(
        database,
        article("Коротко.\n\nНефть.", address="file:///1", sectors=({}, {"energy": 0.9})),
        article(f"Фото автора.\n\n{LONG}\n\n{LONG} Ещё.", address="file:///2", sectors=()),
        article("Коротко.\n\nСовсем.", address="file:///3", sectors=()),
        oil(4, source="Другой"),
    )
    async with database.read() as connection:
        found = await arrivals.of_sources(connection, window(), [1], fading=0.0, untagged=0.3)
        shown = {
            one.story_id: [
                (await connection.execute(text("SELECT position FROM passages WHERE id = :id"), {"id": id_})).scalar()
                for id_, _ in one.passages
            ]
            for one in found["BAQ.KZ"]
        }
        both = await arrivals.of_sources(connection, window(), [1, 2], fading=0.0, untagged=0.3)
        assert await arrivals.of_sources(connection, window(after=3), [1], fading=0.0, untagged=0.3) == {}
    assert shown == {1: [1], 2: [1], 3: [0]}
    assert {one.story_id for one in both["Другой"]} == {4}


async def test_an_article_that_a_source_has_twice_comes_once(database: Database) -> None:
    await store(database, oil(1), article("Нефть 1.", address="file:///again", sectors=({"energy": 0.8},)))
    async with database.read() as connection:
        found = await arrivals.of_sources(connection, window(), [1], fading=0.0, untagged=0.3)
    assert [len(one.passages) for one in found["BAQ.KZ"]] == [1]


async def test_what_alerts_are_woken_by(database: Database) -> None:
    await store(database, oil(1), article("Поезда.", address="file:///2", source="Другой", sectors=({"transport": 1},)))
    async with database.read() as connection:
        assert await arrivals.sectors_of(connection, 0, 9) == {"energy", "transport"}
        assert await arrivals.sectors_of(connection, 1, 9) == {"transport"}
        assert await arrivals.stories_of(connection, 0, 1) == {1}
        assert await arrivals.sources_of(connection, 1, 2) == {2}
        assert await arrivals.sources_of(connection, 2, 2) == set()


async def test_only_a_story_that_several_sources_tell_has_tellers(database: Database) -> None:
    await store(database, oil(1), oil(2))
    await store(database, oil(3, source="Другой"), oil(4, source="Третий"), oil(5, source="Третий"), story_id=2)
    async with database.read() as connection:
        assert await arrivals.tellers(connection, window()) == {2: 3}
        assert await arrivals.tellers(connection, window(after=4)) == {2: 3}
        assert await arrivals.tellers(connection, window(after=5)) == {}


@contextmanager
def queries_of(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What the readers of a database execute."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        seen.append((statement, parameters))

    engine = database._readers.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@SQLITE
async def test_each_query_walks_the_window_and_nothing_else(database: Database) -> None:
    await store(database, *(oil(number) for number in range(30)))
    new = window(after=28)
    async with database.read() as connection:
        with queries_of(database) as queries:
            await arrivals.of_sectors(connection, new, ["energy", "transport"], fading=0.4)
            await arrivals.of_sources(connection, new, [1, 2], fading=0.4, untagged=0.3)
            await arrivals.tellers(connection, new)
            await arrivals.sectors_of(connection, 28, 30)
            await arrivals.stories_of(connection, 28, 30)
            await arrivals.sources_of(connection, 28, 30)
        for statement, parameters in queries:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row.detail for row in plan]
            assert any("ix_articles_arrival (arrival>? AND arrival<?)" in step for step in steps), statement
            assert not [step for step in steps if step.startswith("SCAN")], statement
    assert len(queries) == 6
