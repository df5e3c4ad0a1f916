"""Sweeping: old articles go a few at a time, and nothing goes unless settings say so."""

import asyncio
from datetime import timedelta

from bot.collecting.sweeping import ARTICLES_AT_ONCE, SWEPT_EVERY, UNSEEN_FOR, Sweeper
from tests.collecting.scene import NOON, Item, Scene, page, story

DAY = timedelta(days=1)


async def collected(scene: Scene, *days_ago: float) -> None:
    """Articles of some days are stored."""
    scene.feed(*(Item(n, story(n), at=NOON - days * DAY) for n, days in enumerate(days_ago, 1)))
    await scene.watch()
    await scene.poll()


async def test_nothing_goes_while_nobody_says_how_long_articles_are_kept(scene: Scene) -> None:
    await collected(scene, 1, 300)
    await Sweeper(scene.database, scene.wall).tick()
    assert len(await scene.articles()) == 2


async def test_old_articles_go_in_small_steps_and_do_not_come_in_again(scene: Scene) -> None:
    await collected(scene, 1, *([40] * (ARTICLES_AT_ONCE + 5)))
    sweeper = Sweeper(scene.database, scene.wall, keep=30 * DAY)
    steps = [(await sweeper.tick(), len(await scene.articles())) for _ in range(3)]
    assert steps == [(True, 6), (False, 1), (False, 1)]
    await scene.poll()
    assert list(await scene.articles()) == ["news/1"]


async def test_a_running_collector_goes_on_until_all_that_is_old_has_gone(scene: Scene) -> None:
    await collected(scene, 1, *([40] * (ARTICLES_AT_ONCE + 5)))
    sweeper = Sweeper(scene.database, scene.wall, keep=30 * DAY)
    swept = asyncio.Event()

    class Watched:
        async def tick(self) -> bool:
            more = await sweeper.tick()
            if not more:
                swept.set()
            return more

    async with scene.running(Watched()):
        await asyncio.wait_for(swept.wait(), 30)
    assert list(await scene.articles()) == ["news/1"]


async def test_it_is_done_every_hour_and_after_a_clock_was_set_back(scene: Scene) -> None:
    sweeper = Sweeper(scene.database, scene.wall, keep=30 * DAY)
    await sweeper.tick()
    await collected(scene, 30 - 0.5 / 24)
    scene.wall.now += SWEPT_EVERY / 2
    await sweeper.tick()
    assert len(await scene.articles()) == 1
    scene.wall.now += SWEPT_EVERY
    await sweeper.tick()
    assert await scene.articles() == {}
    scene.wall.now -= 300 * DAY
    await sweeper.tick()


async def test_what_came_in_too_old_is_refused(scene: Scene) -> None:
    scene.keep = 30 * DAY
    await collected(scene, 1, 29, 31)
    assert set(await scene.articles()) == {"news/1", "news/2"}
    assert await scene.entries() == {"stored": 2}


async def test_entries_that_a_list_shows_no_more_are_forgotten_once_it_was_read_two_months_later(scene: Scene) -> None:
    await collected(scene, 1)
    sweeper = Sweeper(scene.database, scene.wall)
    for _ in range(4):  # an unchanged list has its entries still
        scene.wall.now += UNSEEN_FOR / 2
        await scene.poll()
        await sweeper.tick()
    assert await scene.entries() == {"stored": 1}
    scene.feed(Item(2, story(2), at=scene.wall.now))
    await scene.poll()
    scene.wall.now += SWEPT_EVERY
    await sweeper.tick()
    assert await scene.entries() == {"stored": 1}
    assert len(await scene.articles()) == 2


async def test_what_a_clock_that_was_ahead_put_off_comes_back(scene: Scene) -> None:
    scene.wall.now += 300 * DAY
    scene.feed(Item(1, summary="Кратко."))
    watch = await scene.watch()
    await scene.poll()
    scene.wall.now = NOON
    await Sweeper(scene.database, scene.wall).tick()
    assert (await scene.state(watch)).due_at == NOON
    scene.publish("/news/1", page("Новость 1", story(1)))
    async with scene.running():
        await scene.until(stored=1)
