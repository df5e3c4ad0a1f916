"""The world over HTTP: what an outlet serves, to whom, and that it counts everyone who came."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import feedparser
import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.outside.answers import NOWHERE
from bot.outside.outlets import OUTLETS, FeedFormat, Gives, Outlet, Validator
from bot.outside.pages import ON_A_PAGE
from bot.outside.server import OutsideError, Served, serve
from bot.outside.stories import identity
from bot.outside.world import World
from tests.outside.conftest import Clock

Read = Callable[[str], Awaitable[str]]


@pytest.fixture
def read(visitor: ClientSession) -> Read:
    """The text at an address, which must be there."""

    async def text(address: str) -> str:
        async with visitor.get(URL(address, encoded=True)) as answer:
            assert answer.status == 200
            body = await answer.read()
            charset = "windows-1251" if b"windows-1251" in body[:300] else "utf-8"
            return body.decode(charset)

    return text


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.key)
async def test_an_outlet_lists_what_it_published_and_has_a_page_for_each(
    outlet: Outlet, served: Served, read: Read
) -> None:
    listed = await read(served.watched(outlet.key))
    for entry in served.world.listed(outlet.key):
        address = served.base(outlet.key) + entry.path
        assert (address if outlet.feed or outlet.sitemap else entry.path) in listed
        page = await read(address)
        assert identity(page) == (entry.telling.number, entry.telling.edition)
        assert all(part.replace('"', "&quot;") in page or part in page for part in entry.telling.paragraphs)


async def test_feeds_are_well_formed_and_give_what_they_promise(served: Served, read: Read) -> None:
    for outlet in OUTLETS:
        if outlet.feed is None:
            continue
        text = await read(served.watched(outlet.key))
        if outlet.feed is FeedFormat.JSON:
            assert len(json.loads(text)["items"]) == 6
        else:
            parsed = feedparser.parse(text.encode(outlet.charset))
            assert (len(parsed.entries), parsed.bozo) == (6, False)
        entry = served.world.listed(outlet.key)[0]
        shown = [part in text or part.replace('"', '\\"') in text for part in entry.telling.paragraphs]
        expected = {Gives.WHOLE: all(shown), Gives.SUMMARY: shown[0] and not all(shown), Gives.TITLE: not any(shown)}
        assert expected[outlet.gives]


async def test_list_pages_lead_to_older_ones(served: Served, read: Read) -> None:
    for _ in range(2 * ON_A_PAGE):
        served.world.publish("baiqau")
    numbers: list[int] = []
    for page in ("/news/", "/news/?page=2", "/news/?page=3"):
        text = await read(served.base("baiqau") + page)
        numbers += [one.telling.number for one in served.world.listed("baiqau") if one.path in text]
        assert ('rel="next"' in text) == (page != "/news/?page=3")
    assert numbers == [one.telling.number for one in served.world.listed("baiqau")]


async def test_a_front_page_declares_the_feed_and_robots_the_sitemap(served: Served, read: Read) -> None:
    assert 'type="application/atom+xml"' in await read(served.base("habar") + "/")
    robots = await read(served.base("novosti") + "/robots.txt")
    assert "Disallow: /search" in robots
    sitemap = robots.rsplit("Sitemap: ", 1)[1].strip()
    assert served.watched("novosti") in await read(sitemap)


async def test_nothing_changed_is_304_until_something_does(
    served: Served, visitor: ClientSession, clock: Clock
) -> None:
    conditions = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    for outlet in OUTLETS:
        address = served.watched(outlet.key)
        async with visitor.get(address) as answer:
            sent = {name.lower(): value for name, value in answer.headers.items()}
        given = {condition: sent[name] for name, condition in conditions.items() if name in sent}
        assert len(given) == {Validator.BOTH: 2, Validator.NONE: 0}.get(outlet.validator, 1)
        for name, value in given.items():
            async with visitor.get(address, headers={name: value}) as answer:
                assert (answer.status, await answer.read()) == (304, b"")
        clock.move(seconds=1)
        served.world.publish(outlet.key)
        async with visitor.get(address, headers=given) as answer:
            assert answer.status == 200


async def test_the_etag_counts_more_than_the_date(served: Served, visitor: ClientSession, clock: Clock) -> None:
    later = (clock() + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    headers = {"If-None-Match": '"another"', "If-Modified-Since": later}
    async with visitor.get(served.watched("vestnik"), headers=headers) as answer:
        assert answer.status == 200


async def test_an_outlet_answers_to_its_name_too(served: Served, visitor: ClientSession) -> None:
    headers = {"Host": f"habar.test:{served.port}"}
    async with visitor.get(served.base("vestnik") + "/atom.xml", headers=headers) as answer:
        text = await answer.text()
    assert "Үлгі хабар" in text
    assert f"http://habar.test:{served.port}/news/" in text, "links are written with the name that was asked for"


async def test_everyone_who_came_is_counted(served: Served, visitor: ClientSession) -> None:
    for _ in range(3):
        async with visitor.get(served.watched("echo"), headers={"User-Agent": "Tester/1"}):
            pass
    async with visitor.get(f"http://{NOWHERE}:{served.port}/private") as answer:
        assert answer.status == 404
    visits = served.world.visits
    assert visits.counts["echo", "/rss.xml"] == 3
    assert [one.path for one in visits.of(None)] == ["/private"]
    assert {one.headers["User-Agent"] for one in visits.of("echo")} == {"Tester/1"}
    assert len(visits) == 4


async def test_a_taken_port_is_said_plainly(served: Served, clock: Clock) -> None:
    with pytest.raises(OutsideError, match=f"can't listen on 127.0.0.1:{served.port}"):
        async with serve(World(OUTLETS, seed=1, now=clock), served.port):
            pass
