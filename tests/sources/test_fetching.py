"""Fetching politely, against an outlet on loopback that counts what reached it; waits take no time."""

import asyncio
import gzip
from collections import Counter

import pytest

from bot.errors import FetchError
from bot.sources.fetching import Fetched
from bot.sources.manners import user_agent
from tests.sandbox.clocks import until
from tests.sources.outlet import Clock, Heard, Names, Outlet, answer, moved, outlet, refused, visitor

FEED = b"<rss><channel><title>News</title></channel></rss>"


async def refusal(site: Outlet, path: str) -> FetchError:
    """How fetching a path fails."""
    async with visitor() as fetcher:
        return await refused(fetcher, site.url(path))


async def test_what_stands_at_an_address() -> None:
    async with outlet() as site, visitor() as fetcher:
        site.answers["/feed"] = answer(
            body=FEED, ETag='"7"', Last_Modified="then", Content_Type="text/xml", Cache_Control="max-age=600"
        )
        fetched = await fetcher.get(site.url("/x/../feed#top"))
    assert fetched == Fetched(
        site.url("/feed"), 200, FEED, "text/xml", etag='"7"', last_modified="then", fresh_for_s=600
    )


async def test_nothing_new_costs_no_body() -> None:
    async def conditional(heard: Heard, writer: asyncio.StreamWriter) -> None:
        unchanged = heard.headers.get("if-none-match") == '"7"' and heard.headers.get("if-modified-since") == "then"
        writer.write(answer(304) if unchanged else answer(body=FEED))

    async with outlet() as site, visitor() as fetcher:
        site.answers["/feed"] = conditional
        fetched = await fetcher.get(site.url("/feed"), etag='"7"', last_modified="then")
        assert (fetched.status, fetched.body) == (304, b"")
        assert (fetched.etag, fetched.last_modified) == ('"7"', "then")
        assert (await fetcher.get(site.url("/feed"))).body == FEED


async def test_a_304_that_was_not_asked_for_is_no_answer() -> None:
    async with outlet() as site:
        site.answers["/feed"] = answer(304)
        assert (await refusal(site, "/feed")).reason == "the server answers 304"


async def test_the_visitor_says_who_it_is_and_keeps_no_cookies() -> None:
    async with outlet() as site, visitor(user_agent=user_agent("https://example.org/bot")) as fetcher:
        site.answers["/feed"] = answer(body=FEED, Set_Cookie="seen=1; Path=/")
        for _ in range(2):
            await fetcher.get(site.url("/feed"))
        assert all(heard.headers["user-agent"].startswith("Svodka/") for heard in site.heard)
        assert all("(+https://example.org/bot)" in heard.headers["user-agent"] for heard in site.heard)
        assert not any({"cookie", "authorization"} & heard.headers.keys() for heard in site.heard)


async def test_a_packed_answer_is_unpacked() -> None:
    async with outlet() as site, visitor() as fetcher:
        site.answers["/feed"] = answer(body=gzip.compress(FEED), Content_Encoding="gzip")
        site.answers["/sitemap.xml.gz"] = answer(body=gzip.compress(FEED), Content_Type="application/gzip")
        assert (await fetcher.get(site.url("/feed"))).body == FEED
        assert (await fetcher.get(site.url("/sitemap.xml.gz"))).body == FEED
        assert {heard.headers["accept-encoding"] for heard in site.heard} == {"gzip, deflate"}


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [([301], "/1"), ([308, 301], "/2"), ([302], None), ([307, 301], None), ([301, 302, 301], "/1"), ([303], None)],
)
async def test_only_permanent_redirects_from_the_start_move_an_address(
    statuses: list[int], moved_to: str | None
) -> None:
    async with outlet() as site, visitor() as fetcher:
        for step, status in enumerate(statuses):
            site.answers[f"/{step}"] = moved(status, f"/{step + 1}")
        last = f"/{len(statuses)}"
        site.answers[last] = answer(body=FEED)
        fetched = await fetcher.get(site.url("/0"))
    assert fetched.url == site.url(last)
    assert fetched.body == FEED
    assert fetched.moved_to == (site.url(moved_to) if moved_to else None)


async def test_five_redirects_are_followed_and_no_more() -> None:
    async with outlet() as site:
        for step in range(6):
            site.answers[f"/{step}"] = moved(302, f"/{step + 1}")
        assert (await refusal(site, "/0")).reason == "it redirects more than 5 times"
        assert site.paths == [f"/{step}" for step in range(6)]
        site.answers["/6"] = answer(body=FEED)
        async with visitor() as fetcher:
            assert (await fetcher.get(site.url("/1"))).body == FEED


async def test_a_circle_of_redirects_is_left_at_once() -> None:
    async with outlet() as site:
        site.answers |= {"/a": moved(301, "/b"), "/b": moved(301, "/a#again")}
        assert (await refusal(site, "/a")).reason == "it redirects in a circle"
        assert site.paths == ["/a", "/b"]


@pytest.mark.parametrize(
    "location", ["", "ftp://example.kz/", "file:///etc/passwd", "http://me:secret@example.kz/", "//"]
)
async def test_a_redirect_to_no_address_is_not_followed(location: str) -> None:
    async with outlet() as site:
        site.answers["/feed"] = moved(302, location)
        failed = await refusal(site, "/feed")
    assert "redirects" in failed.reason
    assert "secret" not in str(failed)


@pytest.mark.parametrize(("status", "gone"), [(410, True), (404, False), (403, False), (500, False), (204, False)])
async def test_what_the_server_refuses_is_told(status: int, gone: bool) -> None:
    async with outlet() as site:
        site.answers["/feed"] = answer(status)
        failed = await refusal(site, "/feed")
    assert (failed.reason, failed.gone, failed.status) == (f"the server answers {status}", gone, status)
    assert not failed.permanent
    assert failed.url == site.url("/feed")


@pytest.mark.parametrize(("status", "gone"), [(301, True), (302, False)])
async def test_what_is_gone_behind_a_redirect_for_now_is_not_gone(status: int, gone: bool) -> None:
    async with outlet() as site:
        site.answers |= {"/feed": moved(status, "/maintenance"), "/maintenance": answer(410)}
        failed = await refusal(site, "/feed")
    assert failed.gone is gone


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_asks_for_quiet_has_it_for_all_its_addresses(status: int) -> None:
    clock = Clock()
    async with outlet() as site, visitor(clock) as fetcher:
        site.answers |= {"/busy": answer(status, Retry_After="600"), "/feed": answer(body=FEED)}
        with pytest.raises(FetchError) as first:
            await fetcher.get(site.url("/busy"))
        assert (first.value.reason, first.value.retry_after_s) == (f"the server answers {status}", 600)
        with pytest.raises(FetchError, match="left alone") as second:
            await fetcher.get(site.url("/feed"))
        assert second.value.retry_after_s == pytest.approx(600, abs=1)
        assert not second.value.permanent
        assert site.paths == ["/busy"]
        clock.now += 600
        assert (await fetcher.get(site.url("/feed"))).body == FEED


async def test_a_host_is_asked_once_a_second_robots_txt_and_redirects_included() -> None:
    clock = Clock()
    async with outlet() as site, visitor(clock) as fetcher:
        site.answers |= {"/0": moved(302, "/3"), **dict.fromkeys(["/1", "/2", "/3"], answer(body=FEED))}
        began = clock()
        await asyncio.gather(*(fetcher.get(site.url(f"/{number}")) for number in range(3)))
        assert len(site.heard) == 5
        assert clock() - began == pytest.approx(4)


async def test_a_connection_that_breaks_is_no_reason_to_ask_again_at_once() -> None:
    async def shut(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with outlet() as site:
        site.answers["/feed"] = shut
        assert (await refusal(site, "/feed")).reason == "its answer breaks off"
        assert site.paths == ["/feed"]


async def test_two_connections_to_a_host_at_most_and_as_many_hosts_as_there_are() -> None:
    go_on = asyncio.Event()
    at_once: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def held(heard: Heard, writer: asyncio.StreamWriter) -> None:
        at_once[heard.at] += 1
        most[heard.at] = max(most[heard.at], at_once[heard.at])
        await go_on.wait()
        at_once[heard.at] -= 1
        writer.write(answer(body=FEED))

    async with outlet() as site, visitor() as fetcher:
        site.answers["/slow"] = held
        hosts = [f"127.0.0.{number}" for number in range(2, 7)]
        tasks = [asyncio.create_task(fetcher.get(site.url("/slow", host))) for host in hosts * 4]
        await until(lambda: at_once == dict.fromkeys(hosts, 2))
        go_on.set()
        await asyncio.gather(*tasks)
        assert len(site.paths) == 20
        assert most == dict.fromkeys(hosts, 2)


async def test_no_connection_is_left_open() -> None:
    """Of thousands of hosts that are asked once in some minutes: the table of open files would not hold them."""
    async with outlet() as site, visitor() as fetcher:
        for number in range(5):
            site.answers[f"/{number}"] = answer(body=FEED)
            await fetcher.get(site.url(f"/{number}", f"127.0.0.{number + 2}"))
        await until(lambda: not site.open)
        assert site.connections == len(site.heard) == 10
        assert {heard.headers["connection"] for heard in site.heard} == {"close"}


async def test_a_name_in_any_alphabet_is_one_host() -> None:
    names = Names(**{"xn--80aau21bd_kz": ["127.0.0.1"]})
    async with outlet() as site, visitor(names=names) as fetcher:
        site.answers["/%D0%B6"] = answer(body=FEED)
        for host in ("қазақ.kz", "ҚАЗАҚ.KZ.", "xn--80aau21bd.kz"):
            assert (await fetcher.get(site.url("/ж", host))).body == FEED
        assert {heard.headers["host"] for heard in site.heard} == {f"xn--80aau21bd.kz:{site.port}"}
        assert [heard.path for heard in site.heard].count("/robots.txt") == 1


async def test_a_name_that_leads_nowhere_and_a_host_that_nobody_answers_at() -> None:
    async with outlet() as site:
        port = site.port
    async with visitor(names=Names()) as fetcher:
        with pytest.raises(FetchError, match="its name leads to no address"):
            await fetcher.get("http://nowhere.kz/feed")
        with pytest.raises(FetchError, match=r"it could not be reached \(Connection refused\)$") as failed:
            await fetcher.get(f"http://127.0.0.1:{port}/feed")
    assert failed.value.url == f"http://127.0.0.1:{port}/feed"
