"""A step finds rows in the tables: what they say is kept, and what they lack is empty."""

from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage import articles, entries, personal, readers, search, updates, watches
from storage.engine import Connection as AsyncConnection
from storage.engine import Database
from storage.errors import SchemaError
from storage.migrate import MIGRATIONS, migrate
from storage.records import AnswerLength
from storage.watches import NewWatch, WatchKind
from tests.storage.conftest import EMPTY_SQLITE, NOON

A_STORY = "INSERT INTO stories (id, opened_at) VALUES (7, 0)"
AN_ARTICLE = (
    "INSERT INTO articles (id, story_id, title, text, language, published_at, stored_at, text_hash, arrival) "
    "VALUES (5, 7, 'Нефть', 'Нефть подорожала.', 'ru', 0, 0, :hash, 1)"
)
ITS_SHINGLE = "INSERT INTO article_shingles (shingle, article_id) VALUES (12, 5)"


def upgrade_to(connection: Connection, revision: str) -> None:
    """Bring an empty database to an older schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def rows(connection: AsyncConnection, table: str) -> list[tuple[object, ...]]:
    """All that a table holds."""
    return [tuple(row) for row in await connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]  # noqa: S608


@pytest.fixture
async def second(empty_database: Database) -> Database:
    """A database of the second schema with an article in it."""
    async with empty_database.write() as connection:
        await connection.run_sync(upgrade_to, "0002")
        await connection.execute(text(A_STORY))
        await connection.execute(text(AN_ARTICLE), {"hash": b"1"})
        await connection.execute(text(ITS_SHINGLE))
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


SOMEBODY = (
    "INSERT INTO sources (id, kind, name, created_at) VALUES (2, 'file', 'Вестник', 0)",
    "INSERT INTO appearances (article_id, source_id, address, seen_at) VALUES (5, 2, 'file:///a', 0)",
    (
        "INSERT INTO readers (id, chat_id, kind, language, timezone, created_at, seen_at, title, quiet_from, awaiting) "
        "VALUES (3, 700, 'private', 'kk', 'Asia/Almaty', 1000, 2000, 'Айгүл', 1320, 'words'), "
        "(4, -1, 'group', 'ru', 'UTC', 0, 0, 'Дом', 1380, NULL)"
    ),
    """INSERT INTO interests (id, key) VALUES (5, '{"words":["лыжи"]}'), (6, '{"words":["диабет"]}')""",
    (
        "INSERT INTO subscriptions (id, reader_id, made_by, interest_id, state, rhythm, minute, weekday, length, "
        "tells_empty, created_at) VALUES (8, 3, 700, 5, 'active', 'daily', 540, 0, 10, 0, 0)"
    ),
    (
        "INSERT INTO digests (id, key, interest_id, language, timezone, length, upto, since, until, planned_at) "
        "VALUES (9, 'k', 5, 'kk', 'UTC', 5, 1, 0, 0, 0)"
    ),
    (
        "INSERT INTO deliveries (reader_id, subscription_id, digest_id, dedupe, priority, state, planned_at, ready_at) "
        "VALUES (3, 8, 9, 'd', 2, 'sent', 0, 0)"
    ),
)


@pytest.fixture
async def fourth(third: Database) -> Database:
    """The same database with the fourth schema, where two chats have been met and one of them is subscribed."""
    async with third.write() as connection:
        await connection.run_sync(upgrade_to, "0004")
        for row in SOMEBODY:
            await connection.exec_driver_sql(row)  # as it is: text() would take what follows a colon for a name
    return third


async def test_the_fifth_step_gives_readers_what_they_have_had_so_far(fourth: Database) -> None:
    await migrate(fourth)
    async with fourth.read() as connection:
        reader = await readers.get(connection, 3)
    assert reader is not None
    assert (reader.answer_length, reader.answer_languages, reader.rich) == (AnswerLength.NORMAL, frozenset(), False)
    assert (reader.chat_id, reader.language, reader.timezone) == (700, "kk", "Asia/Almaty")


@pytest.fixture
async def indexed(fourth: Database) -> Database:
    """The same database with the fifth schema, where a passage is found by its words."""
    async with fourth.write() as connection:
        await connection.run_sync(upgrade_to, "0005")
        await connection.execute(text("INSERT INTO passages VALUES (1, 5, 0, 0, 17)"))
        await search.add(connection, [(1, "нефт подорожа", "нефть подорожала")])
    return fourth


async def test_the_sixth_step_knows_the_words_that_were_indexed_before(indexed: Database) -> None:
    await migrate(indexed)
    async with indexed.read() as connection:
        assert await search.known_words(connection, ["нефть", "газ"]) == {"нефть": 1}


async def test_the_seventh_step_keeps_every_row_that_hangs_on_a_reader(indexed: Database) -> None:
    kept = "readers", "subscriptions", "digests", "deliveries", "articles", "passages"
    async with indexed.read() as connection:
        before = {table: await rows(connection, table) for table in kept}
    await migrate(indexed)
    async with indexed.read() as connection:
        assert before == {table: await rows(connection, table) for table in kept}
        assert await rows(connection, "interests") == [(5, '{"words":["лыжи"]}')]  # the other was followed by nobody
        assert (await connection.execute(text("SELECT published_at FROM appearances"))).scalars().all() == [None]
    async with indexed.write() as connection:
        await personal.forget(connection, 700)
        assert await rows(connection, "subscriptions") == await rows(connection, "deliveries") == []
        assert [row[0] for row in await rows(connection, "readers")] == [4]


@EMPTY_SQLITE
async def test_the_seventh_step_leaves_no_row_without_what_it_names_and_foreign_keys_enforced(
    indexed: Database,
) -> None:
    await migrate(indexed)
    async with indexed.write() as connection:
        assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
        assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1


@EMPTY_SQLITE
async def test_the_seventh_step_gives_no_number_twice(indexed: Database) -> None:
    await migrate(indexed)
    async with indexed.write() as connection:
        await personal.forget(connection, -1)
        met = await readers.meet(
            connection, chat_id=900, thread_id=0, kind="private", language="ru", timezone="UTC", now=NOON
        )
    assert met.id == 5


@EMPTY_SQLITE
async def test_a_step_that_leaves_a_row_without_what_it_names_is_undone(indexed: Database) -> None:
    async with indexed.reshape() as connection:
        await connection.execute(text("DELETE FROM readers WHERE id = 3"))
    with pytest.raises(SchemaError, match="subscriptions name what readers lack"):
        await migrate(indexed)
    async with indexed.read() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == "0005"


@EMPTY_SQLITE
async def test_tables_are_not_made_anew_where_others_would_lose_their_rows(indexed: Database) -> None:
    with pytest.raises(RuntimeError, match="foreign keys"):
        async with indexed.write() as connection:
            await connection.run_sync(upgrade_to, "0007")
    async with indexed.read() as connection:
        assert len(await rows(connection, "subscriptions")) == 1


async def test_the_tenth_step_takes_what_waits_for_untried(empty_database: Database) -> None:
    async with empty_database.reshape() as connection:
        await connection.run_sync(upgrade_to, "0009")
        waits = "INSERT INTO updates (id, came_at, state, body) VALUES (5, 0, 'waiting', '{}')"
        await connection.execute(text(waits))
    await migrate(empty_database)
    async with empty_database.write() as connection:
        left = await updates.take(connection, "a", limit=9, now=NOON, until=NOON)
        assert {id_: one.body for id_, one in left.items()} == {5: "{}"}
