"""What is promised to readers whatever breaks, held against the database and what a server has carried out."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.delivery.limits import Priority
from bot.delivery.planning import AT_ONCE_EVERY
from bot.delivery.schedule import after_quiet, zone_of
from bot.delivery.subscribing import FORGOTTEN_AFTER
from storage import arrivals, subscriptions
from storage.digests import DigestRow
from storage.engine import Connection, Database
from storage.records import Interest, Rhythm, Subscription, SubscriptionState
from storage.schema import deliveries, digests
from tests.delivery.processes import Message, Server

OPEN = ("pending", "claimed", "sending")
TOLD = ("sent", "empty")


@dataclass
class Wanted:
    """A subscription as its reader left it, and what arrived for it since: arrivals with their times."""

    reader_id: int
    interest: Interest
    rhythm: Rhythm
    active: bool = True
    removed: bool = False
    after: int | None = None
    owed: dict[int, datetime] = field(default_factory=dict)


@dataclass
class Living:
    """A reader's chat, zone, and whether they can be written to."""

    chat_id: int
    zone: str
    reachable: bool = True


class Promises:
    """Told of all that people do and of all news, it can say whether the bot has kept to it."""

    def __init__(self, database: Database, server: Server) -> None:
        self.readers: dict[int, Living] = {}
        self.wanted: dict[int, Wanted] = {}
        self._database = database
        self._server = server
        self._news: dict[int, str] = {}
        self._checked_messages = 0
        self._checked_deliveries = 0
        self._alerted: dict[int, datetime] = {}
        server.tells = self.concerned

    def concerned(self, digest: DigestRow) -> bool:
        """Whether a digest has anything to tell."""
        return any(
            (digest.after or 0) < n <= digest.upto and s in digest.interest.sectors for n, s in self._news.items()
        )

    async def arrived(self, sector: str, at: datetime) -> None:
        """News has been stored just now."""
        async with self._database.read() as connection:
            number = await arrivals.newest(connection)
        self._news[number] = sector
        for one in self.wanted.values():
            serves = one.active and not one.removed and self.readers[one.reader_id].reachable
            if serves and sector in one.interest.sectors:
                one.owed[number] = at

    async def changed(self, subscription: Subscription, *, resumed: bool = False) -> None:
        """A person has subscribed, gone on, or changed something: what digests begin with may begin anew.

        Alerts tell of what comes from now on, whenever somebody (again) asks for them.
        """
        before = self.wanted.get(subscription.id)
        active = subscription.state is SubscriptionState.ACTIVE
        now = Wanted(subscription.reader.id, subscription.interest, subscription.plan.rhythm, active)
        now.after = subscription.after
        if before is not None:
            as_before = (before.rhythm, before.interest) == (now.rhythm, now.interest)
            begins_anew = now.rhythm is Rhythm.AT_ONCE and (resumed or not as_before)
            forgets = begins_anew or (subscription.after is None and before.after is not None)
            still = {n: at for n, at in before.owed.items() if self._news[n] in now.interest.sectors}
            now.owed = {} if forgets else still
        self.wanted[subscription.id] = now
        await self._look_for_twins(subscription)

    async def _look_for_twins(self, subscription: Subscription) -> None:
        """Two of a reader about the very same have become one."""
        async with self._database.read() as connection:
            there = {one.id for one in await subscriptions.of_reader(connection, subscription.reader.id)}
        for number, one in self.wanted.items():
            if one.reader_id == subscription.reader.id and one.interest == subscription.interest:
                one.removed = one.removed or number not in there

    async def look_again(self, reader_id: int) -> None:
        """A reader is back: what they have subscribed to goes on, or begins anew."""
        async with self._database.read() as connection:
            there = await subscriptions.of_reader(connection, reader_id)
        for one in there:
            await self.changed(one, resumed=True)

    def clock_was_set(self) -> None:
        """Distances in time mean nothing across that."""
        self._alerted.clear()

    async def hold(self) -> None:
        """Look at everything there is."""
        self._look_at_messages()
        async with self._database.read() as connection:
            await self._look_at_new_deliveries(connection)
            await self._look_at_dates(connection)
            for number, one in self.wanted.items():
                if not one.removed:
                    await self._look_at_told(connection, number, one)

    async def nothing_is_left(self) -> None:
        """After days without faults nothing waits, and whoever is served has been told of all news."""
        async with self._database.read() as connection:
            waiting = await connection.execute(select(deliveries).where(deliveries.c.state.in_(OPEN)))
            assert waiting.all() == []
            for number, one in self.wanted.items():
                if one.active and not one.removed and self.readers[one.reader_id].reachable:
                    found = await subscriptions.get(connection, number)
                    assert found is not None
                    untold = [n for n in one.owed if n > (found.after or 0)]
                    assert not untold, f"arrivals {untold} still wait for subscription {number}"

    def _look_at_messages(self) -> None:
        messages = self._server.messages
        carried_out: dict[int, list[int]] = defaultdict(list)
        for message in messages:
            carried_out[message.delivery_id].append(message.part)
        for delivery, parts in carried_out.items():
            assert parts == list(range(len(parts))), f"the parts of delivery {delivery} came as {parts}"
        for message in messages[self._checked_messages :]:
            self._look_at(message)
        self._checked_messages = len(messages)
        for living in self.readers.values():
            if living.chat_id in self._server.blocked_by:
                living.reachable = False
        self._server.blocked_by.clear()

    def _look_at(self, message: Message) -> None:
        assert message.subscription_id is not None
        one = self.wanted[message.subscription_id]
        living = self.readers[one.reader_id]
        assert not one.removed, f"{message} is for a subscription that was removed"
        assert living.reachable, f"{message} goes to a reader who can't be written to"
        if message.priority is Priority.ALERT and message.part == 0:
            quiet_until = after_quiet(message.at, zone_of(living.zone), 1380, 420)
            assert quiet_until == message.at, f"{message} disturbs the night in {living.zone}"
            last = self._alerted.get(message.chat_id)
            assert last is None or message.at - last >= AT_ONCE_EVERY, f"{message} comes soon after {last}"
            self._alerted[message.chat_id] = message.at

    async def _look_at_new_deliveries(self, connection: Connection) -> None:
        fresh = select(deliveries).where(deliveries.c.id > self._checked_deliveries).order_by(deliveries.c.id)
        for row in await connection.execute(fresh):
            self._checked_deliveries = row.id
            one = self.wanted[row.subscription_id]
            assert one.active, f"delivery {row.id} is for a subscription that rests"

    async def _look_at_dates(self, connection: Connection) -> None:
        """The dedupe key of a digest names its local date."""
        query = select(deliveries.c.subscription_id, deliveries.c.dedupe).order_by(deliveries.c.id)
        dates: dict[int, list[str]] = defaultdict(list)
        for number, key in await connection.execute(query.where(deliveries.c.priority == Priority.DIGEST)):
            dates[number].append(key.partition(":")[2])
        for number, served in dates.items():
            assert served == sorted(set(served)), f"subscription {number} was served on {served}"

    async def _look_at_told(self, connection: Connection, number: int, one: Wanted) -> None:
        found = await subscriptions.get(connection, number)
        assert found is not None
        assert (found.after or 0) >= (one.after or 0), f"subscription {number} forgot what it had told"
        one.after = found.after
        query = (
            select(digests.c.after, digests.c.upto, digests.c.since, digests.c.until)
            .join_from(deliveries, digests, digests.c.id == deliveries.c.digest_id)
            .where(deliveries.c.subscription_id == number, deliveries.c.state.in_(TOLD))
        )
        windows = (await connection.execute(query)).all()
        for arrival, at in list(one.owed.items()):
            waits = arrival > (found.after or 0)
            told = any(
                (window.after or 0) < arrival <= window.upto
                and (at >= window.since or window.until - at > FORGOTTEN_AFTER)
                for window in windows
            )
            if told:
                del one.owed[arrival]
            assert waits or told, f"subscription {number} has missed arrival {arrival} of {at}; told were {windows}"


LONG_ENOUGH = timedelta(days=9)
"""After which every rhythm has been served, and every hold of a chat is over."""
