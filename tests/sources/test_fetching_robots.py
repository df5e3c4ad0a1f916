"""Fetching only what a site's robots.txt allows, at the pace that it asks for."""

import asyncio

import pytest

from bot.errors import FetchError
from tests.sources.outlet import Clock, answer, moved, outlet, refused, visitor

FEED = b"<rss/>"
DISALLOWING = answer(body=b"User-agent: svodka\nDisallow: /private\nCrawl-delay: 7\n")


async def test_robots_txt_is_read_once_a_day_and_kept() -> None:
    clock = Clock()
    async with outlet() as site, visitor(clock) as fetcher:
        site.answers |= {"/robots.txt": DISALLOWING, "/private/1": answer(body=FEED), "/feed": answer(body=FEED)}
        for _ in range(2):
            with pytest.raises(FetchError, match=r"robots\.txt disallows") as refused:
                await fetcher.get(site.url("/private/1"))
            assert refused.value.permanent
        await asyncio.gather(*(fetcher.get(site.url("/feed")) for _ in range(3)))
        assert [heard.path for heard in site.heard] == ["/robots.txt", "/feed", "/feed", "/feed"]
        clock.now += 24 * 3600
        await fetcher.get(site.url("/feed"))
        assert [heard.path for heard in site.heard][4:] == ["/robots.txt", "/feed"]


async def test_robots_txt_is_read_once_however_many_come_at_once() -> None:
    async with outlet() as site, visitor() as fetcher:
        site.answers["/feed"] = answer(body=FEED)
        await asyncio.gather(*(fetcher.get(site.url("/feed")) for _ in range(10)))
        assert [heard.path for heard in site.heard].count("/robots.txt") == 1


@pytest.mark.parametrize(("delay_s", "kept_s"), [("7", 7), ("0.1", 1), ("86400", 60)])
async def test_crawl_delay_is_kept_within_bounds(delay_s: str, kept_s: float) -> None:
    clock = Clock()
    async with outlet() as site, visitor(clock) as fetcher:
        site.answers |= {
            "/robots.txt": answer(body=f"User-agent: *\nCrawl-delay: {delay_s}".encode()),
            "/feed": answer(body=FEED),
        }
        await fetcher.get(site.url("/feed"))
        began = clock()
        await fetcher.get(site.url("/feed"))
        assert clock() - began == pytest.approx(kept_s)


async def test_a_redirect_leads_to_no_disallowed_address_either() -> None:
    async with outlet() as site, visitor() as fetcher:
        site.answers |= {"/robots.txt": DISALLOWING, "/feed": moved(302, "/private/1"), "/private/1": answer(body=FEED)}
        failed = await refused(fetcher, site.url("/feed"))
        assert failed.reason == "its robots.txt disallows it"
        assert not failed.permanent  # tomorrow it may redirect elsewhere
        assert site.paths == ["/feed"]


@pytest.mark.parametrize(
    "none",
    [
        *map(answer, (401, 403, 404, 410)),
        moved(301, "/robots.txt"),
        moved(302, "/feed"),
        moved(302, "ftp://example.kz/"),
        answer(302),
    ],
)
async def test_without_a_robots_txt_everything_is_allowed(none: bytes) -> None:
    """Refused, not there, or a redirect to itself, to another page or to nowhere."""
    async with outlet() as site, visitor() as fetcher:
        site.answers |= {"/robots.txt": none, "/feed": answer(body=FEED)}
        assert (await fetcher.get(site.url("/feed"))).body == FEED


@pytest.mark.parametrize("broken", [answer(500), answer(503), answer(429), moved(302, "http://127.0.0.1:25/")])
async def test_while_robots_txt_cannot_be_read_nothing_is_fetched(broken: bytes) -> None:
    clock = Clock()
    async with outlet() as site, visitor(clock) as fetcher:
        site.answers |= {"/robots.txt": broken, "/feed": answer(body=FEED)}
        for _ in range(2):
            with pytest.raises(FetchError, match=r"robots\.txt can't be read") as failed:
                await fetcher.get(site.url("/feed"))
            assert not failed.value.permanent
        assert [heard.path for heard in site.heard] == ["/robots.txt"]
        site.answers["/robots.txt"] = answer(404)
        clock.now += 3_600
        assert (await fetcher.get(site.url("/feed"))).body == FEED


async def test_robots_txt_may_stand_elsewhere_and_counts_for_the_host_that_was_asked() -> None:
    async with outlet() as site, visitor() as fetcher:
        site.answers |= {"/robots.txt": moved(301, site.url("/rules", "127.0.0.2")), "/rules": DISALLOWING}
        assert (await refused(fetcher, site.url("/private/1"))).reason == "its robots.txt disallows it"
