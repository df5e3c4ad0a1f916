"""What hangs on articles goes in for many at once, numbered by the minute, and comes out with its article."""

from dataclasses import replace
from datetime import timedelta

from storage import articles, contents, search
from storage.engine import Connection, Database
from storage.records import NewArticle, Outcome, Saved
from storage.schema import first_passage_id
from tests.storage.conftest import NOON, article
from tests.wanted import EVER, any_of


async def put_in(connection: Connection, new: list[NewArticle], story_ids: list[int | None]) -> list[int]:
    """Store articles together; returns their ids."""
    ids = await articles.insert_all(connection, list(zip(new, story_ids, strict=True)), now=NOON)
    await articles.fill(connection, list(zip(ids, new, strict=True)), now=NOON)
    return ids


async def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    """What a query finds."""
    return [tuple(row) for row in await connection.exec_driver_sql(query)]


async def test_passages_of_one_minute_are_numbered_on_from_article_to_article(database: Database) -> None:
    """Later in the batch or later in the day: no two passages get one number."""
    later = NOON + timedelta(hours=1)
    times = [NOON, later, NOON + timedelta(seconds=59)]
    new = [
        article(f"Раз {at}.\n\nДва {at}.", address=f"file:///{at}", published_at=when) for at, when in enumerate(times)
    ]
    async with database.write() as connection:
        await put_in(connection, new, [None, None, None])
        await put_in(connection, [article("Три.", address="file:///3")], [None])
        numbered = await rows(connection, "SELECT article_id, position, id FROM passages ORDER BY id")
        indexed = sorted(await search.find(connection, any_of("раз", "два", "три"), **EVER))
    noon, hour = first_passage_id(NOON), first_passage_id(later)
    assert numbered == [
        *((1, 0, noon), (1, 1, noon + 1), (3, 0, noon + 2), (3, 1, noon + 3), (4, 0, noon + 4)),
        *((2, 0, hour), (2, 1, hour + 1)),
    ]
    assert indexed == [id_ for _, _, id_ in numbered]


async def test_articles_open_stories_in_their_order_or_join_one(database: Database) -> None:
    new = [article(f"Весть {at}.", address=f"file:///{at}") for at in range(4)]
    async with database.write() as connection:
        ids = await put_in(connection, new[:2], [None, None])
        ids += await put_in(connection, new[2:], [2, None])
        told = await rows(connection, "SELECT id, story_id, arrival FROM articles ORDER BY id")
        assert await articles.insert_all(connection, [], now=NOON) == []
    assert ids == [1, 2, 3, 4]
    assert told == [(1, 1, 1), (2, 2, 2), (3, 2, 3), (4, 3, 4)]


async def test_sources_are_made_once_and_named_by_kind(database: Database) -> None:
    new = [article(f"Весть {at}.", address=f"file:///{at}", source=name) for at, name in enumerate("абаб")]
    async with database.write() as connection:
        await put_in(connection, new[:2], [None, None])
        await put_in(connection, new[2:], [None, None])
        assert await rows(connection, "SELECT kind, name FROM sources ORDER BY id") == [("file", "а"), ("file", "б")]
        seen = "SELECT article_id, source_id, address FROM appearances ORDER BY id"
        assert await rows(connection, seen) == [(at + 1, at % 2 + 1, f"file:///{at}") for at in range(4)]


async def test_an_article_without_contents_is_stored_all_the_same(database: Database) -> None:
    bare = replace(article(), passages=())
    async with database.write() as connection:
        (article_id,) = await put_in(connection, [bare], [None])
        await contents.add(connection, [])
        assert await articles.texts(connection, [article_id]) == {article_id: bare.draft.text}


async def test_all_that_hangs_on_an_article_comes_out(database: Database) -> None:
    found = replace(article(shingles=frozenset({1, 2})), terms=frozenset({3}))
    kept = article("Другая весть.", address="file:///b")
    async with database.write() as connection:
        gone, stays = await put_in(connection, [found, kept], [None, None])
        await contents.remove(connection, gone)
        assert await rows(connection, "SELECT DISTINCT article_id FROM passages") == [(stays,)]
        assert await rows(connection, "SELECT article_id FROM article_shingles") == []
        assert await rows(connection, "SELECT article_id FROM article_terms") == []
        assert await search.faults(connection) == []
        assert await rows(connection, "SELECT count(*) FROM passage_sectors") == [(1,)]


async def test_what_is_taken_is_told_by_address_and_by_text(database: Database) -> None:
    there, elsewhere, new = (article(f"Весть {at}.", address=f"file:///{at}") for at in range(3))
    moved = replace(elsewhere, draft=replace(elsewhere.draft, address="file:///9"))
    async with database.write() as connection:
        assert await articles.save(connection, there, story_id=None, now=NOON) == Saved(Outcome.NEW, 1)
        await articles.save(connection, elsewhere, story_id=None, now=NOON)
        addresses, hashes = await articles.taken(connection, [there, moved, new])
    assert addresses == {"file:///0"}
    assert hashes == {there.text_hash, elsewhere.text_hash}
