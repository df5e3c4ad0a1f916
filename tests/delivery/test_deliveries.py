"""From a due subscription to a settled delivery: on time, once, in order, whatever the server says.

The planner and the courier are the real ones over a real database; only the post answers what a test tells it to.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.delivery import subscribing
from bot.delivery.results import NotSent, Receipt, Refusal, Result, Unanswered
from storage import due, outbox, readers, spending
from storage.records import Delivery, Interest, Plan, Rhythm
from storage.schema import digests
from tests.delivery.world import ALERTS, World


def refused(status: int, description: str, **more: int) -> Refusal:
    return Refusal(status, description, **more)


async def test_a_digest_comes_at_its_hour_and_once(world: World) -> None:
    """It is 23:00 in Almaty; nine o'clock there is 04:00 UTC."""
    subscription = await world.subscribed(await world.reader())
    assert subscription.due_at == datetime(2025, 11, 13, 4, tzinfo=UTC)
    await world.news()
    assert await world.deliver() == []
    world.clock.now = datetime(2025, 11, 13, 4, tzinfo=UTC)
    assert await world.deliver() == ["digest 1, part 0"]
    assert await world.deliver() == []
    there = await world.now_stands(subscription)
    assert there.after == 1
    assert there.digest_id == 1
    assert there.planned_on == date(2025, 11, 13)
    assert there.due_at == datetime(2025, 11, 14, 4, tzinfo=UTC)


async def test_readers_who_share_a_digest_share_its_body(world: World) -> None:
    for chat_id in range(1, 6):
        await world.subscribed(await world.reader(chat_id))
    world.clock.pass_(days=1)
    assert await world.deliver() == ["digest 1, part 0"] * 5


async def test_after_five_days_of_silence_one_digest_tells_of_all(world: World) -> None:
    subscription = await world.subscribed(await world.reader())
    world.clock.pass_(days=5)
    assert len(await world.deliver()) == 1
    there = await world.now_stands(subscription)
    assert there.planned_on == date(2025, 11, 17)
    assert there.due_at == datetime(2025, 11, 18, 4, tzinfo=UTC)


async def test_two_planners_at_once_plan_one_delivery(world: World) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    other = World(world.database, world.clock())
    await world.planner.plan()
    await other.planner.plan()
    assert await world.states() == ["pending"]


async def test_the_parts_of_a_digest_come_in_order_and_confirm_it_together(world: World) -> None:
    world.words.messages = 2
    subscription = await world.subscribed(await world.reader())
    await world.news()
    world.clock.pass_(days=1)
    await world.planner.plan()
    world.post.answers.extend([Receipt(1), refused(500, "Internal Server Error")])
    await world.courier().deliver_ready()
    assert (await world.now_stands(subscription)).after is None
    world.clock.pass_(seconds=2)
    await world.courier().deliver_ready()
    assert world.post.arrived == [(7, "digest 1, part 0"), (7, "digest 1, part 1")]
    assert (await world.now_stands(subscription)).after == 1


async def test_what_may_have_arrived_is_not_sent_again_but_told_by_the_next_digest(world: World) -> None:
    subscription = await world.subscribed(await world.reader())
    await world.news()
    world.clock.pass_(days=1)
    world.post.answers.append(Unanswered("the connection broke"))
    assert await world.deliver() == []
    assert await world.states() == ["unknown"]
    assert (await world.now_stands(subscription)).after is None
    world.clock.pass_(days=1)
    assert await world.deliver() == ["digest 2, part 0"]
    async with world.database.read() as connection:
        second = await connection.execute(digests.select().where(digests.c.id == 2))
        assert second.one().after is None  # it begins where the last confirmed one ended: nowhere yet


@pytest.mark.parametrize(
    ("result", "wait"),
    [
        (refused(500, "Internal Server Error"), timedelta(seconds=1)),
        (refused(429, "Too Many Requests: retry after 43838", retry_after_s=43838), timedelta(seconds=43838)),
        (refused(401, "Unauthorized"), timedelta(minutes=1)),
        (NotSent("no route"), timedelta(seconds=1)),
    ],
)
async def test_what_surely_did_not_arrive_is_sent_again_when_it_may(
    world: World, result: Result, wait: timedelta
) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    world.post.answers.append(result)
    assert await world.deliver() == []
    world.clock.now += wait - timedelta(seconds=0.5)
    await world.courier().deliver_ready()
    assert await world.states() == ["pending"]
    world.clock.pass_(seconds=1)
    await world.courier().deliver_ready()
    assert world.post.arrived == [(7, "digest 1, part 0")]


async def test_a_server_that_keeps_failing_is_given_up_after_growing_waits(world: World) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    world.post.answers.extend([refused(502, "Bad Gateway")] * 20)
    await world.deliver()
    attempts = 1
    began = world.clock()
    while await world.states() == ["pending"]:
        world.clock.pass_(seconds=30)
        attempts += await world.courier().deliver_ready()
    assert await world.states() == ["failed"]
    assert attempts == 12
    assert timedelta(minutes=30) < world.clock() - began < timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "description", "why"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "deactivated"),
        (400, "Bad Request: chat not found", "not_found"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "removed"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "no_rights"),
        (400, "Bad Request: need administrator rights in the channel chat", "no_rights"),
        (403, "Forbidden: something new", "forbidden"),
    ],
)
async def test_a_reader_who_is_gone_gets_nothing_more_until_they_are_back(
    world: World, status: int, description: str, why: str
) -> None:
    reader = await world.reader()
    energy = await world.subscribed(reader)
    await world.subscribed(reader, interest=Interest(sectors=("transport",)))
    world.clock.pass_(days=1)
    world.post.answers.append(refused(status, description))
    await world.deliver()
    assert await world.states() == ["dropped", "dropped"]  # the second was not even tried
    assert len(world.post.answers) == 0
    world.clock.pass_(days=1)
    assert await world.deliver() == []
    async with world.database.read() as connection:
        gone = await readers.get(connection, reader.id)
    assert gone is not None
    assert gone.gone_why == why
    assert (await world.now_stands(energy)).due_at is None
    await subscribing.come_back(world.database, reader.id, now=world.clock())
    world.clock.pass_(days=1)
    assert len(await world.deliver()) == 2


async def test_whoever_set_a_channel_up_is_told_that_it_is_lost(world: World) -> None:
    person = await world.reader(7)
    channel = await world.reader(-100, kind="channel")
    await world.subscribed(person)
    draft = await subscribing.begin(
        world.database, channel, made_by=person.chat_id, interest=Interest(sectors=("energy",)), now=world.clock()
    )
    await subscribing.activate(world.database, draft.id, now=world.clock())
    world.clock.pass_(days=1)
    world.post.answers.append(
        lambda chat: refused(403, "Forbidden: bot is not a member of the channel chat") if chat < 0 else Receipt(1)
    )
    world.post.answers.append(world.post.answers[0])
    await world.deliver()
    assert (7, "Чат is lost to 7: removed") in world.post.arrived
    assert (7, "digest 1, part 0") in world.post.arrived


async def test_a_lost_topic_leaves_its_group_alone(world: World) -> None:
    group = await world.reader(-100, kind="supergroup")
    topic = await world.reader(-100, thread_id=5, kind="supergroup")
    await world.subscribed(topic)
    await world.subscribed(group)
    world.clock.pass_(days=1)
    world.post.answers.append(refused(400, "Bad Request: message thread not found"))
    assert await world.deliver() == ["digest 1, part 0", "Чат is lost to -100: no_topic"]
    async with world.database.read() as connection:
        whys = {one.thread_id: one.gone_why for one in await readers.in_chat(connection, -100)}
    assert whys == {0: None, 5: "no_topic"}


async def test_a_group_that_became_a_supergroup_gets_its_digest_there(world: World) -> None:
    await world.subscribed(await world.reader(-100, kind="group"))
    world.clock.pass_(days=1)
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    world.post.answers.append(refused(400, words, migrate_to=-1009))
    assert await world.deliver() == ["digest 1, part 0"]
    assert world.post.arrived == [(-1009, "digest 1, part 0")]


async def test_a_body_that_the_server_refuses_fails_and_spares_the_reader(world: World) -> None:
    reader = await world.reader()
    await world.subscribed(reader)
    world.clock.pass_(days=1)
    world.post.answers.append(refused(400, "Bad Request: can't parse entities"))
    await world.deliver()
    assert await world.states() == ["failed"]
    world.clock.pass_(days=1)
    assert len(await world.deliver()) == 1


async def test_a_digest_that_could_not_leave_yet_gives_way_to_the_next(world: World) -> None:
    """The chat was held back for a day: its reader gets one digest for both days."""
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    world.post.answers.append(refused(429, "Too Many Requests: retry after 90000", retry_after_s=90000))
    await world.deliver()
    world.clock.pass_(days=1, hours=2)
    assert await world.deliver() == ["digest 2, part 0"]
    assert await world.states() == ["dropped", "sent"]


async def test_a_crash_between_claim_and_request_loses_nothing(world: World) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    await world.planner.plan()
    lease = timedelta(minutes=2)
    async with world.database.write() as connection:
        await outbox.claim(connection, "the dead one's", priority=2, now=world.clock(), lease=lease, limit=9)
    assert await world.courier().deliver_ready() == 0
    world.clock.pass_(minutes=3)
    async with world.database.write() as connection:
        assert await outbox.expire(connection, now=world.clock(), lease=lease) == (1, 0)
    assert await world.courier().deliver_ready() == 1
    assert await world.states() == ["sent"]


async def test_a_crash_during_the_request_leaves_one_unknown(world: World) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    await world.planner.plan()
    lease = timedelta(minutes=2)
    async with world.database.write() as connection:
        (taken,) = await outbox.claim(connection, "d", priority=2, now=world.clock(), lease=lease, limit=9)
        assert await outbox.begin_sending(connection, [taken], now=world.clock(), lease=lease) == {taken.id}
    world.clock.pass_(minutes=3)
    async with world.database.write() as connection:
        assert await outbox.expire(connection, now=world.clock(), lease=lease) == (0, 1)
    assert await world.courier().deliver_ready() == 0
    assert await world.states() == ["unknown"]


async def test_a_claim_that_has_expired_can_send_nothing_any_more(world: World) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    await world.planner.plan()
    lease = timedelta(minutes=2)
    async with world.database.write() as connection:
        (slow,) = await outbox.claim(connection, "slow", priority=2, now=world.clock(), lease=lease, limit=9)
        await outbox.expire(connection, now=world.clock.pass_(hours=18), lease=lease)
        (quick,) = await outbox.claim(connection, "quick", priority=2, now=world.clock(), lease=lease, limit=9)
        assert await outbox.begin_sending(connection, [slow], now=world.clock(), lease=lease) == set()
        assert await outbox.begin_sending(connection, [quick], now=world.clock(), lease=lease) == {quick.id}


async def test_a_lease_written_under_a_clock_that_was_ahead_is_taken_up(world: World) -> None:
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    await world.planner.plan()
    lease = timedelta(minutes=2)
    async with world.database.write() as connection:
        ahead = world.clock() + timedelta(hours=18)
        await outbox.claim(connection, "d", priority=2, now=ahead, lease=lease, limit=9)
        assert await outbox.expire(connection, now=world.clock(), lease=lease) == (1, 0)


async def test_a_date_is_not_served_twice_when_the_clock_is_set_18_hours_ahead_and_back(world: World) -> None:
    subscription = await world.subscribed(await world.reader())
    world.clock.pass_(hours=18)
    assert len(await world.deliver()) == 1  # the clock says that it is the 13th, noon
    world.clock.pass_(hours=-18)
    assert await world.deliver() == []
    world.clock.now = datetime(2025, 11, 13, 4, tzinfo=UTC)
    assert await world.deliver() == []  # the 13th has had its digest
    world.clock.pass_(days=1)
    assert len(await world.deliver()) == 1
    assert (await world.now_stands(subscription)).planned_on == date(2025, 11, 14)


async def test_a_changed_law_moves_what_is_due(world: World) -> None:
    """A due time that was stored under other rules is corrected; the next check finds nothing to do."""
    subscription = await world.subscribed(await world.reader())
    assert subscription.due_at is not None
    async with world.database.write() as connection:
        wrong = subscription.due_at - timedelta(hours=1)
        await due.reschedule(connection, [subscription.id], due_at=wrong, planned_on=None)
    assert await world.planner.check_laws() == 1
    assert (await world.now_stands(subscription)).due_at == subscription.due_at
    assert await world.planner.check_laws() == 0


async def test_a_reader_who_moves_has_each_date_once(world: World) -> None:
    reader = await world.reader()
    subscription = await world.subscribed(reader)
    world.clock.now = datetime(2025, 11, 13, 4, tzinfo=UTC)
    assert len(await world.deliver()) == 1
    await subscribing.move(world.database, reader.id, "America/New_York", now=world.clock())
    world.clock.now = datetime(2025, 11, 13, 14, tzinfo=UTC)  # nine in New York, still the 13th
    assert await world.deliver() == []
    world.clock.now = datetime(2025, 11, 14, 14, tzinfo=UTC)
    assert len(await world.deliver()) == 1
    assert (await world.now_stands(subscription)).due_at == datetime(2025, 11, 15, 14, tzinfo=UTC)


async def test_a_paused_subscription_rests_and_a_removed_one_takes_what_waits_along(world: World) -> None:
    paused = await world.subscribed(await world.reader(1))
    removed = await world.subscribed(await world.reader(2))
    world.clock.pass_(days=1)
    await subscribing.pause(world.database, paused.id)
    await world.planner.plan()
    await subscribing.remove(world.database, removed.id)
    assert await world.courier().deliver_ready() == 0
    assert await world.states() == ["dropped"]
    await subscribing.activate(world.database, paused.id, now=world.clock())
    world.clock.pass_(days=1)
    assert len(await world.deliver()) == 1


async def test_alerts_are_gathered_and_come_at_most_every_ten_minutes(world: World) -> None:
    world.clock.now = datetime(2025, 11, 12, 8, tzinfo=UTC)  # 13:00 in Almaty
    await world.subscribed(await world.reader(), ALERTS)
    await world.planner.plan()
    await world.news()
    assert await world.deliver() == []
    world.clock.pass_(seconds=31)
    assert len(await world.deliver()) == 1
    await world.news()
    await world.deliver()
    world.clock.pass_(minutes=9)
    assert await world.deliver() == []
    world.clock.pass_(minutes=2)
    assert len(await world.deliver()) == 1


async def test_two_alerts_of_one_reader_keep_their_distance_too(world: World) -> None:
    world.clock.now = datetime(2025, 11, 12, 8, tzinfo=UTC)
    reader = await world.reader()
    await world.subscribed(reader, ALERTS)
    await world.subscribed(reader, ALERTS, Interest(sectors=("transport",)))
    await world.planner.plan()
    await world.news("Нефть подорожала.\n\nПоезда пошли.")
    await world.planner.plan()
    world.clock.pass_(seconds=31)
    assert len(await world.deliver()) == 1
    world.clock.pass_(minutes=5)
    assert await world.deliver() == []
    world.clock.pass_(minutes=6)
    assert len(await world.deliver()) == 1


async def test_alerts_keep_quiet_hours_and_concern_only_whom_they_concern(world: World) -> None:
    """It is 23:00 in Almaty, where the night begins; in Berlin it is seven in the evening."""
    await world.subscribed(await world.reader(1), ALERTS)
    await world.subscribed(await world.reader(2, zone="Europe/Berlin"), ALERTS)
    await world.subscribed(await world.reader(3, zone="Europe/Berlin"), ALERTS, Interest(sectors=("culture",)))
    await world.planner.plan()
    await world.news()
    await world.planner.plan()
    world.clock.pass_(minutes=1)
    await world.deliver()
    assert [chat for chat, _ in world.post.arrived] == [2]
    world.clock.pass_(hours=8)
    await world.deliver()
    assert [chat for chat, _ in world.post.arrived] == [2, 1]


async def test_a_weekly_and_a_weekday_plan_keep_their_days(world: World) -> None:
    weekly = await world.subscribed(await world.reader(1), Plan(Rhythm.WEEKLY, 540, 0))
    weekdays = await world.subscribed(await world.reader(2), Plan(Rhythm.WEEKDAYS, 540))
    assert weekly.due_at == datetime(2025, 11, 17, 4, tzinfo=UTC)
    world.clock.now = datetime(2025, 11, 14, 4, tzinfo=UTC)  # a Friday
    await world.deliver()
    assert (await world.now_stands(weekdays)).due_at == datetime(2025, 11, 17, 4, tzinfo=UTC)


async def test_a_mistake_in_making_one_digest_keeps_no_other_from_leaving(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.subscribed(await world.reader(1))
    await world.subscribed(await world.reader(2, zone="Europe/Berlin"))
    world.clock.pass_(days=1)

    class Broken(type(world.words)):  # type: ignore[misc]  # a class made of a value
        async def of(self, delivery: Delivery) -> tuple[str, ...]:
            if delivery.reader_id == 1:
                raise KeyError("a mistake of ours")
            return await super().of(delivery)  # type: ignore[no-any-return]

    world.words = Broken()
    assert len(await world.deliver()) == 1
    assert await world.states() == ["pending", "sent"]
    assert "a mistake of ours" in caplog.text


async def test_paid_messages_are_counted_by_day(world: World) -> None:
    async with world.database.write() as connection:
        await spending.add(connection, date(2025, 11, 12), 2)
        await spending.add(connection, date(2025, 11, 12), 3)
        assert await spending.of_day(connection, date(2025, 11, 12)) == 5
        assert await spending.of_day(connection, date(2025, 11, 13)) == 0
