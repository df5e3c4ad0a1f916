"""What an earlier version has stored is found by today's stems once it was retagged, and is not rewritten twice."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bot.newsroom.digests import Order, make
from bot.newsroom.intake import Intake
from bot.newsroom.retagging import AT_A_TIME, Retagging, Tally
from bot.text.fingerprint import fingerprint
from bot.text.taxonomy import Taxonomy
from storage import search
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import Draft, Interest, SourceKind
from storage.schema import articles, passages
from tests.conftest import EVENING
from tests.newsroom.test_retagging import killed_after_a_transaction, take_all
from tests.wanted import EVER, any_of

BEFORE_FINGERPRINTS = None
BEFORE_STEMS = "0123456789abcdef"
OTHER_STEMS = "0123456789abcdef.0"
EARLIER = [BEFORE_FINGERPRINTS, BEFORE_STEMS, OTHER_STEMS]
"""Fingerprints of articles that were indexed by other stems than today's."""

SPOILT = "основа"
"""The only stem of a passage that an earlier version has indexed."""


@pytest.fixture
def retagging(database: Database, intake: Intake, taxonomy: Taxonomy) -> Retagging:
    """Makes of what is stored what this version would make of it."""
    return Retagging(database, intake.tagger, fingerprint(taxonomy))


def edition(number: int) -> Draft:
    """An article of two passages."""
    told = f"Выпуск {number}: заводы подорожали.\n\nВ депо {number} чинят вагоны."
    return Draft(f"file:///{number}", "А", SourceKind.FILE, f"Выпуск {number}", told, published_at=EVENING)


async def made_earlier(database: Database, tagged_with: str | None) -> None:
    """Leave all that is stored as an earlier version would have: the index has other stems."""
    async with database.write() as connection:
        ids = (await connection.execute(select(passages.c.id))).scalars().all()
        await search.remove(connection, ids)
        await search.add(connection, [(id_, SPOILT, SPOILT) for id_ in ids])
        await connection.execute(update(articles).values(tagged_with=tagged_with))


async def passages_with(database: Database, stem: str) -> int:
    """How many passages are found by a stem; and the index is sound."""
    async with database.write() as connection:
        assert await search.faults(connection) == []
        return len(await search.find(connection, any_of(stem), **EVER))


async def terms(database: Database) -> Counter[tuple[str, str, int]]:
    """All that the index holds: words with their column and place, and in how many passages each stands there."""
    async with database.write() as connection:  # since a table is made
        await connection.execute(
            text("CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', 'passage_index', 'instance')")
        )
        held = (await connection.execute(text("SELECT term, col, offset FROM temp.held"))).all()
        await connection.execute(text("DROP TABLE temp.held"))
    return Counter((term, column, place) for term, column, place in held)


@pytest.mark.parametrize("tagged_with", EARLIER)
async def test_an_article_that_an_earlier_version_stored_is_found_again(
    intake: Intake, retagging: Retagging, tagged_with: str | None
) -> None:
    await intake.take(edition(1))
    await made_earlier(intake.database, tagged_with)
    words = Order(Interest(words=("завод подорожал",)), 5, None, 2**40, EVENING - timedelta(days=1), EVENING)
    assert [section.stories for section in (await make(intake.database, words)).sections] == [()]

    tally = await retagging.run(lambda: None)
    assert (tally.articles, tally.indexed) == (1, 2)
    (section,) = (await make(intake.database, words)).sections
    assert len(section.stories) == 1
    assert await passages_with(intake.database, SPOILT) == 0


async def test_the_index_is_then_that_of_a_fresh_intake(intake: Intake, retagging: Retagging, tmp_path: Path) -> None:
    fresh = await open_database(f"sqlite:///{tmp_path / 'fresh.db'}")
    await migrate(fresh)
    await take_all(replace(intake, database=fresh))
    await take_all(intake)
    expected = await terms(fresh)
    await fresh.close()
    await made_earlier(intake.database, BEFORE_STEMS)
    assert await terms(intake.database) != expected
    await retagging.run(lambda: None)
    assert await terms(intake.database) == expected


async def test_an_edited_taxonomy_alone_leaves_the_index_as_it_is(
    intake: Intake, retagging: Retagging, taxonomy: Taxonomy
) -> None:
    """Rows that no intake would write are still there afterwards, so nothing has rewritten them."""
    await intake.take(edition(1))
    await made_earlier(intake.database, fingerprint(Taxonomy(taxonomy.sectors[1:])))
    tally = await retagging.run(lambda: None)
    assert (tally.articles, tally.indexed) == (1, 0)
    assert await passages_with(intake.database, SPOILT) == 2


async def test_what_was_indexed_anew_is_not_indexed_again(intake: Intake, retagging: Retagging) -> None:
    await intake.take(edition(1))
    await made_earlier(intake.database, BEFORE_FINGERPRINTS)
    assert (await retagging.run(lambda: None)).indexed == 2
    assert await retagging.run(lambda: None) == Tally(0, 0, 0)


async def test_everything_means_the_index_too_and_brings_back_lost_rows(intake: Intake, retagging: Retagging) -> None:
    await intake.take(edition(1))
    await retagging.run(lambda: None)
    async with intake.database.write() as connection:
        ids = (await connection.execute(select(passages.c.id))).scalars().all()
        await search.remove(connection, ids[:1])
        assert await search.faults(connection) == ["passages without index rows: 1"]
    assert await retagging.run(lambda: None, everything=True) == Tally(1, 0, indexed=2)
    assert await passages_with(intake.database, "завод") == 1


async def test_a_run_that_is_killed_is_taken_up_where_it_ended(intake: Intake, retagging: Retagging) -> None:
    """The process ends after its first transaction, and the second run leaves alone what that one has stored."""
    amount = AT_A_TIME + 5
    for number in range(amount):
        await intake.take(edition(number))
    await made_earlier(intake.database, BEFORE_STEMS)
    await killed_after_a_transaction(retagging)
    assert await passages_with(intake.database, SPOILT) == 2 * 5
    tally = await retagging.run(lambda: None)
    assert (tally.articles, tally.indexed) == (5, 2 * 5)
    assert await passages_with(intake.database, SPOILT) == 0
    assert await passages_with(intake.database, "завод") == amount


async def test_articles_come_in_and_change_meanwhile(intake: Intake, retagging: Retagging) -> None:
    """The bot is another process with a connection of its own; a text that it replaces is indexed by its new words."""
    stored = [edition(number) for number in range(2 * AT_A_TIME)]
    for draft in stored:
        await intake.take(draft)
    await made_earlier(intake.database, BEFORE_STEMS)
    bots = await open_database(f"sqlite:///{intake.database.path}")
    bot = replace(intake, database=bots, tagged_with=retagging.fingerprint)
    changed = [replace(draft, text=draft.text.replace("заводы", "рудники")) for draft in stored[::4]]
    coming = [edition(number) for number in range(100, 110)]
    tally, _ = await asyncio.gather(
        retagging.run(lambda: None), asyncio.gather(*(bot.take(draft) for draft in changed + coming))
    )
    await bots.close()
    assert len(stored) - len(changed) <= tally.articles <= len(stored)
    assert await retagging.left() == 0
    assert await passages_with(intake.database, SPOILT) == 0
    assert await passages_with(intake.database, "рудник") == len(changed)
    assert await passages_with(intake.database, "завод") == len(stored) - len(changed) + len(coming)
