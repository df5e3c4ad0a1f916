"""Many looks at once: who is looked at, who has to wait, and what one look's trouble means for the others."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.collecting.deciding import Failure, Look
from bot.collecting.finding import add_all
from bot.collecting.looking import AT_ONCE, LEASE, OF_A_HOST, Looks
from bot.collecting.polling import Poller
from bot.collecting.rhythm import Pace
from bot.collecting.settling import Settled
from bot.sources.addresses import host_of
from bot.sources.fetching import Fetched
from storage import watches
from storage.engine import Database
from storage.watches import NewWatch, Watch, WatchKind
from tests.collecting.scene import NOON, Wall

HOUR = timedelta(hours=1)


class Outside(Poller):
    """Answers every look with an unchanged list, or what ``answers`` tells by the watch's name; counts them."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[], Failure | None]] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.looks = Counter[str]()
        self.in_the_air = Counter[str]()
        self.most = Counter[str]()

    async def look(self, watch: Watch, *, now: Callable[[], datetime]) -> Look:
        """What a test has told."""
        host = host_of(watch.address)
        self.looks[watch.name] += 1
        for key in (host, "all"):
            self.in_the_air[key] += 1
            self.most[key] = max(self.most[key], self.in_the_air[key])
        try:
            await asyncio.sleep(0)
            if watch.name in self.held:
                await self.held[watch.name].wait()
            failure = self.answers.get(watch.name, lambda: None)()
        finally:
            self.in_the_air.subtract([host, "all"])
        return Look(watch, now(), None if failure else Fetched(watch.address, 304, b"", ""), failure=failure)


@pytest.fixture
def outside() -> Outside:
    """Everything unchanged."""
    return Outside()


@pytest.fixture
def wall() -> Wall:
    """Noon."""
    return Wall(NOON)


@pytest.fixture
def looks(database: Database, outside: Outside, wall: Wall) -> Looks:
    """What looks at it."""
    return Looks(database, outside, lambda: None, now=wall, chance=lambda: 0.0, pace=Pace())


async def watch(database: Database, *addresses: str) -> list[int]:
    """Watches of some addresses, named by them, all due at noon."""
    new = [NewWatch(WatchKind.FEED, address, address) for address in addresses]
    ids = [one.watch_id for one in await add_all(database, new, now=NOON - HOUR)]
    async with database.write() as connection:
        await watches.put_off(connection, dict.fromkeys(ids, NOON))
    return ids


async def due(database: Database) -> dict[str, datetime | None]:
    """When each watch is due."""
    async with database.read() as connection:
        return {one.name: one.due_at for one in await watches.every(connection)}


async def look(looks: Looks, ids: list[int] | None = None) -> list[Settled]:
    """All that is due, or these."""
    told: list[Settled] = []
    await looks.look(told.append, ids)
    return told


async def test_all_that_is_due_is_looked_at_once_and_only_so_many_at_a_time(
    database: Database, outside: Outside, looks: Looks
) -> None:
    addresses = [f"https://{number}.example/feed" for number in range(300)]
    await watch(database, *addresses)
    assert len(await look(looks)) == 300
    assert outside.looks == Counter(addresses)
    assert AT_ONCE / 2 < outside.most["all"] <= AT_ONCE
    assert all(at and at > NOON for at in (await due(database)).values())


async def test_one_host_takes_little_room_and_its_others_come_later_one_by_one(
    database: Database, outside: Outside, looks: Looks
) -> None:
    many = [f"https://big.example/{number}" for number in range(200)]
    await watch(database, *many, "https://small.example/feed")
    await look(looks)
    assert outside.most["big.example"] <= OF_A_HOST
    assert outside.looks["https://small.example/feed"] == 1
    later = [at - NOON for name, at in (await due(database)).items() if at and not outside.looks[name]]
    assert later
    assert all(timedelta(0) < wait <= timedelta(seconds=AT_ONCE) for wait in later)


async def test_one_host_takes_little_room_where_certain_ones_are_asked_for_too(
    database: Database, outside: Outside, looks: Looks
) -> None:
    ids = await watch(database, *(f"https://big.example/{n}" for n in range(200)), "https://small.example/feed")
    outside.held["https://big.example/0"] = asyncio.Event()
    told: list[Settled] = []

    def tell(one: Settled) -> None:
        told.append(one)
        outside.held["https://big.example/0"].set()

    await looks.look(tell, ids)
    assert len(told) == 201
    assert outside.most["big.example"] <= OF_A_HOST


async def test_a_slow_look_keeps_no_other_waiting(
    database: Database, outside: Outside, looks: Looks, wall: Wall
) -> None:
    await watch(database, "https://slow.example/", *(f"https://{number}.example/" for number in range(100)))
    outside.held["https://slow.example/"] = asyncio.Event()
    told: list[Settled] = []

    def tell(one: Settled) -> None:
        told.append(one)
        if len(told) == 100:
            outside.held["https://slow.example/"].set()

    await looks.look(tell)
    assert told[-1].watch.name == "https://slow.example/"


async def test_a_mistake_of_ours_with_one_is_told_and_the_others_are_looked_at(
    database: Database, outside: Outside, looks: Looks, caplog: pytest.LogCaptureFixture
) -> None:
    def mistaken() -> Failure:
        raise KeyError("a bug")

    await watch(database, "https://1.example/", "https://2.example/")
    outside.answers["https://1.example/"] = mistaken
    told = {one.watch.name: one.error for one in await look(looks)}
    assert told == {"https://1.example/": "a mistake of this program: KeyError", "https://2.example/": None}
    assert "looking at https://1.example/ has failed" in caplog.text


async def test_a_look_that_outlasts_its_lease_is_not_begun_twice(
    database: Database, outside: Outside, looks: Looks, wall: Wall
) -> None:
    await watch(database, "https://slow.example/", "https://quick.example/")
    outside.held["https://slow.example/"] = asyncio.Event()

    def later() -> None:
        wall.now += LEASE
        looks.wake()
        asyncio.get_running_loop().call_later(0.1, outside.held["https://slow.example/"].set)

    outside.answers["https://quick.example/"] = later
    await look(looks)
    assert outside.looks["https://slow.example/"] == 1


async def test_who_is_stopped_leaves_the_leases_and_nothing_else(
    database: Database, outside: Outside, looks: Looks
) -> None:
    (mine,) = await watch(database, "https://slow.example/")
    outside.held["https://slow.example/"] = asyncio.Event()
    work = asyncio.create_task(look(looks))
    await asyncio.sleep(0.1)
    work.cancel()
    await asyncio.wait([work])
    assert outside.in_the_air["all"] == 0
    async with database.read() as connection:
        kept = await watches.get(connection, mine)
    assert kept is not None
    assert (kept.due_at, kept.polled_at) == (NOON + LEASE, None)


async def test_some_can_be_looked_at_out_of_turn(database: Database, outside: Outside, looks: Looks) -> None:
    one, two, _ = await watch(database, *(f"https://{number}.example/" for number in range(3)))
    async with database.write() as connection:
        await watches.put_off(connection, {one: NOON + HOUR})
        await watches.pause(connection, two)
    told = await look(looks, [one, two, 99])
    assert [looked.watch.id for looked in told] == [one]
    assert (await due(database))["https://2.example/"] == NOON


async def test_after_an_outage_of_ours_all_are_looked_at_again(
    database: Database, outside: Outside, looks: Looks, wall: Wall
) -> None:
    ids = await watch(database, *(f"https://{number}.example/" for number in range(5)))
    for number in range(5):
        outside.answers[f"https://{number}.example/"] = lambda: Failure("no answer", unreached=True)
    for _ in range(4):
        await look(looks, ids)
        wall.now += HOUR
    outside.answers.clear()
    await look(looks, ids[:1])
    again = [at - wall.now for name, at in (await due(database)).items() if at and name != "https://0.example/"]
    assert max(again) <= timedelta(seconds=1)


async def test_lists_that_are_answered_with_a_refusal_wait_however_few_others_there_are(
    database: Database, outside: Outside, looks: Looks, wall: Wall
) -> None:
    """A 404 shows that the network works: back-off holds even where the others are seldom looked at."""
    ids = await watch(database, *(f"https://{number}.example/" for number in range(5)))
    for number in range(1, 5):
        outside.answers[f"https://{number}.example/"] = lambda: Failure("the server answers 404")
    for _ in range(4):
        await look(looks, ids)
        wall.now += HOUR
    await look(looks, ids[:1])
    waits = [at - wall.now for name, at in (await due(database)).items() if at and name != "https://0.example/"]
    assert min(waits) > timedelta(minutes=15)
