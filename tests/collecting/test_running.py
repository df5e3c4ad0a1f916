"""What happens beside collecting: watches are taken away, disks fill, processes are killed, nights pass."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.collecting.arriving import LEASE
from bot.collecting.collector import FEW
from bot.collecting.finding import add_all
from bot.collecting.rhythm import STARTS_PER_S
from bot.newsroom.intake import Intake
from storage import watches
from storage.errors import StorageError
from storage.records import Draft, Outcome, Saved
from storage.watches import NewWatch, WatchKind, WatchState
from tests.collecting.scene import NOON, Item, Scene, eventually, page, rss, story
from tests.sources.outlet import answer

HOUR = timedelta(hours=1)


class TestTakenAwayMeanwhile:
    """Removed, paused or changed while its list or a page of it is fetched: nothing is left half done."""

    async def during(self, scene: Scene, path: str, what: str, watch: int) -> None:
        """Let the outlet's answer at a path come when the watch has been removed, paused or changed."""
        told = scene.outlet.answers[path]
        assert isinstance(told, bytes)

        async def late(_: object, writer: asyncio.StreamWriter) -> None:
            async with scene.database.write() as connection:
                if what == "change":
                    await watches.change(connection, watch, name="Другой", pattern="/x/*")
                else:
                    await getattr(watches, what)(connection, watch)
            writer.write(told)

        scene.publish(path, late)

    async def test_removed_while_its_list_is_fetched(self, scene: Scene) -> None:
        scene.feed(Item(1, story(1)))
        await self.during(scene, "/feed", "remove", await scene.watch())
        assert (await scene.poll()).looks == []
        assert (await scene.entries(), await scene.articles()) == ({}, {})

    async def test_removed_while_a_page_is_fetched(self, scene: Scene) -> None:
        scene.feed(Item(1, summary="Кратко."), Item(2, summary="Кратко."))
        scene.publish("/news/1", page("Новость 1", story(1)))
        scene.publish("/news/2", page("Новость 2", story(2)))
        await self.during(scene, "/news/1", "remove", await scene.watch())
        await scene.poll()
        assert await scene.entries() == {}
        assert "news/1" not in await scene.articles()

    async def test_paused_while_its_list_is_fetched(self, scene: Scene) -> None:
        scene.feed(Item(1, story(1)))
        watch = await scene.watch()
        await self.during(scene, "/feed", "pause", watch)
        await scene.poll()
        kept = await scene.state(watch)
        assert (kept.state, kept.due_at, kept.polled_at, kept.etag) == (WatchState.PAUSED, None, None, None)
        assert await scene.entries() == {}

    async def test_changed_while_its_list_is_fetched_it_is_due_at_once(self, scene: Scene) -> None:
        scene.feed(Item(1, story(1)))
        watch = await scene.watch()
        await self.during(scene, "/feed", "change", watch)
        await scene.poll()
        kept = await scene.state(watch)
        assert (kept.name, kept.pattern, kept.body_hash, kept.due_at) == ("Другой", "/x/*", None, NOON)


class DyingIntake(Intake):
    """Stores, and then nothing more can be stored."""

    async def take_all(self, drafts: Sequence[Draft]) -> list[Saved]:
        await super().take_all(drafts)
        raise StorageError("the disk is gone")


class TestKilled:
    """Whoever is killed leaves work that is done anew, to the same end."""

    async def test_before_a_look_was_settled(self, scene: Scene) -> None:
        scene.feed(Item(1, story(1)))
        await scene.watch()
        async with scene.database.write() as connection:
            await watches.claim(connection, now=NOON, lease=LEASE, limit=9)
        async with scene.running():
            scene.wall.now += LEASE
            await scene.until(stored=1)

    async def test_after_an_article_was_stored_and_before_it_was_settled(self, scene: Scene) -> None:
        scene.feed(Item(1, story(1)))
        await scene.watch()
        dying = replace(scene, intake=DyingIntake(scene.database, scene.intake.tagger, scene.wall))
        with pytest.raises(StorageError):
            await dying.poll()
        assert await scene.entries() == {"waiting": 1}
        scene.wall.now += LEASE
        assert (await scene.poll()).tally.outcomes == {Outcome.KNOWN: 1}
        assert await scene.entries() == {"stored": 1}
        assert await scene.articles() == {"news/1": story(1)}


class TestRunning:
    """The service goes on by itself, and stops when it is told to."""

    async def test_a_start_after_a_long_night_is_no_burst(self, scene: Scene) -> None:
        scene.feed()
        new = [NewWatch(WatchKind.FEED, scene.outlet.url(f"/feed?{n}"), f"Вестник {n}") for n in range(3 * FEW)]
        ids = [one.watch_id for one in await add_all(scene.database, new, now=NOON - 9 * HOUR)]

        async def spread() -> bool:
            async with scene.database.read() as connection:
                return len(await watches.overdue(connection, now=NOON)) <= 1

        async with scene.running():
            await eventually(spread)
        due = [at for id_ in ids if (at := (await scene.state(id_)).due_at)]
        assert sum(NOON < at < NOON + timedelta(seconds=1) for at in due) <= STARTS_PER_S

    async def test_a_person_reads_what_begins_and_what_is_over_and_nothing_between(
        self, scene: Scene, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        scene.publish("/feed", answer(404))
        watch = await scene.watch()
        async with scene.running() as collector:
            for one in (answer(404), answer(404), answer(500), rss(scene.home, []), rss(scene.home, []), answer(410)):
                scene.publish("/feed", one)
                await scene.look_again(watch, collector)
        told = [record.message for record in caplog.records if record.name.startswith("bot.collecting")]
        address = scene.outlet.url("/feed")
        assert told == [
            f"Вестник ({address}): the server answers 404",
            f"Вестник ({address}): the server answers 500",
            f"Вестник ({address}) can be read again",
            f"Вестник ({address}) is looked at no longer: the server answers 410",
        ]

    async def test_what_is_added_while_it_runs_is_looked_at_at_once(self, scene: Scene) -> None:
        scene.feed(Item(1, story(1)))
        async with scene.running() as collector:
            await scene.watch()
            collector.wake()
            await scene.until(stored=1)

    async def test_a_full_disk_is_waited_out(self, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
        scene.feed(*(Item(number, story(number, 20)) for number in range(30)))
        await scene.watch()
        await scene.limit_disk(pages=0)

        async def told() -> bool:
            return "collecting has to wait" in caplog.text

        async with scene.running():
            await eventually(told)
            await scene.limit_disk(pages=100_000)
            scene.wall.now += LEASE
            await scene.until(stored=30)
