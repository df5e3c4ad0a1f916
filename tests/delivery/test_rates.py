"""The rules of time behind the limiter: plain values in, plain values out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.rates import (
    CAREFUL_S,
    CHAT_AHEAD_S,
    CHAT_INTERVAL_S,
    GROUP_MOST,
    GROUP_SPAN_S,
    PATIENT_AHEAD,
    URGENT_ABOVE,
    URGENT_AHEAD,
    ChatRate,
    Claim,
    Pace,
    WholeRate,
    Window,
)

ANSWER, DIGEST, PAYABLE = Claim(), Claim(urgent=False), Claim(urgent=False, payable=True)
ROUNDING = 1e-6


def test_a_pace_forgives_lateness_within_what_it_lets_go_ahead() -> None:
    pace, ahead_s = Pace(0.1), 0.4
    sent: list[float] = []
    for number in range(100):
        late = 0.35 if number % 10 == 0 else 0.0
        at = max(pace.due - ahead_s + late, sent[-1] if sent else 0.0)
        pace.count(at, 1)
        sent.append(at)
    assert sent[-1] == pytest.approx(99 * 0.1 - ahead_s, abs=0.1)


def test_a_pace_saves_nothing_up_while_nothing_is_sent() -> None:
    pace = Pace(0.1)
    pace.count(0, 1)
    pace.count(100, 1)
    assert pace.due == pytest.approx(100.1)


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(1, 4)), min_size=1, max_size=60), st.integers(4, 10))
def test_no_window_holds_more_than_it_may(asks: list[tuple[float, int]], most: int) -> None:
    window, now = Window(5.0, most), 0.0
    sent: list[float] = []
    for pause, messages in asks:
        now = max(now + pause, window.ready_at(most, messages))
        window.count(now, messages)
        sent += [now] * messages
    for place, first in enumerate(sent):
        assert sum(at - first < 5 - ROUNDING for at in sent[place:]) <= most


def test_an_album_larger_than_the_window_needs_it_empty() -> None:
    window = Window(5.0, 10)
    window.count(0, 1)
    assert window.ready_at(10, 100) == 5
    assert window.ready_at(10, 10) == 5
    assert window.ready_at(10, 9) == -math.inf


@given(st.lists(st.floats(0, 3), max_size=80), st.sampled_from([7, -7]))
def test_a_chat_is_never_written_to_faster_than_it_takes(pauses: list[float], chat_id: int) -> None:
    chat, now = ChatRate(chat_id), 0.0
    sent: list[float] = []
    for pause in pauses:
        now = max(now + pause, chat.ready_at())
        chat.count(now, 1)
        sent.append(now)
    for place, first in enumerate(sent):
        for number, last in enumerate(sent[place:]):
            assert number <= (last - first + CHAT_AHEAD_S) / CHAT_INTERVAL_S + ROUNDING
        if chat_id < 0:
            assert sum(at - first < GROUP_SPAN_S - ROUNDING for at in sent[place:]) <= GROUP_MOST


def test_a_chat_is_forgotten_when_it_tells_nothing_any_more() -> None:
    private, group, held = ChatRate(7), ChatRate(-7), ChatRate(8)
    for chat in (private, group):
        chat.count(0, 1)
    held.held_until = 43_838
    assert [chat.idle(0.5) for chat in (private, group, held)] == [False, False, False]
    assert [chat.idle(2) for chat in (private, group, held)] == [True, False, False]
    assert [chat.idle(GROUP_SPAN_S) for chat in (private, group, held)] == [True, True, False]
    assert held.idle(43_838)


def go(rate: WholeRate, claim: Claim, now: float) -> int:
    """How many such messages go at one moment."""
    went = 0
    while rate.ready_at(now, claim) <= now:
        rate.count(now, claim)
        went += 1
    return went


def test_after_a_pause_answers_go_in_a_burst_and_digests_in_a_small_one() -> None:
    assert go(WholeRate(30, None), DIGEST, 0) == PATIENT_AHEAD
    assert go(WholeRate(30, None), ANSWER, 0) == URGENT_AHEAD


def test_answers_find_a_place_where_digests_find_none() -> None:
    rate, now = WholeRate(30, None), 0.0
    while now < 10:
        now = max(now, rate.ready_at(now, DIGEST))
        rate.count(now, DIGEST)
    assert rate.ready_at(now, DIGEST) > now
    assert 1 <= go(rate, ANSWER, now) <= URGENT_ABOVE


def test_what_may_be_paid_is_paid_only_when_the_free_places_are_taken() -> None:
    rate = WholeRate(30, 1_000)
    rate.paid_left = 3
    assert [rate.count(0, PAYABLE) for _ in range(PATIENT_AHEAD + 3)] == [False] * PATIENT_AHEAD + [True] * 3
    assert rate.paid_left == 0
    assert rate.ready_at(0, PAYABLE) == rate.ready_at(0, DIGEST) > 0


def test_an_answer_is_not_paid_even_where_it_has_to_wait() -> None:
    rate = WholeRate(30, 1_000)
    rate.paid_left = 1_000
    go(rate, ANSWER, 0)
    assert rate.ready_at(0, ANSWER) > 0
    assert rate.ready_at(0, Claim(payable=True)) > 0
    assert rate.ready_at(0, PAYABLE) <= 0


@pytest.mark.parametrize("claim", [ANSWER, DIGEST, PAYABLE])
def test_while_all_is_held_nothing_goes_and_then_it_goes_slowly(claim: Claim) -> None:
    rate = WholeRate(30, 1_000)
    rate.paid_left = 1_000
    rate.hold(20)
    rate.hold(10)
    rate.be_careful()
    assert rate.ready_at(0, claim) == 20
    assert go(rate, claim, 20) == 1
    assert rate.ready_at(20, DIGEST) == pytest.approx(20 + 2 / 30)
    assert go(rate, claim, 20 + CAREFUL_S) > 1
