"""Pictures of trends that have been drawn: each once for the same facts, and Telegram's name of it once it was sent.

Counts are made anew every ``FRESH``, so a day's picture is drawn once unless what it shows has changed.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.newsroom.trends import SectorTrend, Trend
from bot.telegram.pictures.words import RowsWords, StoriesWords
from bot.telegram.shelf import Shelf

FRESH = timedelta(minutes=10)

Words = RowsWords | StoriesWords


@dataclass(slots=True)
class Picture:
    """A PNG; ``file_id`` is what Telegram calls it, ``None`` until it was sent."""

    png: bytes
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    """What has been counted and drawn in this process; one drawing at a time."""

    trends: Shelf[Trend] = field(default_factory=Shelf)
    sectors: Shelf[SectorTrend] = field(default_factory=Shelf)
    _pictures: Shelf[Picture] = field(default_factory=Shelf)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def picture(self, words: Words, *, dark: bool) -> Picture:
        """The picture of what it says."""

        def draw() -> Coroutine[Any, Any, Picture]:
            return self._draw(words, dark=dark)

        return await self._pictures.get((words, dark), draw)

    async def _draw(self, words: Words, *, dark: bool) -> Picture:
        async with self._drawing:
            return Picture(await asyncio.to_thread(_png, words, dark=dark))


def fresh(now: datetime) -> datetime:
    """The moment that counts made now are as of: the same for ten minutes."""
    return datetime.fromtimestamp(now.timestamp() // FRESH.total_seconds() * FRESH.total_seconds(), UTC)


def _png(words: Words, *, dark: bool) -> bytes:
    from bot.telegram.pictures import drawing  # noqa: PLC0415 - matplotlib costs 30 MB: not before the first picture

    return drawing.png_of(words, dark=dark)
