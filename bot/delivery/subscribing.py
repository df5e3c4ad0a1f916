"""Subscribing, changing one's mind, moving away: what each means for when the next digest is due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.delivery import losses
from bot.delivery.schedule import next_slot, zone_of
from storage import arrivals, outbox, readers, subscriptions
from storage.engine import Connection, Database
from storage.records import Interest, Plan, Reader, Rhythm, Subscription, SubscriptionState

MORNING = Plan(Rhythm.DAILY, minute=9 * 60)
"""What is proposed: at nine, when a working day begins."""

LENGTHS = (3, 5, 10, 20)
"""Stories of a digest that can be chosen between."""

USUAL_LENGTH = 5

FORGOTTEN_AFTER = timedelta(days=8)
"""From a pause this long a digest begins afresh: the longest rhythm's week is over, and old news is none."""


async def begin(database: Database, reader: Reader, *, made_by: int, interest: Interest, now: datetime) -> Subscription:
    """A draft for a chat, in place of the ones its maker never finished there."""
    draft = Subscription(
        id=0,
        reader=reader,
        made_by=made_by,
        interest=interest,
        state=SubscriptionState.DRAFT,
        plan=MORNING,
        length=USUAL_LENGTH,
        tells_empty=False,
        created_at=now,
        due_at=None,
        planned_on=None,
        after=None,
        digest_id=None,
    )
    async with database.write() as connection:
        await subscriptions.remove_drafts(connection, reader.id, made_by)
        return await subscriptions.add(connection, draft)


async def change(database: Database, subscription_id: int, *, now: datetime, **what: Any) -> Subscription | None:  # noqa: ANN401 - fields of Subscription
    """Change ``interest``, ``plan``, ``length``, ``tells_empty`` or ``reader``; ``None`` when it has been removed.

    A changed time is due at its next hour; whoever has had a digest today gets the next one tomorrow.
    """
    return await revise(database, subscription_id, lambda there: replace(there, **what), now=now)


async def revise(
    database: Database, subscription_id: int, how: Callable[[Subscription], Subscription], *, now: datetime
) -> Subscription | None:
    """Change a subscription to what ``how`` makes of it (as ``change`` does), so that no change undoes another."""
    async with database.write() as connection:
        there = await subscriptions.get(connection, subscription_id)
        if there is None:
            return None
        changed = how(there)
        if changed.state is SubscriptionState.ACTIVE:
            for twin in await _twins(connection, changed):
                await subscriptions.remove(connection, twin.id)
            anew = (there.plan.rhythm, there.interest) != (changed.plan.rhythm, changed.interest)
            changed = await _scheduled(connection, changed, now, anew=anew)
        if changed.reader.id != there.reader.id:
            await outbox.drop_for(connection, there.reader.id, there.id, "it goes elsewhere now")
        await subscriptions.keep(connection, changed)
        return changed


async def activate(database: Database, subscription_id: int, *, now: datetime) -> Subscription | None:
    """Let a draft or a paused subscription be served; ``None`` when it has been removed.

    A chat that has one about the very same already has that one changed instead: nobody wants the same digest twice.
    """
    async with database.write() as connection:
        there = await subscriptions.get(connection, subscription_id)
        if there is None:
            return None
        for twin in await _twins(connection, there):
            await subscriptions.remove(connection, there.id)
            # Whoever subscribes is asked what and when, not how long: what was chosen then for the twin stays.
            length = twin.length if there.length == USUAL_LENGTH else there.length
            tells_empty = there.tells_empty or twin.tells_empty
            there = replace(twin, plan=there.plan, length=length, tells_empty=tells_empty)
        active = _afresh(replace(there, state=SubscriptionState.ACTIVE), now)
        active = await _scheduled(connection, active, now, anew=active.after is None)
        await subscriptions.keep(connection, active)
        return active


async def pause(database: Database, subscription_id: int) -> Subscription | None:
    """Let a subscription rest; what waits to be sent for it is still sent. ``None`` when it has been removed."""
    async with database.write() as connection:
        there = await subscriptions.get(connection, subscription_id)
        if there is not None:
            there = replace(there, state=SubscriptionState.PAUSED, due_at=None)
            await subscriptions.keep(connection, there)
        return there


async def remove(database: Database, subscription_id: int) -> None:
    """Forget a subscription, and what waits to be sent for it."""
    async with database.write() as connection:
        await subscriptions.remove(connection, subscription_id)


async def move(database: Database, reader_id: int, timezone: str, *, now: datetime) -> None:
    """A reader lives in another zone (IANA) from now on; a local date that had its digest has no second one."""
    async with database.write() as connection:
        await readers.choose_timezone(connection, reader_id, timezone)
        for one in await subscriptions.of_reader(connection, reader_id):
            if one.state is SubscriptionState.ACTIVE:
                await subscriptions.keep(connection, await _scheduled(connection, one, now, anew=False))


async def leave(database: Database, reader_id: int, why: str, *, now: datetime) -> None:
    """A reader can't be written to from now on: nothing is planned for them until they come back."""
    async with database.write() as connection:
        await losses.leave(connection, reader_id, why, now=now)


async def follow(database: Database, old_chat_id: int, new_chat_id: int, *, now: datetime) -> None:
    """A group has become a supergroup with another number, which may have been met already; twice does no harm."""
    async with database.write() as connection:
        await losses.follow(connection, old_chat_id, new_chat_id, now=now)


async def come_back(database: Database, reader_id: int, *, now: datetime) -> None:
    """A reader who couldn't be written to can be again: what they have subscribed to goes on."""
    async with database.write() as connection:
        await readers.note_back(connection, reader_id)
        for one in await subscriptions.of_reader(connection, reader_id):
            if one.state is not SubscriptionState.ACTIVE:
                continue
            if one.plan.rhythm is Rhythm.AT_ONCE:  # what the dropped one held is looked for now
                back = replace(one, due_at=now)
            else:
                back = await _scheduled(connection, _afresh(one, now), now, anew=False)
            await subscriptions.keep(connection, back)


def next_date(subscription: Subscription, *, now: datetime) -> date:
    """The local date of the next digest, to be told to its reader."""
    zone = zone_of(subscription.reader.timezone)
    return next_slot(subscription.plan, zone, now=now, planned_on=subscription.planned_on)[0]


async def _twins(connection: Connection, subscription: Subscription) -> list[Subscription]:
    """What the same chat has about the very same already."""
    others = await subscriptions.of_reader(connection, subscription.reader.id)
    return [one for one in others if one.id != subscription.id and one.interest == subscription.interest]


def _afresh(subscription: Subscription, now: datetime) -> Subscription:
    """A subscription that has rested for long forgets what was told last; nobody wants the news of its whole rest."""
    last = subscription.planned_on
    if last is None or now.date() - last > FORGOTTEN_AFTER:
        return replace(subscription, after=None)
    return subscription


async def _scheduled(connection: Connection, subscription: Subscription, now: datetime, *, anew: bool) -> Subscription:
    """With its next due time; ``anew`` when its digests begin anew: alerts with what comes from now on."""
    if subscription.plan.rhythm is Rhythm.AT_ONCE:
        after = await arrivals.newest(connection) if anew else subscription.after
        return replace(subscription, due_at=None, after=after)
    if subscription.reader.gone_why is not None:
        return replace(subscription, due_at=None)
    zone = zone_of(subscription.reader.timezone)
    _, due_at = next_slot(subscription.plan, zone, now=now, planned_on=subscription.planned_on)
    return replace(subscription, due_at=due_at)
