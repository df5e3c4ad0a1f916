"""What a sector's window brings, in which order; near-duplicates' candidates; readers."""

import random
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from storage import articles, passages, readers, search, stories
from storage.engine import Database
from storage.records import Passage
from storage.stories import Asked
from tests.storage.conftest import NOON, SQLITE, article
from tests.wanted import EVER, any_of


async def store(database: Database, *, days_ago: float, score: float, shingles: frozenset[int] = frozenset()) -> None:
    """An article of one passage about energy."""
    one = article(
        f"Нефть {days_ago} {score}.",
        address=f"file:///{days_ago}/{score}",
        published_at=NOON - timedelta(days=days_ago),
        sectors=({"energy": score},),
        shingles=shingles,
    )
    async with database.write() as connection:
        await articles.save(connection, one, story_id=None, now=NOON)


async def energy(database: Database, *, days: int, fading: float = 0.5, limit: int = 10) -> list[Passage]:
    """The energy passages of the last days."""
    async with database.read() as connection:
        return await passages.of_sector(
            connection,
            "energy",
            since=NOON - timedelta(days=days),
            until=NOON + timedelta(minutes=1),
            fading=fading,
            limit=limit,
        )


async def test_age_weighs_against_score(database: Database) -> None:
    await store(database, days_ago=6, score=0.9)
    await store(database, days_ago=0, score=0.6)
    assert [found.score for found in await energy(database, days=7)] == [0.6, 0.9]
    assert [found.score for found in await energy(database, days=7, fading=0.1)] == [0.9, 0.6]
    assert [found.score for found in await energy(database, days=7, limit=1)] == [0.6]


async def test_a_window_ends_where_it_says(database: Database) -> None:
    await store(database, days_ago=0, score=0.5)
    await store(database, days_ago=1, score=0.5)
    await store(database, days_ago=1.01, score=0.5)
    assert len(await energy(database, days=1)) == 2
    async with database.read() as connection:
        span = await passages.span_of_sector(connection, "energy")
        assert await passages.span_of_sector(connection, "sport") is None
        assert await passages.counts(connection) == {"energy": 3}
    assert span is not None
    assert span[1] == NOON
    assert NOON - timedelta(days=1.02) < span[0] < NOON - timedelta(days=1)


async def test_candidates_are_counted_within_their_window(database: Database) -> None:
    await store(database, days_ago=0, score=0.5, shingles=frozenset({1, 2, 3}))
    await store(database, days_ago=1, score=0.5, shingles=frozenset({2, 3, 4}))
    await store(database, days_ago=9, score=0.5, shingles=frozenset({1, 2, 3}))
    asked = [Asked(shingles, NOON - timedelta(days=7), NOON + timedelta(days=7)) for shingles in ({1, 2}, {99})]
    async with database.read() as connection:
        found, nothing = await stories.candidates(connection, asked, limit=5)
    assert nothing == []
    assert [(one.article_id, one.shared) for one in found] == [(1, 2), (2, 1)]


async def test_a_reader_keeps_the_language_they_chose(database: Database) -> None:
    async with database.write() as connection:
        meet = partial(readers.meet, connection, chat_id=7, kind="private", timezone="Asia/Almaty", now=NOON)
        met = await meet(thread_id=0, language="ru")
        assert (await meet(thread_id=0, language="en")).language == "en"
        await readers.choose_language(connection, met.id, "kk")
        again = await meet(thread_id=0, language="en")
        topic = await meet(thread_id=5, language="en")
        found = await readers.find(connection, chat_id=7, thread_id=0)
        assert await readers.find(connection, chat_id=8, thread_id=0) is None
    assert (again.id, again.language, again.language_chosen) == (met.id, "kk", True)
    assert topic.id != met.id
    assert found == (again, NOON)


async def test_a_group_keeps_the_language_it_began_with(database: Database) -> None:
    async with database.write() as connection:
        meet = partial(readers.meet, connection, chat_id=-1001, thread_id=0, timezone="Asia/Almaty", now=NOON)
        met = await meet(kind="supergroup", language="ru")
        assert await meet(kind="supergroup", language="en") == met
        await readers.choose_language(connection, met.id, "kk")
        assert (await meet(kind="supergroup", language="en")).language == "kk"


async def test_a_window_may_be_read_as_it_stood_earlier_and_in_one_language(database: Database) -> None:
    for hour, text in ((0, "Нефть дорожает."), (2, "Нефть дешевеет.")):
        async with database.write() as connection:
            stored_at = NOON + timedelta(hours=hour)
            await articles.save(connection, article(text, address=f"file:///{hour}"), story_id=None, now=stored_at)
    async with database.read() as connection:
        read = partial(
            passages.of_sector,
            connection,
            "energy",
            since=NOON - timedelta(days=1),
            until=NOON + timedelta(days=1),
            fading=0.5,
            limit=10,
        )
        assert len(await read()) == 2
        assert [found.text for found in await read(stored_by=NOON + timedelta(hours=1))] == ["Нефть дорожает."]
        assert len(await read(languages=["ru"], stored_by=NOON)) == 1
        assert await read(languages=["kk"]) == []
        assert len(await read(languages=["kk", "ru"])) == len(await read())


@pytest.mark.parametrize("times", [(), (1,), (1, 2), (2, 16)])
async def test_the_best_of_a_language_or_a_time_are_the_same_however_many_are_ranked_first(
    database: Database, monkeypatch: pytest.MonkeyPatch, times: tuple[int, ...]
) -> None:
    numbers = random.Random(5)
    async with database.write() as connection:
        for number in range(60):
            one = article(
                f"Нефть {number}.",
                address=f"file:///{number}",
                published_at=NOON - timedelta(hours=numbers.randrange(48)),
                sectors=({"energy": numbers.choice((0.5, 0.7, 0.9))},),
            )
            one = replace(one, language=numbers.choice(("ru", "ru", "ru", "kk", "kk", "en")))
            await articles.save(connection, one, story_id=None, now=NOON + timedelta(minutes=number))
    monkeypatch.setattr(passages, "OF_LANGUAGES", times)
    monkeypatch.setattr(passages, "OF_A_TIME", times)
    window: dict[str, Any] = {"since": NOON - timedelta(days=2), "until": NOON + timedelta(days=1), "fading": 0.4}
    kinds: list[dict[str, Any]] = [
        *({"languages": languages} for languages in (["kk"], ["en"], ["kk", "en"], ["de"])),
        *({"stored_by": NOON + timedelta(minutes=minutes)} for minutes in (-1, 9, 30, 58)),
        {"languages": ["kk"], "stored_by": NOON + timedelta(minutes=40)},
    ]
    async with database.read() as connection:
        of_energy = partial(passages.of_sector, connection, "energy", **window)
        everything = [one.id for one in await of_energy(limit=1_000)]
        for kind in kinds:
            fitting = {one.id for one in await of_energy(limit=1_000, **kind)}
            best = [id_ for id_ in everything if id_ in fitting]
            for limit in (1, 5, 20, 60):
                assert [one.id for one in await of_energy(limit=limit, **kind)] == best[:limit]
        assert len(await of_energy(limit=1_000, languages=["ru", "kk", "en"])) == 60


@SQLITE
async def test_of_a_language_or_a_time_the_articles_of_few_are_read(database: Database) -> None:
    for kind in ({"by_language": True, "by_time": False}, {"by_language": False, "by_time": True}):
        query = passages._best_of_sector(**kind, ranked_first=True).params(
            sector="energy", first=0, end=1, fading=0.0, limit=5, ranked=30, languages=["kk"], stored_by=NOON
        )
        async with database.read() as connection:
            said = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
            plan = [row.detail for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}")]
        ranking = plan.index("CO-ROUTINE ranked")
        assert plan[ranking + 1].startswith("SEARCH passage_sectors USING PRIMARY KEY")
        assert plan.index("SCAN ranked") < next(at for at, step in enumerate(plan) if "articles" in step)


async def test_what_stands_before_a_passage_comes_nearest_first_and_no_more_than_is_asked(database: Database) -> None:
    for address in ("a", "b"):
        told = "\n\n".join(f"Абзац {address} {number}." for number in range(5))
        async with database.write() as connection:
            await articles.save(connection, article(told, address=address), story_id=None, now=NOON)
    async with database.read() as connection:
        hits = await search.find(connection, any_of("b"), **EVER)
        stored = await passages.by_ids(connection, [(hit, 0.0) for hit in hits])
        first, second, *_, last = sorted(stored, key=lambda one: one.position)
        found = await passages.preceding(connection, [first.id, second.id, last.id], most=2)
        assert await passages.preceding(connection, [], most=2) == {}
    assert {id_: [one.text for one in before] for id_, before in found.items()} == {
        second.id: ["Абзац b 0."],
        last.id: ["Абзац b 3.", "Абзац b 2."],
    }
    assert found[second.id] == [first]


async def test_the_newest_of_several_sectors_come_at_once_as_many_of_each(database: Database) -> None:
    for days_ago in range(4):
        await store(database, days_ago=days_ago, score=0.5 + days_ago / 10)
    async with database.read() as connection:
        found = await passages.newest_of_sectors(
            connection, ["energy", "transport"], until=NOON - timedelta(hours=1), limit=2
        )
        assert {sector: [one.text for one in of_it] for sector, of_it in found.items()} == {
            "energy": ["Нефть 1 0.6.", "Нефть 2 0.7."]
        }
        assert await passages.newest_of_sectors(connection, [], until=NOON, limit=2) == {}
        kazakh = await passages.newest_of_sectors(connection, ["energy"], until=NOON, limit=2, languages={"kk"})
        assert kazakh == {}
