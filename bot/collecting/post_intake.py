"""Posts come in: each becomes an article, and changes it when it is edited.

A post is known by its place (chat and number), so an edit finds its article. The posts of an album come one by one,
each of them at any time; what is there so far is the article, and the next one changes it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from pydantic import TypeAdapter

from bot.collecting.posts import Post, Refusal, Said, channel_address, draft_of, is_channel, joined, place_address, said
from bot.newsroom.intake import Intake
from storage import albums, watches
from storage.albums import AlbumPart
from storage.engine import Database
from storage.errors import StorageError
from storage.records import Saved
from storage.watches import Polled, Watch, WatchKind, WatchState

log = logging.getLogger(__name__)

NOT_IN_CHANNEL = "the bot is not in the channel"
"""Why a channel's watch fails: no other's posts come to the bot."""

AGAIN_AFTER_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""How long a post waits between two attempts to store it: two minutes in all, which a backup or a lock may take."""

ALBUMS_KEPT = timedelta(days=60)
"""How long the posts of an album are kept after the last of them was seen; whoever edits does so in the first days."""

_PART = TypeAdapter(Said)


@dataclass(frozen=True, slots=True)
class Taken:
    """A post that is an article now, or was one already."""

    title: str
    saved: Saved


class Posts:
    """Takes posts in; two of one chat never at the same time, so that an edit doesn't overtake its post.

    ``sleep`` waits for seconds.
    """

    def __init__(
        self, database: Database, intake: Intake, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._database = database
        self._intake = intake
        self._sleep = sleep
        self._turns = WeakValueDictionary[int, asyncio.Lock]()

    async def take_watched(self, post: Post) -> Taken | Refusal | None:
        """Take a post of a channel that is being watched, ``None`` where it isn't.

        Nobody posts again what can't be stored now (a lock, a full disk), so it is tried for a while.

        Raises:
            StorageError: it can't be stored.
        """
        async with self._turn(post.chat_id):
            for wait_s in AGAIN_AFTER_S:
                try:
                    return await self._take_watched(post)
                except StorageError as error:
                    log.warning("post %d of %s has to wait: %s", post.message_id, post.source, error)
                    await self._sleep(wait_s)
            return await self._take_watched(post)

    async def take(self, post: Post) -> Taken | Refusal:
        """Take a post that somebody trusted has brought; under its watch's name where its channel is watched."""
        async with self._turn(post.chat_id):
            watch = await self._watch(post.chat_id)
            return await self._take(post, post.source if watch is None else watch.name)

    async def watched(self, chat_id: int) -> bool:
        """Whether a chat is a channel whose posts are collected, or would be but for a pause."""
        return await self._watch(chat_id) is not None

    async def note_hearing(self, chat_id: int, *, hears: bool) -> None:
        """Let a channel's watch, where there is one, say whether the bot is in the channel."""
        async with self._turn(chat_id):
            watch = await self._watch(chat_id)
            if watch is not None and bool(watch.failures) is hears:
                async with self._database.write() as connection:
                    await watches.settle(connection, [_heard(watch, self._intake.now(), hears=hears)])

    async def _take_watched(self, post: Post) -> Taken | Refusal | None:
        watch = await self._watch(post.chat_id)
        if watch is None or watch.state is not WatchState.ACTIVE:
            return None
        taken = await self._take(post, watch.name)
        if isinstance(taken, Taken):
            async with self._database.write() as connection:
                await watches.settle(connection, [_seen(watch, self._intake.now())])
        return taken

    async def _take(self, post: Post, source: str) -> Taken | Refusal:
        address, told = await self._whole(post)
        draft = draft_of(address, source, told)
        if isinstance(draft, Refusal):
            return draft
        return Taken(draft.title, await self._intake.take(draft))

    async def _whole(self, post: Post) -> tuple[str, Said]:
        """The identity of a post or of its album, and all that it says by now."""
        chat_id, told = post.chat_id, said(post)
        async with self._database.read() as connection:
            album = await albums.containing(connection, chat_id, post.message_id) or post.album
        if album is None:
            return place_address(chat_id, f"{post.message_id}"), told
        now = self._intake.now()
        part = AlbumPart(post.message_id, _PART.dump_json(told).decode())
        async with self._database.write() as connection:
            await albums.forget(connection, before=now - ALBUMS_KEPT)
            await albums.keep(connection, chat_id, album, part, now=now)
            parts = await albums.parts(connection, chat_id, album)
        return place_address(chat_id, f"album/{album}"), joined([_PART.validate_json(one.content) for one in parts])

    async def _watch(self, chat_id: int) -> Watch | None:
        if not is_channel(chat_id):
            return None
        async with self._database.read() as connection:
            watch = await watches.by_address(connection, channel_address(chat_id))
        return watch if watch is not None and watch.kind is WatchKind.CHANNEL else None

    def _turn(self, chat_id: int) -> asyncio.Lock:
        return self._turns.setdefault(chat_id, asyncio.Lock())


def _seen(watch: Watch, now: datetime) -> Polled:
    """What a post is to its channel's watch: it works, and had something new just now."""
    return replace(_heard(watch, now, hears=True), polled_at=now, changed_at=now)


def _heard(watch: Watch, now: datetime, *, hears: bool) -> Polled:
    """A channel's watch, whose posts come to the bot or don't; it is never due."""
    return Polled(
        id=watch.id,
        due_at=None,
        interval_s=watch.interval_s,
        polled_at=watch.polled_at or now,
        changed_at=watch.changed_at,
        etag=None,
        last_modified=None,
        body_hash=None,
        failures=0 if hears else watch.failures + 1,
        error=watch.error if hears else NOT_IN_CHANNEL,
        error_at=watch.error_at if hears else now,
    )
