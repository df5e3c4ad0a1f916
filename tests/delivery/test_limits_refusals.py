"""Turns in virtual time after the server has said 429: whose messages wait, and for how long."""

import asyncio
from itertools import pairwise

import pytest

from bot.delivery.limits import LONGEST_HOLD_S, REFUSED_TOGETHER_S, Priority
from bot.delivery.rates import CAREFUL_S
from tests.delivery.sender import Sender, most_within

ANSWER, _, _, BROADCAST = Priority


def test_a_refused_chat_waits_as_long_as_the_server_says_and_the_others_do_not() -> None:
    sender = Sender()

    async def refused() -> None:
        sender.limiter.refused(7, 43_838)
        assert sender.limiter.wait_s(7) == pytest.approx(43_838)
        assert sender.limiter.wait_s(8) == 0
        await asyncio.gather(sender.send(7, ANSWER), sender.send(8, BROADCAST))
        assert sender.limiter.wait_s(7) == 0

    sent = sender.run(refused())
    assert [one.chat_id for one in sent] == [8, 7]
    assert [one.at for one in sent] == pytest.approx([0, 43_838])


def test_a_chat_refused_while_it_stands_in_line_leaves_its_place() -> None:
    sender = Sender()

    async def refused() -> None:
        sender.limiter.hold_all(1)
        waits = [asyncio.create_task(sender.send(chat_id)) for chat_id in (7, 8)]
        await asyncio.sleep(0.5)
        sender.limiter.refused(7, 100)
        await asyncio.gather(*waits)

    sent = sender.run(refused())
    assert [one.chat_id for one in sent] == [8, 7]
    assert [one.at for one in sent] == pytest.approx([1, 100.5])


@pytest.mark.parametrize(
    ("refusals", "held_s"),
    [
        ([(7, 0.0), (8, 1.0)], LONGEST_HOLD_S + 1),
        ([(7, 0.0), (8, REFUSED_TOGETHER_S + 1)], 0),
        ([(7, 0.0), (7, 1.0)], 0),
        ([(7, 0.0), (7, 4.0), (8, 6.0)], LONGEST_HOLD_S + 6),
    ],
)
def test_two_refused_chats_hold_back_the_others_for_a_while(refusals: list[tuple[int, float]], held_s: float) -> None:
    sender = Sender()

    async def refuse(chat_id: int, after: float) -> None:
        await asyncio.sleep(after)
        sender.limiter.refused(chat_id, 300)

    begin = max(after for _, after in refusals) + 0.01
    sent = sender.run(*(refuse(*one) for one in refusals), sender.send(99, ANSWER, after=begin))
    assert sent[0].at == pytest.approx(max(begin, held_s))


def test_refusals_are_each_chats_own_when_something_went_through_between() -> None:
    sender = Sender()
    sender.limiter.refused(7, 300)
    sender.limiter.accepted()
    sender.limiter.refused(8, 300)
    assert sender.run(sender.send(99))[0].at == 0
    assert sender.limiter.wait_s(7) == sender.limiter.wait_s(8) == pytest.approx(300)


def test_after_that_it_goes_slowly_for_a_while() -> None:
    sender = Sender()
    sender.limiter.refused(7, 5)
    sender.limiter.refused(8, 5)
    sent = sender.run(*(sender.send(chat_id) for chat_id in range(100, 700)))
    careful = [one.at for one in sent if one.at < 5 + CAREFUL_S]
    assert careful[0] == pytest.approx(5)
    assert min(after - before for before, after in pairwise(careful)) == pytest.approx(1 / 15)
    assert most_within(1, (one.at for one in sent if one.at > 5 + CAREFUL_S + 1)) >= 30


def test_who_could_put_a_message_back_learns_for_how_long() -> None:
    sender = Sender()

    async def crowd() -> None:
        waits = [asyncio.create_task(sender.send(7)) for _ in range(12)]
        await asyncio.sleep(0)
        assert sender.limiter.wait_s(7) == pytest.approx(11)
        assert sender.limiter.wait_s(8) == 0
        await asyncio.gather(*waits)

    sender.run(crowd())
