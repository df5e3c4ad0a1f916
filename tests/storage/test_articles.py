"""An article is stored whole or not at all, is known when it comes again, and is replaced without ghosts."""

from datetime import timedelta

import pytest

from storage import articles, passages, search, stories
from storage.engine import Connection, Database
from storage.records import Appearance, Outcome, Saved
from storage.schema import first_passage_id
from tests.storage.conftest import NOON, article
from tests.wanted import EVER, any_of


async def texts_found(connection: Connection, word: str) -> list[str]:
    """The texts of the passages that the full-text index has for a word."""
    hits = await search.find(connection, any_of(word), **EVER)
    return [found.text for found in await passages.by_ids(connection, [(hit, 1.0) for hit in hits])]


async def energy_texts(connection: Connection) -> list[str]:
    """The texts that a year's window has for energy."""
    since, until = NOON - timedelta(days=300), NOON + timedelta(days=65)
    found = await passages.of_sector(connection, "energy", since=since, until=until, fading=0.5, limit=10)
    return [one.text for one in found]


async def save(database: Database, **given: object) -> Saved:
    """Save one article of the given kind, in its own transaction."""
    async with database.write() as connection:
        return await articles.save(connection, article(**given), story_id=None, now=NOON)  # type: ignore[arg-type]


async def test_a_saved_article_is_read_back_whole(database: Database) -> None:
    saved = await save(database, url="https://baq.kz/news/1")
    async with database.read() as connection:
        stored = await articles.get(connection, saved.article_id)
        assert await articles.get(connection, saved.article_id + 1) is None
    assert saved.outcome is Outcome.NEW
    assert stored is not None
    assert stored.text == "Нефть подорожала.\n\nПоезда пошли."
    assert stored.published_at == NOON
    assert stored.appearances == (Appearance("BAQ.KZ", "https://baq.kz/news/1"),)


async def test_a_passage_is_cut_from_its_article_by_characters(database: Database) -> None:
    await save(database, text="Жаңа 🛢 мұнай.\n\nПойыз.")
    async with database.read() as connection:
        assert await energy_texts(connection) == ["Жаңа 🛢 мұнай."]
        assert await texts_found(connection, "пойыз") == ["Пойыз."]


async def test_the_same_address_and_text_are_known(database: Database) -> None:
    first = await save(database)
    assert await save(database) == Saved(Outcome.KNOWN, first.article_id)
    async with database.read() as connection:
        here = ("file:///news/a.txt", article().text_hash)
        asked = {here, ("file:///news/a.txt", b"other"), ("file:///news/b.txt", article().text_hash)}
        assert await articles.known(connection, asked) == {here: first.article_id}
        assert await articles.known(connection, []) == {}


async def test_the_same_text_elsewhere_is_known_and_shows_both_sources(database: Database) -> None:
    first = await save(database)
    again = await save(database, address="file:///news/b.txt", source="Капитал", url="https://kapital.kz/1")
    async with database.read() as connection:
        stored = await articles.get(connection, first.article_id)
        seen = await stories.sightings(connection, [1])
    assert again == Saved(Outcome.KNOWN, first.article_id)
    assert stored is not None
    assert stored.appearances == (Appearance("BAQ.KZ", None), Appearance("Капитал", "https://kapital.kz/1"))
    assert [sighting.source for sighting in seen] == ["BAQ.KZ", "Капитал"]


async def test_a_changed_text_replaces_the_old_one_without_ghosts(database: Database) -> None:
    first = await save(database)
    changed = await save(database, text="Газ подешевел.", published_at=NOON + timedelta(days=1))
    assert changed == Saved(Outcome.CHANGED, first.article_id)
    async with database.write() as connection:
        assert await articles.count(connection) == 1
        assert await texts_found(connection, "нефть") == []
        assert await texts_found(connection, "газ") == ["Газ подешевел."]
        assert await energy_texts(connection) == ["Газ подешевел."]
        assert await search.faults(connection) == []


async def test_a_changed_text_may_come_with_another_source_and_link(database: Database) -> None:
    first = await save(database)
    await save(database, text="Газ подешевел.", source="Капитал", url="https://kapital.kz/2")
    async with database.read() as connection:
        stored = await articles.get(connection, first.article_id)
    assert stored is not None
    assert stored.appearances == (Appearance("Капитал", "https://kapital.kz/2"),)


async def test_a_change_at_one_of_two_addresses_leaves_the_other_its_text(database: Database) -> None:
    first = await save(database)
    await save(database, address="file:///news/b.txt")
    changed = await save(database, address="file:///news/b.txt", text="Газ подешевел.")
    async with database.read() as connection:
        kept = await articles.get(connection, first.article_id)
    assert changed.outcome is Outcome.CHANGED
    assert changed.article_id != first.article_id
    assert kept is not None
    assert kept.text.startswith("Нефть")


async def test_a_change_into_a_text_known_elsewhere_removes_what_stands_nowhere(database: Database) -> None:
    gone = await save(database)
    other = await save(database, address="file:///news/b.txt", text="Газ подешевел.")
    assert await save(database, text="Газ подешевел.") == Saved(Outcome.KNOWN, other.article_id)
    async with database.write() as connection:
        assert await articles.get(connection, gone.article_id) is None
        assert await texts_found(connection, "нефть") == []
        assert await search.faults(connection) == []


async def test_an_id_is_never_given_twice(database: Database) -> None:
    await save(database, text="Первая.", address="file:///1")
    gone = await save(database, text="Вторая.", address="file:///2")
    await save(database, text="Первая.", address="file:///2")
    later = await save(database, text="Третья.", address="file:///3")
    async with database.read() as connection:
        stored = await articles.get(connection, later.article_id)
        assert await articles.get(connection, gone.article_id) is None
    assert later.article_id > gone.article_id
    assert stored is not None
    assert stored.story_id == 3


async def test_a_failure_on_the_way_stores_nothing(database: Database) -> None:
    async def save_and_break() -> None:
        async with database.write() as connection:
            await articles.save(connection, article(), story_id=None, now=NOON)
            raise RuntimeError("the power is cut")

    with pytest.raises(RuntimeError, match="the power is cut"):
        await save_and_break()
    async with database.write() as connection:
        assert await articles.count(connection) == 0
        assert await texts_found(connection, "нефть") == []
        assert await search.faults(connection) == []


async def test_ids_begin_with_the_minute_and_stay_apart_within_it(database: Database) -> None:
    await save(database)
    await save(database, address="file:///news/b.txt", text="Нефть дешевеет.")
    async with database.read() as connection:
        hits = await search.find(connection, any_of("нефть"), **EVER)
    floor = first_passage_id(NOON)
    assert sorted(hits) == [floor, floor + 2]


async def test_headlines_come_newest_first(database: Database) -> None:
    for day in range(3):
        await save(database, address=f"file:///{day}", text=f"Текст {day}.", published_at=NOON - timedelta(days=day))
    async with database.read() as connection:
        newest = await articles.headlines(connection, 2)
    assert [one.title for one in newest] == ["Текст 0", "Текст 1"]


async def test_an_article_joins_the_story_it_is_given(database: Database) -> None:
    await save(database)
    async with database.write() as connection:
        joined = article(address="file:///b", text="Нефть растёт.", source="Капитал")
        await articles.save(connection, joined, story_id=1, now=NOON)
        seen = await stories.sightings(connection, [1])
    assert {sighting.source for sighting in seen} == {"BAQ.KZ", "Капитал"}
