"""A copy is the whole of what was copied, on either engine, however often it was broken off."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

from storage import articles, copying, readers, search, stories
from storage import postgres as engine
from storage.copying import Copying, must_be_whole
from storage.engine import Connection, Database
from storage.errors import SchemaError, StorageError
from storage.schema import articles as articles_table
from storage.schema import marks, metadata
from storage.schema import stories as stories_table
from tests.storage.conftest import NOON, article, opened
from tests.wanted import EVER, any_of

ARTICLES = 30


def words(said: str, _language: str) -> tuple[str, str]:
    """Stems and words of a passage, as the fixtures of this room have them."""
    told = " ".join(said.lower().replace(".", " ").split())
    return told, told


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite", "postgresql to postgresql", "sqlite to sqlite"])
async def both(request: pytest.FixtureRequest, tmp_path: Path, blank: Path) -> AsyncIterator[tuple[Database, Database]]:
    """An installation with something in each of many tables, and an empty database."""
    source, _, goal = request.param.partition(" to ")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(opened(source, tmp_path / "a", blank=blank))
        other = await stack.enter_async_context(opened(goal, tmp_path / "b"))
        await fill(one)
        yield one, other


async def fill(database: Database) -> None:
    async with database.write() as connection:
        for number in range(ARTICLES):
            new = article(
                f"Нефть {number}.\n\nПоезда {number}.",
                address=f"file:///{number}",
                source=f"Вестник {number % 3}",
                published_at=NOON - timedelta(days=number),
                shingles=frozenset({number, 1_000_000_007 * number}),
            )
            await articles.save(connection, new, story_id=None, now=NOON)
        for chat_id in (7, -1009009009):
            await readers.meet(
                connection, chat_id=chat_id, thread_id=0, kind="private", language="kk", timezone="UTC", now=NOON
            )
        told = (await connection.execute(select(stories_table.c.id).order_by(stories_table.c.id))).scalars().all()
        await stories.merge(connection, [told[2]], into=told[-1])  # the lower number names the higher
        await articles.remove(connection, ARTICLES)  # its number must be given to nobody


async def all_rows(database: Database) -> dict[str, list[str]]:
    async with database.read() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in await connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


async def test_every_row_is_there_and_passages_are_found_by_their_words(both: tuple[Database, Database]) -> None:
    source, goal = both
    advanced: list[int] = []
    copy = Copying(source, goal, words)
    total = await copy.total()
    counts = await copy.run(advanced.append)
    assert sum(advanced) == sum(counts.values()) == total > 5 * ARTICLES
    assert await all_rows(source) == await all_rows(goal)
    async with source.write() as before, goal.write() as after:
        assert await search.faults(after) == []
        for stem in ("нефть", "поезда", "17"):
            asked = any_of(stem)
            assert await search.find(after, asked, **EVER) == await search.find(before, asked, **EVER) != []


async def test_the_copy_numbers_on_where_the_source_would_have(both: tuple[Database, Database]) -> None:
    await Copying(*both, words).run(lambda _: None)
    made = []
    for database in both:
        async with database.write() as connection:
            saved = await articles.save(connection, article("Новое.", address="file:///new"), story_id=None, now=NOON)
            met = await readers.meet(
                connection, chat_id=900, thread_id=0, kind="private", language="ru", timezone="UTC", now=NOON
            )
            made.append((saved, met.id))
    assert made[0] == made[1]
    assert made[0][0].article_id == ARTICLES + 1


async def test_a_copy_that_was_broken_off_anywhere_is_taken_up(
    both: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PAGE", 7)
    source, goal = both
    steps = left = 0

    class BrokenOffError(Exception):
        """As by Ctrl+C."""

    def one_step_further(number: int) -> None:
        nonlocal left
        left -= number > 0
        if left < 0:
            raise BrokenOffError

    while True:
        left = steps
        try:
            await Copying(source, goal, words).run(one_step_further)
        except BrokenOffError:
            steps += 5
            async with goal.read() as connection:
                with pytest.raises(StorageError, match="was broken off: run `svodka copy` again"):
                    await must_be_whole(connection)
        else:
            break
    assert steps > 10
    assert await all_rows(source) == await all_rows(goal)
    async with goal.read() as connection:
        await must_be_whole(connection)


async def test_nothing_is_copied_onto_what_is_there(both: tuple[Database, Database]) -> None:
    source, goal = both
    await Copying(source, goal, words).run(lambda _: None)
    with pytest.raises(StorageError, match="holds something already: copy into an empty database"):
        await Copying(source, goal, words).run(lambda _: None)


async def test_a_source_that_has_nothing_to_say_for_long_is_held_nonetheless(
    tmp_path: Path, blank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine._SETTINGS, "idle_in_transaction_session_timeout", "50ms")
    async with from_postgresql(tmp_path, blank) as (source, goal):
        after_summing_the_goal(monkeypatch, source, "SELECT pg_sleep(0.2)")
        await Copying(source, goal, words).run(lambda _: None)
        assert await all_rows(source) == await all_rows(goal)


async def test_a_copy_whose_source_was_lost_before_its_end_stays_unfinished_and_can_be_taken_up(
    tmp_path: Path, blank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with from_postgresql(tmp_path, blank) as (source, goal):
        with monkeypatch.context() as patched:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            after_summing_the_goal(patched, source, f"SELECT pg_terminate_backend(pid) {others}")
            with pytest.raises(StorageError, match="can't be used"):
                await Copying(source, goal, words).run(lambda _: None)
        async with goal.read() as connection:
            with pytest.raises(StorageError, match="was broken off"):
                await must_be_whole(connection)
        await Copying(source, goal, words).run(lambda _: None)
        async with goal.read() as connection:
            await must_be_whole(connection)
        assert await all_rows(source) == await all_rows(goal)


@asynccontextmanager
async def from_postgresql(tmp_path: Path, blank: Path) -> AsyncIterator[tuple[Database, Database]]:
    """An installation on PostgreSQL, and an empty file."""
    async with opened("postgresql", tmp_path, blank=blank) as source, opened("sqlite", tmp_path) as goal:
        await fill(source)
        yield source, goal


def after_summing_the_goal(patched: pytest.MonkeyPatch, source: Database, statement: str) -> None:
    """Let something happen on the source's server while the transaction that holds the source still is idle."""
    summed = copying._sums

    async def sums(connection: Connection, goal: Connection) -> dict[str, tuple[int, int]]:
        told = await summed(connection, goal)
        if connection is goal:
            async with source.read() as beside:
                await beside.execute(text(statement))
        return told

    patched.setattr(copying, "_sums", sums)


async def test_a_row_that_is_not_the_same_is_found(both: tuple[Database, Database]) -> None:
    source, goal = both
    before = await all_rows(source)

    async def spoil() -> None:
        async with goal.write() as connection:
            await connection.execute(update(articles_table).where(articles_table.c.id == 3).values(title="Другое"))
            await connection.execute(insert(marks).values(name="stray", value=1))

    copy = Copying(source, goal, words)
    await Copying(source, goal, words).run(lambda _: None)
    await spoil()
    async with source.read() as held:
        with pytest.raises(StorageError, match="differs in articles, marks"):
            await copy._compared(held)
    assert await all_rows(source) == before


async def test_an_older_source_is_to_be_migrated_first(tmp_path: Path, blank: Path) -> None:
    (tmp_path / "a").mkdir()
    async with (
        opened("sqlite", tmp_path) as empty,
        opened("sqlite", tmp_path / "a", blank=blank) as old,
    ):
        with pytest.raises(SchemaError, match="is empty"):
            await Copying(empty, old, words).run(lambda _: None)
        async with old.write() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
        with pytest.raises(SchemaError, match=r"has schema 0003, not .* run `svodka migrate` there"):
            await Copying(old, empty, words).run(lambda _: None)


async def test_nobody_else_writes_to_the_source_meanwhile(both: tuple[Database, Database]) -> None:
    source, goal = both
    seen: list[bool] = []
    await Copying(source, goal, words).run(lambda _: seen.append(source.busy))
    assert all(seen)


async def test_a_text_with_a_nul_keeps_its_places(tmp_path: Path, blank: Path) -> None:
    (tmp_path / "a").mkdir()
    async with (
        opened("sqlite", tmp_path / "a", blank=blank) as source,
        opened("postgresql", tmp_path) as goal,
    ):
        async with source.write() as connection:
            await articles.save(connection, article("Не\0фть.\n\nПоезд."), story_id=None, now=NOON)
            await connection.execute(text("UPDATE articles SET author = :it"), {"it": "А\0Б"})
        await Copying(source, goal, words).run(lambda _: None)
        async with goal.read() as connection:
            stored = await articles.get(connection, 1)
    assert stored is not None
    assert (stored.author, stored.text) == ("А\ufffdБ", "Не\ufffdфть.\n\nПоезд.")
