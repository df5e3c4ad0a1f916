"""Digests are made once for all who ask, remembered, kept; previews are made anew and kept nowhere."""

import asyncio
import json

import pytest

from bot.delivery.making import Maker
from bot.newsroom.digests import Digest
from storage import digests
from storage.records import Delivery
from storage.schema import digests as digests_table
from tests.delivery.world import NINE, World


class Pen:
    """Writes what a digest tells, and counts how often."""

    def __init__(self) -> None:
        self.written = 0

    def __call__(self, digest: Digest, language: str, timezone: str, *, preview: bool) -> list[str]:
        """One message with every excerpt."""
        self.written += 1
        texts = [piece.text for one in digest.told for piece in one.story.excerpts]
        return [json.dumps({"text": "\n".join([f"{language} {timezone} preview={preview}", *texts])})]


@pytest.fixture
def pen() -> Pen:
    """Who writes."""
    return Pen()


@pytest.fixture
def maker(world: World, pen: Pen) -> Maker:
    """A maker over the world's database."""
    return Maker(world.database, pen, world.clock)


def delivery(digest_id: int | None = 1, **more: object) -> Delivery:
    values: dict[str, object] = {
        "id": 1,
        "claim": "t",
        "reader_id": 1,
        "chat_id": 7,
        "thread_id": 0,
        "subscription_id": 1,
        "digest_id": digest_id,
        "broadcast_id": None,
        "messages": None,
        "priority": 2,
        "part": 0,
        "attempts": 0,
    }
    return Delivery(**(values | more))  # type: ignore[arg-type]  # as the dictionary has them


def texts(messages: tuple[str, ...]) -> list[str]:
    return [json.loads(message)["text"] for message in messages]


async def planned(world: World) -> None:
    """One subscription, an article, and the digest that is due."""
    await world.subscribed(await world.reader())
    await world.news("Нефть Каспия подорожала до рекорда на торгах в Лондоне сегодня.")
    world.clock.pass_(days=1)
    await world.planner.plan()


async def test_a_digest_is_made_once_however_many_ask(world: World, maker: Maker, pen: Pen) -> None:
    await planned(world)
    told = await asyncio.gather(*(maker.of(delivery()) for _ in range(20)))
    assert len(set(told)) == 1
    assert pen.written == 1
    assert texts(told[0]) == [
        "ru Asia/Almaty preview=False\nНефть Каспия подорожала до рекорда на торгах в Лондоне сегодня."
    ]


async def test_another_process_finds_it_made(world: World, maker: Maker, pen: Pen) -> None:
    await planned(world)
    first = await maker.of(delivery())
    assert await Maker(world.database, pen, world.clock).of(delivery()) == first
    assert pen.written == 1


async def test_who_gives_up_waiting_does_not_stop_the_making(world: World, maker: Maker, pen: Pen) -> None:
    await planned(world)
    impatient = asyncio.create_task(maker.of(delivery()))
    await asyncio.sleep(0)
    impatient.cancel()
    assert len(await maker.of(delivery())) == 1
    assert pen.written == 1


async def test_a_making_that_failed_is_tried_again(world: World, pen: Pen) -> None:
    await planned(world)
    broken = [True]

    def write(digest: Digest, language: str, timezone: str, *, preview: bool) -> list[str]:
        if broken.pop() if broken else False:
            raise KeyError("a text that is missing")
        return pen(digest, language, timezone, preview=preview)

    maker = Maker(world.database, write, world.clock)
    with pytest.raises(KeyError):
        await maker.of(delivery())
    assert len(await maker.of(delivery())) == 1


@pytest.mark.parametrize(("tells_empty", "messages"), [(False, 0), (True, 1)])
async def test_an_empty_digest_is_silence_unless_its_reader_wants_to_hear(
    world: World, maker: Maker, tells_empty: bool, messages: int
) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    await world.planner.plan()
    assert len(await maker.of(delivery(tells_empty=tells_empty))) == messages


async def test_a_digest_that_is_gone_says_nothing(maker: Maker) -> None:
    assert await maker.of(delivery(404)) == ()


async def test_a_notice_says_what_it_carries(maker: Maker) -> None:
    assert await maker.of(delivery(None, messages='["{}", "[]"]')) == ("{}", "[]")


async def test_a_preview_shows_what_is_new_and_keeps_nothing(world: World, maker: Maker) -> None:
    subscription = await world.subscribed(await world.reader(), NINE)
    await world.news("Нефть Каспия подорожала до рекорда на торгах в Лондоне сегодня.")
    shown = await maker.preview(subscription)
    assert "preview=True" in shown[0]
    assert "Каспия" in json.loads(shown[0])["text"]
    async with world.database.read() as connection:
        assert (await connection.execute(digests_table.select())).all() == []
        assert await digests.told(connection, None) == []


async def test_a_preview_without_news_shows_what_a_digest_looks_like(world: World, maker: Maker) -> None:
    await world.news("Нефть Каспия подорожала до рекорда на торгах в Лондоне сегодня.")
    world.clock.pass_(days=100)
    shown = await maker.preview(await world.subscribed(await world.reader()))
    assert "Каспия" in json.loads(shown[0])["text"]
