"""What sends digests: one limiter for all that the bot says, and the service behind it."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiogram import Bot

from bot.app.enduring import enduring, stop
from bot.delivery.broadcasting import Broadcaster
from bot.delivery.budget import Budget
from bot.delivery.claims import Holder
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter
from bot.delivery.losses import Losses
from bot.delivery.making import Maker, Render
from bot.delivery.planning import Planner
from bot.delivery.rates import FREE_PER_S
from bot.delivery.schedule import zone_of
from bot.delivery.service import Service, Times
from bot.delivery.sharing import Lead, Sharing
from bot.delivery.verdicts import Why
from bot.newsroom.digests import Digest
from bot.telegram import broadcast_pages, digests
from bot.telegram.broadcast_progress import ProgressMessage
from bot.telegram.desk import Desk
from bot.telegram.measuring import measured
from bot.telegram.notices import reader_lost
from bot.telegram.post import CONNECTIONS, TelegramPost
from bot.telegram.texts import Texts
from bot.text.taxonomy import Taxonomy
from storage.records import Reader

SECONDS_IN_HAND = 2
"""How much a courier takes at a time, in seconds of its rate."""


def render(taxonomy: Taxonomy, texts: Mapping[str, Texts]) -> Render:
    """What writes digests as Telegram messages."""

    def rendered(digest: Digest, language: str, timezone: str, *, preview: bool) -> list[str]:
        return digests.messages(digest, taxonomy, texts[language], zone_of(timezone), preview=preview)

    return rendered


@dataclass(frozen=True, slots=True)
class Allowance:
    """How fast may be sent: ``paid_per_s`` messages a second (``None``: the free 30), for ``stars_per_day`` at most."""

    paid_per_s: int | None = None
    stars_per_day: int = 0

    @property
    def per_s(self) -> int:
        """Messages a second at the most."""
        return self.paid_per_s or FREE_PER_S


@asynccontextmanager
async def delivering(
    bot: Bot, server: str, desk: Desk, limiter: Limiter, allowance: Allowance
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Digests and broadcasts go out meanwhile; at the end, what has been sent is noted and the rest put back.

    What is given ends that earlier: answers may go on meanwhile.
    """
    post = TelegramPost(server, bot.token, limit=max(CONNECTIONS, allowance.per_s // 2))
    broadcaster = Broadcaster(
        desk.database,
        board=ProgressMessage(bot, desk.database, desk.texts),
        summary=lambda ended, tally, language: broadcast_pages.summary(ended, tally, desk.texts[language]),
        now=desk.now,
        monotonic=time.monotonic,
    )

    deliver = partial(_deliver, desk, limiter, allowance, post, broadcaster)
    sharing = Sharing(desk.database, limiter, Holder()(), desk.now)
    async with enduring("the sharing of the rate", sharing.run), enduring("delivering", deliver) as running:
        try:
            yield partial(stop, running)
        finally:
            await stop(running)
            await broadcaster.close()
            await post.close()


async def _deliver(
    desk: Desk, limiter: Limiter, allowance: Allowance, post: TelegramPost, broadcaster: Broadcaster
) -> None:
    """One life of the service that plans and sends, until it is cancelled."""

    def notice(to: Reader, gone: Reader, why: Why) -> str:
        return reader_lost(gone, why, desk.texts[to.language])

    holder = Holder()
    courier = Courier(
        desk.database,
        bodies=Maker(desk.database, render(desk.taxonomy, desk.texts), desk.now, names=desk.names),
        losses=Losses(desk.database, desk.now, notice),
        limiter=limiter,
        post=measured(post, desk.counts),
        now=desk.now,
        token=holder,
        hand=SECONDS_IN_HAND * allowance.per_s,
        counts=desk.counts,
    )
    planner = Planner(desk.database, desk.now, names=desk.names)
    budget = Budget(desk.database, limiter, desk.now, stars_per_day=allowance.stars_per_day)
    times = Times(desk.now, time.monotonic)
    lead = Lead(desk.database, "planning", holder(), desk.now)
    service = Service(
        desk.database, planner, courier, times, holder=holder, budget=budget, chores=[broadcaster], lead=lead
    )
    await service.run()
