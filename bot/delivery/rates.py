"""Telegram's rates as rules of time: when a message may go, and what counting it changes. Nothing here waits.

What is published (Telegram's bot FAQ, "My bot is hitting limits"): about 30 messages a second in all, one a second to
a chat with short bursts, 20 a minute to a group; with ``allow_paid_broadcast`` up to 1,000 a second for 0.1 Star each
above the free ones. How long a burst may be is not, so we keep to less than what the words allow: a message that is
held back for a moment costs a moment, one that is refused costs the chat for as long as the server likes.
"""

import math
from collections import deque
from dataclasses import dataclass

FREE_PER_S = 30
"""Messages a second in all that cost nothing."""

MOST_PAID_PER_S = 1_000
"""Messages a second in all with a paid broadcast (Bot API, ``allow_paid_broadcast``)."""

URGENT_AHEAD = 20
"""Answers that may go at once after a pause; ten fewer than a second holds, for those that the network bunches."""

PATIENT_AHEAD = 8
"""The same for what nobody waits for: how far a late wake-up (0.23 s) is caught up with."""

URGENT_ABOVE, PATIENT_ABOVE = 3, 2
"""How many more than the rate a single second may hold, so that what a late wake-up left is made up for. The last one
is for answers alone: in the midst of a broadcast an answer goes at once, and the broadcast waits a moment longer."""

PAID_AHEAD_S = 0.03
"""How late a paid message may be and still be caught up with."""

CHAT_INTERVAL_S = 1.0
CHAT_AHEAD_S = 1.0
"""Two messages at once to a chat, so that two of them a second apart may arrive together and still be no third."""

GROUP_MOST, GROUP_SPAN_S = 20, 61.0
"""Messages to a group in so many seconds; the one above a minute is for the network."""

CAREFUL_S = 10.0
CAREFUL_COST = 2
"""For so long after the server held everything back nothing is paid, each message counts as two, and none goes ahead of
its time."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is asked for: a message (an album is ``messages``), whether a person waits, whether it may cost Stars."""

    urgent: bool = True
    payable: bool = False
    messages: int = 1


SHARED_LEAST = 1
"""Messages a second that each of several processes may send though it has been granted nothing (yet): an answer to one
person must not wait for a database."""


class Pace:
    """One message each ``interval_s`` in the long run: the generic cell rate algorithm (ITU-T I.371).

    ``due`` is when the next message would go if all went evenly. Letting messages go a little ahead of it is what
    makes a late one lose nothing.
    """

    __slots__ = ("_interval_s", "due")

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self.due = -math.inf

    def count(self, now: float, messages: int, part: float = 1.0) -> None:
        """Messages go now, at a part of the pace."""
        self.due = max(self.due, now) + messages * self._interval_s / part


class Window:
    """No more than so many messages in any ``span_s``; ``most`` is the largest number ever asked about."""

    __slots__ = ("_sent_at", "_span_s")

    def __init__(self, span_s: float, most: int) -> None:
        self._span_s = span_s
        self._sent_at: deque[float] = deque(maxlen=most)

    def ready_at(self, most: int, messages: int) -> float:
        """When ``messages`` more make ``most`` at most; more than that at once need an empty window."""
        place = max(1, most - messages + 1)
        return self._sent_at[-place] + self._span_s if len(self._sent_at) >= place else -math.inf

    def count(self, now: float, messages: int) -> None:
        """Messages go now."""
        self._sent_at.extend([now] * messages)

    def number(self, now: float) -> int:
        """How many have gone within the span, of those that are remembered."""
        return sum(at > now - self._span_s for at in self._sent_at)


class ChatRate:
    """What one chat takes: one message a second, two at once; a group 20 a minute; nothing while the server says so."""

    __slots__ = ("_pace", "_window", "held_until")

    def __init__(self, chat_id: int) -> None:
        self._pace = Pace(CHAT_INTERVAL_S)
        self._window = Window(GROUP_SPAN_S, GROUP_MOST) if chat_id < 0 else None
        self.held_until = -math.inf

    def ready_at(self, messages: int = 1) -> float:
        """When so many may go to it; an album needs the whole burst."""
        at = max(self.held_until, self._pace.due - (CHAT_AHEAD_S if messages == 1 else 0))
        return at if self._window is None else max(at, self._window.ready_at(GROUP_MOST, messages))

    def count(self, now: float, messages: int) -> None:
        """Messages go to it now."""
        self._pace.count(now, messages)
        if self._window is not None:
            self._window.count(now, messages)

    def behind_s(self, messages: int) -> float:
        """How long so many messages, one by one, keep it busy."""
        return messages * (CHAT_INTERVAL_S if self._window is None else GROUP_SPAN_S / GROUP_MOST)

    def idle(self, now: float) -> bool:
        """Whether it could as well be forgotten."""
        quiet_at = self._pace.due if self._window is None else max(self._pace.due, self._window.ready_at(1, 1))
        return max(self.held_until, quiet_at) <= now


class WholeRate:
    """What all chats together take: the free part, evenly and never much in one second, and the paid part beside it.

    Of both, one of several processes has its share (``share``); it is whole where nobody else sends.

    ``paid_left`` is how many messages may still be paid. Whether one is: only if it is not urgent and there is no free
    place for it, so that the free ones are used up first and no answer ever costs anything.
    """

    __slots__ = (
        "_careful_until",
        "_free",
        "_free_per_s",
        "_held_until",
        "_paid",
        "_part",
        "_part_until",
        "_window",
        "paid_left",
    )

    def __init__(self, free_per_s: int, paid_per_s: int | None) -> None:
        self.paid_left = 0
        self._free_per_s = free_per_s
        self._free = Pace(1 / free_per_s)
        self._window = Window(1.0, free_per_s + URGENT_ABOVE)
        self._paid = Pace(1 / (paid_per_s - free_per_s)) if paid_per_s is not None else None
        self._held_until = self._careful_until = -math.inf
        self._part, self._part_until = 1.0, math.inf

    def share(self, per_s: int, until: float) -> None:
        """Send at most so many messages a second until then, and ``SHARED_LEAST`` after that."""
        self._part, self._part_until = max(per_s, SHARED_LEAST) / self._free_per_s, until

    def sent(self, now: float) -> int:
        """How many free messages have gone within a second."""
        return self._window.number(now)

    def ready_at(self, now: float, claim: Claim) -> float:
        """When such a message may go, free or paid, if nothing else goes before it."""
        free = self._free_at(now, claim)
        if free <= now or self._paid is None or not self._may_pay(now, claim):
            return free
        return min(free, max(self._held_until, self._paid.due - PAID_AHEAD_S))

    def count(self, now: float, claim: Claim) -> bool:
        """Such a message goes now; whether it is a paid one."""
        if self._paid is None or not self._may_pay(now, claim) or self._free_at(now, claim) <= now:
            cost = CAREFUL_COST if now < self._careful_until else 1
            self._free.count(now, claim.messages * cost, self._part_at(now))
            self._window.count(now, claim.messages)
            return False
        self._paid.count(now, claim.messages, self._part_at(now))
        self.paid_left -= claim.messages
        return True

    def hold(self, until: float) -> None:
        """Let nothing go before then."""
        self._held_until = max(self._held_until, until)

    def be_careful(self) -> None:
        """Go on slowly when the hold is over."""
        self._careful_until = max(self._careful_until, self._held_until + CAREFUL_S)

    def _may_pay(self, now: float, claim: Claim) -> bool:
        allowed = claim.payable and not claim.urgent and self.paid_left >= claim.messages
        return allowed and now >= self._careful_until

    def _part_at(self, now: float) -> float:
        return self._part if now < self._part_until else SHARED_LEAST / self._free_per_s

    def _free_at(self, now: float, claim: Claim) -> float:
        part = self._part_at(now)
        ahead, above = (URGENT_AHEAD, URGENT_ABOVE) if claim.urgent else (PATIENT_AHEAD, PATIENT_ABOVE)
        ahead, above = max(1, int(ahead * part)), int(above * part)
        if now < self._careful_until or claim.messages > 1:
            ahead, above = 1, 0
        per_s = self._free_per_s * part
        room = self._window.ready_at(max(1, round(per_s)) + above, claim.messages)
        return max(self._held_until, self._free.due - (ahead - 1) / per_s, room)
