"""What the tests of collecting play with: an outlet's documents, a clock on the wall, and what has been stored."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import Row, text

from bot.collecting.collector import Chore, Collector, Polling
from bot.collecting.finding import add
from bot.collecting.rhythm import Pace
from bot.newsroom.intake import Intake
from bot.sources.fetching import Fetcher
from bot.sources.parsing import Parsing
from storage import watches
from storage.engine import Database
from storage.watches import NewWatch, Watch, WatchKind
from tests.sources.outlet import Handler, Outlet, answer

NOON = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)


@dataclass
class Wall:
    """A clock that is set by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Item:
    """An entry of a feed; ``text`` stands in ``content:encoded``, ``summary`` in ``description``."""

    number: int
    text: str = ""
    summary: str = ""
    title: str = ""
    link: str = ""
    at: datetime | None = None


def story(number: int, paragraphs: int = 2) -> str:
    """A text of some paragraphs that shares no sentence with those of other numbers."""
    return "\n\n".join(
        f"Промысел {number}-{part} добыл нефти {number * 7 + part} тысяч баррелей за сутки, "
        f"а завод {number * 3 + part} принял {number + part * 11} цистерн топлива из области {number * 13 + part}. "
        f"Вагоны станции {number * 17 + part} увезли {number * 19 + part} тонн мазута."
        for part in range(paragraphs)
    )


def rss(url: str, items: Sequence[Item], *, title: str = "Тестовый вестник", head: str = "") -> bytes:
    """A feed of an outlet at ``url``."""
    told = "".join(_item(url, item) for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><link>{url}</link>{head}{told}</channel></rss>"
    ).encode()


def _item(url: str, item: Item) -> str:
    html = "".join(f"<p>{escape(part)}</p>" for part in item.text.split("\n\n")) if item.text else ""
    parts = [
        f"<title>{escape(item.title or f'Новость {item.number}')}</title>",
        f"<link>{escape(item.link or f'{url}news/{item.number}')}</link>",
        f"<guid isPermaLink='false'>g{item.number}</guid>",
        f"<description>{escape(item.summary)}</description>" if item.summary else "",
        f"<content:encoded>{escape(html)}</content:encoded>" if html else "",
        f"<pubDate>{format_datetime(item.at)}</pubDate>" if item.at else "",
    ]
    return f"<item>{''.join(parts)}</item>"


def page(title: str, body: str) -> bytes:
    """An article's page."""
    told = "".join(f"<p>{escape(part)}</p>" for part in body.split("\n\n"))
    return (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>{title}</title></head><body><nav>"
        f"<a href=/>Главная</a></nav><article><h1>{title}</h1>{told}</article></body></html>"
    ).encode()


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(20):
        while not await holds():  # noqa: ASYNC110 - databases and logs have no events
            await asyncio.sleep(0.01)


@dataclass
class Scene:
    """The parts of collecting over one outlet; ``pace`` and ``keep`` are those of collectors made from now on."""

    database: Database
    outlet: Outlet
    fetcher: Fetcher
    parsing: Parsing
    intake: Intake
    wall: Wall
    pace: Pace = field(default_factory=Pace)
    keep: timedelta | None = None

    @property
    def home(self) -> str:
        """The outlet's front page."""
        return self.outlet.url("/")

    def collector(self, *chores: Chore) -> Collector:
        """One that nothing but chance 0 drives."""
        return Collector(
            self.database,
            self.fetcher,
            self.parsing,
            self.intake,
            now=self.wall,
            pace=self.pace,
            keep=self.keep,
            chance=lambda: 0.0,
            chores=chores,
        )

    def publish(self, path: str, told: bytes | Handler, **headers: str) -> None:
        """Let the outlet answer so at a path; what is no whole answer yet becomes one."""
        whole = not isinstance(told, bytes) or told.startswith(b"HTTP/")
        self.outlet.answers[path] = told if whole else answer(200, told, **headers)  # type: ignore[arg-type]

    def feed(self, *items: Item, path: str = "/feed", head: str = "") -> None:
        """Let the outlet's feed have these items."""
        self.publish(path, rss(self.home, items, head=head))

    async def watch(
        self,
        path: str = "/feed",
        kind: WatchKind = WatchKind.FEED,
        *,
        pattern: str | None = None,
        name: str = "Вестник",
    ) -> int:
        """Watch a path of the outlet; returns the watch's id."""
        wanted = NewWatch(kind, self.outlet.url(path), name, pattern, self.home)
        return (await add(self.database, wanted, now=self.wall())).watch_id

    async def poll(self, *ids: int) -> Polling:
        """Look at some watches, or all, and bring in what they listed."""
        return await self.collector().poll(ids or None)

    @asynccontextmanager
    async def running(self, *chores: Chore) -> AsyncIterator[Collector]:
        """A collector at work."""
        collector = self.collector(*chores)
        work = asyncio.create_task(collector.run())
        try:
            yield collector
        finally:
            work.cancel()
            await asyncio.wait([work])

    async def until(self, **entries: int) -> None:
        """Wait until so many entries are in these states, and no more."""

        async def so_many() -> bool:
            return await self.entries() == entries

        await eventually(so_many)

    async def look_again(self, watch_id: int, collector: Collector) -> None:
        """Let a running collector look at a watch once more, an hour later."""
        self.wall.now += timedelta(hours=1)
        async with self.database.write() as connection:
            await watches.hurry(connection, watch_id, now=self.wall())
        collector.wake()

        async def looked_at() -> bool:
            kept = await self.state(watch_id)
            return self.wall() in (kept.polled_at, kept.error_at)

        await eventually(looked_at)

    async def limit_disk(self, *, pages: int) -> None:
        """Let the database's file grow by no more than so many pages."""
        async with self.database.write() as connection:
            now = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await connection.exec_driver_sql(f"PRAGMA max_page_count={now + pages}")

    async def state(self, watch_id: int) -> Watch:
        """The watch as it is kept."""
        async with self.database.read() as connection:
            found = await watches.get(connection, watch_id)
        assert found is not None
        return found

    async def articles(self) -> dict[str, str]:
        """The texts of all stored articles by the paths they stand at."""
        query = "SELECT p.address, a.text FROM appearances p JOIN articles a ON a.id = p.article_id"
        return {row.address.removeprefix(self.home): row.text for row in await self._rows(query)}

    async def entries(self) -> dict[str, int]:
        """How many entries there are in each state."""
        return {row[0]: row[1] for row in await self._rows("SELECT state, count(*) FROM entries GROUP BY state")}

    async def _rows(self, query: str) -> Sequence[Row[*tuple[Any, ...]]]:
        async with self.database.read() as connection:
            return (await connection.execute(text(query))).all()
