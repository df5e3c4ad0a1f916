"""From a confirmed broadcast to its end: every reader once, whatever happens meanwhile.

The broadcaster, the courier and the database are real; the post answers what a test tells it to.
"""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.delivery import subscribing
from bot.delivery.broadcasting import AT_A_TIME, SHOWN_EVERY_S, Broadcaster
from bot.delivery.claims import Holder
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter, Priority
from bot.delivery.losses import Losses
from bot.delivery.making import Maker
from bot.delivery.results import Receipt, Refusal, Result, Unanswered
from bot.delivery.service import Service, Times
from bot.newsroom.digests import Digest
from storage import broadcasts, outbox, outbox_retry, readers
from storage.broadcasts import Audience, Broadcast, BroadcastState, Tally
from storage.outbox_retry import Fate
from storage.records import DeliveryState, Interest, Settled
from storage.schema import deliveries
from storage.schema import readers as readers_table
from tests.delivery.world import World, notice

ADMIN = 7
TRANSPORT = Interest(sectors=("transport",))
BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
UNPARSED = Refusal(400, "Bad Request: can't parse entities")


class Board:
    """Remembers what it was to show; while ``gate`` is closed, it takes its time."""

    def __init__(self) -> None:
        self.shows: list[tuple[BroadcastState, Tally]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def show(self, broadcast: Broadcast, tally: Tally) -> None:
        """Show how far it is."""
        await self.gate.wait()
        self.shows.append((broadcast.state, tally))


class Broadcasting(World):
    """A world with a broadcaster, whose courier says what broadcasts say; a new one of either is a restart."""

    def __init__(self, world: World) -> None:
        super().__init__(world.database, world.clock())
        self.board = Board()
        self.monotonic = 0.0
        self.broadcaster = self.restarted()

    def restarted(self) -> Broadcaster:
        """The broadcaster of another process."""
        self.broadcaster = Broadcaster(
            self.database,
            board=self.board,
            summary=lambda ended, tally, language: json.dumps(
                {"text": f"{language}: {ended.state}, {tally.sent} sent"}
            ),
            now=self.clock,
            monotonic=lambda: self.monotonic,
        )
        return self.broadcaster

    def courier(self) -> Courier:
        """As the bot has it."""
        return Courier(
            self.database,
            bodies=Maker(self.database, no_digest, self.clock),
            losses=Losses(self.database, self.clock, notice),
            limiter=Limiter(free_per_s=1000),
            post=self.post,
            now=self.clock,
            token=Holder(),
        )

    async def met(self, *chat_ids: int) -> None:
        """Readers who have written to the bot."""
        for chat_id in chat_ids:
            await self.reader(chat_id)

    async def crowd(self, number: int) -> None:
        """Very many of them, with chats from 1000 on."""
        async with self.database.write() as connection:
            values = {"kind": "private", "language": "ru", "timezone": "UTC", "created_at": self.clock()}
            rows = [values | {"chat_id": 1000 + n, "seen_at": self.clock()} for n in range(number)]
            await connection.execute(readers_table.insert(), rows)

    async def begun(self, text: str = "News") -> Broadcast:
        """A broadcast that its admin has confirmed."""
        async with self.database.write() as connection:
            said = [json.dumps({"text": text})]
            id_ = await broadcasts.draft(connection, ADMIN, said, now=self.clock())
            assert await broadcasts.begin(connection, id_, chat_id=ADMIN, message_id=5, now=self.clock())
        return await self.stands(id_)

    async def stands(self, broadcast_id: int = 1) -> Broadcast:
        """A broadcast as it is stored now."""
        async with self.database.read() as connection:
            found = await broadcasts.get(connection, broadcast_id)
        assert found is not None
        return found

    async def tally(self, broadcast_id: int = 1) -> Tally:
        """What has become of its readers."""
        async with self.database.read() as connection:
            found = await broadcasts.progress(connection, broadcast_id)
        assert found is not None
        return found[1]

    async def call_off(self, broadcast_id: int = 1) -> bool:
        """Stop it, as the button does."""
        async with self.database.write() as connection:
            off = await broadcasts.call_off(connection, broadcast_id)
            if off:
                await broadcasts.drop(connection, broadcast_id, now=self.clock(), limit=AT_A_TIME)
        return off

    async def tick(self, seconds: float = 1) -> None:
        """Let time pass, and the broadcaster do what is to be done."""
        self.monotonic += seconds
        self.clock.pass_(seconds=seconds)
        await self.broadcaster.tick()

    async def to_its_end(self) -> None:
        """Plan, deliver, note the end, tell the admin."""
        for _ in range(3):
            await self.tick()
            await self.courier().deliver_ready()
        await self.broadcaster.shown()


def no_digest(digest: Digest, language: str, timezone: str, *, preview: bool) -> list[str]:
    raise AssertionError("no digest is due here")


@pytest.fixture
async def here(world: World) -> AsyncIterator[Broadcasting]:
    """A world with an admin in it."""
    made = Broadcasting(world)
    await made.met(ADMIN)
    yield made
    made.board.gate.set()
    await made.broadcaster.close()


async def test_everybody_gets_it_once_and_the_admin_is_told_the_end_once(here: Broadcasting) -> None:
    await here.met(1, 2, 3)
    await here.begun()
    await here.to_its_end()
    assert sorted(here.post.arrived) == [(1, "News"), (2, "News"), (3, "News"), (7, "News"), (7, "ru: done, 4 sent")]
    assert (await here.stands()).state is BroadcastState.DONE
    here.restarted()
    await here.to_its_end()
    assert len(here.post.arrived) == 5


async def test_whom_it_reaches(here: Broadcasting) -> None:
    """Each chat once: groups where people wrote to the bot, channels that have subscribed, and nobody who is gone."""
    topics = [await here.reader(-1, thread_id=thread, kind="supergroup") for thread in (3, 5, 0)]
    await here.reader(-2, thread_id=9, kind="supergroup")
    await here.subscribed(await here.reader(-3, kind="channel"))
    await here.subscribed(await here.reader(-4, kind="channel"), interest=TRANSPORT)
    unsubscribed = await here.reader(-5, kind="channel")
    await subscribing.begin(
        here.database, unsubscribed, made_by=ADMIN, interest=TRANSPORT, now=here.clock()
    )  # only a draft
    gone = await here.reader(8)
    await subscribing.leave(here.database, gone.id, "blocked", now=here.clock())
    async with here.database.read() as connection:
        assert await broadcasts.audience(connection) == Audience(private=1, groups=2, channels=2)
    await here.begun()
    await here.to_its_end()
    reached = sorted(chat_id for chat_id, text in here.post.arrived if text == "News")
    assert reached == [-4, -3, -2, -1, 7]
    await subscribing.leave(here.database, topics[2].id, "no_topic", now=here.clock())
    async with here.database.read() as connection:
        assert (await broadcasts.audience(connection)).groups == 2  # the next topic stands for the chat


async def test_a_restart_in_the_midst_of_planning_goes_on_where_it_was(here: Broadcasting) -> None:
    await here.crowd(2 * AT_A_TIME + 100)
    await here.begun()
    await here.tick()
    assert await planned(here) == AT_A_TIME
    here.restarted()
    await here.tick()
    assert await planned(here) == 2 * AT_A_TIME
    assert (await here.tally()).waiting == 2 * AT_A_TIME + 101  # those not planned yet are counted as well
    here.restarted()
    for _ in range(3):
        await here.tick()
    assert await planned(here) == 2 * AT_A_TIME + 101
    assert (await here.stands()).state is BroadcastState.SENDING


async def planned(here: Broadcasting) -> int:
    async with here.database.read() as connection:
        return len((await connection.execute(deliveries.select())).all())


async def test_two_processes_that_plan_at_once_plan_each_reader_once(here: Broadcasting) -> None:
    await here.met(*range(10, 30))
    one = await here.begun()
    async with here.database.read() as connection:
        ids = await broadcasts.next_readers(connection, one, limit=5)
    plans = []
    for _ in range(2):
        async with here.database.write() as connection:
            plans.append(await broadcasts.plan(connection, one, ids, priority=Priority.BROADCAST, now=here.clock()))
    assert plans == [True, False]
    assert await planned(here) == 5


async def test_who_comes_later_does_not_get_it(here: Broadcasting) -> None:
    await here.begun()
    here.clock.pass_(seconds=1)
    await here.met(1)
    await here.to_its_end()
    assert (1, "News") not in here.post.arrived


async def test_it_waits_behind_alerts_and_digests(here: Broadcasting) -> None:
    await here.begun()
    await here.tick()
    met = await here.reader(3, zone="UTC")  # where it isn't night
    async with here.database.write() as connection:
        row = outbox.row("n", reader_id=met.id, priority=Priority.ALERT, now=here.clock(), messages='["{}"]')
        row["messages"] = json.dumps([json.dumps({"text": "alert"})])
        await outbox.enqueue(connection, [row])
    await here.courier().deliver_ready()
    assert [text for _, text in here.post.arrived] == ["alert", "News"]


async def test_what_goes_wrong_is_counted_and_a_blocked_reader_is_gone(here: Broadcasting) -> None:
    await here.met(1, 2, 3, 4)
    answers: dict[int, Result] = {1: BLOCKED, 2: UNPARSED, 3: Unanswered("the connection broke")}
    here.post.answers.extend([lambda chat_id: answers.get(chat_id, Receipt(1))] * 5)
    await here.begun()
    await here.to_its_end()
    assert await here.tally() == Tally(sent=2, unknown=1, failed=1, dropped=1)
    assert here.post.arrived[-1] == (7, "ru: done, 2 sent")
    async with here.database.read() as connection:
        gone = await readers.find(connection, chat_id=1, thread_id=0)
    assert gone is not None
    assert gone[0].gone_why == "blocked"


async def test_it_is_over_only_when_the_last_held_one_has_gone(here: Broadcasting) -> None:
    await here.met(1)
    held = Refusal(429, "Too Many Requests: retry after 43838", retry_after_s=43838)
    here.post.answers.extend([lambda chat_id: held if chat_id == 1 else Receipt(1)] * 2)
    await here.begun()
    await here.to_its_end()
    assert (await here.stands()).state is BroadcastState.SENDING
    assert (await here.tally()).waiting == 1
    here.clock.pass_(seconds=43838)
    await here.to_its_end()
    assert (await here.stands()).state is BroadcastState.DONE


async def test_called_off_nothing_more_leaves_not_even_what_a_courier_holds(here: Broadcasting) -> None:
    await here.met(1, 2, 3)
    await here.begun()
    await here.tick()
    async with here.database.write() as connection:
        minutes = timedelta(minutes=2)
        taken = await outbox.claim(
            connection, "c", priority=Priority.BROADCAST, now=here.clock(), lease=minutes, limit=2
        )
        await outbox.begin_sending(connection, taken[:1], now=here.clock(), lease=minutes)
    assert await here.call_off()
    async with here.database.write() as connection:
        assert await outbox.begin_sending(connection, taken, now=here.clock(), lease=minutes) == set()
    assert await here.tally() == Tally(on_the_way=1, dropped=3)
    await here.tick()
    assert (await here.stands()).ended_at is None  # what is on its way has still to arrive
    async with here.database.write() as connection:
        sent = Settled(taken[0], DeliveryState.SENT, 1, message_id=9)
        await outbox.settle(connection, [sent], now=here.clock())
    await here.to_its_end()
    ended = await here.stands()
    assert (ended.state, ended.ended_at is None) == (BroadcastState.CALLED_OFF, False)
    assert await here.tally() == Tally(sent=1, dropped=3)
    assert here.post.arrived == []  # its admin knows: no summary


async def test_called_off_in_the_midst_of_planning_a_large_one_is_dropped_little_by_little(
    here: Broadcasting,
) -> None:
    await here.crowd(3 * AT_A_TIME)
    await here.begun()
    await here.tick()
    await here.tick()
    assert await here.call_off()
    assert not await here.call_off()
    assert sorted(Counter(await here.states()).items()) == [("dropped", AT_A_TIME), ("pending", AT_A_TIME)]
    assert await here.tally() == Tally(dropped=3 * AT_A_TIME + 1)  # as its admin is told at once
    here.restarted()
    for _ in range(3):
        await here.tick()
    assert await here.tally() == Tally(dropped=3 * AT_A_TIME + 1)
    assert (await here.stands()).ended_at is not None
    assert await planned(here) == 2 * AT_A_TIME


async def test_one_at_a_time(here: Broadcasting) -> None:
    await here.begun()
    async with here.database.write() as connection:
        second = await broadcasts.draft(connection, ADMIN, ['{"text": "Second"}'], now=here.clock())
        place = {"chat_id": ADMIN, "message_id": 6}
        assert not await broadcasts.begin(connection, second, now=here.clock(), **place)
    await here.call_off()
    async with here.database.write() as connection:
        assert await broadcasts.begin(connection, second, now=here.clock(), **place)
        assert not await broadcasts.begin(connection, second, now=here.clock(), **place)
    await here.to_its_end()
    assert here.post.arrived == [(7, "Second"), (7, "ru: done, 1 sent")]


async def test_what_failed_of_one_that_is_done_can_be_tried_again_but_not_of_one_called_off(
    here: Broadcasting,
) -> None:
    await here.met(1)
    here.post.answers.extend([UNPARSED, UNPARSED])
    await here.begun()
    await here.to_its_end()
    assert (await here.tally()).failed == 2
    assert await retried(here, 1) is Fate.RETRIED
    await here.courier().deliver_ready()
    assert (await here.tally()).sent == 1
    async with here.database.write() as connection:
        await connection.exec_driver_sql("UPDATE broadcasts SET state = 'called_off'")
    assert await retried(here, 2) is Fate.CALLED_OFF


async def retried(here: Broadcasting, delivery_id: int) -> Fate:
    async with here.database.write() as connection:
        fates = await outbox_retry.retry(connection, [delivery_id], now=here.clock())
    return fates[delivery_id]


async def test_the_progress_is_shown_every_five_seconds_and_when_it_is_over(here: Broadcasting) -> None:
    await here.met(1, 2)
    held = Refusal(429, "Too Many Requests: retry after 60", retry_after_s=60)
    here.post.answers.append(held)
    await here.begun()
    for _ in range(20):
        await here.tick()
        await here.courier().deliver_ready()
        await here.broadcaster.shown()
    sending = Tally(sent=2, waiting=1)
    assert here.board.shows == [(BroadcastState.SENDING, sending)]  # once: nothing has changed since
    await here.tick(60)
    await here.courier().deliver_ready()
    await here.tick()
    await here.broadcaster.shown()
    assert here.board.shows[-1] == (BroadcastState.DONE, Tally(sent=3))
    assert len(here.board.shows) == 2


async def test_no_sooner_than_every_five_seconds(here: Broadcasting) -> None:
    await here.crowd(30)
    await here.begun()
    await here.tick()
    shown_at = []
    for _ in range(40):
        async with here.database.write() as connection:
            lease = timedelta(minutes=2)
            taken = await outbox.claim(connection, "c", priority=3, now=here.clock(), lease=lease, limit=1)
            await outbox.begin_sending(connection, taken, now=here.clock(), lease=lease)
            sent = [Settled(one, DeliveryState.SENT, 1) for one in taken]
            await outbox.settle(connection, sent, now=here.clock())
        before = len(here.board.shows)
        await here.tick(0.5)
        await here.broadcaster.shown()
        if len(here.board.shows) > before and here.board.shows[-1][0] is BroadcastState.SENDING:
            shown_at.append(here.monotonic)
    assert len(shown_at) == 3
    assert all(later - earlier >= SHOWN_EVERY_S for earlier, later in pairwise(shown_at))


async def test_a_board_that_takes_its_time_keeps_nobody_waiting_and_the_end_is_shown_last(
    here: Broadcasting,
) -> None:
    await here.met(1)
    here.board.gate.clear()
    here.post.answers.append(Refusal(429, "Too Many Requests: retry after 60", retry_after_s=60))
    await here.begun()
    await here.tick()
    await here.courier().deliver_ready()
    for _ in range(4):
        await here.tick(30)
    await here.courier().deliver_ready()
    await here.tick()
    assert (await here.stands()).state is BroadcastState.DONE
    assert here.board.shows == []
    here.board.gate.set()
    await here.broadcaster.shown()
    assert [state for state, _ in here.board.shows] == [BroadcastState.SENDING, BroadcastState.DONE]


async def test_a_board_that_fails_stops_nothing(
    here: Broadcasting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(broadcast: Broadcast, tally: Tally) -> None:
        raise RuntimeError(f"{broadcast.id} with {tally.sent}")

    monkeypatch.setattr(here.board, "show", fail)
    await here.begun()
    with caplog.at_level(logging.ERROR):
        await here.to_its_end()
    assert (7, "ru: done, 1 sent") in here.post.arrived
    assert "the progress of broadcast 1 could not be shown" in caplog.text


async def test_an_admin_who_has_gone_is_not_told(here: Broadcasting) -> None:
    await here.met(1)
    await here.begun()
    await here.tick()
    admin = await here.reader(ADMIN)
    await subscribing.leave(here.database, admin.id, "blocked", now=here.clock())
    await here.to_its_end()
    assert here.post.arrived == [(1, "News")]


async def test_an_admin_who_writes_in_a_topic_of_their_chat_is_told_there(here: Broadcasting) -> None:
    await here.reader(70, thread_id=3)
    async with here.database.write() as connection:
        id_ = await broadcasts.draft(connection, 70, ['{"text": "News"}'], now=here.clock())
        await broadcasts.begin(connection, id_, chat_id=70, message_id=1, now=here.clock())
    await here.to_its_end()
    assert here.post.arrived[-1] == (70, "ru: done, 2 sent")


async def test_the_service_ticks_it(here: Broadcasting) -> None:
    await here.begun()
    times = Times(here.clock, lambda: 0.0)
    service = Service(here.database, here.planner, here.courier(), times, holder=Holder(), chores=[here.broadcaster])
    await service.tick()
    assert await here.states() == ["pending"]


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_happens_in_whatever_order_nobody_gets_it_twice_and_everybody_is_counted(
    here: Broadcasting, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Ticks, deliveries, restarts, answers of all kinds, and in every other run a stop; planned three at a time."""
    monkeypatch.setattr("bot.delivery.broadcasting.AT_A_TIME", 3)
    chance = random.Random(seed)
    await here.met(*range(100, 120))
    await here.begun()
    everybody = (await here.tally()).total
    here.post.answers.extend(chance.choices([Receipt(1), BLOCKED, UNPARSED, Unanswered("broke")], [6, 1, 1, 1], k=15))
    for _ in range(25):
        match chance.randrange(12):
            case 0:
                here.restarted()
            case 1 if seed % 2:
                await here.call_off()
            case 2 | 3 | 4:
                await here.courier().deliver_ready()
            case _:
                await here.tick()
        assert (await here.tally()).total == everybody
    for _ in range(9):
        await here.tick()
        await here.courier().deliver_ready()
    got = [chat_id for chat_id, text in here.post.arrived if text == "News"]
    tally = await here.tally()
    assert len(got) == len(set(got)) == tally.sent
    assert (tally.total, tally.waiting, tally.on_the_way) == (everybody, 0, 0)
    assert (await here.stands()).ended_at is not None
