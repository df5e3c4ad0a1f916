"""Turns in virtual time where messages may be paid: which of them are, and how much faster it goes."""

import asyncio

import pytest

from bot.delivery.limits import Limiter, Priority
from bot.delivery.rates import PATIENT_ABOVE
from tests.delivery.sender import Sender, most_within

ANSWER, _, DIGEST, BROADCAST = Priority


def paying(messages: int, paid_per_s: int = 1000) -> Sender:
    """A sender that may pay for so many."""
    sender = Sender(paid_per_s=paid_per_s)
    sender.limiter.paid_left = messages
    return sender


def test_within_the_free_rate_nothing_is_paid() -> None:
    sender = paying(1_000)
    sent = sender.run(*(sender.send(chat_id, after=chat_id / 29) for chat_id in range(1, 300)))
    assert not any(one.paid for one in sent)
    assert sender.limiter.paid_left == 1_000


def test_paid_messages_go_at_the_paid_rate_and_the_free_places_are_used_too() -> None:
    sender = paying(20_000)
    sent = sender.run(*(sender.send(chat_id) for chat_id in range(1, 10_001)))
    assert 10_000 / sent[-1].at >= 970
    assert most_within(1, (one.at for one in sent)) <= 1_000 * 1.04
    free = [one for one in sent if not one.paid]
    assert len(free) >= 30 * 10 * 0.97
    assert most_within(1, (one.at for one in free)) <= 30 + PATIENT_ABOVE
    assert sender.limiter.paid_left == 10_000 + len(free)


def test_when_the_budget_is_used_up_it_goes_on_for_nothing() -> None:
    sender = paying(200)
    sent = sender.run(*(sender.send(chat_id) for chat_id in range(1, 401)))
    assert sum(one.paid for one in sent) == 200
    assert sent[-1].at == pytest.approx(200 / 30, rel=0.05)


def test_a_budget_that_is_raised_is_used_at_once() -> None:
    sender = paying(0)

    async def raised() -> None:
        await asyncio.sleep(1)
        sender.limiter.paid_left = 1_000

    sent = sender.run(*(sender.send(chat_id) for chat_id in range(1, 401)), raised())
    assert sent[-1].at < 1.5


def test_answers_and_what_must_not_cost_anything_are_never_paid() -> None:
    sender = paying(1_000)
    answers = (sender.send(chat_id, ANSWER) for chat_id in range(1, 101))
    progress = (sender.send(chat_id, BROADCAST, payable=False) for chat_id in range(201, 221))
    sent = sender.run(*answers, *progress, *(sender.send(chat_id) for chat_id in range(301, 601)))
    assert {one.chat_id // 300 for one in sent if one.paid} == {1, 2}
    assert max(one.at for one in sent if one.chat_id > 300) < 1, "paid ones pass those that wait for a free place"


def test_a_rate_that_is_none_is_refused() -> None:
    for wrong in (30, 0, -5, 1_001):
        with pytest.raises(ValueError, match="paid_per_s"):
            Limiter(paid_per_s=wrong)


def test_thirty_thousand_chats_are_not_remembered_for_ever() -> None:
    sender = paying(30_000)
    sender.limiter.refused(-5, 43_838)

    async def everybody() -> None:
        for chat_id in range(1, 30_001):
            await sender.limiter.turn(chat_id, DIGEST)

    sender.run(everybody())
    assert len(sender.limiter._chats) <= 20_000
    assert sender.limiter.wait_s(-5) > 43_000, "what still tells something is kept"
