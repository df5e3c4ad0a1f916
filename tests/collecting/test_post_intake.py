"""Posts come in: only trusted channels' by themselves, each once, edits and albums in whatever order they come."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from bot.collecting.post_intake import AGAIN_AFTER_S, ALBUMS_KEPT, Posts, Taken
from bot.collecting.posts import Refusal, channel_address
from bot.newsroom.intake import Intake
from bot.text.tagging import Tagger
from storage import articles, watches
from storage.engine import Database
from storage.errors import StorageError
from storage.records import Article, Outcome
from storage.watches import NewWatch, WatchKind
from tests.collecting.test_posts import CHANNEL, POSTED, TEXT, post


@pytest.fixture
def posts(database: Database, tagger: Tagger) -> Posts:
    """The door for posts."""
    return Posts(database, Intake(database, tagger, lambda: POSTED + timedelta(hours=1)))


async def watched(database: Database, name: str = "Новости") -> int:
    """Watch the channel; the watch's id."""
    new = NewWatch(WatchKind.CHANNEL, channel_address(CHANNEL), name)
    async with database.write() as connection:
        return await watches.add(connection, new, now=POSTED, due_at=None, interval_s=0)


async def stored(database: Database) -> list[Article]:
    """All articles."""
    async with database.read() as connection:
        found = [await articles.get(connection, one.id) for one in await articles.headlines(connection, 100)]
    return [one for one in found if one is not None]


async def test_only_a_channel_that_is_watched_is_trusted(posts: Posts, database: Database) -> None:
    assert await posts.take_watched(post()) is None
    watch_id = await watched(database)
    assert await posts.take_watched(post(chat_id=CHANNEL - 1)) is None
    assert isinstance(await posts.take_watched(post()), Taken)
    async with database.write() as connection:
        assert await watches.pause(connection, watch_id)
    assert await posts.take_watched(post(f"{TEXT} Ещё одно.", 11)) is None
    assert len(await stored(database)) == 1


async def test_the_name_that_readers_know_stays_when_the_channel_calls_itself_otherwise(
    posts: Posts, database: Database
) -> None:
    await watched(database, "Новости страны")
    await posts.take_watched(post(source="НОВОСТИ 24/7", username="other_name"))
    await posts.take(post(f"{TEXT} Переслано.", 11, source="НОВОСТИ 24/7"))
    assert {seen.source for one in await stored(database) for seen in one.appearances} == {"Новости страны"}


async def test_a_post_is_seen_on_its_watch(posts: Posts, database: Database) -> None:
    watch_id = await watched(database)
    await posts.take_watched(post())
    async with database.read() as connection:
        watch = await watches.get(connection, watch_id)
    assert watch is not None
    assert watch.changed_at == watch.polled_at == POSTED + timedelta(hours=1)
    assert watch.due_at is None


async def test_an_edit_changes_the_article_and_a_thousandth_repetition_nothing(
    posts: Posts, database: Database
) -> None:
    first = await posts.take(post())
    assert isinstance(first, Taken)
    for _ in range(20):
        again = await posts.take(post())
        assert isinstance(again, Taken)
        assert again.saved == replace(first.saved, outcome=Outcome.KNOWN)
    edited = await posts.take(post(TEXT.replace("третий", "четвёртый")))
    assert isinstance(edited, Taken)
    assert edited.saved == replace(first.saved, outcome=Outcome.CHANGED)
    assert edited.title == "На станции запустили четвёртый блок"
    (one,) = await stored(database)
    assert one.text == TEXT.replace("третий", "четвёртый")
    assert one.published_at == POSTED


async def test_a_post_that_can_not_be_stored_now_is_stored_later(database: Database, tagger: Tagger) -> None:
    await watched(database)
    waited: list[float] = []

    async def rename(table: str, to: str) -> None:
        async with database.write() as connection:
            await connection.execute(sql(f"ALTER TABLE {table} RENAME TO {to}"))

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            await rename("away", "appearances")

    posts = Posts(database, Intake(database, tagger, lambda: POSTED), sleep)
    await rename("appearances", "away")
    assert isinstance(await posts.take_watched(post()), Taken)
    assert waited == [1.0, 2.0]
    await rename("appearances", "away")
    with pytest.raises(StorageError):
        await posts.take_watched(post(f"{TEXT} Дополнено."))
    assert tuple(waited[2:]) == AGAIN_AFTER_S
    await rename("away", "appearances")
    assert len(await stored(database)) == 1


async def test_an_edit_that_leaves_no_text_leaves_the_article(posts: Posts, database: Database) -> None:
    await posts.take(post())
    assert await posts.take(post("…")) is Refusal.SHORT
    assert [one.text for one in await stored(database)] == [TEXT]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_an_album_is_one_article_in_whatever_order_it_comes(
    posts: Posts, database: Database, order: Sequence[int]
) -> None:
    texts = ("На станции запустили третий блок.", "", "Он даст городу свет и тепло уже этой зимой.")
    for n in order:
        await posts.take(post(texts[n], 10 + n, album="A"))
    (one,) = await stored(database)
    assert one.text == TEXT
    assert one.appearances[0].url == "https://t.me/news_kz/10"


async def test_an_edited_part_of_an_album_changes_the_whole(posts: Posts, database: Database) -> None:
    await posts.take(post("На станции запустили третий блок.", 10, album="A"))
    await posts.take(post("Он даст городу свет этой зимой.", 11, album="A"))
    await posts.take(post("Он даст городу тепло этой зимой.", 11, album="A"))
    (one,) = await stored(database)
    assert one.text == "На станции запустили третий блок.\n\nОн даст городу тепло этой зимой."


async def test_a_forwarded_album_is_the_same_one_though_telegram_names_it_anew(
    posts: Posts, database: Database
) -> None:
    texts = ("На станции запустили третий блок.", "Он даст городу свет и тепло уже этой зимой.")
    for album in ("A", "forwarded", "forwarded again"):
        for n, text in enumerate(texts):
            await posts.take(post(text, 10 + n, album=album))
    await posts.take(post("Он даст городу тепло.", 11))  # one of its posts alone
    (one,) = await stored(database)
    assert one.text == "На станции запустили третий блок.\n\nОн даст городу тепло."


async def test_posts_that_come_at_once_are_taken_in_their_order(posts: Posts, database: Database) -> None:
    texts = [f"На станции запустили блок номер {n}, он даст свет." for n in range(8)]
    await asyncio.gather(*(posts.take(post(text)) for text in texts))
    assert [one.text for one in await stored(database)] == [texts[-1]]


async def test_albums_are_forgotten_when_nobody_edits_them_any_longer(
    posts: Posts, database: Database, tagger: Tagger
) -> None:
    await posts.take(post("На станции запустили третий блок.", 10, album="A"))
    later = Posts(database, Intake(database, tagger, lambda: POSTED + timedelta(days=1) + ALBUMS_KEPT))
    await later.take(post("Он даст городу свет и тепло уже этой зимой.", 20, album="B"))
    await later.take(post("На станции остановили третий блок.", 10))
    assert len(await stored(database)) == 3
