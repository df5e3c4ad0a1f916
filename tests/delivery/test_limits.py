"""Turns in virtual time: who waits for how long, who goes first, and what the server never gets to see."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.limits import LONGEST_HOLD_S, REFUSED_TOGETHER_S, Limiter, Priority
from bot.delivery.rates import CAREFUL_S, GROUP_MOST, PATIENT_ABOVE, PATIENT_AHEAD, URGENT_ABOVE, URGENT_AHEAD
from bot.sandbox.limits import Limits
from tests.delivery.virtual_time import Clock, run

ANSWER, ALERT, DIGEST, BROADCAST = Priority
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that got its turn: when it was asked for and when it went, in seconds since the beginning."""

    asked: float
    at: float
    chat_id: int
    priority: Priority
    paid: bool


@dataclass
class Sender:
    """Sends through a limiter in virtual time and notes what went when."""

    clock: Clock = field(default_factory=Clock)
    paid_per_s: int | None = None
    lateness: Callable[[], float] = lambda: 0.0

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.clock, paid_per_s=self.paid_per_s)
        self.begin = self.clock.now
        self.sent: list[Sent] = []

    def passed(self) -> float:
        """Seconds since the beginning."""
        return self.clock.now - self.begin

    async def send(
        self, chat_id: int, priority: Priority = DIGEST, *, after: float = 0.0, payable: bool = True
    ) -> None:
        """Ask for a turn ``after`` seconds from now."""
        if after:
            await asyncio.sleep(after)
        asked = self.passed()
        paid = await self.limiter.turn(chat_id, priority, payable=payable)
        self.sent.append(Sent(asked, self.passed(), chat_id, priority, paid))

    def run(self, *work: Awaitable[None]) -> list[Sent]:
        """Let all of it happen; what was sent, in order."""

        async def together() -> None:
            await asyncio.gather(*work)

        run(self.clock, together(), lateness=self.lateness)
        return self.sent


def most_within(seconds: float, times: Iterable[float]) -> int:
    """The most moments that any window of so many seconds holds."""
    ordered = sorted(times)
    most = first = 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= seconds - ROUNDING:
            first += 1
        most = max(most, last - first + 1)
    return most


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


def test_a_hundred_thousand_chats_are_not_remembered_for_ever() -> None:
    sender = paying(200_000)
    sender.limiter.refused(-5, 43_838)

    async def everybody() -> None:
        for chat_id in range(1, 100_001):
            await sender.limiter.turn(chat_id, DIGEST)

    sender.run(everybody())
    assert len(sender.limiter._chats) <= 20_000
    assert sender.limiter.wait_s(-5) > 43_000, "what still tells something is kept"


arrivals = st.lists(
    st.tuples(st.floats(0, 3), st.sampled_from([1, 2, 3, -1, -2, -3]), st.sampled_from(Priority), st.integers(1, 25)),
    max_size=12,
)


def everything(sender: Sender, crowds: list[tuple[float, int, Priority, int]]) -> list[Sent]:
    """Crowds arrive after pauses, the first while all is held: to one chat, or (3 and -3) to as many other chats."""
    sender.limiter.hold_all(1)
    after, work = 0.0, []
    for number, (pause, chat_id, priority, many) in enumerate(crowds):
        after += pause
        chats = [chat_id] * many if abs(chat_id) < 3 else [chat_id * 1_000 * (number + 1) + one for one in range(many)]
        work += [sender.send(one, priority, after=after) for one in chats]
    return sender.run(*work)


@given(arrivals, st.sampled_from([0.0, 0.01, 0.2]), st.randoms(use_true_random=False))
def test_whatever_arrives_the_rates_are_kept_and_all_of_it_goes(
    crowds: list[tuple[float, int, Priority, int]], late_s: float, chance: random.Random
) -> None:
    sender = Sender(lateness=lambda: chance.uniform(0, late_s))
    sent = everything(sender, crowds)
    assert len(sent) == sum(many for _, _, _, many in crowds)
    assert sender.limiter.waiting == 0
    assert most_within(1, (one.at for one in sent)) <= 30 + URGENT_ABOVE
    assert most_within(1, (one.at for one in sent if one.priority is not ANSWER)) <= 30 + PATIENT_ABOVE
    for chat_id in {one.chat_id for one in sent}:
        times = [one.at for one in sent if one.chat_id == chat_id]
        assert most_within(60, times) <= (GROUP_MOST if chat_id < 0 else 62)
        assert most_within(1, times) <= 2
        for priority in Priority:
            asked = [one.asked for one in sent if (one.chat_id, one.priority) == (chat_id, priority)]
            assert asked == sorted(asked), "first come, first served"


@given(arrivals)
def test_who_is_overtaken_by_another_chat_had_a_chat_that_took_nothing(
    crowds: list[tuple[float, int, Priority, int]],
) -> None:
    sent = everything(Sender(), crowds)
    for place, late in enumerate(sent):
        to_chat = [one.at for one in sent[:place] if one.chat_id == late.chat_id]
        for early in sent[:place]:
            waited = late.asked + ROUNDING < early.at < late.at - ROUNDING and early.chat_id != late.chat_id
            if waited and (late.priority, late.asked) < (early.priority, early.asked - ROUNDING):
                before = [at for at in to_chat if at <= early.at + ROUNDING]
                lately = [at for at in before if at > early.at - 1 - ROUNDING]
                assert lately or (late.chat_id < 0 and most_within(61, before) == GROUP_MOST)


@given(arrivals, st.randoms(use_true_random=False))
def test_a_server_with_telegrams_rates_refuses_nothing_however_the_network_bunches(
    crowds: list[tuple[float, int, Priority, int]], chance: random.Random
) -> None:
    sent = everything(Sender(lateness=lambda: chance.uniform(0, 0.02)), crowds)
    clock = Clock()
    server = Limits(clock)
    for at, chat_id in sorted((one.at + chance.uniform(0, 0.3), one.chat_id) for one in sent):
        clock.now = 5_000 + at
        server.spend(chat_id)
