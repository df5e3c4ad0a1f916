"""What collecting offers to the tests of the chat: an outlet directory in place of the network, and a bell.

That the real finder and collector fit is what ``test_adding`` ends with.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.collecting.finding import Found
from bot.collecting.post_intake import Posts
from bot.errors import RefusedError
from bot.newsroom.intake import Intake
from bot.sources.listing import ListedEntry
from bot.telegram.desk import Desk, NewsDesk
from storage import articles, watches
from storage.records import Article
from storage.watches import NewWatch, Polled, Watch, WatchKind
from tests.conftest import EVENING

ADMIN = 7


class Directory:
    """A finder that knows what stands where."""

    def __init__(self) -> None:
        self.found: dict[str, list[Found]] = {}
        self.by: dict[tuple[str, str], Found] = {}

    async def find(self, typed: str) -> Sequence[Found]:
        """What was put there."""
        if typed not in self.found:
            raise RefusedError(typed, "the server answers 404")
        return self.found[typed]

    async def by_pattern(self, address: str, pattern: str) -> Found:
        """What was put there for the pattern."""
        if (address, pattern) not in self.by:
            raise RefusedError(address, "no link of the page is like that")
        return self.by[address, pattern]


class Bell:
    """A collector of which it is only known how often it was woken."""

    def __init__(self) -> None:
        self.rung = 0

    def wake(self) -> None:
        """Count."""
        self.rung += 1


def with_news(desk: Desk, directory: Directory, bell: Bell) -> Desk:
    """A desk whose admin is the person of ``chat``, over a directory and a bell."""
    posts = Posts(desk.database, Intake(desk.database, desk.tagger, desk.now))
    return replace(desk, admins=frozenset({ADMIN}), collecting=NewsDesk(posts, directory, bell))


def entry(number: int, *, address: str | None = None, hours: int = 1) -> ListedEntry:
    """An entry of a list."""
    at = EVENING - timedelta(hours=hours)
    return ListedEntry(f"k{number}", address or f"https://kz.example/{number}", f"Новость {number}", published_at=at)


def feed(address: str = "https://kz.example/feed", name: str = "Вестник", entries: int = 4) -> Found:
    """A feed that was found."""
    return Found(WatchKind.FEED, address, name, None, "https://kz.example/", tuple(map(entry, range(entries))))


def site(pattern: str = "/news/*", name: str = "Вестник") -> Found:
    """A site that was found."""
    return Found(WatchKind.SITE, "https://kz.example/news", name, pattern, None, (entry(1),))


async def watched(
    desk: Desk, name: str, *, kind: WatchKind = WatchKind.FEED, address: str | None = None, pattern: str | None = None
) -> int:
    """Watch something from now on; the watch's id."""
    new = NewWatch(kind, address or f"https://kz.example/{name}", name, pattern)
    async with desk.database.write() as connection:
        return await watches.add(connection, new, now=desk.now(), due_at=desk.now(), interval_s=3600)


async def looked_at(desk: Desk, watch_id: int, *, error: str | None = None, failures: int = 0) -> None:
    """Let a watch have been looked at now, and be due in ten minutes."""
    now = desk.now()
    look = Polled(
        id=watch_id,
        due_at=now + timedelta(minutes=10),
        interval_s=600,
        polled_at=now,
        changed_at=now - timedelta(days=1),
        etag=None,
        last_modified=None,
        body_hash=None,
        failures=failures,
        error=error,
        error_at=now if error else None,
    )
    async with desk.database.write() as connection:
        await watches.settle(connection, [look])


async def kept(desk: Desk) -> list[Watch]:
    """All watches by name."""
    async with desk.database.read() as connection:
        return await watches.every(connection)


async def articles_of(desk: Desk) -> list[Article]:
    """All articles, the newest first."""
    async with desk.database.read() as connection:
        found = [await articles.get(connection, one.id) for one in await articles.headlines(connection, 100)]
    return [one for one in found if one is not None]
