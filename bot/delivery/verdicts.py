"""What the server's answer means for a delivery: one pure decision.

The words are those of TDLib and of the Bot API server (td/telegram, telegram-bot-api/Client.cpp); only lower case is
compared, since MTProto's errors come in capitals.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from bot.delivery.results import NotSent, Receipt, Refusal, Result, Unanswered

MOST_ATTEMPTS = 12
"""Refusals with a 5xx after which a delivery has failed: about half an hour."""

LONGEST_WAIT = timedelta(minutes=15)
"""Between two attempts, unless the server itself asks for more."""

NOT_OURS_WAIT = timedelta(minutes=1)
"""When the server refuses all of us (a revoked token, a wrong address): each delivery waits, none is given up."""


class Why(StrEnum):
    """Why a reader can't be written to."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_FOUND = "not_found"
    REMOVED = "removed"
    NO_RIGHTS = "no_rights"
    NO_TOPIC = "no_topic"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Again:
    """It surely did not arrive, and may at ``at``; ``counts`` towards the attempts after which it is given up."""

    at: datetime
    reason: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived, so it isn't sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It can't be sent, to nobody's fault but ours."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Its reader can't be written to."""

    why: Why
    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """Its group became a supergroup with another number."""

    chat_id: int


Verdict = Sent | Again | Unknown | Failed | Gone | Migrated

_SAID = (
    ("bot was blocked", Why.BLOCKED),
    ("user is deactivated", Why.DEACTIVATED),
    ("can't initiate conversation", Why.BLOCKED),
    ("bot was kicked", Why.REMOVED),
    ("bot is not a member", Why.REMOVED),
    ("chat not found", Why.NOT_FOUND),
    ("peer_id_invalid", Why.NOT_FOUND),
    ("user not found", Why.NOT_FOUND),
    ("chat was deleted", Why.NOT_FOUND),
    ("chat was deactivated", Why.NOT_FOUND),
    ("chat was upgraded", Why.NOT_FOUND),
    ("need administrator rights", Why.NO_RIGHTS),
    ("not enough rights", Why.NO_RIGHTS),
    ("no rights to send", Why.NO_RIGHTS),
    ("chat_write_forbidden", Why.NO_RIGHTS),
    ("chat_restricted", Why.NO_RIGHTS),
    ("message thread not found", Why.NO_TOPIC),
    ("topic_closed", Why.NO_TOPIC),
    ("topic_deleted", Why.NO_TOPIC),
    ("topic_id_invalid", Why.NO_TOPIC),
)


def judge(result: Result, *, attempts: int, now: datetime) -> Verdict:
    """What came of an attempt, after ``attempts`` that counted before."""
    match result:
        case Receipt(message_id):
            return Sent(message_id)
        case Unanswered(reason):
            return Unknown(reason)
        case NotSent(reason):
            return Again(now + growing_wait(attempts), reason, counts=False)
        case Refusal():
            return _judge_refusal(result, attempts=attempts, now=now)


def growing_wait(attempts: int) -> timedelta:
    """How long to wait after a number of failures: 1, 2, 4, … s, a quarter of an hour at most."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(attempts, 20)))


def _judge_refusal(refusal: Refusal, *, attempts: int, now: datetime) -> Verdict:
    said = refusal.description
    if refusal.migrate_to is not None:
        return Migrated(refusal.migrate_to)
    if refusal.retry_after_s is not None or refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Again(now + timedelta(seconds=refusal.retry_after_s or 1), said, counts=False)
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        if attempts + 1 >= MOST_ATTEMPTS:
            return Failed(said)
        return Again(now + growing_wait(attempts), said, counts=True)
    if refusal.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}:
        return Again(now + NOT_OURS_WAIT, said, counts=False)
    why = why_said(said)
    if why is None and refusal.status == HTTPStatus.FORBIDDEN:
        why = Why.FORBIDDEN
    return Failed(said) if why is None else Gone(why, said)


def why_said(description: str) -> Why | None:
    """Why a reader can't be written to, as the server's words have it; ``None`` where they say nothing of the kind."""
    lower = description.lower()
    return next((why for words, why in _SAID if words in lower), None)
