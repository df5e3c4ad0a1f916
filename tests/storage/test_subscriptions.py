"""Subscriptions as rows: drafts that replace each other, whose they are, what goes with them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from storage import interests, outbox, readers, subscriptions
from storage.engine import Connection, Database
from storage.records import Interest, Plan, Reader, Rhythm, Subscription, SubscriptionState
from storage.schema import deliveries, digests
from storage.schema import interests as interests_table
from tests.storage.conftest import NOON


async def reader(connection: Connection, chat_id: int = 7, thread_id: int = 0) -> Reader:
    return await readers.meet(
        connection,
        chat_id=chat_id,
        thread_id=thread_id,
        kind="private",
        language="kk",
        timezone="Asia/Almaty",
        now=NOON,
    )


def wish(of: Reader, **more: object) -> Subscription:
    values = Subscription(
        id=0,
        reader=of,
        made_by=of.chat_id,
        interest=Interest(sectors=("energy",), words=("атомная станция",)),
        state=SubscriptionState.ACTIVE,
        plan=Plan(Rhythm.WEEKLY, 555, 4),
        length=10,
        tells_empty=True,
        created_at=NOON,
        due_at=NOON + timedelta(days=1),
        planned_on=date(2025, 11, 12),
        after=5,
        digest_id=3,
    )
    return replace(values, **more)  # type: ignore[arg-type]  # as the test names them


async def test_what_is_stored_comes_back_as_it_was(database: Database) -> None:
    async with database.write() as connection:
        added = await subscriptions.add(connection, wish(await reader(connection)))
        assert await subscriptions.get(connection, added.id) == added


async def test_what_has_changed_is_kept(database: Database) -> None:
    async with database.write() as connection:
        added = await subscriptions.add(connection, wish(await reader(connection)))
        changed = replace(
            added,
            interest=Interest(stories=(9,)),
            plan=Plan(Rhythm.AT_ONCE),
            state=SubscriptionState.PAUSED,
            due_at=None,
            planned_on=None,
            after=None,
        )
        await subscriptions.keep(connection, changed)
        assert await subscriptions.get(connection, added.id) == changed


async def digest_of(connection: Connection, interest: Interest) -> int:
    """A digest that was planned of an interest."""
    values = {
        "key": interests.key_of(interest),
        "interest_id": await interests.note(connection, interest),
        "language": "ru",
        "timezone": "UTC",
        "length": 5,
        "upto": 1,
        **dict.fromkeys(("since", "until", "planned_at"), NOON),
    }
    made = await connection.execute(insert(digests).values(values).returning(digests.c.id))
    return int(made.scalar_one())


async def words_kept(connection: Connection) -> list[str]:
    """What is kept of interests."""
    return list((await connection.execute(select(interests_table.c.key))).scalars())


async def test_words_that_nobody_follows_any_longer_are_forgotten(database: Database) -> None:
    async with database.write() as connection:
        person, other = [await reader(connection, chat) for chat in (7, 8)]
        ill = Interest(words=("сахарный диабет",))
        mine, theirs = [await subscriptions.add(connection, wish(one, interest=ill)) for one in (person, other)]
        await subscriptions.remove(connection, mine.id)
        assert await words_kept(connection) == [interests.key_of(ill)]
        well = Interest(words=("лыжи",))
        await subscriptions.keep(connection, replace(theirs, interest=well))
        assert await words_kept(connection) == [interests.key_of(well)]
        await subscriptions.add(connection, wish(person, interest=ill, state=SubscriptionState.DRAFT))
        await subscriptions.remove_drafts(connection, person.id, made_by=7)
        assert await words_kept(connection) == [interests.key_of(well)]
        await subscriptions.remove(connection, theirs.id)
        assert await words_kept(connection) == []


async def test_a_digest_that_nobody_got_goes_with_its_words_and_one_that_was_sent_stays(database: Database) -> None:
    async with database.write() as connection:
        person = await reader(connection)
        for number, words in enumerate(("сахарный диабет", "лыжи"), start=1):
            added = await subscriptions.add(connection, wish(person, interest=Interest(words=(words,))))
            digest_id = await digest_of(connection, added.interest)
            row = outbox.row(
                str(number), reader_id=person.id, priority=2, now=NOON, subscription_id=added.id, digest_id=digest_id
            )
            await outbox.enqueue(connection, [row])
            if words == "лыжи":
                await connection.execute(
                    update(deliveries).where(deliveries.c.dedupe == "2").values(state="sent", settled_at=NOON)
                )
            await subscriptions.remove(connection, added.id)
        assert await words_kept(connection) == [interests.key_of(Interest(words=("лыжи",)))]
        assert (await connection.execute(select(digests.c.key))).scalars().all() == ['{"words":["лыжи"]}']


async def test_a_number_of_words_that_are_gone_is_not_given_to_others(database: Database) -> None:
    async with database.write() as connection:
        first = await interests.note(connection, Interest(words=("лыжи",)))
        await interests.forget_unfollowed(connection, [first])
        assert await interests.note(connection, Interest(words=("коньки",))) > first


async def test_a_person_manages_what_they_get_and_what_they_set_up_elsewhere(database: Database) -> None:
    async with database.write() as connection:
        person, other, channel = [await reader(connection, chat) for chat in (7, 8, -100)]
        mine = await subscriptions.add(connection, wish(person))
        theirs = await subscriptions.add(connection, wish(other))
        ours = await subscriptions.add(connection, wish(channel, made_by=7))
        await subscriptions.add(connection, wish(person, state=SubscriptionState.DRAFT))
        assert await subscriptions.managed_by(connection, person.id, 7) == [mine, ours]
        assert await subscriptions.of_reader(connection, channel.id) == [ours]
        assert await subscriptions.of_reader(connection, other.id) == [theirs]


async def test_beginning_anew_forgets_ones_own_drafts_only(database: Database) -> None:
    draft = SubscriptionState.DRAFT
    async with database.write() as connection:
        group = await reader(connection, -100)
        mine = await subscriptions.add(connection, wish(group, made_by=1, state=draft))
        theirs = await subscriptions.add(connection, wish(group, made_by=2, state=draft))
        await subscriptions.remove_drafts(connection, group.id, 1)
        assert await subscriptions.get(connection, mine.id) is None
        assert await subscriptions.get(connection, theirs.id) == theirs


async def test_removing_one_takes_along_what_waits_for_it_and_nothing_else(database: Database) -> None:
    async with database.write() as connection:
        person = await reader(connection)
        first = await subscriptions.add(connection, wish(person))
        second = await subscriptions.add(connection, wish(person))
        waiting = [
            outbox.row(f"{one.id}", reader_id=person.id, subscription_id=one.id, priority=2, now=NOON)
            for one in (first, second)
        ]
        await outbox.enqueue(connection, waiting)
        await subscriptions.remove(connection, first.id)
        await subscriptions.remove(connection, first.id)  # twice does no harm
        states = (await connection.execute(deliveries.select().order_by(deliveries.c.id))).all()
        assert [row.state for row in states] == ["dropped", "pending"]


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
INTERESTS = st.builds(
    Interest,
    st.lists(WORDS, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    st.lists(WORDS, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    st.lists(st.integers(1, 2**62), max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    st.lists(st.integers(1, 2**62), max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
)


@given(INTERESTS)
def test_an_interest_can_be_read_from_its_key(interest: Interest) -> None:
    assert interests.parse(interests.key_of(interest)) == interest


@pytest.mark.parametrize("order", [("energy", "transport"), ("transport", "energy")])
async def test_equal_interests_share_a_row_whatever_their_order(database: Database, order: tuple[str, ...]) -> None:
    async with database.write() as connection:
        first = await interests.note(connection, Interest(sectors=("energy", "transport")))
        assert await interests.note(connection, Interest(sectors=order)) == first
        assert await interests.note(connection, Interest(sectors=("energy",))) != first


async def test_a_group_that_became_a_supergroup_hands_its_subscriptions_on(database: Database) -> None:
    async with database.write() as connection:
        old, new = await reader(connection, -5), await reader(connection, -1005)
        await subscriptions.add(connection, wish(old))
        await subscriptions.give_to(connection, from_reader=old.id, to_reader=new.id)
        assert [one.reader for one in await subscriptions.of_reader(connection, new.id)] == [new]
        assert await subscriptions.of_reader(connection, old.id) == []
