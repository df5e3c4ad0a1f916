"""Turns in virtual time: who waits for how long, who goes first, what a cancelled wait leaves behind."""

import asyncio
import random

import pytest

from bot.delivery.limits import Priority
from bot.delivery.rates import GROUP_MOST, PATIENT_ABOVE, PATIENT_AHEAD, URGENT_ABOVE, URGENT_AHEAD
from tests.delivery.sender import ROUNDING, Sender, most_within

ANSWER, ALERT, DIGEST, BROADCAST = Priority


def test_nothing_waits_while_there_is_room() -> None:
    sender = Sender()
    sender.run(*(sender.send(chat_id) for chat_id in range(1, PATIENT_AHEAD + 1)))
    assert [sent.at for sent in sender.sent] == [0] * PATIENT_AHEAD


def test_a_minute_of_digests_uses_the_rate_and_never_exceeds_it() -> None:
    sender = Sender()
    sent = sender.run(*(sender.send(chat_id) for chat_id in range(1, 1801)))
    assert most_within(1, (one.at for one in sent)) <= 30 + PATIENT_ABOVE
    assert 1800 / sent[-1].at >= 30 * 0.99
    assert not any(one.paid for one in sent)


@pytest.mark.parametrize("late_s", [0.002, 0.02, 0.06])
def test_a_busy_machine_that_wakes_up_late_loses_next_to_nothing(late_s: float) -> None:
    chance = random.Random(7)
    sender = Sender(lateness=lambda: chance.uniform(0, 2 * late_s))
    sent = sender.run(*(sender.send(chat_id) for chat_id in range(1, 1801)))
    assert most_within(1, (one.at for one in sent)) <= 30 + PATIENT_ABOVE
    assert 1800 / sent[-1].at >= 30 * 0.97


def test_an_answer_does_not_wait_while_a_broadcast_goes_on() -> None:
    sender = Sender()
    answers = (sender.send(10_000 + n, ANSWER, after=2 + n * 0.777) for n in range(20))
    sent = sender.run(*(sender.send(chat_id, BROADCAST) for chat_id in range(1, 901)), *answers)
    waited = [one.at - one.asked for one in sent if one.priority is ANSWER]
    assert max(waited) < ROUNDING
    assert most_within(1, (one.at for one in sent)) <= 30 + URGENT_ABOVE


def test_a_crowd_of_people_is_answered_at_once_after_a_pause_and_in_turn_in_a_broadcast() -> None:
    sender = Sender()
    crowd = (sender.send(chat_id, ANSWER) for chat_id in range(1, URGENT_AHEAD + 1))
    later = (sender.send(chat_id, ANSWER, after=20) for chat_id in range(101, 121))
    broadcast = (sender.send(chat_id, BROADCAST, after=10) for chat_id in range(201, 801))
    sent = sender.run(*crowd, *later, *broadcast)
    assert [one.at for one in sent[:URGENT_AHEAD]] == [0] * URGENT_AHEAD
    waits = [one.at - one.asked for one in sent if one.priority is ANSWER and one.asked > 1]
    assert max(waits) < 20 / 30  # each gets the next place there is, and a broadcast none meanwhile
    assert most_within(1, (one.at for one in sent)) <= 30 + URGENT_ABOVE


def test_who_is_more_urgent_goes_first_and_then_who_came_first() -> None:
    sender = Sender()
    busy = [sender.send(chat_id, ANSWER) for chat_id in range(1, URGENT_AHEAD + 1)]
    mixed = [sender.send(100 + n, Priority(3 - n % 4), after=0.001 + n / 10_000) for n in range(40)]
    sent = sender.run(*busy, *mixed)[URGENT_AHEAD:]
    assert [(one.priority, one.asked) for one in sent] == sorted((one.priority, one.asked) for one in sent)


def test_a_chat_takes_two_at_once_and_then_one_a_second() -> None:
    sender = Sender()
    assert [one.at for one in sender.run(*(sender.send(7) for _ in range(5)))] == pytest.approx([0, 0, 1, 2, 3])


def test_a_group_takes_twenty_a_minute() -> None:
    sender = Sender()
    sent = sender.run(*(sender.send(-7) for _ in range(70)))
    assert most_within(60, (one.at for one in sent)) == GROUP_MOST
    assert sent[-1].at < 4 * 61


def test_a_chat_that_takes_nothing_keeps_nobody_else_waiting() -> None:
    sender = Sender()
    crowded = [sender.send(7, ALERT) for _ in range(50)]
    others = [sender.send(chat_id, BROADCAST, after=0.5) for chat_id in range(100, 105)]
    sender.run(*crowded, *others)
    assert [one.at for one in sender.sent if one.chat_id != 7] == pytest.approx([0.5] * 5)


def test_in_one_chat_too_the_answer_overtakes_the_digest() -> None:
    sender = Sender()
    digest = [sender.send(7, DIGEST) for _ in range(6)]
    sent = sender.run(*digest, sender.send(7, ANSWER, after=1.5))
    assert [one.priority for one in sent].index(ANSWER) == 3
    assert [one.asked for one in sent if one.priority is DIGEST] == [0] * 6


def test_in_one_chat_the_answer_overtakes_what_stands_in_line_already() -> None:
    sender = Sender()

    async def held() -> None:
        sender.limiter.hold_all(1)
        waits = [asyncio.create_task(sender.send(7, priority)) for priority in (DIGEST, ALERT, DIGEST, ANSWER)]
        await asyncio.gather(*waits)

    sent = sender.run(held())
    assert [one.priority for one in sent] == [ANSWER, ALERT, DIGEST, DIGEST]
    assert [one.at for one in sent] == pytest.approx([1, 1, 2, 3])


def test_a_message_that_overtakes_an_album_need_not_wait_for_its_room() -> None:
    sender = Sender()

    async def overtake() -> None:
        await sender.send(7)
        album = asyncio.create_task(sender.limiter.turn(7, DIGEST, messages=10))
        await sender.send(7, ANSWER, after=0.1)
        await album

    assert [one.at for one in sender.run(overtake())] == pytest.approx([0, 0.1])
    assert sender.passed() == pytest.approx(2)


def test_an_album_counts_as_its_messages() -> None:
    sender = Sender()

    async def album() -> None:
        await sender.limiter.turn(7, ANSWER, messages=10)
        await sender.send(7, ANSWER)

    assert sender.run(album())[0].at == pytest.approx(9)


def test_a_wait_that_is_cancelled_leaves_nothing_behind() -> None:
    sender = Sender()

    async def change_their_minds() -> None:
        waits = [asyncio.create_task(sender.send(chat_id)) for chat_id in [*range(1, 101), *[7] * 20, *[-7] * 20]]
        await asyncio.sleep(0.5)
        assert sender.limiter.waiting
        went = len(sender.sent)
        for wait in waits:
            wait.cancel()
        await asyncio.wait(waits)
        assert sender.limiter.waiting == 0
        assert sender.limiter._timer is None
        assert not any(sender.limiter._lines.values())
        assert not sender.limiter._put_off
        assert went == len(sender.sent)
        await sender.send(5_000)

    assert sender.run(change_their_minds())[-1].at < 0.6, "what was cancelled has cost no time"


def test_who_waits_behind_a_cancelled_one_moves_up() -> None:
    sender = Sender()

    async def first_gives_up() -> None:
        for _ in range(2):
            await sender.send(7)
        first, second = (asyncio.create_task(sender.send(7, priority)) for priority in (ALERT, DIGEST))
        await asyncio.sleep(0.5)
        first.cancel()
        await second

    assert [one.at for one in sender.run(first_gives_up())] == pytest.approx([0, 0, 1])


def test_a_turn_that_is_cancelled_in_the_moment_it_is_granted_is_not_paid() -> None:
    sender = Sender(paid_per_s=1000)
    sender.limiter.paid_left = 1

    async def too_late() -> None:
        for chat_id in range(1, PATIENT_AHEAD + 1):
            await sender.limiter.turn(chat_id, DIGEST)
        sender.limiter.hold_all(1)
        wait = asyncio.create_task(sender.limiter.turn(99, DIGEST))
        await asyncio.sleep(0)
        sender.clock.now += 1
        sender.limiter._go_on()
        wait.cancel()
        await asyncio.wait([wait])
        assert wait.cancelled()

    sender.run(too_late())
    assert (sender.limiter.paid_left, sender.limiter.waiting) == (1, 0)
