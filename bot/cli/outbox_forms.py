"""The outbox as JSON and as lines for whoever is called at night."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.cli.forms import instant
from bot.delivery.budget import MESSAGES_A_STAR, cost_of
from bot.delivery.rates import FREE_PER_S, MOST_PAID_PER_S
from storage.outbox import HELD
from storage.outbox_overview import Later, Overview, Row
from storage.outbox_retry import Fate
from storage.records import DeliveryState

REASONS = 5
"""Reasons shown of a state; the rest are counted together."""

REASON_CHARACTERS = 100

FATES = {
    Fate.RETRIED: "will be sent again",
    Fate.MISSING: "there is no such delivery",
    Fate.NOT_FAILED: "it hasn't failed",
    Fate.MAY_HAVE_ARRIVED: "it may have arrived: with --unknown it is sent all the same, maybe a second time",
    Fate.READER_GONE: "its reader can't be written to; when they come back, their digests go on",
    Fate.UNSUBSCRIBED: "its reader has removed the subscription",
    Fate.SUPERSEDED: "a later digest has told of this time",
    Fate.LATER_ONE_WAITS: "a later digest that tells of this time waits to be sent",
    Fate.CALLED_OFF: "its broadcast was called off",
}


@dataclass(frozen=True, slots=True)
class Rates:
    """What paid broadcast is set to, ``paid_per_s`` ``None`` where it is off, and how many messages it had today."""

    paid_per_s: int | None
    stars_per_day: int
    paid_today: int

    @property
    def stars_today(self) -> float:
        """Stars spent since the day (UTC) began."""
        return self.paid_today / MESSAGES_A_STAR


def overview_json(found: Overview, rates: Rates) -> dict[str, object]:
    """The outbox with its reckoning: at the free rate, and at the paid one where that is on (else ``null``)."""
    messages = sum(one.messages for one in found.waiting)
    return {
        "waiting": [
            {
                "kind": one.kind,
                "deliveries": one.deliveries,
                "messages": one.messages,
                "oldest": instant(one.oldest),
            }
            for one in found.waiting
        ],
        "later": [
            {
                "reason": one.reason,
                "deliveries": one.deliveries,
                "first": instant(one.first),
                "last": instant(one.last),
            }
            for one in found.later
        ],
        "takes": _takes(messages, FREE_PER_S),
        "takes_paid": None if rates.paid_per_s is None else _takes(messages, rates.paid_per_s),
        "stars_today": rates.stars_today,
        "on_the_way": found.on_the_way,
        "ended": [{"state": one.state, "reason": one.reason, "deliveries": one.deliveries} for one in found.ended],
        "gone": found.gone,
    }


def _takes(messages: int, per_s: int) -> dict[str, object]:
    cost = cost_of(messages, per_s=per_s)
    return {"per_second": per_s, "seconds": round(cost.takes.total_seconds(), 1), "stars": cost.stars}


def overview_lines(found: Overview, rates: Rates, *, now: datetime) -> Iterator[str]:
    """The outbox for a terminal; times are UTC."""
    yield f"waiting     {_count(sum(one.deliveries for one in found.waiting))}"
    for one in found.waiting:
        age = span(now - one.oldest)
        yield f"  {one.kind:9} {_count(one.deliveries):>9}  the oldest since {_time(one.oldest)} ({age})"
    yield from _later_lines(found.later)
    if found.waiting:
        yield from _takes_lines(sum(one.messages for one in found.waiting), rates)
    yield f"on its way  {_count(found.on_the_way)}"
    yield "last day"
    if not found.ended:
        yield "  nothing ended"
    for state, group in groupby(found.ended, key=lambda one: one.state):
        reasons = list(group)
        yield f"  {state:9} {_count(sum(one.deliveries for one in reasons)):>9}"
        told = [(one.deliveries, one.reason) for one in reasons if one.reason]
        yield from (f"            {_count(number):>9}  {brief(reason)}" for number, reason in told[:REASONS])
        if rest := told[REASONS:]:
            yield f"            {_count(sum(number for number, _ in rest)):>9}  for {len(rest)} other reasons"
    gone = ", ".join(f"{why or 'no reason'} {_count(number)}" for why, number in found.gone.items())
    yield f"gone        {_count(sum(found.gone.values()))} readers can't be written to" + (f": {gone}" if gone else "")


def _later_lines(later: Sequence[Later]) -> Iterator[str]:
    for one in later[:REASONS]:
        why = "held back by Telegram" if one.reason == HELD else brief(one.reason or "no reason is noted")
        until = _time(one.last) if one.first == one.last else f"{_time(one.first)} to {_time(one.last)}"
        yield f"  of them {_count(one.deliveries):>11}  until {until}: {why}"
    if rest := later[REASONS:]:
        number = sum(one.deliveries for one in rest)
        until = _time(max(one.last for one in rest))
        yield f"  of them {_count(number):>11}  until {until} at the latest: {len(rest)} other reasons"


def _takes_lines(messages: int, rates: Rates) -> Iterator[str]:
    free = cost_of(messages, per_s=FREE_PER_S)
    yield f"takes       {span(free.takes)} at {FREE_PER_S} messages a second, for nothing"
    if rates.paid_per_s is not None:
        paid = cost_of(messages, per_s=rates.paid_per_s)
        left = max(0.0, rates.stars_per_day - rates.stars_today)
        yield (
            f"            {span(paid.takes)} at {rates.paid_per_s} a second, for {paid.stars:g} Stars "
            f"({left:g} are left of today's {rates.stars_per_day}; then it goes on at {FREE_PER_S})"
        )


def outbox_line(found: Overview) -> tuple[bool, str]:
    """Whether all is well with the outbox, and a line that says how it is."""
    waiting = sum(one.deliveries for one in found.waiting)
    ended = Counter[DeliveryState]()
    for one in found.ended:
        ended[one.state] += one.deliveries
    failed, unknown = ended[DeliveryState.FAILED], ended[DeliveryState.UNKNOWN]
    line = f"outbox: {_count(waiting)} wait; in the last day {_count(failed)} failed, {_count(unknown)} unknown"
    return not failed and not unknown, line + (" (svodka outbox list)" if failed or unknown else "")


def paid_line(rates: Rates, due: Sequence[int]) -> tuple[bool, str]:
    """Whether the budget for paid broadcast is enough, and what it costs, or would if it were on.

    ``due`` is how many digests are due at each moment of the next 24 hours.
    """
    per_s = rates.paid_per_s or MOST_PAID_PER_S
    costs = [cost_of(number, per_s=per_s) for number in due]
    stars = round(sum(cost.stars for cost in costs), 1)
    longest = max((cost_of(number, per_s=FREE_PER_S).takes for number in due), default=timedelta(0))
    paid = max((cost.takes for cost in costs), default=timedelta(0))
    told = f"the {_count(sum(due))} digests due in the next 24 hours"
    if rates.paid_per_s is None:
        line = f"paid broadcast: off; {told} take {span(longest)} at the busiest moment"
        return True, f"{line}, with PAID_PER_SECOND={per_s} {span(paid)} for {stars:g} Stars in all"
    line = (
        f"paid broadcast: on, {per_s} messages a second for {rates.stars_per_day} Stars a day at most, "
        f"{rates.stars_today:g} spent today; {told} take {span(paid)} at the busiest moment for {stars:g} Stars in all"
    )
    return stars <= rates.stars_per_day, line


def row_json(row: Row) -> dict[str, object]:
    """One delivery."""
    return {
        "id": row.id,
        "kind": row.kind,
        "chat_id": row.chat_id,
        "thread_id": row.thread_id,
        "state": row.state,
        "part": row.part,
        "attempts": row.attempts,
        "planned_at": instant(row.planned_at),
        "ready_at": instant(row.ready_at),
        "settled_at": None if row.settled_at is None else instant(row.settled_at),
        "reason": row.reason,
    }


def row_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Deliveries in columns; times are UTC."""
    if not rows:
        yield "none in these states; --state shows others"
        return
    shape = "{:>10}  {:9}  {:>20}  {:7}  {:>4}  {:>8}  {:19}  {}"
    yield shape.format("id", "kind", "chat", "state", "sent", "attempts", "ready or ended", "reason").rstrip()
    for row in rows:
        chat = f"{row.chat_id}/{row.thread_id}" if row.thread_id else str(row.chat_id)
        at = _time(row.settled_at or row.ready_at).removesuffix(" UTC")
        reason = brief(row.reason or "")
        yield shape.format(row.id, row.kind, chat, row.state, row.part, row.attempts, at, reason).rstrip()


def fate_json(id_: int, fate: Fate) -> dict[str, object]:
    """What became of the wish to try a delivery again."""
    return {"id": id_, "outcome": fate, "why": None if fate is Fate.RETRIED else FATES[fate]}


def fate_line(id_: int, fate: Fate) -> str:
    """The same for a terminal."""
    return f"{id_}\t{FATES[fate]}" if fate is Fate.RETRIED else f"{id_}\tnot sent again: {FATES[fate]}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units, such as ``2 h 5 min``; under a second, and backwards, ``0 s``."""
    rest = max(0, round(length.total_seconds()))
    parts: list[str] = []
    for unit, seconds in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        number, rest = divmod(rest, seconds)
        if number or (unit == "s" and not parts):
            parts.append(f"{number} {unit}")
    return " ".join(parts[:2])


def brief(reason: str) -> str:
    """A reason on one line, its end left out where it is long."""
    line = " ".join(reason.split())
    return line if len(line) <= REASON_CHARACTERS else f"{line[: REASON_CHARACTERS - 1]}…"


def _count(number: int) -> str:
    return f"{number:,}"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
