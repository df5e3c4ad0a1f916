"""From a list to stored articles, with everything real on the way."""

from datetime import timedelta

import pytest

from bot.collecting.rhythm import SHORTEST
from storage import watches
from storage.records import Outcome
from storage.watches import WatchKind, WatchState
from tests.collecting.scene import NOON, Item, Scene, page, story
from tests.sources.outlet import answer, moved

HOUR = timedelta(hours=1)


async def test_what_a_feed_lists_becomes_articles(scene: Scene) -> None:
    scene.feed(Item(1, story(1)), Item(2, story(2)))
    await scene.watch()
    done = await scene.poll()
    assert [(one.error, one.noted and one.noted.new) for one in done.looks] == [(None, 2)]
    assert done.tally.outcomes == {Outcome.NEW: 2}
    assert await scene.articles() == {"news/1": story(1), "news/2": story(2)}


async def test_an_entry_without_a_whole_text_has_its_page_read(scene: Scene) -> None:
    scene.feed(Item(1, summary="Кратко о промысле."))
    scene.publish("/news/1", page("Новость 1", story(1)))
    await scene.watch()
    await scene.poll()
    assert await scene.articles() == {"news/1": story(1)}


async def test_the_same_list_polled_again_and_again_is_each_article_once(scene: Scene) -> None:
    await scene.watch()
    for number in range(20):
        scene.feed(Item(1, story(1)), Item(2, story(2)), head=f"<ttl>{number}</ttl>")
        await scene.poll()
    assert await scene.articles() == {"news/1": story(1), "news/2": story(2)}
    assert await scene.entries() == {"stored": 2}


async def test_an_unchanged_list_is_asked_for_with_what_it_told_and_read_once(scene: Scene) -> None:
    scene.publish("/feed", answer(200, b"<rss version='2.0'><channel><title>T</title></channel></rss>", ETag='"1"'))
    watch = await scene.watch()
    await scene.poll()
    scene.publish("/feed", answer(304))
    done = await scene.poll()
    assert scene.outlet.heard[-1].headers["if-none-match"] == '"1"'
    assert [(one.error, one.noted) for one in done.looks] == [(None, None)]
    assert (await scene.state(watch)).etag == '"1"'


async def test_an_edited_entry_replaces_its_article(scene: Scene) -> None:
    await scene.watch()
    scene.feed(Item(1, story(1)))
    await scene.poll()
    scene.feed(Item(1, story(7)))
    done = await scene.poll()
    assert done.tally.outcomes == {Outcome.CHANGED: 1}
    assert await scene.articles() == {"news/1": story(7)}


async def test_an_entry_of_two_feeds_is_one_article_and_one_page_is_fetched(scene: Scene) -> None:
    scene.feed(Item(1, summary="Кратко."), path="/feed")
    scene.feed(Item(1, summary="Иначе.", link=f"{scene.home}news/1?utm_source=rss"), path="/second")
    scene.publish("/news/1", page("Новость 1", story(1)))
    await scene.watch("/feed")
    await scene.watch("/second")
    await scene.poll()
    await scene.poll()
    assert await scene.articles() == {"news/1": story(1)}
    assert len([path for path in scene.outlet.paths if path.startswith("/news")]) == 1


async def test_a_site_is_read_by_its_links_and_one_page_back_when_there_was_a_gap(scene: Scene) -> None:
    def links(*numbers: int, older: str = "") -> bytes:
        listed = "".join(f"<h2><a href='/news/{n}'>Новость номер {n} о промысле</a></h2>" for n in numbers)
        return f"<!doctype html><html><head>{older}</head><body><main>{listed}</main></body></html>".encode()

    for number in range(1, 9):
        scene.publish(f"/news/{number}", page(f"Новость {number}", story(number)))
    await scene.watch("/all", WatchKind.SITE, pattern="/news/#")
    scene.publish("/all", links(2, 1, older="<link rel=next href=/all/page/2>"))
    await scene.poll()
    assert "/all/page/2" not in scene.outlet.paths
    scene.publish("/all", links(8, 7, 6, older="<link rel=next href=/all/page/2>"))
    scene.publish("/all/page/2", links(5, 4, 3))
    await scene.poll()
    assert await scene.articles() == {f"news/{number}": story(number) for number in range(1, 9)}
    scene.publish("/all", links(8, 7, older="<link rel=next href=/all/page/2>"))
    await scene.poll()
    assert scene.outlet.paths.count("/all/page/2") == 1


async def test_an_index_of_sitemaps_leads_to_its_news(scene: Scene) -> None:
    def sitemap(*paths: str, kind: str = "urlset", each: str = "url") -> bytes:
        told = "".join(f"<{each}><loc>{scene.outlet.url(path)}</loc></{each}>" for path in paths)
        return (
            f"<?xml version='1.0'?><{kind} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{told}</{kind}>".encode()
        )

    scene.publish("/sitemap.xml", sitemap("/sitemap-news.xml", kind="sitemapindex", each="sitemap"))
    scene.publish("/sitemap-news.xml", sitemap("/news/1"))
    scene.publish("/news/1", page("Новость 1", story(1)))
    scene.publish("/news/2", page("Новость 2", story(2)))
    watch = await scene.watch("/sitemap.xml", WatchKind.SITEMAP)
    await scene.poll()
    scene.publish("/sitemap-news.xml", sitemap("/news/2", "/news/1"))
    await scene.poll()
    assert await scene.articles() == {"news/1": story(1), "news/2": story(2)}
    assert (await scene.state(watch)).interval_s == 1_800


class TestWhatAListMayTellOfItself:
    """That it has moved, that it is no more, that it wants to be left alone."""

    async def test_one_that_moved_for_good_is_looked_at_there(self, scene: Scene) -> None:
        scene.publish("/feed", moved(301, "/rss.xml"))
        scene.feed(Item(1, story(1)), path="/rss.xml")
        watch = await scene.watch()
        done = await scene.poll()
        assert done.looks[0].moved_to == scene.outlet.url("/rss.xml")
        assert (await scene.state(watch)).address == scene.outlet.url("/rss.xml")
        scene.outlet.heard.clear()
        await scene.poll()
        assert scene.outlet.paths == ["/rss.xml"]
        assert await scene.articles() == {"news/1": story(1)}

    async def test_one_that_is_sent_home_has_not_moved(self, scene: Scene) -> None:
        scene.publish("/feed", moved(301, "/"))
        scene.publish("/", page("Вестник", story(1)))
        watch = await scene.watch()
        done = await scene.poll()
        assert done.looks[0].error is not None
        kept = await scene.state(watch)
        assert (kept.address, kept.state, kept.failures) == (scene.outlet.url("/feed"), WatchState.ACTIVE, 1)

    async def test_one_that_moved_to_anothers_place_ends(self, scene: Scene) -> None:
        scene.publish("/feed", moved(308, "/rss.xml"))
        scene.feed(Item(1, story(1)), path="/rss.xml")
        old, _ = await scene.watch("/feed"), await scene.watch("/rss.xml")
        await scene.poll()
        ended = await scene.state(old)
        assert (ended.state, ended.due_at) == (WatchState.ENDED, None)
        assert ended.error == f"it has moved to {scene.outlet.url('/rss.xml')}, which is watched already"

    @pytest.mark.parametrize("over", ["ended", "paused"])
    async def test_one_that_moved_to_where_none_looks_any_more(self, scene: Scene, over: str) -> None:
        scene.publish("/feed", moved(301, "/rss.xml"))
        scene.feed(Item(1, story(1)), path="/rss.xml")
        old, other = await scene.watch("/feed"), await scene.watch("/rss.xml")
        async with scene.database.write() as connection:
            if over == "ended":
                await watches.end(connection, other, "the server answered 410", now=NOON)
            else:
                await watches.pause(connection, other)
        await scene.poll(old)
        assert (await scene.state(old)).state is WatchState.ENDED
        assert (await scene.state(other)).state is (WatchState.ACTIVE if over == "ended" else WatchState.PAUSED)
        assert ("paused" in ((await scene.state(old)).error or "")) is (over == "paused")

    async def test_one_that_is_gone_ends(self, scene: Scene) -> None:
        scene.publish("/feed", answer(410))
        watch = await scene.watch()
        done = await scene.poll()
        assert done.looks[0].ended == "the server answers 410"
        assert (await scene.state(watch)).state is WatchState.ENDED
        assert (await scene.poll()).looks == []

    async def test_one_that_asks_for_rest_is_given_it(self, scene: Scene) -> None:
        scene.publish("/feed", answer(503, Retry_After="7200"))
        watch = await scene.watch()
        await scene.poll()
        kept = await scene.state(watch)
        assert (kept.due_at, kept.error) == (NOON + timedelta(hours=2), "the server answers 503")


class TestPagesThatCannotBeHad:
    """They are tried again; then a feed's own text has to do."""

    async def test_the_page_is_tried_again_later(self, scene: Scene) -> None:
        scene.feed(Item(1, summary="Кратко о промысле."))
        watch = await scene.watch()
        assert (await scene.poll()).tally.put_off == 1
        assert await scene.articles() == {}
        scene.publish("/news/1", page("Новость 1", story(1)))
        assert (await scene.poll(watch)).tally.outcomes == {}
        scene.wall.now += SHORTEST
        assert (await scene.poll(watch)).tally.outcomes == {Outcome.NEW: 1}
        assert await scene.articles() == {"news/1": story(1)}

    async def test_at_last_the_feeds_own_text_is_taken_if_it_has_enough(self, scene: Scene) -> None:
        scene.feed(Item(1, summary=story(1, 1)), Item(2, summary="Кратко."))
        await scene.watch()
        for _ in range(12):
            await scene.poll()
            scene.wall.now += timedelta(days=1)
        assert await scene.articles() == {"news/1": story(1, 1)}
        assert await scene.entries() == {"stored": 1, "refused": 1}

    async def test_robots_are_not_asked_twice(self, scene: Scene) -> None:
        scene.publish("/robots.txt", b"User-agent: *\nDisallow: /news/")
        scene.feed(Item(1, summary=story(1, 1)), Item(2, summary="Кратко."))
        await scene.watch()
        await scene.poll()
        assert await scene.articles() == {"news/1": story(1, 1)}
        assert scene.outlet.paths == ["/feed"]
