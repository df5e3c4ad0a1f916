"""Anything may happen in any order; what readers are promised holds all the same.

People subscribe, pause, change, move, block the bot and come back; news arrives; time passes and the clock is set; the
server fails in every way it has; the bot dies or falls asleep at any point of a delivery and is started anew, on this
machine or on another. ``promises.py`` says what must hold after each of these.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.delivery import subscribing
from bot.delivery.results import NotSent, Receipt, Refusal, Unanswered
from storage import articles, readers
from storage.engine import open_database
from storage.records import Interest, Plan, Rhythm, Subscription
from tests.conftest import EVENING
from tests.delivery.fast_time import FastLoop
from tests.delivery.processes import Answer, Clocks, Moment, Process, Server
from tests.delivery.promises import LONG_ENOUGH, Living, Promises
from tests.storage.conftest import article

T = TypeVar("T")

EXAMPLES = int(os.environ.get("SVODKA_EXAMPLES", "6"))
"""Stories that are tried; a night's worth with the environment variable."""

STEPS = 20

ZONES = st.sampled_from(["Asia/Almaty", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
PLANS = st.one_of(
    st.just(Plan(Rhythm.AT_ONCE)),
    st.builds(
        Plan,
        st.sampled_from([Rhythm.DAILY, Rhythm.WEEKDAYS, Rhythm.WEEKLY]),
        st.sampled_from([0, 150, 540, 1439]),
        st.integers(0, 6),
    ),
)
INTERESTS = st.sampled_from([Interest(sectors=s) for s in (("energy",), ("transport",), ("energy", "transport"))])
ANSWERS = st.sampled_from(
    [
        Answer(Receipt(1), carried_out=True),
        Answer(Refusal(429, "Too Many Requests: retry after 5", retry_after_s=5)),
        Answer(Refusal(429, "Too Many Requests: retry after 43838", retry_after_s=43838)),
        Answer(Refusal(500, "Internal Server Error")),
        Answer(Refusal(403, "Forbidden: bot was blocked by the user")),
        Answer(Refusal(400, "Bad Request: can't parse entities")),
        Answer(NotSent("no route")),
        Answer(Unanswered("the connection broke"), carried_out=True),
        Answer(Unanswered("the connection broke")),
    ]
)
SPANS = st.sampled_from([timedelta(seconds=31), timedelta(minutes=11), timedelta(hours=5), timedelta(hours=25)])
AHEAD = timedelta(hours=18)
MOMENTS = st.sampled_from(Moment)

Event = tuple[timedelta, list[str], list[Answer]]
EVENTS: st.SearchStrategy[Event] = st.tuples(
    SPANS, st.lists(st.sampled_from(["energy", "transport"]), max_size=2), st.lists(ANSWERS, max_size=3)
)
"""Time that passes, sectors that news then speak of, and what the server will say to the next requests."""


class Deliveries(RuleBasedStateMachine):
    """One database, one server, and one life of the bot after another."""

    template: Path
    people = Bundle("people")
    subscriptions = Bundle("subscriptions")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=FastLoop)
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "svodka.db")
        self.clocks = Clocks(EVENING)
        self.alive: set[int] = set()
        self.pids = itertools.count(1)
        self.numbers = itertools.count(1)
        self.ahead = False
        self.since_well = 0
        self.database = self.do(open_database(f"sqlite:///{self.folder / 'svodka.db'}"))
        self.server = Server(self.database, self.clocks.wall)
        self.promises = Promises(self.database, self.server)
        self.bot = self.do(self.born())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Let it happen."""
        return self.runner.run(work)

    async def born(self, host: str = "here") -> Process:
        """The bot is started."""
        bot = Process(self.database, self.server, self.clocks, next(self.pids), self.alive, host)
        await bot.start()
        return bot

    def pass_(self, span: timedelta) -> None:
        """Both clocks go on."""
        self.clocks.now += span
        self.clocks.passed += span.total_seconds()

    @initialize(target=subscriptions, zone=ZONES, plans=st.lists(PLANS, min_size=2, max_size=2))
    def a_reader_is_there(self, zone: str, plans: list[Plan]) -> Any:
        """With two subscriptions about everything."""
        reader_id = self.meet(zone)
        interests = (Interest(sectors=("energy",)), Interest(sectors=("transport", "energy")))
        wanted = zip(interests, plans, strict=True)
        return multiple(*(self.subscribe(reader_id, interest, plan) for interest, plan in wanted))

    @rule(target=people, zone=ZONES)
    def meet(self, zone: str) -> int:
        """Somebody writes to the bot for the first time."""
        return self.do(self._meet(zone))

    async def _meet(self, zone: str) -> int:
        chat_id = next(self.numbers)
        async with self.database.write() as connection:
            reader = await readers.meet(
                connection,
                chat_id=chat_id,
                thread_id=0,
                kind="private",
                language="ru",
                timezone=zone,
                now=self.clocks.now,
            )
        self.promises.readers[reader.id] = Living(chat_id, zone)
        return reader.id

    @rule(target=subscriptions, reader_id=people, interest=INTERESTS, plan=PLANS)
    def subscribe(self, reader_id: int, interest: Interest, plan: Plan) -> int:
        """A person subscribes; who had blocked the bot has come back by writing to it."""
        self.come_back(reader_id)
        subscription = self.do(self._subscribe(reader_id, interest, plan))
        return subscription.id

    async def _subscribe(self, reader_id: int, interest: Interest, plan: Plan) -> Subscription:
        async with self.database.read() as connection:
            reader = await readers.get(connection, reader_id)
        assert reader is not None
        now = self.clocks.now
        draft = await subscribing.begin(self.database, reader, made_by=reader.chat_id, interest=interest, now=now)
        await subscribing.change(self.database, draft.id, plan=plan, now=now)
        return await self._told(await subscribing.activate(self.database, draft.id, now=now), resumed=True)

    async def _told(self, subscription: Subscription | None, *, resumed: bool = False) -> Subscription:
        assert subscription is not None
        await self.promises.changed(subscription, resumed=resumed)
        return subscription

    @rule(number=subscriptions, plan=PLANS)
    def change_plan(self, number: int, plan: Plan) -> None:
        """Another hour, other days."""
        if not self.promises.wanted[number].removed:
            self.do(self._told(self.do(subscribing.change(self.database, number, plan=plan, now=self.clocks.now))))

    @rule(number=subscriptions, interest=INTERESTS)
    def change_interest(self, number: int, interest: Interest) -> None:
        """Other sectors."""
        if not self.promises.wanted[number].removed:
            changed = self.do(subscribing.change(self.database, number, interest=interest, now=self.clocks.now))
            self.promises.wanted[number].removed = changed is None or changed.id != number
            self.do(self._told(changed))

    @rule(number=subscriptions)
    def pause(self, number: int) -> None:
        """It rests; what had been planned still comes."""
        if not self.promises.wanted[number].removed:
            self.do(self._told(self.do(subscribing.pause(self.database, number))))

    @rule(target=subscriptions, number=subscriptions)
    def resume(self, number: int) -> Any:
        """It goes on, unless it has been removed; where its reader has the very same already, as that one."""
        if self.promises.wanted[number].removed:
            return multiple()
        there = self.do(subscribing.activate(self.database, number, now=self.clocks.now))
        self.promises.wanted[number].removed = there is None or there.id != number
        return self.do(self._told(there, resumed=True)).id

    @rule(number=subscriptions)
    def remove(self, number: int) -> None:
        """Nothing of it comes any more."""
        self.do(subscribing.remove(self.database, number))
        self.promises.wanted[number].removed = True

    @rule(reader_id=people, zone=ZONES)
    def move(self, reader_id: int, zone: str) -> None:
        """A reader lives elsewhere now."""
        self.do(subscribing.move(self.database, reader_id, zone, now=self.clocks.now))
        self.promises.readers[reader_id].zone = zone

    @rule(reader_id=people)
    def leave(self, reader_id: int) -> None:
        """A reader blocks the bot, and Telegram says so."""
        self.do(subscribing.leave(self.database, reader_id, "kicked", now=self.clocks.now))
        self.promises.readers[reader_id].reachable = False

    @rule(reader_id=people)
    def come_back(self, reader_id: int) -> None:
        """A reader who was gone writes again."""
        if not self.promises.readers[reader_id].reachable:
            self.promises.readers[reader_id].reachable = True
            self.do(self._come_back(reader_id))

    async def _come_back(self, reader_id: int) -> None:
        await subscribing.come_back(self.database, reader_id, now=self.clocks.now)
        await self.promises.look_again(reader_id)

    def happen(self, event: Event) -> None:
        """Time passes, then something is stored, and the server is in some mood."""
        span, news, answers = event
        self.pass_(span)
        self.server.answers.extend(answers)
        for sector in news:
            self.do(self._news(sector))

    async def _news(self, sector: str) -> None:
        number, now = next(self.numbers), self.clocks.now
        new = article(f"№ {number}.", address=f"file:///{number}", published_at=now, sectors=({sector: 0.9},))
        async with self.database.write() as connection:
            await articles.save(connection, new, story_id=None, now=now)
        await self.promises.arrived(sector, now)

    @rule(event=EVENTS, then=SPANS)
    def time_passes(self, event: Event, then: timedelta) -> None:
        """The bot is at work meanwhile."""
        self.happen(event)
        self.do(self.bot.work())
        self.pass_(then)
        self.do(self.bot.work())

    @rule(event=EVENTS, then=SPANS)
    def time_passes_while_the_bot_is_down(self, event: Event, then: timedelta) -> None:
        """It is killed, and started on the same machine later."""
        self.do(self.bot.die())
        self.happen(event)
        self.pass_(then)
        self.bot = self.do(self.born())
        self.do(self.bot.work())

    @rule()
    def the_clock_is_set(self) -> None:
        """18 hours ahead, or back again, while the bot runs."""
        self.clocks.now += -AHEAD if self.ahead else AHEAD
        self.ahead = not self.ahead
        self.promises.clock_was_set()
        self.do(self.bot.work())

    @rule(event=EVENTS, moment=MOMENTS, then=SPANS, host=st.sampled_from(["here", "there"]))
    def die(self, event: Event, moment: Moment, then: timedelta, host: str) -> None:
        """The bot is killed at a point of a delivery and started anew, perhaps where nobody knows that it is dead."""
        self.happen(event)
        self.do(self.bot.work())  # it sees the news
        self.pass_(then)
        self.do(self.bot.work_until(moment))
        self.do(self.bot.die())
        self.bot = self.do(self.born(host))
        self.do(self.bot.work())

    @rule(event=EVENTS, moment=MOMENTS, then=SPANS)
    def sleep(self, event: Event, moment: Moment, then: timedelta) -> None:
        """The bot is held at a point of a delivery for longer than its lease; another one takes over, and it wakes."""
        self.happen(event)
        self.do(self.bot.work())
        self.pass_(then)
        asleep = self.bot
        stopped = self.do(asleep.work_until(moment))
        self.pass_(timedelta(minutes=5))
        self.bot = self.do(self.born())
        self.do(self.bot.work())
        if stopped:
            self.do(asleep.go_on())
        self.do(asleep.die())

    @precondition(lambda self: self.since_well >= 8)
    @rule()
    def all_is_well(self) -> None:
        """No faults for days: everything gets where it belongs."""
        self.since_well = 0
        if self.ahead:
            self.the_clock_is_set()
        self.server.answers.clear()
        self.happen((timedelta(0), ["energy", "transport"], []))  # an alert that failed comes with the next one
        for _ in range(LONG_ENOUGH // timedelta(hours=9)):
            self.pass_(timedelta(hours=9))
            self.do(self.bot.work())
        self.do(self.promises.nothing_is_left())

    @invariant()
    def promises_hold(self) -> None:
        """After each of these."""
        self.since_well += 1
        self.do(self.promises.hold())

    def teardown(self) -> None:
        """The end of one story."""
        self.do(self.bot.die())
        self.do(self.database.close())
        self.runner.close()
        shutil.rmtree(self.folder)


def test_whatever_happens_readers_get_what_they_were_promised(blank: Path) -> None:
    class Told(Deliveries):
        template = blank

    run_state_machine_as_test(
        Told,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
