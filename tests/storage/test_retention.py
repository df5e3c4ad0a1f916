"""Retention: old articles go with all that hangs on them, a few at a time, and nothing else does."""

from datetime import timedelta

from sqlalchemy import text

from storage import arrivals, articles, passages, retention, search
from storage.engine import Database
from tests.storage.conftest import NOON, article

DAY = timedelta(days=1)
LEFT_OVER = ("passages", "passage_sectors", "article_shingles", "appearances", "stories")


async def store(database: Database, *days_ago: int) -> list[int]:
    """An article for each day; returns their ids."""
    made = []
    async with database.write() as connection:
        for days in days_ago:
            new = article(
                f"Нефть {days}.\n\nПоезда {days}.",
                address=f"file:///{days}",
                published_at=NOON - days * DAY,
                shingles=frozenset({days}),
            )
            made.append((await articles.save(connection, new, story_id=None, now=NOON)).article_id)
    return made


async def forget(database: Database, *, days: int, limit: int = 100) -> int:
    """Remove what is older than so many days."""
    async with database.write() as connection:
        return await retention.forget(connection, before=NOON - days * DAY, limit=limit)


async def test_the_oldest_go_first_a_few_at_a_time(database: Database) -> None:
    made = await store(database, 1, 40, 30, 20)
    assert await forget(database, days=10, limit=2) == 2
    async with database.read() as connection:
        assert [await articles.get(connection, id_) is not None for id_ in made] == [True, False, False, True]
    assert await forget(database, days=10, limit=2) == 1
    assert await forget(database, days=10, limit=2) == 0


async def test_nothing_of_them_is_left(database: Database) -> None:
    await store(database, 20, 30)
    assert await forget(database, days=10) == 2
    async with database.write() as connection:
        for table in LEFT_OVER:
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0, table  # noqa: S608 - names of ours
        assert await search.faults(connection) == []


async def test_what_is_kept_is_found_as_before(database: Database) -> None:
    young, _ = await store(database, 5, 50)
    assert await forget(database, days=10) == 1
    async with database.write() as connection:
        found = await passages.of_sector(connection, "energy", since=NOON - 90 * DAY, until=NOON, fading=0.0, limit=9)
        assert [(one.article_id, one.text) for one in found] == [(young, "Нефть 5.")]
        assert await search.faults(connection) == []


async def test_what_comes_after_is_new_to_whoever_was_told_of_what_has_gone(database: Database) -> None:
    """A digest remembers up to which arrival it told: the number of one that was removed must not come again."""
    await store(database, 1, 40)
    async with database.read() as connection:
        told = await arrivals.newest(connection)
    assert await forget(database, days=0) == 2
    (made,) = await store(database, 0)
    async with database.read() as connection:
        arrival = await connection.execute(text("SELECT arrival FROM articles WHERE id = :id"), {"id": made})
        assert arrival.scalar_one() == told + 1 == await arrivals.newest(connection)


async def test_the_number_of_a_removed_arrival_is_never_given_again(database: Database) -> None:
    await store(database, 1, 40)
    async with database.read() as connection:
        told_upto = await arrivals.newest(connection)
    assert await forget(database, days=10) == 1
    async with database.read() as connection:
        assert await arrivals.newest(connection) == told_upto == 2
    await store(database, 2)
    async with database.read() as connection:
        assert await arrivals.newest(connection) == 3
        assert await arrivals.stories_of(connection, told_upto, 3) == {3}
    assert await forget(database, days=0) == 2
    async with database.read() as connection:
        assert await arrivals.newest(connection) == 3
