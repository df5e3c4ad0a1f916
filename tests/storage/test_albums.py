"""The posts of an album are kept until it is settled, in their order, each once, and found by any of them."""

from datetime import timedelta

from storage import albums
from storage.albums import AlbumPart
from storage.engine import Database
from tests.storage.conftest import NOON

CHANNEL = -1_000_000_000_001


async def test_the_posts_of_an_album_stand_in_their_order_however_they_come(database: Database) -> None:
    async with database.write() as connection:
        for number in (12, 10, 11):
            await albums.keep(connection, CHANNEL, "A", AlbumPart(number, f"part {number}"), now=NOON)
        await albums.keep(connection, CHANNEL, "B", AlbumPart(20, "another album"), now=NOON)
        await albums.keep(connection, CHANNEL - 1, "A", AlbumPart(10, "another channel"), now=NOON)
    async with database.read() as connection:
        kept = await albums.parts(connection, CHANNEL, "A")
    assert kept == [AlbumPart(10, "part 10"), AlbumPart(11, "part 11"), AlbumPart(12, "part 12")]


async def test_an_edited_post_takes_its_own_place(database: Database) -> None:
    async with database.write() as connection:
        await albums.keep(connection, CHANNEL, "A", AlbumPart(10, "before"), now=NOON)
        await albums.keep(connection, CHANNEL, "A", AlbumPart(11, "stays"), now=NOON)
        await albums.keep(connection, CHANNEL, "A", AlbumPart(10, "after"), now=NOON)
        kept = await albums.parts(connection, CHANNEL, "A")
    assert kept == [AlbumPart(10, "after"), AlbumPart(11, "stays")]


async def test_any_post_finds_its_album_by_the_name_it_had_first(database: Database) -> None:
    async with database.write() as connection:
        await albums.keep(connection, CHANNEL, "first", AlbumPart(10, "a"), now=NOON)
        await albums.keep(connection, CHANNEL, "forwarded", AlbumPart(10, "a"), now=NOON + timedelta(hours=1))
        assert await albums.containing(connection, CHANNEL, 10) == "first"
        assert await albums.containing(connection, CHANNEL, 11) is None
        assert await albums.containing(connection, CHANNEL - 1, 10) is None


async def test_an_album_lives_as_long_as_any_of_its_posts_is_seen(database: Database) -> None:
    async with database.write() as connection:
        for number, days in ((10, 0), (11, 2)):
            await albums.keep(connection, CHANNEL, "A", AlbumPart(number, ""), now=NOON + timedelta(days=days))
        assert await albums.forget(connection, before=NOON + timedelta(days=1)) == 0


async def test_what_was_seen_long_ago_is_forgotten(database: Database) -> None:
    async with database.write() as connection:
        await albums.keep(connection, CHANNEL, "old", AlbumPart(10, "a"), now=NOON)
        await albums.keep(connection, CHANNEL, "new", AlbumPart(20, "b"), now=NOON + timedelta(days=2))
        assert await albums.forget(connection, before=NOON + timedelta(days=1)) == 1
        assert await albums.parts(connection, CHANNEL, "old") == []
        assert await albums.parts(connection, CHANNEL, "new") == [AlbumPart(20, "b")]
