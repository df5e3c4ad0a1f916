"""A digest is made once, and what it said is remembered as it was said."""

import json
from datetime import datetime, timedelta

from storage import articles, digests, due, interests, stories
from storage.digests import Told, ToldExcerpt
from storage.engine import Database
from storage.records import Interest
from tests.storage.conftest import NOON, article

ENERGY = Interest(sectors=("energy",), words=("медный завод",))


async def plan(database: Database, *, upto: int, previous_id: int | None = None, until: datetime = NOON) -> int:
    """Order a digest; its id."""
    async with database.write() as connection:
        interest_id = await interests.note(connection, ENERGY)
        order = due.Order(interest_id, "ru", "Asia/Almaty", 7, None, upto, NOON - timedelta(days=1), until, previous_id)
        return (await due.order(connection, [order], now=NOON))[order]


async def make(database: Database, digest_id: int, said: str, *stories: int) -> bool:
    """Keep a digest of one message that shows an excerpt of each of some stories."""
    async with database.write() as connection:
        return await digests.keep(
            connection,
            digest_id,
            stories=len(stories),
            messages=[json.dumps({"text": said}, ensure_ascii=False)],
            excerpts=[ToldExcerpt(story, story, 0, 5) for story in stories],
            now=NOON,
        )


async def told(database: Database, digest_id: int | None, **more: int) -> list[Told]:
    """What the chain that ends at a digest told."""
    async with database.read() as connection:
        return await digests.told(connection, digest_id, **more)


async def test_a_planned_digest_is_read_as_it_was_ordered(database: Database) -> None:
    digest_id = await plan(database, upto=5)
    async with database.read() as connection:
        row = await digests.get(connection, digest_id)
        assert await digests.get(connection, digest_id + 1) is None
    assert row is not None
    assert (row.interest, row.language, row.timezone, row.length) == (ENERGY, "ru", "Asia/Almaty", 7)
    assert (row.after, row.upto, row.since, row.until) == (None, 5, NOON - timedelta(days=1), NOON)
    assert (row.made, row.stories, row.messages) == (False, None, ())


async def test_whoever_makes_it_first_is_kept(database: Database) -> None:
    digest_id = await plan(database, upto=5)
    assert await make(database, digest_id, "Нефть подорожала.", 1, 2)
    assert not await make(database, digest_id, "Иначе.", 3)
    async with database.read() as connection:
        row = await digests.get(connection, digest_id)
    assert row is not None
    assert (row.made, row.stories) == (True, 2)
    assert [json.loads(message)["text"] for message in row.messages] == ["Нефть подорожала."]
    assert await told(database, digest_id) == [Told(frozenset({1, 2}), "Нефть подорожала.")]


async def test_nothing_new_is_a_body_too(database: Database) -> None:
    digest_id = await plan(database, upto=5)
    assert await make(database, digest_id, "Ничего нового.")
    assert await told(database, digest_id) == [Told(frozenset(), "Ничего нового.")]


async def test_a_chain_is_told_from_its_end_to_its_depth(database: Database) -> None:
    last: int | None = None
    for day in range(5):
        last = await plan(database, upto=day, previous_id=last, until=NOON + timedelta(days=2 * day))
        await make(database, last, f"День {day}.", day)
    assert [one.text for one in await told(database, last)] == [f"День {day}." for day in (4, 3, 2, 1, 0)]
    assert [one.stories for one in await told(database, last, depth=2)] == [{4}, {3}]
    assert await told(database, None) == []
    assert await told(database, 99) == []


async def test_alerts_are_remembered_for_a_day_however_many_they_are(database: Database) -> None:
    last: int | None = None
    for hour in range(40):
        last = await plan(database, upto=hour, previous_id=last, until=NOON + timedelta(hours=hour))
        await make(database, last, f"Час {hour}.", hour)
    assert [one.text for one in await told(database, last)] == [f"Час {hour}." for hour in range(39, 14, -1)]


async def test_a_digest_that_was_never_made_has_told_nothing(database: Database) -> None:
    first = await plan(database, upto=1)
    await make(database, first, "Первый.", 1)
    second = await plan(database, upto=2, previous_id=first)
    assert [one.text for one in await told(database, second)] == ["Первый."]


async def test_what_was_said_outlives_the_article_that_said_it(database: Database) -> None:
    digest_id = await plan(database, upto=5)
    await make(database, digest_id, "Нефть подорожала.", 1)
    for text in ("Нефть подорожала.", "Нефть подешевела."):
        async with database.write() as connection:
            await articles.save(connection, article(text), story_id=None, now=NOON)
    assert [one.text for one in await told(database, digest_id)] == ["Нефть подорожала."]


async def test_what_was_told_as_one_story_is_told_when_it_became_another(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await articles.save(connection, article(f"{number}.", address=f"file:///{number}"), story_id=None, now=NOON)
    digest_id = await plan(database, upto=2)
    assert await make(database, digest_id, "Вторая весть.", 2, 99)
    async with database.write() as connection:
        await stories.merge(connection, [2], into=1)
    (one,) = await told(database, digest_id)
    assert one.stories == {1, 99}
