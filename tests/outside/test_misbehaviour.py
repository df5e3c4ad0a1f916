"""What a visitor meets when something is wrong with an outlet; each is switched on, met, and gone when taken back."""

import asyncio

import pytest
from aiohttp import ClientError, ClientPayloadError, ClientSession, ClientTimeout

from bot.outside.answers import BOMB_BYTES, NOWHERE
from bot.outside.faults import Fault, Where, Wrong
from bot.outside.server import Served


async def _get(visitor: ClientSession, address: str, *, follow: bool = False) -> tuple[int, dict[str, str], bytes]:
    async with visitor.get(address, allow_redirects=follow, timeout=ClientTimeout(total=5)) as answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, await answer.read()


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        (Wrong.MOVED, 301, {"location": "/moved/rss.xml"}),
        (Wrong.MOVED_FOR_NOW, 302, {"location": "/moved/rss.xml"}),
        (Wrong.LOOP, 302, {"location": "/rss.xml"}),
        (Wrong.GONE, 410, {}),
        (Wrong.NOT_FOUND, 404, {}),
        (Wrong.ERROR, 500, {}),
        (Wrong.TOO_MANY, 429, {"retry-after": "7"}),
        (Wrong.UNAVAILABLE, 503, {"retry-after": "7"}),
        (Wrong.LOGIN, 200, {"content-type": "text/html; charset=utf-8"}),
    ],
)
async def test_another_answer(
    wrong: Wrong, status: int, said: dict[str, str], served: Served, visitor: ClientSession
) -> None:
    served.world.faults.add(Fault("vestnik", wrong, times=1, seconds=7))
    met, headers, _ = await _get(visitor, served.watched("vestnik"))
    assert met == status
    assert said.items() <= headers.items()
    assert (await _get(visitor, served.watched("vestnik")))[0] == 200


async def test_what_has_moved_is_there_and_stays_there(served: Served, visitor: ClientSession) -> None:
    _, _, before = await _get(visitor, served.watched("vestnik"))
    served.world.faults.add(Fault("vestnik", Wrong.MOVED))
    assert (await _get(visitor, served.watched("vestnik"), follow=True))[2] == before
    served.world.faults.clear()
    assert (await _get(visitor, served.base("vestnik") + "/moved/rss.xml"))[2] == before


async def test_a_redirect_to_a_private_address_is_counted_if_it_is_followed(
    served: Served, visitor: ClientSession
) -> None:
    served.world.faults.add(Fault("vestnik", Wrong.PRIVATE, times=2))
    _, headers, _ = await _get(visitor, served.watched("vestnik"))
    assert headers["location"].startswith(f"http://{NOWHERE}:")
    assert not served.world.visits.of(None)
    await _get(visitor, served.watched("vestnik"), follow=True)
    assert len(served.world.visits.of(None)) == 1


async def test_a_bomb_is_small_until_it_is_unpacked(served: Served, visitor: ClientSession) -> None:
    served.world.faults.add(Fault("vestnik", Wrong.BOMB))
    async with visitor.get(served.watched("vestnik")) as answer:
        assert int(answer.headers["Content-Length"]) < 200_000
        unpacked = 0
        async for piece in answer.content.iter_any():
            unpacked += len(piece)
    assert unpacked == BOMB_BYTES


async def test_half_a_body_and_half_a_length(served: Served, visitor: ClientSession) -> None:
    whole = (await _get(visitor, served.watched("vestnik")))[2]
    served.world.faults.add(Fault("vestnik", Wrong.CUT_OFF, times=1))
    with pytest.raises(ClientPayloadError):
        await _get(visitor, served.watched("vestnik"))
    served.world.faults.add(Fault("vestnik", Wrong.LYING_LENGTH, times=1))
    try:
        _, _, body = await _get(visitor, served.watched("vestnik"))
    except ClientError:  # the visitor noticed what came behind the end
        return
    assert whole.startswith(body)
    assert len(body) == len(whole) // 2


async def test_slow_is_slow_and_hanging_is_for_ever(served: Served, visitor: ClientSession) -> None:
    loop = asyncio.get_running_loop()
    served.world.faults.add(Fault("vestnik", Wrong.SLOW, times=1, seconds=0.3))
    began = loop.time()
    status, _, body = await _get(visitor, served.watched("vestnik"))
    assert status == 200
    assert body.endswith(b"</rss>\n")
    assert loop.time() - began >= 0.28
    served.world.faults.add(Fault("vestnik", Wrong.HANGING, times=1))
    with pytest.raises(TimeoutError):
        async with visitor.get(served.watched("vestnik"), timeout=ClientTimeout(total=0.2)):
            pass


async def test_badly_written(served: Served, visitor: ClientSession) -> None:
    address = served.watched("vestnik")
    faults = served.world.faults
    faults.add(Fault("vestnik", Wrong.LYING_CHARSET, times=1))
    _, headers, body = await _get(visitor, address)
    assert headers["content-type"].endswith("charset=windows-1251")
    assert b'encoding="windows-1251"' in body
    assert "Тестовый вестник".encode() in body
    faults.add(Fault("vestnik", Wrong.BROKEN_XML, times=1))
    assert b"<<" in (await _get(visitor, address))[2]
    faults.add(Fault("vestnik", Wrong.DUPLICATE_IDS, times=1))
    assert (await _get(visitor, address))[2].count(b'<guid isPermaLink="false">1</guid>') == 6
    faults.add(Fault("vestnik", Wrong.WRONG_DATES, times=1))
    assert "вчера".encode() in (await _get(visitor, address))[2]


async def test_a_fault_is_of_lists_or_of_articles(served: Served, visitor: ClientSession) -> None:
    served.world.faults.add(Fault("vestnik", Wrong.ERROR, Where.ARTICLES))
    article = served.base("vestnik") + served.world.listed("vestnik")[0].path
    met = [(await _get(visitor, one))[0] for one in (served.watched("vestnik"), article)]
    assert met == [200, 500]


async def test_whoever_has_it_already_is_told_so_however_badly_it_is_sent(
    served: Served, visitor: ClientSession
) -> None:
    _, headers, _ = await _get(visitor, served.watched("vestnik"))
    served.world.faults.add(Fault("vestnik", Wrong.CUT_OFF))
    async with visitor.get(served.watched("vestnik"), headers={"If-None-Match": headers["etag"]}) as answer:
        assert answer.status == 304
