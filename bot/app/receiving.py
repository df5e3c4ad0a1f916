"""What brings updates in: polling, or the webhook with the server that Telegram posts to; until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram.types import Update
from aiohttp import web

from bot.app.enduring import enduring
from bot.app.monitoring import Monitor
from bot.errors import SettingsError
from bot.telegram.receiving.ages import older_than
from bot.telegram.receiving.inbox import Inbox
from bot.telegram.receiving.polling import Polling
from bot.telegram.receiving.webhook import LARGEST_BYTES, Address, Webhook
from bot.web.site import site

log = logging.getLogger(__name__)

GRACE_S = 7.0
"""What has been begun gets this long to be finished when the bot is told to stop: containers are killed after ten."""

DOOR_S = 1.0
"""And what is being posted then gets this long before that: to be stored it needs a hundredth of it. What comes slower
Telegram posts again."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the bot listens, and where Telegram knows it by; ``address`` is ``None`` where the bot asks for updates;
    without a ``port`` nobody can ask how it is.

    What somebody wrote more than ``within_s`` seconds before it comes in is not answered (``None``: everything is).
    """

    host: str
    port: int | None
    address: Address | None = None
    within_s: int | None = None

    def dropped(self, now: Callable[[], datetime]) -> Callable[[Update], bool]:
        """Says of an update whether it came too late."""
        if self.within_s is None:
            return lambda _update: False
        return older_than(timedelta(seconds=self.within_s), now)


@asynccontextmanager
async def working(inbox: Inbox) -> AsyncIterator[None]:
    """What has come is settled meanwhile; at the end what is begun is finished, and the rest left to others."""
    async with enduring("the looking after updates", inbox.run):
        try:
            yield
        finally:
            await inbox.close(GRACE_S)


async def receive(
    inbox: Inbox,
    door: Door,
    allowed: Sequence[str],
    monitor: Monitor,
    ready: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Take updates until SIGINT or SIGTERM, and let whoever watches the bot ask how it is.

    Raises:
        SettingsError: the port is taken, or Telegram refuses the webhook's address.
        SvodkaError: the Bot API server can't be reached.
    """
    with told_to_stop() as stop:
        async with _listening(inbox, door, monitor) as webhook:
            taking = asyncio.create_task(_take(inbox, webhook, allowed, ready))
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({taking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (taking, stopping):
                    task.cancel()
                await asyncio.wait({taking, stopping})
    if not taking.cancelled():
        taking.result()


@asynccontextmanager
async def _listening(inbox: Inbox, door: Door, monitor: Monitor) -> AsyncIterator[Webhook | None]:
    """Listen where the door says; the webhook, where there is one.

    Who asks for updates can do without being asked how it is: where its port is taken it says so, and goes on.
    """
    if door.port is None:
        yield None
        return
    app = web.Application(client_max_size=LARGEST_BYTES)
    app.add_routes(monitor.routes())
    if door.address is not None:
        monitor.webhook = Webhook(inbox.bot, inbox, door.address)
        app.add_routes([monitor.webhook.route()])
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(site(door.host, door.port, app, grace_s=DOOR_S))
        except SettingsError as error:
            if door.address is not None:
                raise
            log.warning("nobody can ask how the bot is (/readyz, /metrics): %s", error)
        else:
            log.info("health and metrics at %s", address)
        yield monitor.webhook


async def _take(
    inbox: Inbox, webhook: Webhook | None, allowed: Sequence[str], ready: Callable[[], Awaitable[None]] | None
) -> None:
    if webhook is not None:
        await webhook.register(allowed)
    if ready is not None:
        await ready()
    await (Polling(inbox.bot, inbox, allowed).run() if webhook is None else webhook.watch(allowed))


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """Set when the process is told to end, once: whoever tells it again ends it at once."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell() -> None:
        told.set()
        forget()

    def forget() -> None:
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    try:
        for number in SIGNALS:
            loop.add_signal_handler(number, tell)
    except NotImplementedError:  # Windows: Ctrl+C ends the loop
        yield told
        return
    try:
        yield told
    finally:
        forget()
