"""An edited taxonomy is applied to what is stored: once, beside a bot that works, and from where a kill left it."""

import asyncio
import signal
import sys
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.newsroom.answers import Question, answer
from bot.newsroom.digests import Order, make
from bot.newsroom.intake import Intake
from bot.newsroom.retagging import AT_A_TIME, Retagging, Tally
from bot.sources.files import read
from bot.text.fingerprint import fingerprint
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy, load
from storage import tagging
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import Draft, Interest, SourceKind
from storage.schema import articles, passage_sectors, passages
from tests.conftest import EVENING, SEEDS

CHESS = """
[chess]
emoji = "♟️"
name = { ru = "Шахматы", kk = "Шахмат", en = "Chess" }
description = { ru = "Партии", kk = "Партиялар", en = "Games" }
terms.ru = '''
5: нефт*, дорог*, школ*, пациент*
'''
"""
"""A sector that the shipped taxonomy doesn't have, with words of the seeds."""


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """The shipped taxonomy as its owner has edited it: chess has come, sport has gone."""
    source = (SEEDS / "sectors.toml").read_text("utf-8")
    sport = source.index("[sport]")
    path = tmp_path_factory.mktemp("seeds") / "sectors.toml"
    path.write_text(source[:sport] + source[source.index("\n[", sport) + 1 :] + CHESS, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def edited_tagger(edited: Taxonomy) -> Tagger:
    """The tagger over it."""
    return Tagger(edited)


@pytest.fixture
def intake(intake: Intake, taxonomy: Taxonomy) -> Intake:
    """The door of a bot that was started with the shipped taxonomy."""
    return replace(intake, tagged_with=fingerprint(taxonomy))


@pytest.fixture
def retagging(database: Database, edited: Taxonomy, edited_tagger: Tagger) -> Retagging:
    """Applies the edited taxonomy."""
    return Retagging(database, edited_tagger, fingerprint(edited))


def drafts() -> list[Draft]:
    """The seeds: more articles than a transaction takes."""
    found = [one for one in read(SEEDS / "articles") if isinstance(one, Draft)]
    assert AT_A_TIME < len(found) < 2 * AT_A_TIME
    return found


async def take_all(intake: Intake) -> None:
    """Store the seeds."""
    for draft in drafts():
        await intake.take(draft)


async def sectors(database: Database) -> dict[tuple[str, int], dict[str, float]]:
    """The sectors of each passage, by the title of its article and its place there."""
    query = (
        select(articles.c.title, passages.c.position, passage_sectors.c.sector, passage_sectors.c.score)
        .select_from(articles)
        .join(passages)
        .join(passage_sectors)
    )
    found: dict[tuple[str, int], dict[str, float]] = {}
    async with database.read() as connection:
        for title, position, sector, score in await connection.execute(query):
            found.setdefault((title, position), {})[sector] = score
    return found


async def keys(database: Database, sector: str) -> int:
    """How many stories an answer to a sector has, whatever their day."""
    asked = Question(sector, None, EVENING, UTC, limit=100)
    return len((await answer(database, asked)).stories)


async def test_what_is_stored_gets_what_a_fresh_intake_would_give_it(
    intake: Intake, retagging: Retagging, edited_tagger: Tagger, tmp_path: Path
) -> None:
    await take_all(intake)
    before = await sectors(intake.database)
    tally = await retagging.run(lambda: None)
    after = await sectors(intake.database)

    fresh = await open_migrated(tmp_path / "fresh.db")
    await take_all(replace(intake, database=fresh, tagger=edited_tagger))
    assert after == await sectors(fresh)
    await fresh.close()
    other = {place for place in before | after if before.get(place, {}).keys() != after.get(place, {}).keys()}
    assert tally == Tally(len(drafts()), len(other), indexed=0)
    assert len(other) > 10


async def open_migrated(path: Path) -> Database:
    """A second database."""
    opened = await open_database(f"sqlite:///{path}")
    await migrate(opened)
    return opened


async def test_answers_follow_and_a_sector_that_is_gone_has_none(intake: Intake, retagging: Retagging) -> None:
    await take_all(intake)
    assert (await keys(intake.database, "chess"), await keys(intake.database, "sport") > 0) == (0, True)
    await retagging.run(lambda: None)
    assert (await keys(intake.database, "chess") > 0, await keys(intake.database, "sport")) == (True, 0)


async def test_who_follows_a_sector_that_is_gone_is_told_of_the_rest(intake: Intake, retagging: Retagging) -> None:
    await take_all(intake)
    order = Order(Interest(sectors=("sport", "energy")), 50, None, 2**40, EVENING - timedelta(days=30), EVENING)
    assert all(section.stories for section in (await make(intake.database, order)).sections)
    await retagging.run(lambda: None)
    sport, energy = (await make(intake.database, order)).sections
    assert (sport.stories, sport.more, len(energy.stories) > 0) == ((), 0, True)


async def test_a_second_run_does_nothing_unless_it_is_told_to(intake: Intake, retagging: Retagging) -> None:
    await take_all(intake)
    assert await retagging.left() == len(drafts())
    await retagging.run(lambda: None)
    assert await retagging.left() == 0
    assert await retagging.run(lambda: None) == Tally(0, 0, 0)
    assert await retagging.left(everything=True) == len(drafts())
    again = await retagging.run(lambda: None, everything=True)
    assert (again.articles, again.other_sectors) == (len(drafts()), 0)


async def test_what_came_in_by_this_taxonomy_needs_nothing(
    intake: Intake, retagging: Retagging, edited: Taxonomy, edited_tagger: Tagger
) -> None:
    await take_all(replace(intake, tagger=edited_tagger, tagged_with=fingerprint(edited)))
    assert await retagging.run(lambda: None) == Tally(0, 0, 0)


async def killed_after_a_transaction(retagging: Retagging) -> None:
    """Run in another process, with the shipped taxonomy, what is killed when its first transaction is on the disk."""
    program = f"""
import asyncio, os, signal
from pathlib import Path
from bot.newsroom.retagging import Retagging
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage.engine import open_database

async def main():
    database = await open_database({f"sqlite:///{retagging.database.path}"!r})
    tagger = Tagger(load(Path({str(SEEDS / "sectors.toml")!r})))
    await Retagging(database, tagger, {retagging.fingerprint!r}).run(lambda: os.kill(os.getpid(), signal.SIGKILL))

asyncio.run(main())
"""
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    assert await killed.wait() == -signal.SIGKILL


async def test_a_run_that_is_killed_is_taken_up_where_it_ended(intake: Intake, retagging: Retagging) -> None:
    await take_all(intake)
    await killed_after_a_transaction(retagging)
    assert await retagging.left() == len(drafts()) - AT_A_TIME
    assert (await retagging.run(lambda: None)).articles == len(drafts()) - AT_A_TIME


async def test_articles_come_in_meanwhile(intake: Intake, retagging: Retagging) -> None:
    """The bot goes on by the taxonomy that it was started with; what it brings waits for another run.

    It is another process, so only the database's own lock stands between the two.
    """
    first, *rest = drafts()
    for draft in rest:
        await intake.take(draft)
    coming = [replace(first, address=f"file:///{number}", text=f"{first.text} {number}") for number in range(10)]
    bots = await open_database(f"sqlite:///{intake.database.path}")
    bot = replace(intake, database=bots)
    tally, _ = await asyncio.gather(retagging.run(lambda: None), asyncio.gather(*map(bot.take, coming)))
    await bots.close()
    left = await retagging.left()
    assert tally.articles + left == len(rest) + len(coming)
    assert (await retagging.run(lambda: None)).articles == left
    async with intake.database.read() as connection:
        assert await tagging.count(connection, retagging.fingerprint) == 0


async def test_progress_is_told_for_each_article(intake: Intake, retagging: Retagging) -> None:
    await take_all(intake)
    told: list[None] = []
    await retagging.run(lambda: told.append(None))
    assert len(told) == len(drafts())


async def test_an_empty_database_has_nothing_to_tag(retagging: Retagging) -> None:
    assert await retagging.run(lambda: None) == Tally(0, 0, 0)


async def test_a_draft_without_a_title_is_tagged_as_it_was(intake: Intake, taxonomy: Taxonomy) -> None:
    """What stands in for a title is stored, so tagging anew sees the same."""
    text = "Добыча нефти выросла.\n\nЭто хорошо."
    await intake.take(Draft("file:///a", "А", SourceKind.FILE, "", text, published_at=EVENING))
    same = Retagging(intake.database, intake.tagger, fingerprint(Taxonomy(taxonomy.sectors[1:])))
    assert await same.run(lambda: None) == Tally(1, 0, indexed=0)
