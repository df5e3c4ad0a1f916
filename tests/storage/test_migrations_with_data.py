"""A step finds rows in the tables: what they say is kept, and what they lack is empty."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage import articles
from storage.engine import Database
from storage.migrate import MIGRATIONS, migrate

AN_ARTICLE = (
    "INSERT INTO stories (id, opened_at) VALUES (7, 0)",
    (
        "INSERT INTO articles (id, story_id, title, text, language, published_at, stored_at, text_hash, arrival) "
        "VALUES (5, 7, 'Нефть', 'Нефть подорожала.', 'ru', 0, 0, x'01', 1)"
    ),
    "INSERT INTO article_shingles (shingle, article_id) VALUES (12, 5)",
)


def upgrade_to(connection: Connection, revision: str) -> None:
    """Bring an empty database to an older schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@pytest.fixture
async def second(empty_database: Database) -> Database:
    """A database of the second schema with an article in it."""
    async with empty_database.write() as connection:
        await connection.run_sync(upgrade_to, "0002")
        for row in AN_ARTICLE:
            await connection.execute(text(row))
    return empty_database


async def test_the_third_step_keeps_articles_and_knows_nothing_new_of_them(second: Database) -> None:
    await migrate(second)
    async with second.read() as connection:
        stored = await articles.get(connection, 5)
        new = await connection.execute(text("SELECT telling, tagged_with FROM articles"))
        merged = await connection.execute(text("SELECT id, merged_into FROM stories"))
        assert tuple(new.one()) == (None, None)
        assert tuple(merged.one()) == (7, None)
    assert stored is not None
    assert (stored.title, stored.story_id) == ("Нефть", 7)
