"""Stories are called as the article that told them first, as long as anybody tells them."""

from datetime import timedelta

from storage import articles, stories
from storage.engine import Database
from tests.storage.conftest import NOON, article


async def test_a_story_is_called_as_its_first_article(database: Database) -> None:
    async with database.write() as connection:
        later = article("Вторая весть о том же.", address="file:///2", published_at=NOON + timedelta(hours=1))
        await articles.save(connection, later, story_id=None, now=NOON)
        first = article("Первая весть.", address="file:///1", published_at=NOON)
        await articles.save(connection, first, story_id=1, now=NOON)
        other = article("Другое.", address="file:///3")
        await articles.save(connection, other, story_id=None, now=NOON)
    async with database.read() as connection:
        assert await stories.titles(connection, [1, 2, 99]) == {1: "Первая весть", 2: "Другое"}
        assert await stories.titles(connection, []) == {}
