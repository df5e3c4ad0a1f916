"""Coverage: who tells a story and when, as it was known at a moment; which stories are told by most."""

from datetime import timedelta

from storage import articles, coverage
from storage.coverage import Extent
from storage.engine import Connection, Database
from storage.records import Appearance
from tests.storage.conftest import NOON, article

HOUR = timedelta(hours=1)


async def tell(connection: Connection, story_id: int | None, number: int, *sources: str, hours: int = 0) -> None:
    """Store an article that several sources have published word for word, hours after noon, and seen then."""
    for source in sources:
        one = article(
            f"Весть {number}.",
            address=f"file:///{source}/{number}",
            source=source,
            published_at=NOON + hours * HOUR,
        )
        await articles.save(connection, one, story_id=story_id, now=NOON + hours * HOUR)


async def test_an_extent_counts_what_had_appeared_by_a_time(database: Database) -> None:
    async with database.write() as connection:
        await tell(connection, None, 1, "А", "Б")
        await tell(connection, 1, 2, "Б", hours=1)
        await tell(connection, 1, 3, "В", hours=5)
    async with database.read() as connection:
        assert await coverage.extent(connection, 1, seen_by=NOON) == Extent(1, 2, NOON, NOON)
        assert await coverage.extent(connection, 1, seen_by=NOON + 9 * HOUR) == Extent(3, 3, NOON, NOON + 5 * HOUR)
        assert await coverage.extent(connection, 1, seen_by=NOON - HOUR) is None
        assert await coverage.extent(connection, 99, seen_by=NOON) is None


async def test_reports_are_the_first_and_the_last_with_their_sources(database: Database) -> None:
    async with database.write() as connection:
        await tell(connection, None, 1, "А", "Б")
        for number in range(2, 7):
            await tell(connection, 1, number, "В", hours=number)
    async with database.read() as connection:
        found = await coverage.reports(
            connection, 1, seen_by=NOON + 9 * HOUR, earliest=1, latest=2, characters=len("Весть 1")
        )
        assert [one.article_id for one in found] == [1, 5, 6]
        assert [one.source for one in found[0].appearances] == ["А", "Б"]
        assert isinstance(found[0].appearances[0], Appearance)
        assert (found[0].text, found[0].whole) == ("Весть 1", False)
        (first,) = await coverage.reports(connection, 1, seen_by=NOON, earliest=9, latest=9, characters=99)
        assert (first.text, first.whole) == ("Весть 1.", True)


async def test_the_widest_stories_have_more_than_one_article_and_most_sources_first(database: Database) -> None:
    async with database.write() as connection:
        await tell(connection, None, 1, "А", "Б", "В")  # one article, however many print it
        await tell(connection, None, 2, "А")
        await tell(connection, 2, 3, "А", hours=1)
        await tell(connection, 2, 4, "А", hours=2)
        await tell(connection, None, 5, "А")
        await tell(connection, 3, 6, "Б", hours=3)
        await tell(connection, None, 7, "А", hours=1)
        await tell(connection, 4, 8, "Б", hours=4)
    async with database.read() as connection:
        found = await coverage.widest(connection, since=None, limit=9)
        assert [(one.story_id, one.extent.sources) for one in found] == [(4, 2), (3, 2), (2, 1)]
        assert (found[1].title, found[1].extent) == ("Весть 5", Extent(2, 2, NOON, NOON + 3 * HOUR))
        assert [one.story_id for one in await coverage.widest(connection, since=None, limit=1)] == [4]
        since = NOON + HOUR
        assert [one.story_id for one in await coverage.widest(connection, since=since, limit=9)] == [4, 2]
        assert await coverage.widest(connection, since=NOON + 9 * HOUR, limit=9) == []


async def test_the_others_of_an_articles_story(database: Database) -> None:
    async with database.write() as connection:
        await tell(connection, None, 1, "А", "Б")
        await tell(connection, 1, 2, "В")
        await tell(connection, None, 3, "В")
    async with database.read() as connection:
        assert [await coverage.others(connection, one) for one in (1, 2, 3, 99)] == [1, 1, 0, 0]
