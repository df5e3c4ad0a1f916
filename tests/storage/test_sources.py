"""Sources by name: whoever has most articles first, one name whatever the kind."""

from datetime import UTC, datetime

from storage import articles, sources
from storage.engine import Database
from storage.records import Draft, NewArticle, SourceKind

NOW = datetime(2025, 11, 12, 18, 0, tzinfo=UTC)


async def appear(database: Database, number: int, name: str, kind: SourceKind = SourceKind.FILE) -> None:
    """Store an article of a source."""
    draft = Draft(f"https://example.org/{number}", name, kind, "T", f"Text {number}", None, NOW)
    article = NewArticle(draft, "en", NOW, str(number).encode(), (), frozenset())
    async with database.write() as connection:
        await articles.save(connection, article, story_id=None, now=NOW)


async def test_no_sources_are_none(database: Database) -> None:
    async with database.read() as connection:
        assert await sources.every(connection) == []
        assert await sources.named_as(connection, [1, 2]) == []


async def test_one_name_has_the_ids_of_all_its_kinds(database: Database) -> None:
    await appear(database, 1, "Rare")
    await appear(database, 2, "BAQ.KZ")
    await appear(database, 3, "BAQ.KZ", SourceKind.PAGE)
    await appear(database, 4, "BAQ.KZ", SourceKind.PAGE)
    async with database.read() as connection:
        every = await sources.every(connection)
        assert [(source.name, len(source.ids)) for source in every] == [("BAQ.KZ", 2), ("Rare", 1)]
        one_of_them = every[0].ids[1]
        assert await sources.named_as(connection, [one_of_them, 999]) == [every[0]]


async def test_sources_are_found_by_a_part_of_their_name(database: Database) -> None:
    for number, (name, kind) in enumerate(
        [("Власть", SourceKind.FILE), ("Kapital", SourceKind.FILE), ("Власть", SourceKind.PAGE)], 1
    ):
        await appear(database, number, name, kind)
    async with database.read() as connection:
        assert await sources.having(connection, "вЛАСт") == [1, 3]
        assert await sources.having(connection, "nobody") == []
