"""The world's own page, and what a person can tell it."""

import pytest
from aiohttp import ClientSession

from bot.outside.outlets import OUTLETS
from bot.outside.server import Served


async def test_the_page_lists_every_outlet_with_the_address_to_add(served: Served, visitor: ClientSession) -> None:
    async with visitor.get(served.address) as answer:
        text = await answer.text()
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    for outlet in OUTLETS:
        assert outlet.name in text
        assert f"<code>{served.watched(outlet.key)}</code>" in text
    for name, kind in (("world.css", "text/css"), ("world.js", "text/javascript")):
        async with visitor.get(f"{served.address}/{name}") as answer:
            assert (answer.status, answer.content_type) == (200, kind)


async def test_a_person_lets_an_outlet_be_ill_and_well_again(served: Served, visitor: ClientSession) -> None:
    for fault, expected in (({"wrong": "error", "where": "all"}, 500), ({"wrong": "error", "times": 0}, 200)):
        async with visitor.post(f"{served.address}/world/faults", json={"outlet": "echo"} | fault) as answer:
            assert answer.status == 200
        async with visitor.get(served.watched("echo")) as answer:
            assert answer.status == expected
    async with visitor.get(f"{served.address}/world/visits") as answer:
        told = await answer.json()
    assert told["total"] == 2
    assert [one["path"] for one in told["visits"]] == ["/rss.xml"] * 2


async def test_a_person_publishes(served: Served, visitor: ClientSession) -> None:
    async with visitor.post(f"{served.address}/world/news", json={"outlet": "echo"}) as answer:
        assert (await answer.json())["path"] == served.world.listed("echo")[0].path
    assert len(served.world.listed("echo")) == 7
    async with visitor.post(f"{served.address}/world/news", json={"outlet": "echo", "sector": "sport"}) as answer:
        assert answer.status == 200
    assert served.world.listed("echo")[0].event.parts[0].sector == "sport"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"outlet": "echo", "wrong": "unheard of"}),
        ("faults", {}),
        ("faults", []),
        ("news", {"outlet": "nobody"}),
        ("news", {}),
        ("news", {"outlet": "echo", "sector": "astrology"}),
        ("news", ["echo"]),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(
    path: str, body: object, served: Served, visitor: ClientSession
) -> None:
    async with visitor.post(f"{served.address}/world/{path}", json=body) as answer:
        assert answer.status == 400
        assert await answer.text()


async def test_another_web_page_can_tell_it_nothing(served: Served, visitor: ClientSession) -> None:
    """A page from elsewhere may post text without asking; JSON it may not; and a name of its own leads nowhere."""
    async with visitor.post(f"{served.address}/world/news", data='{"outlet": "echo"}') as answer:
        assert answer.status == 415
    rebound = {"Host": f"evil.example:{served.port}"}
    async with visitor.post(f"{served.address}/world/news", json={"outlet": "echo"}, headers=rebound) as answer:
        assert answer.status == 404
    assert len(served.world.listed("echo")) == 6
