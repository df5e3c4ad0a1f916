"""A step finds rows in the tables: what they say is kept, and what they lack is empty."""

from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage import articles, entries, watches
from storage.engine import Database
from storage.migrate import MIGRATIONS, migrate
from storage.watches import NewWatch, WatchKind
from tests.storage.conftest import NOON

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


@pytest.fixture
async def third(second: Database) -> Database:
    """The same database with the third schema, where the article tells of its event."""
    async with second.write() as connection:
        await connection.run_sync(upgrade_to, "0003")
        await connection.execute(text("UPDATE articles SET telling = '{}', tagged_with = 'abc'"))
    return second


async def test_the_fourth_step_keeps_articles_and_knows_no_author_of_them(third: Database) -> None:
    await migrate(third)
    async with third.read() as connection:
        stored = await articles.get(connection, 5)
        told = (await connection.execute(text("SELECT telling, tagged_with FROM articles"))).one()
    assert stored is not None
    assert (stored.title, stored.author, stored.picture, stored.links) == ("Нефть", None, None, ())
    assert tuple(told) == ("{}", "abc")


async def test_the_fourth_step_leaves_a_database_that_collects(third: Database) -> None:
    await migrate(third)
    new = NewWatch(WatchKind.FEED, "https://vestnik.example/feed", "Вестник")
    listed = entries.NewEntry(b"key", b"digest", "{}", None)
    async with third.write() as connection:
        watch_id = await watches.add(connection, new, now=NOON, due_at=NOON, interval_s=300)
        await entries.note(connection, watch_id, [listed], now=NOON)
        claimed = await entries.claim(connection, now=NOON, lease=timedelta(minutes=2), limit=9)
        assert [one.key for one in claimed] == [b"key"]
        assert await watches.remove(connection, watch_id)
        assert await entries.waiting(connection) == 0
