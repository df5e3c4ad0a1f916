"""What the server's answers mean: a table of its words, and waits that grow."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.results import NotSent, Receipt, Refusal, Result, Unanswered
from bot.delivery.verdicts import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    NOT_OURS_WAIT,
    Again,
    Failed,
    Gone,
    Migrated,
    Sent,
    Unknown,
    Verdict,
    Why,
    growing_wait,
    judge,
)
from tests.conftest import EVENING

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("result", "attempts", "verdict"),
    [
        (Receipt(5), 0, Sent(5)),
        (Unanswered("reset"), 0, Unknown("reset")),
        (NotSent("refused"), 0, Again(EVENING + SECOND, "refused", counts=False)),
        (Refusal(429, "Too Many Requests: retry after 5", 5), 0, Again(EVENING + 5 * SECOND, "…", counts=False)),
        (Refusal(429, "Too Many Requests"), 0, Again(EVENING + SECOND, "…", counts=False)),
        (Refusal(502, "Bad Gateway"), 3, Again(EVENING + 8 * SECOND, "Bad Gateway", counts=True)),
        (Refusal(502, "Bad Gateway"), MOST_ATTEMPTS - 1, Failed("Bad Gateway")),
        (Refusal(401, "Unauthorized"), 99, Again(EVENING + NOT_OURS_WAIT, "Unauthorized", counts=False)),
        (Refusal(400, "Bad Request: message is too long"), 0, Failed("Bad Request: message is too long")),
        (Refusal(400, "Bad Request: upgraded", migrate_to=-100), 0, Migrated(-100)),
    ],
)
def test_answers(result: Result, attempts: int, verdict: Verdict) -> None:
    judged = judge(result, attempts=attempts, now=EVENING)
    if isinstance(judged, Again) and isinstance(verdict, Again):
        assert (judged.at, judged.counts) == (verdict.at, verdict.counts)
    else:
        assert judged == verdict


@pytest.mark.parametrize(
    ("status", "description", "why"),
    [
        (403, "Forbidden: bot was blocked by the user", Why.BLOCKED),
        (403, "Forbidden: user is deactivated", Why.DEACTIVATED),
        (403, "Forbidden: bot can't initiate conversation with a user", Why.BLOCKED),
        (403, "Forbidden: bot was kicked from the group chat", Why.REMOVED),
        (403, "Forbidden: bot is not a member of the channel chat", Why.REMOVED),
        (403, "Forbidden: the group chat was deleted", Why.NOT_FOUND),
        (400, "Bad Request: chat not found", Why.NOT_FOUND),
        (400, "Bad Request: PEER_ID_INVALID", Why.NOT_FOUND),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", Why.NOT_FOUND),
        (400, "Bad Request: need administrator rights in the channel chat", Why.NO_RIGHTS),
        (400, "Bad Request: not enough rights to send text messages to the chat", Why.NO_RIGHTS),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Why.NO_RIGHTS),
        (400, "Bad Request: message thread not found", Why.NO_TOPIC),
        (400, "Bad Request: TOPIC_CLOSED", Why.NO_TOPIC),
        (403, "Forbidden: words that nobody has seen yet", Why.FORBIDDEN),
    ],
)
def test_who_is_gone(status: int, description: str, why: Why) -> None:
    assert judge(Refusal(status, description), attempts=0, now=EVENING) == Gone(why, description)


@given(st.integers(400, 599), st.text(max_size=200), st.integers(0, 50))
def test_no_refusal_is_taken_for_a_success_or_repeated_for_ever(status: int, said: str, attempts: int) -> None:
    verdict = judge(Refusal(status, said), attempts=attempts, now=EVENING)
    assert not isinstance(verdict, Sent | Unknown)
    if isinstance(verdict, Again):
        assert EVENING < verdict.at <= EVENING + LONGEST_WAIT
        assert attempts < MOST_ATTEMPTS or not verdict.counts


def test_waits_grow_up_to_a_quarter_of_an_hour() -> None:
    waits = [growing_wait(attempts) for attempts in range(100)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (SECOND, LONGEST_WAIT)
