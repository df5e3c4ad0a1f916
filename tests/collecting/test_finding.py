"""What can be watched behind an address: the publisher's own feed if it lives, else the next best thing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.collecting.finding import Finder, Found, add, add_all
from bot.collecting.rhythm import SHORTEST
from bot.errors import RefusedError
from storage import watches
from storage.watches import NewWatch, WatchKind
from tests.collecting.scene import NOON, Item, Scene, page, rss, story
from tests.sources.outlet import answer, moved

DAY = timedelta(days=1)


def front(*, head: str = "", articles: int = 6, title: str = "Вестник") -> bytes:
    """A front page with a menu and articles."""
    menu = "".join(f"<a href='/rubric/{name}'>{name}</a>" for name in ("ekonomika", "sport", "kultura"))
    listed = "".join(
        f"<h3><a href='/news/promysel-{n}-uvelichil-dobychu'>Промысел номер {n} увеличил добычу нефти</a></h3>"
        for n in range(articles)
    )
    return (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><nav>{menu}</nav><main>{listed}</main></body></html>"
    ).encode()


def items(*, days_ago: float = 0.0) -> list[Item]:
    """Three dated entries."""
    return [Item(n, story(n), at=NOON - days_ago * DAY - timedelta(hours=n)) for n in (3, 1, 2)]


def finder(scene: Scene, patience_s: float = 40.0) -> Finder:
    """One that looks around the scene's outlet."""
    return Finder(scene.fetcher, scene.parsing, scene.wall, patience_s=patience_s)


async def find(scene: Scene, path: str = "/") -> list[Found]:
    """What is found behind a path."""
    return await finder(scene).find(scene.outlet.url(path))


def kinds(scene: Scene, found: list[Found]) -> list[tuple[str, str]]:
    """Kinds and paths."""
    return [(one.kind, one.address.removeprefix(scene.home)) for one in found]


class TestWhatIsFound:
    """The best first, and alternatives after it."""

    async def test_a_feed_is_itself_its_newest_entries_first(self, scene: Scene) -> None:
        scene.publish("/feed", rss(scene.home, items()))
        (found,) = await find(scene, "/feed")
        assert (found.kind, found.name, found.home) == (WatchKind.FEED, "Тестовый вестник", scene.home)
        assert [entry.key for entry in found.entries] == ["g1", "g2", "g3"]
        assert scene.outlet.paths == ["/feed"]

    async def test_a_site_leads_to_the_feed_that_it_declares(self, scene: Scene) -> None:
        scene.publish("/", front(head="<link rel=alternate type=application/rss+xml href=/rss.php>"))
        scene.publish("/rss.php", rss(scene.home, items(), title="Вестник » лента"))
        found = await find(scene)
        assert kinds(scene, found) == [("feed", "rss.php"), ("site", "")]
        assert found[0].name == "Вестник"

    async def test_a_feed_where_sites_usually_keep_them(self, scene: Scene) -> None:
        scene.publish("/", front())
        scene.publish("/rss.xml", rss(scene.home, items()))
        assert kinds(scene, await find(scene)) == [("feed", "rss.xml"), ("site", "")]

    async def test_a_feed_behind_a_page_that_lists_nothing(self, scene: Scene) -> None:
        scene.publish("/about", page("О нас", story(1)))
        scene.publish("/feed/", rss(scene.home, items()))
        assert kinds(scene, await find(scene, "/about"))[0] == ("feed", "feed/")

    @pytest.mark.parametrize(
        "dead", [pytest.param(items(days_ago=90), id="nothing new for months"), pytest.param([], id="empty")]
    )
    async def test_a_dead_feed_is_passed_over_for_the_site(self, scene: Scene, dead: list[Item]) -> None:
        scene.publish("/", front(head="<link rel=alternate type=application/rss+xml href=/feed/>"))
        scene.publish("/feed/", rss(scene.home, dead))
        assert kinds(scene, await find(scene)) == [("site", ""), ("feed", "feed/")]

    async def test_a_feed_that_is_sent_home_is_none(self, scene: Scene) -> None:
        scene.publish("/", front())
        for path in ("/feed/", "/rss", "/rss.xml", "/sitemap.xml"):
            scene.publish(path, moved(301, "/"))
        (found,) = await find(scene)
        assert (found.kind, found.pattern) == (WatchKind.SITE, "/news/*")
        assert len(found.entries) == 6

    async def test_a_news_sitemap_beats_the_list_page_and_another_sitemap_does_not(self, scene: Scene) -> None:
        def sitemap(*extra: str) -> bytes:
            told = "".join(
                f"<url><loc>{scene.outlet.url(f'/news/{n}')}</loc>{one}</url>" for n, one in enumerate(extra)
            )
            spaces = (
                "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
                "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
            )
            return f"<?xml version='1.0'?><urlset {spaces}>{told}</urlset>".encode()

        dated = f"<news:news><news:publication_date>{NOON.isoformat()}</news:publication_date></news:news>"
        scene.publish("/", front())
        scene.publish("/sitemap.xml", sitemap("", ""))
        assert kinds(scene, await find(scene)) == [("site", ""), ("sitemap", "sitemap.xml")]
        scene.publish("/news-sitemap.xml", sitemap(dated, dated))
        assert kinds(scene, await find(scene))[:2] == [("sitemap", "news-sitemap.xml"), ("site", "")]

    async def test_the_scheme_may_be_left_out(self, scene: Scene) -> None:
        scene.publish("/feed", rss(scene.home, items()))
        (found,) = await finder(scene).find(f" 127.0.0.1:{scene.outlet.port}/feed ")
        assert found.address == scene.outlet.url("/feed")

    async def test_who_waits_too_long_is_shown_what_there_is(self, scene: Scene) -> None:
        async def never(_heard: object, _writer: asyncio.StreamWriter) -> None:
            await asyncio.Event().wait()

        scene.publish("/", front())
        scene.publish("/feed/", never)
        assert kinds(scene, await finder(scene, patience_s=0.3).find(scene.home)) == [("site", "")]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        pytest.param(answer(404), "the server answers 404", id="nothing there"),
        pytest.param(answer(200, b"\x00\x01\x02"), "", id="nothing that could be read"),
        pytest.param(answer(200, page("О нас", story(1))), "", id="a page without a list"),
    ],
)
async def test_where_nothing_is_found_a_person_is_told_why(scene: Scene, told: bytes, reason: str) -> None:
    scene.publish("/", told)
    with pytest.raises(RefusedError) as refused:
        await find(scene)
    assert refused.value.name == scene.home
    assert refused.value.reason == reason or (not reason and len(refused.value.reason) > 10)


@pytest.mark.parametrize("typed", ["", "   ", "ftp://vestnik.example/", "javascript:alert(1)", "http://", "нет такого"])
async def test_what_is_no_address_is_refused_and_nothing_is_asked(scene: Scene, typed: str) -> None:
    with pytest.raises(RefusedError):
        await finder(scene).find(typed)
    assert scene.outlet.heard == []


class TestTheLinkPattern:
    """It can be written by a person, and is tried before it is kept."""

    async def test_what_it_brings(self, scene: Scene) -> None:
        scene.publish("/", front())
        found = await finder(scene).by_pattern(scene.home.replace("http://", "HTTP://"), "/rubric/*")
        assert found.address == scene.home
        assert (found.kind, found.pattern, len(found.entries)) == (WatchKind.SITE, "/rubric/*", 3)

    @pytest.mark.parametrize("pattern", ["/nothing/*", "news"])
    async def test_one_that_brings_nothing_is_refused(self, scene: Scene, pattern: str) -> None:
        scene.publish("/", front())
        with pytest.raises(RefusedError):
            await finder(scene).by_pattern(scene.home, pattern)


class TestAdding:
    """An address is watched once, whoever adds it."""

    def wanted(self, number: int, kind: WatchKind = WatchKind.FEED) -> NewWatch:
        return NewWatch(kind, f"https://{number}.example/feed", f"Вестник {number}", added_by=42)

    async def test_its_first_look_is_at_once(self, scene: Scene) -> None:
        made = await add(scene.database, self.wanted(1), now=NOON)
        kept = await scene.state(made.watch_id)
        assert (made.was_there, kept.due_at, kept.interval_s) == (False, NOON, SHORTEST.total_seconds())

    async def test_one_that_is_there_stays_as_it_is(self, scene: Scene) -> None:
        first = await add(scene.database, self.wanted(1), now=NOON)
        async with scene.database.write() as connection:
            await watches.pause(connection, first.watch_id)
        again = await add(scene.database, self.wanted(1), now=NOON)
        assert (again.watch_id, again.was_there) == (first.watch_id, True)
        assert (await scene.state(first.watch_id)).state == "paused"

    async def test_many_are_looked_at_one_after_the_other(self, scene: Scene) -> None:
        made = await add_all(scene.database, [self.wanted(n) for n in (*range(100), 5)], now=NOON)
        due = [(await scene.state(one.watch_id)).due_at for one in made[:100]]
        assert made[100] == type(made[0])(made[5].watch_id, was_there=True)
        assert len(set(due)) == 100
        assert max(one for one in due if one) - NOON < timedelta(seconds=10)

    async def test_a_long_list_that_is_added_in_parts_is_no_burst_either(self, scene: Scene) -> None:
        for first in (0, 50):
            await add_all(scene.database, [self.wanted(first + n) for n in range(50)], now=NOON, first=first)
        async with scene.database.read() as connection:
            due = {one.due_at for one in await watches.every(connection)}
        assert len(due) == 100

    async def test_a_name_without_end_is_cut_between_words(self, scene: Scene) -> None:
        made = await add(scene.database, replace(self.wanted(1), name="Вестник " * 400), now=NOON)
        kept = (await scene.state(made.watch_id)).name
        assert (len(kept) <= 100, kept.endswith("Вестник…")) == (True, True)

    async def test_a_channel_is_never_due(self, scene: Scene) -> None:
        made = await add(scene.database, self.wanted(1, WatchKind.CHANNEL), now=NOON)
        assert (await scene.state(made.watch_id)).due_at is None

    async def test_what_was_found_is_watched_under_the_name_that_was_chosen(self, scene: Scene) -> None:
        scene.publish("/feed", rss(scene.home, items()))
        (found,) = await find(scene, "/feed")
        chosen = found.watch(name="Мой вестник", added_by=42)
        assert chosen == NewWatch(WatchKind.FEED, found.address, "Мой вестник", None, scene.home, 42)
        assert found.watch().name == "Тестовый вестник"
