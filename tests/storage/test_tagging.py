"""Walking over what another taxonomy has tagged, and giving passages other sectors without touching anything else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import articles, changes, tagging
from storage.engine import Connection, Database
from storage.schema import passage_sectors
from storage.tagging import ToTag
from tests.storage.conftest import NOON, article

OLD, NEW = "old", "new"


@pytest.fixture
async def five(database: Database) -> Database:
    """Five articles: tagged with the old taxonomy, with the new one and with none; two of one moment."""
    told = [(OLD, 0), (NEW, 1), (None, 2), (OLD, 2), (OLD, 3)]
    async with database.write() as connection:
        for number, (fingerprint, hours_ago) in enumerate(told, 1):
            one = article(
                f"Нефть {number}.\n\nПоезда {number}.",
                address=f"file:///{number}",
                published_at=NOON - timedelta(hours=hours_ago),
            )
            await articles.save(connection, replace(one, tagged_with=fingerprint), story_id=None, now=NOON)
    return database


async def walked(connection: Connection, fingerprint: str | None, *, limit: int) -> list[int]:
    """The ids of all that a walk finds, so many at a time."""
    ids: list[int] = []
    after: ToTag | None = None
    while found := await tagging.to_tag(connection, fingerprint, after=after, limit=limit):
        ids += [one.id for one in found]
        after = found[-1]
    return ids


async def stored(connection: Connection) -> list[tuple[int, str, float]]:
    """All sectors there are."""
    columns = passage_sectors.c.passage_id, passage_sectors.c.sector, passage_sectors.c.score
    return [tuple(row) for row in await connection.execute(select(*columns).order_by(*columns))]


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
async def test_a_walk_goes_from_the_newest_to_the_oldest_and_meets_each_once(five: Database, limit: int) -> None:
    async with five.read() as connection:
        assert await walked(connection, NEW, limit=limit) == [1, 4, 3, 5]
        assert await walked(connection, OLD, limit=limit) == [2, 3]
        assert await walked(connection, None, limit=limit) == [1, 2, 4, 3, 5]
        assert [await tagging.count(connection, one) for one in (NEW, OLD, None, "third")] == [4, 2, 5, 5]


async def test_passages_come_in_their_order_as_they_stand_in_the_text(five: Database) -> None:
    async with five.read() as connection:
        (one,) = await tagging.to_tag(connection, NEW, after=None, limit=1)
    assert [one.text[start:end] for start, end in one.spans.values()] == ["Нефть 1.", "Поезда 1."]


async def test_only_what_differs_is_rewritten_and_a_mere_score_is_no_other_sector(five: Database) -> None:
    async with five.write() as connection:
        before = await stored(connection)
        (one,) = await tagging.to_tag(connection, NEW, after=None, limit=1)
        oil, trains = one.spans
        assert await tagging.tag(connection, one, {oil: {"energy": 0.5}, trains: {"transport": 0.7}}, NEW) == 0
        assert await tagging.tag(connection, one, {oil: {"energy": 0.5, "economy": 0.4}}, NEW) == 2
        after = await stored(connection)
    others = [row for row in before if row[0] not in (oil, trains)]
    assert after == sorted([*others, (oil, "economy", 0.4), (oil, "energy", 0.5)])
    async with five.read() as connection:
        assert await walked(connection, NEW, limit=10) == [4, 3, 5]


async def test_the_news_are_as_they_were_where_tagging_finds_what_stands_there(five: Database) -> None:
    async with five.write() as connection:
        before = await changes.latest(connection)
        (one,) = await tagging.to_tag(connection, NEW, after=None, limit=1)
        oil, trains = one.spans
        assert await tagging.tag(connection, one, {oil: {"energy": 0.9}, trains: {"transport": 0.7}}, NEW) == 0
        assert await changes.latest(connection) == before
        await tagging.tag(connection, one, {oil: {"energy": 0.8}, trains: {"transport": 0.7}}, NEW)
        assert await changes.latest(connection) == before + 1


async def test_a_text_that_has_been_replaced_meanwhile_is_left_alone(five: Database) -> None:
    async with five.read() as connection:
        (one,) = await tagging.to_tag(connection, NEW, after=None, limit=1)
    changed = article("Газ подорожал.", address="file:///1", sectors=({"economy": 0.6},))
    async with five.write() as connection:
        await articles.save(connection, replace(changed, tagged_with=OLD), story_id=None, now=NOON)
        before = await stored(connection)
        assert await tagging.tag(connection, one, {id_: {"sport": 1.0} for id_ in one.spans}, NEW) is None
        assert await stored(connection) == before
        assert await walked(connection, NEW, limit=10) == [1, 4, 3, 5]


async def test_a_text_that_was_replaced_and_put_back_meanwhile_is_left_alone(five: Database) -> None:
    """The text is the same to the letter, but its passages have other ids, and it was tagged by whoever put it back."""
    async with five.read() as connection:
        (one,) = await tagging.to_tag(connection, NEW, after=None, limit=1)
    back = article(one.text, address="file:///1", published_at=NOON - timedelta(days=1))
    for text in (article("Газ подорожал.", address="file:///1"), back):
        async with five.write() as connection:
            await articles.save(connection, text, story_id=None, now=NOON)
    async with five.write() as connection:
        assert await tagging.tag(connection, one, {id_: {"sport": 1.0} for id_ in one.spans}, NEW) is None


async def test_it_is_told_what_an_article_was_understood_with(five: Database) -> None:
    async with five.read() as connection:
        found = await tagging.to_tag(connection, None, after=None, limit=10)
    assert {one.id: one.tagged_with for one in found} == {1: OLD, 2: NEW, 3: None, 4: OLD, 5: OLD}


async def test_an_article_may_have_more_passages_than_a_statement_has_room_for(database: Database) -> None:
    """SQLite takes 32,766 values for one statement, or 250,000, as it was built."""
    many = 40_000
    long = article("\n\n".join(["Да"] * many), sectors=({"energy": 0.5},) * many)
    async with database.write() as connection:
        await articles.save(connection, replace(long, shingles=frozenset()), story_id=None, now=NOON)
        (one,) = await tagging.to_tag(connection, NEW, after=None, limit=1)
        assert await tagging.tag(connection, one, {id_: {"sport": 0.5} for id_ in one.spans}, NEW) == many


async def test_an_article_without_passages_is_done_with_as_well(database: Database) -> None:
    async with database.write() as connection:
        bare = replace(article("…", sectors=()), passages=())
        await articles.save(connection, bare, story_id=None, now=NOON)
        (one,) = await tagging.to_tag(connection, NEW, after=None, limit=1)
        assert await tagging.tag(connection, one, {}, NEW) == 0
        assert await tagging.count(connection, NEW) == 0
