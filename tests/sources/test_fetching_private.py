"""Fetching never reaches a machine that is not public, whatever an address, a redirect or a name makes of it."""

import logging
from ipaddress import IPv4Address

import pytest

from bot.sources.fetching import Fetcher
from bot.sources.guard import PrivateHosts
from bot.sources.manners import Manners
from tests.sources.outlet import LOOPBACK, Names, answer, moved, outlet, refused, visitor

FEED = b"<rss/>"
ONE_HOST = PrivateHosts.of(["127.0.0.2"])
"""As if 127.0.0.2 were the public internet, and the rest of loopback one's own machine."""


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "%31%32%37.0.0.1",
        str(IPv4Address(0)),
        "0",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:5ef5:79fb:0:0:80ff:fffe]",
        "127.0.0.1%2f.example.kz",
        "example.kz@127.0.0.1",
    ],
)
async def test_no_form_of_a_private_address_is_connected_to(host: str) -> None:
    async with outlet() as site, Fetcher(Manners()) as fetcher:
        await refused(fetcher, site.url("/feed", host))
        assert site.connections == 0


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255"]
)
async def test_no_other_private_address_is_connected_to_either(address: str) -> None:
    async with Fetcher(Manners()) as fetcher:
        failed = await refused(fetcher, f"http://{address}/latest/meta-data/")
    assert failed.reason == "its address is not public"
    assert failed.permanent


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("host", ["127.0.0.3", "[::ffff:127.0.0.3]", "2130706435", "inner.example.kz"])
async def test_no_redirect_leads_to_a_private_address(status: int, host: str) -> None:
    names = Names(inner_example_kz=["127.0.0.3"])
    async with outlet() as site, visitor(names=names, private_hosts=ONE_HOST) as fetcher:
        site.answers |= {"/feed": moved(status, site.url("/secret", host)), "/secret": answer(body=b"secret")}
        await refused(fetcher, site.url("/feed", "127.0.0.2"))
        assert site.paths == ["/feed"]
        assert {heard.at for heard in site.heard} == {"127.0.0.2"}


async def test_no_robots_txt_redirects_to_a_private_address() -> None:
    async with outlet() as site, visitor(private_hosts=ONE_HOST) as fetcher:
        site.answers["/robots.txt"] = moved(302, site.url("/secret", "127.0.0.3"))
        await refused(fetcher, site.url("/feed", "127.0.0.2"))
        assert {heard.at for heard in site.heard} == {"127.0.0.2"}


async def test_a_name_that_leads_elsewhere_the_second_time_is_checked_the_second_time() -> None:
    """DNS rebinding: the look-up that is checked is the one that is connected to."""
    names = Names(outlet_example_kz=["127.0.0.2", "127.0.0.2", "127.0.0.3"])
    async with outlet() as site, visitor(names=names, private_hosts=ONE_HOST, look_up_holds_s=0) as fetcher:
        site.answers["/feed"] = answer(body=FEED)
        url = site.url("/feed", "outlet.example.kz")
        assert (await fetcher.get(url)).body == FEED
        assert (await refused(fetcher, url)).reason == "its address is not public"
        assert len(names.asked) == 3
        assert {heard.at for heard in site.heard} == {"127.0.0.2"}


async def test_a_name_that_settings_allow_may_be_private_and_no_other_name_for_the_same_machine() -> None:
    names = Names(inner_example_kz=["127.0.0.3"], outer_example_kz=["127.0.0.3"])
    allowed = PrivateHosts.of(["inner.example.kz"])
    async with outlet() as site, visitor(names=names, private_hosts=allowed) as fetcher:
        site.answers["/feed"] = answer(body=FEED)
        assert (await fetcher.get(site.url("/feed", "Inner.Example.KZ."))).body == FEED
        before = site.connections
        await refused(fetcher, site.url("/feed", "outer.example.kz"))
        await refused(fetcher, site.url("/feed", "127.0.0.3"))
        assert site.connections == before


async def test_an_allowed_name_lends_nothing_to_where_it_redirects() -> None:
    names = Names(inner_example_kz=["127.0.0.3"])
    allowed = PrivateHosts.of(["inner.example.kz"])
    async with outlet() as site, visitor(names=names, private_hosts=allowed) as fetcher:
        site.answers["/feed"] = moved(302, site.url("/secret", "127.0.0.4"))
        await refused(fetcher, site.url("/feed", "inner.example.kz"))
        assert {heard.at for heard in site.heard} == {"127.0.0.3"}


async def test_what_a_name_leads_to_may_change_and_a_written_address_does_not() -> None:
    """So that a source isn't given up for a name server that answers falsely for a while."""
    async with visitor(names=Names(example_kz=["10.0.0.1"])) as fetcher:
        by_name = await refused(fetcher, "http://example.kz/feed")
        by_address = await refused(fetcher, "http://10.0.0.1/feed")
        by_port = await refused(fetcher, "http://example.kz:25/feed")
    assert by_name.reason == by_address.reason == "its address is not public"
    assert [failed.permanent for failed in (by_name, by_address, by_port)] == [False, True, True]


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect for us, to whatever address."""
    async with outlet() as site, outlet() as proxy, visitor() as fetcher:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        site.answers["/feed"] = answer(body=FEED)
        assert (await fetcher.get(site.url("/feed"))).body == FEED
        assert proxy.connections == 0


@pytest.mark.parametrize("port", [22, 25, 143, 6667])
async def test_no_server_of_another_protocol_is_spoken_to(port: int) -> None:
    async with visitor() as fetcher:
        failed = await refused(fetcher, f"http://127.0.0.1:{port}/feed")
    assert failed.reason == f"port {port} is none of the web"
    assert failed.permanent


@pytest.mark.parametrize(
    "url", ["ftp://example.kz/", "file:///etc/passwd", "gopher://127.0.0.1/", "/feed", "", "http://"]
)
async def test_only_http_and_https(url: str) -> None:
    async with visitor() as fetcher:
        assert (await refused(fetcher, url)).permanent


async def test_no_password_is_sent_or_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with outlet() as site, visitor() as fetcher:
        failed = await refused(fetcher, f"http://me:secret@127.0.0.1:{site.port}/feed")
        site.answers["/feed"] = moved(302, f"http://me:secret@127.0.0.1:{site.port}/other")
        redirected = await refused(fetcher, site.url("/feed"))
        assert "secret" not in f"{failed}{redirected}{caplog.text}"
        assert site.paths == ["/feed"]


def test_loopback_is_private_by_default() -> None:
    """The tests allow it; nobody else does unawares."""
    assert Manners().private_hosts == PrivateHosts()
    assert PrivateHosts() != LOOPBACK
