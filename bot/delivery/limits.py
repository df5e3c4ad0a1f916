"""One limiter for everything the bot sends: who waits for a turn, and who is next when there is one.

Answers to people go first, then alerts, digests, broadcasts; within one of these, who came first. A chat that takes
nothing at the moment keeps only its own messages waiting. How fast it may go is ``bot/delivery/rates``'s business.
"""

import asyncio
import heapq
import math
import time
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count

from bot.delivery.rates import FREE_PER_S, MOST_PAID_PER_S, ChatRate, Claim, WholeRate

LONGEST_HOLD_S = 30.0
"""How long two refused chats hold back all the others: the server may have meant only those two, and for hours."""

REFUSED_TOGETHER_S = 5.0
"""Refusals of different chats that are no further apart are taken for one about all of them."""

TOGETHER_S = 0.01
"""With paid broadcast, turns this near to each other are given together: at 1,000 a second a timer each would cost a
sixth of the whole. The rates make up for being late, so nothing is lost by it."""

_SWEEP_ABOVE = 10_000
"""Chats that are remembered before those that tell nothing any more are looked for."""


class Priority(IntEnum):
    """Who goes first: the lower number."""

    ANSWER = 0
    ALERT = 1
    DIGEST = 2
    BROADCAST = 3


@dataclass(slots=True, eq=False)
class _Chat:
    """A chat, its waiting turns in their order, and until when it is put off, where it is."""

    rate: ChatRate
    waiting: list["_Turn"] = field(default_factory=list)
    put_off_until: float = math.inf


@dataclass(slots=True, eq=False)
class _Turn:
    """A message that waits; ``number`` counts arrivals. ``granted`` gets whether it is paid.

    It comes into its priority's line when it is its chat's first and the chat can take it; there it stays when another
    one becomes the first, and is passed over if it still isn't when its turn comes.
    """

    priority: Priority
    number: int
    claim: Claim
    chat: _Chat
    granted: asyncio.Future[bool]
    in_line: bool = False

    def rank(self) -> tuple[int, int]:
        """Its place among the waiting ones."""
        return self.priority, self.number


class Limiter:
    """Gives turns; ``clock`` gives seconds and never goes back.

    ``free_per_s`` messages a second cost nothing; ``paid_per_s`` (``None``: off) are allowed in all while
    ``paid_left`` lasts, the rest of them at 0.1 Star each.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        free_per_s: int = FREE_PER_S,
        paid_per_s: int | None = None,
    ) -> None:
        if paid_per_s is not None and not free_per_s < paid_per_s <= MOST_PAID_PER_S:
            raise ValueError(f"paid_per_s must be above {free_per_s} and at most {MOST_PAID_PER_S}, not {paid_per_s}")
        self._clock = clock
        self._whole = WholeRate(free_per_s, paid_per_s)
        self._together_s = 0.0 if paid_per_s is None else TOGETHER_S
        self._chats: dict[int, _Chat] = {}
        self._sweep_above = _SWEEP_ABOVE
        self._numbers = count()
        self._waiting = 0
        self._lines: dict[Priority, list[tuple[int, _Turn]]] = {priority: [] for priority in Priority}
        self._put_off: list[tuple[float, int, _Chat]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._wake_at = math.inf
        self._last_refused: tuple[int, float] | None = None

    @property
    def waiting(self) -> int:
        """How many turns are waited for."""
        return self._waiting

    @property
    def paid_left(self) -> int:
        """How many messages may still be paid; set it to what the budget has left."""
        return self._whole.paid_left

    @paid_left.setter
    def paid_left(self, messages: int) -> None:
        self._whole.paid_left = messages
        if self._waiting:
            self._go_on()

    async def turn(self, chat_id: int, priority: Priority, *, messages: int = 1, payable: bool = True) -> bool:
        """Wait until a message (an album: ``messages``) may go to a chat, and count it; whether it is a paid one.

        An answer never is, nor is what isn't ``payable``. A cancelled wait leaves nothing behind; one that is cancelled
        in the moment it was granted stays counted, but not as paid.
        """
        claim = Claim(priority is Priority.ANSWER, payable, messages)
        now = self._clock()
        chat = self._chat(chat_id, now)
        if not self._waiting and chat.rate.ready_at(messages) <= now and self._whole.ready_at(now, claim) <= now:
            return self._count(chat, claim, now)
        granted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        turn = _Turn(priority, next(self._numbers), claim, chat, granted)
        self._waiting += 1
        insort(chat.waiting, turn, key=_Turn.rank)
        if chat.waiting[0] is turn:
            self._line_up(chat, now)
            self._wake_by(now, now)
        try:
            return await granted
        except asyncio.CancelledError:
            self._withdraw(turn)
            raise

    def waiting_for(self, chat_id: int) -> int:
        """How many turns are waited for in one chat."""
        chat = self._chats.get(chat_id)
        return len(chat.waiting) if chat is not None else 0

    def wait_s(self, chat_id: int) -> float:
        """Seconds until one more message could go to that chat, behind those that wait for it; 0.0 is now.

        What all chats together may take is left out, and what is behind in a group is reckoned with its mean.
        """
        chat = self._chats.get(chat_id)
        if chat is None:
            return 0.0
        return max(0.0, chat.rate.ready_at() - self._clock()) + chat.rate.behind_s(len(chat.waiting))

    def refused(self, chat_id: int, retry_after_s: float) -> None:
        """The server said 429 for a chat: nothing goes there for so long (43,838 s have been seen).

        It doesn't say whether it means the chat or the bot. One chat's refusal is taken for its own (slow mode in a
        group is one, too). When another one is refused within seconds and nothing went through between them, nothing
        goes anywhere for as long, but for 30 s at most, and then slowly: if the bot was meant, going on would only
        make it longer; if not, the others have lost half a minute and not the day.
        """
        now = self._clock()
        rate = self._chat(chat_id, now).rate
        rate.held_until = max(rate.held_until, now + retry_after_s)
        last, self._last_refused = self._last_refused, (chat_id, now)
        if last is not None and last[0] != chat_id and now - last[1] <= REFUSED_TOGETHER_S:
            self._whole.hold(now + min(retry_after_s, LONGEST_HOLD_S))
            self._whole.be_careful()

    def accepted(self) -> None:
        """The server took a message, so what it refused before was not about the bot."""
        self._last_refused = None

    @property
    def wanted(self) -> int:
        """How many messages a second there would be if nothing held them back, about: what went and what waits."""
        return self._waiting + self._whole.sent(self._clock())

    def share(self, per_s: int, seconds: float) -> None:
        """Send at most so many messages a second for so long: the rest of the rate is other processes'."""
        self._whole.share(per_s, self._clock() + seconds)
        if self._waiting:
            self._go_on()

    def hold_all(self, seconds: float) -> None:
        """Let nothing go for so long, since the network or the server is in trouble."""
        self._whole.hold(self._clock() + seconds)

    def _chat(self, chat_id: int, now: float) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= self._sweep_above:
                self._chats = {key: old for key, old in self._chats.items() if old.waiting or not old.rate.idle(now)}
                self._sweep_above = max(_SWEEP_ABOVE, 2 * len(self._chats))
            chat = self._chats[chat_id] = _Chat(ChatRate(chat_id))
        return chat

    def _count(self, chat: _Chat, claim: Claim, now: float) -> bool:
        chat.rate.count(now, claim.messages)
        return self._whole.count(now, claim)

    def _line_up(self, chat: _Chat, now: float) -> None:
        """Put a chat's first turn into its line, or the chat off until it can take one."""
        first = chat.waiting[0]
        at = chat.rate.ready_at(first.claim.messages)
        if at <= now:
            if not first.in_line:
                first.in_line = True
                heapq.heappush(self._lines[first.priority], (first.number, first))
        elif at < chat.put_off_until:
            chat.put_off_until = at
            heapq.heappush(self._put_off, (at, first.number, chat))

    def _go_on(self) -> None:
        """Grant all turns whose time has come, and wake up for the next."""
        now = self._clock()
        while self._put_off and self._put_off[0][0] <= now:
            at, _, chat = heapq.heappop(self._put_off)
            if at == chat.put_off_until:
                chat.put_off_until = math.inf
                if chat.waiting:
                    self._line_up(chat, now)
        for line in self._lines.values():
            if line:
                self._serve(line, now)
        self._wake(now)

    def _serve(self, line: list[tuple[int, _Turn]], now: float) -> None:
        """Grant the turns of one line, as far as all chats together let it."""
        while line:
            turn = line[0][1]
            first = bool(turn.chat.waiting) and turn.chat.waiting[0] is turn
            ready = first and turn.chat.rate.ready_at(turn.claim.messages) <= now
            if ready and not turn.granted.cancelled() and self._whole.ready_at(now, turn.claim) > now:
                return
            heapq.heappop(line)
            turn.in_line = False
            if first and turn.granted.cancelled():  # its task has not run yet
                self._leave(turn, now)
            elif ready:
                turn.granted.set_result(self._count(turn.chat, turn.claim, now))
                self._leave(turn, now)
            elif first:  # the chat was refused since, or got one that went first
                self._line_up(turn.chat, now)

    def _leave(self, turn: _Turn, now: float) -> None:
        """A turn waits no more; the next one of its chat lines up."""
        waiting = turn.chat.waiting
        place = bisect_left(waiting, turn.rank(), key=_Turn.rank)
        del waiting[place]
        self._waiting -= 1
        if place == 0 and waiting:
            self._line_up(turn.chat, now)

    def _withdraw(self, turn: _Turn) -> None:
        """The task that waited was cancelled, before or after its turn was granted."""
        if not turn.granted.cancelled():
            if turn.granted.result():
                self.paid_left += turn.claim.messages
        elif turn in turn.chat.waiting:
            self._leave(turn, self._clock())
            self._go_on()

    def _wake(self, now: float) -> None:
        """Have one timer for the next moment in which something may go, and none when nothing waits."""
        if not self._waiting:
            self._forget_lines()
        at = self._put_off[0][0] if self._put_off else math.inf
        for line in self._lines.values():
            if line:
                at = min(at, self._whole.ready_at(now, line[0][1].claim))
        if at < math.inf:
            self._wake_by(at, now)
        elif self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake_by(self, at: float, now: float) -> None:
        """Wake up then, or before; who comes together is served together, in their order."""
        if self._timer is not None:
            if self._wake_at <= at:
                return
            self._timer.cancel()
        self._wake_at = at
        self._timer = asyncio.get_running_loop().call_later(max(at - now, self._together_s), self._awake)

    def _awake(self) -> None:
        self._timer = None
        self._go_on()

    def _forget_lines(self) -> None:
        """Nothing waits: what is left in the lines is of turns that were cancelled."""
        for line in self._lines.values():
            line.clear()
        for _, _, chat in self._put_off:
            chat.put_off_until = math.inf
        self._put_off.clear()
