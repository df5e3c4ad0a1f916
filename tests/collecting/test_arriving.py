"""Waiting entries come in: together, host by host, and each for itself when something is wrong with it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.collecting.arriving import AT_A_TIME, LEASE
from bot.collecting.drafting import CLAIMED_AT_MOST
from bot.collecting.rhythm import SHORTEST
from bot.newsroom.intake import Intake
from storage import entries, watch_overview
from storage.records import Draft, Outcome, Saved
from tests.collecting.scene import NOON, Item, Scene, page, story
from tests.sources.outlet import Heard, answer


def summaries(scene: Scene, hosts: Sequence[str], each: int) -> None:
    """A feed whose entries have their pages at several hosts, in the order of the hosts."""
    items = []
    for place, host in enumerate(hosts):
        for number in range(place * each, (place + 1) * each):
            items.append(Item(number, summary="Кратко.", link=scene.outlet.url(f"/news/{number}", host)))
            scene.publish(f"/news/{number}", page(f"Новость {number}", story(number)))
    scene.feed(*items)


async def test_pages_of_many_hosts_come_side_by_side_and_of_one_host_one_by_one(scene: Scene) -> None:
    hosts = [f"127.0.0.{number}" for number in range(2, 6)]
    summaries(scene, hosts, 3)
    in_the_air, most, together = Counter[str](), Counter[str](), 0

    def slowly(number: int) -> None:
        told = answer(200, page(f"Новость {number}", story(number)))

        async def serve(heard: Heard, writer: asyncio.StreamWriter) -> None:
            nonlocal together
            in_the_air[heard.at] += 1
            most[heard.at] = max(most[heard.at], in_the_air[heard.at])
            together = max(together, sum(map(bool, in_the_air.values())))
            await asyncio.sleep(0.02)
            in_the_air[heard.at] -= 1
            writer.write(told)

        scene.publish(f"/news/{number}", serve)

    for number in range(12):
        slowly(number)
    await scene.watch()
    assert (await scene.poll()).tally.outcomes == {Outcome.NEW: 12}
    assert most == dict.fromkeys(hosts, 1)
    assert together > 1


async def test_a_host_that_hangs_keeps_no_other_from_coming_in(scene: Scene) -> None:
    summaries(scene, ["127.0.0.2", "127.0.0.3"], 4)
    others_are_in = asyncio.Event()

    async def hang(_: Heard, writer: asyncio.StreamWriter) -> None:
        await others_are_in.wait()
        writer.write(answer(404))

    scene.publish("/news/3", hang)  # the oldest of its host, since lists are newest first
    await scene.watch()
    async with scene.running():
        await scene.until(waiting=4, stored=4)
        others_are_in.set()
        await scene.until(waiting=1, stored=7)


class Picky(Intake):
    """A mistake of ours: one text breaks it."""

    async def take_all(self, drafts: Sequence[Draft]) -> list[Saved]:
        if any(draft.text == story(7) for draft in drafts):
            raise ZeroDivisionError
        return await super().take_all(drafts)


async def test_an_entry_that_breaks_something_breaks_nothing_else(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.feed(*(Item(number, story(number)) for number in range(10)))
    await scene.watch()
    picky = replace(scene, intake=Picky(scene.database, scene.intake.tagger, scene.wall))
    done = await picky.poll()
    assert (done.tally.outcomes, done.tally.put_off) == ({Outcome.NEW: 9}, 1)
    assert "an entry of Вестник can't be taken in" in caplog.text
    scene.wall.now += SHORTEST
    assert (await scene.poll()).tally.outcomes == {Outcome.NEW: 1}


async def test_what_an_older_program_wrote_down_and_this_one_cannot_read_is_given_up_at_last(scene: Scene) -> None:
    watch = await scene.watch()
    scene.feed()
    async with scene.database.write() as connection:
        await entries.note(connection, watch, [entries.NewEntry(b"key", b"digest", "{}", None)], now=NOON)
    for _ in range(12):
        await scene.poll()
        scene.wall.now += timedelta(days=1)
    assert await scene.entries() == {"refused": 1}
    async with scene.database.read() as connection:
        listed = await watch_overview.listed(connection, watch, reasons=1)
    assert [one.reason for one in listed.reasons] == ["a mistake of this program: ValidationError"]


async def test_more_than_one_batch_comes_in_at_one_go(scene: Scene) -> None:
    count = AT_A_TIME + 7
    scene.feed(*(Item(number, story(number)) for number in range(count)))
    await scene.watch()
    assert (await scene.poll()).tally.outcomes == {Outcome.NEW: count}
    assert await scene.entries() == {"stored": count}


async def test_who_is_stopped_while_a_page_is_fetched_leaves_it_to_be_fetched_again(scene: Scene) -> None:
    summaries(scene, ["127.0.0.2"], 1)
    asked = asyncio.Event()

    async def hang(_heard: Heard, _writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.Event().wait()

    scene.publish("/news/0", hang)
    await scene.watch()
    async with scene.running():
        await asked.wait()
    assert await scene.entries() == {"waiting": 1}
    scene.publish("/news/0", page("Новость 0", story(0)))
    scene.wall.now += LEASE
    assert (await scene.poll()).tally.outcomes == {Outcome.NEW: 1}


async def claimed_and_killed(scene: Scene, times: int) -> None:
    """Somebody claims all that waits, and is killed, so often."""
    for _ in range(times):
        async with scene.database.write() as connection:
            assert await entries.claim(connection, now=scene.wall(), lease=LEASE, limit=5, per_host=4)
        scene.wall.now += timedelta(days=1)


@pytest.mark.parametrize(("kills", "state"), [(CLAIMED_AT_MOST - 1, "waiting"), (CLAIMED_AT_MOST, "refused")])
async def test_kills_are_no_attempts_but_what_kills_each_time_is_given_up_at_last(
    scene: Scene, kills: int, state: str
) -> None:
    summaries(scene, ["127.0.0.2"], 1)
    scene.publish("/news/0", answer(503))
    await scene.watch()
    await scene.poll()
    scene.wall.now += timedelta(days=1)
    await claimed_and_killed(scene, kills)
    await scene.collector().poll()
    assert await scene.entries() == {state: 1}
