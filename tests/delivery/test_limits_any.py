"""What holds for all that may arrive: the rates, the order, and that the server has nothing to refuse."""

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.limits import Priority
from bot.delivery.rates import GROUP_MOST, PATIENT_ABOVE, URGENT_ABOVE
from bot.sandbox.limits import Limits
from tests.delivery.sender import ROUNDING, Sender, Sent, most_within
from tests.delivery.virtual_time import Clock

ANSWER = Priority.ANSWER

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
