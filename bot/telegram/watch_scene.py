"""What a handler of sources works with: an admin's private chat, the collecting, and what has been offered there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject

from bot.telegram import awaiting
from bot.telegram.desk import NewsDesk
from bot.telegram.offers import Offers
from bot.telegram.render import Page
from bot.telegram.rights import LARGEST_ID
from bot.telegram.scene import Scene
from bot.telegram.watch_pages import Sight, card
from storage import watch_overview, watches
from storage.watches import Watch

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

REASONS = 3
"""Reasons for refusal shown of one watch, the commonest."""


@dataclass(frozen=True, slots=True)
class WatchScene(Scene):
    """The desk, the admin's chat, texts and zone, what collects, and the offers that wait for a press."""

    zone: tzinfo
    collecting: NewsDesk
    offers: Offers

    @property
    def sight(self) -> Sight:
        """Who looks, when and where."""
        return Sight(self.texts, self.now, self.zone)

    async def find(self, watch_id: int) -> Watch | None:
        """The watch of a number that a button carries, which anybody can forge."""
        if not 0 < watch_id <= LARGEST_ID:
            return None
        async with self.desk.database.read() as connection:
            return await watches.get(connection, watch_id)

    async def known(self, address: str) -> int | None:
        """The watch of an address, if there is one."""
        async with self.desk.database.read() as connection:
            there = await watches.by_address(connection, address)
        return None if there is None else there.id

    async def card(self, watch: Watch, *, page: int = 1, heading: str | None = None) -> Page:
        """A watch with what came of what it listed."""
        async with self.desk.database.read() as connection:
            listed = await watch_overview.listed(connection, watch.id, reasons=REASONS)
        return card(watch, listed, self.sight, page=page, heading=heading)


class SetsScene(BaseMiddleware):
    """Gives handlers the ``scene``; of two quick presses the second's screen is the one that stays."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Make the scene; whoever presses has something else in mind than what they were asked to write."""
        desk, reader, texts = data["desk"], data["reader"], data["texts"]
        scene = WatchScene(desk, reader, texts, data["zone"], data["collecting"], data["offers"])
        if not isinstance(event, CallbackQuery):  # an answer to words may take long: the network is asked
            return await handler(event, data | {"scene": scene})
        async with data["turn"]:
            await awaiting.forget(scene)
            return await handler(event, data | {"scene": scene})
