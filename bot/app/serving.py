"""The bot, or the bot with its sandbox, kept running until it is told to stop."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramUnauthorizedError

from bot.app import memory
from bot.app.collecting import Collecting, collecting
from bot.app.delivering import Allowance, delivering, render
from bot.app.enduring import end_within, enduring, stop
from bot.app.keeping import Keeping, keeping_copies
from bot.app.monitoring import Monitor
from bot.app.notifying import Notifier, notifying
from bot.app.opening import load_names, load_taxonomy, one_clock, opened, read_replica, read_seeds
from bot.app.receiving import GRACE_S, Door, receive, working
from bot.app.tallying import Tally, tallying
from bot.collecting.post_intake import Posts
from bot.collecting.rhythm import SHORTEST
from bot.delivery.limits import Limiter
from bot.delivery.making import Maker
from bot.errors import SettingsError, SvodkaError
from bot.newsroom import summaries
from bot.newsroom.intake import Intake
from bot.settings import EXAMPLES, Settings
from bot.telegram import dispatcher, texts
from bot.telegram.commands import set_admins_commands, set_profile
from bot.telegram.decoding import ReadsWhatItCan
from bot.telegram.desk import Desk, NewsDesk
from bot.telegram.flooding import Floods
from bot.telegram.limiting import Limiting
from bot.telegram.measuring import MeasuresCalls, MeasuresUpdates
from bot.telegram.receiving.answering import AnswersOnce
from bot.telegram.receiving.inbox import Inbox
from bot.telegram.receiving.webhook import Address
from bot.telegram.replying import RepliesInGroups
from bot.text import words
from bot.text.fingerprint import fingerprint
from bot.text.tagging import Tagger
from storage.sole import sole

log = logging.getLogger(__name__)

WORLD_PORT = 2
"""How far above the chat page's port the world's is; the one between is `svodka sandbox`'s own."""

LOOK_AT = "is there a network, and is TELEGRAM_API right?"
"""What a person can do about a Bot API server that doesn't answer as one does."""

Ready = Callable[[], Awaitable[None]]


@asynccontextmanager
async def desk_of(settings: Settings) -> AsyncIterator[Desk]:
    """The desk that handlers work at, its language models loaded and the seeds read."""
    taxonomy = load_taxonomy(settings)
    tagger = Tagger(taxonomy)
    names = load_names(settings)
    async with (
        opened(settings) as database,
        one_clock(database) as now,
        read_replica(settings, database) as replica,
        enduring("the handing back of memory", memory.giving_back),
    ):
        warm()
        spoken = texts.load()
        maker = Maker(database, render(taxonomy, spoken), now, names=names)
        desk = Desk(
            database,
            taxonomy,
            tagger,
            spoken,
            now,
            settings.timezone,
            maker,
            admins=settings.admins,
            names=names,
            replica=replica,
        )
        await read_seeds(settings, intake_of(desk))
        yield desk


def intake_of(desk: Desk) -> Intake:
    """The door that articles come in by."""
    return Intake(desk.database, desk.tagger, desk.now, fingerprint(desk.taxonomy), desk.way, desk.counts)


def warm() -> None:
    """Load what would otherwise keep the first person waiting.

    The model that tells languages isn't among it: articles need it, not people, and it is 60 MB.
    """
    words.warm()
    summaries.warm()
    memory.begun()  # dictionaries and aiogram's types stay: collections needn't walk through a million of them


async def run(settings: Settings) -> None:
    """The bot, until it is told to stop (SIGINT, SIGTERM).

    Raises:
        SettingsError: no token, or one that Telegram refuses.
        SvodkaError: the Bot API server can't be reached.
    """
    if settings.bot_token is None:
        raise SettingsError("BOT_TOKEN", "is missing: @BotFather gives one", EXAMPLES["BOT_TOKEN"])
    door = door_of(settings)
    token = settings.bot_token.get_secret_value()
    async with (
        notifying(os.environ) as manager,
        desk_of(settings) as desk,
        collecting(settings, desk.database, intake_of(desk)) as parts,
    ):
        with sole(desk.database):
            allowance = Allowance(settings.paid_per_second, settings.stars_per_day)
            async with keeping_copies(settings, desk.database) as backups:
                await serve(
                    token,
                    settings.telegram_api,
                    desk,
                    parts,
                    allowance=allowance,
                    door=door,
                    ready=manager.ready,
                    stopping=partial(_stopping, manager),
                    backups=backups,
                )


ENDED_WITHIN_S = 8.5
"""From when no more updates are taken, a second after the bot was told to stop; containers are killed after ten."""


def _stopping(manager: Notifier) -> None:
    manager.stopping()
    end_within(ENDED_WITHIN_S)


def door_of(settings: Settings) -> Door:
    """Where updates come in.

    Raises:
        SettingsError: a webhook without its secret, which anybody could post to.
    """
    within = settings.answer_within_s
    if not settings.webhook_url:
        return Door(settings.http_host, settings.http_port, None, within)
    if settings.webhook_secret is None:
        raise SettingsError(
            "WEBHOOK_SECRET", "is missing: without it anybody could post updates", EXAMPLES["WEBHOOK_SECRET"]
        )
    address = Address(settings.webhook_url, settings.webhook_secret.get_secret_value())
    return Door(settings.http_host, settings.http_port, address, within)


async def try_out(
    settings: Settings, *, port: int, ready: Callable[[str, str | None], Awaitable[None]], with_world: bool = False
) -> None:
    """Sandbox, bot and seeds on this machine, and a world of invented outlets if that is wanted.

    ``ready`` is given the address of the chat page, and of the world's page, when all of it answers.

    Raises:
        SandboxError: the port is taken.
        OutsideError: the world can't be served.
    """
    from bot.app import outside  # noqa: PLC0415 - `svodka run` has no use for the memory of it and of the sandbox
    from bot.sandbox.server import SANDBOX_TOKEN, start  # noqa: PLC0415 - as above

    async with AsyncExitStack() as stack:
        sandbox = await start(settings.http_host, port)
        stack.push_async_callback(sandbox.close)
        served = None
        if with_world:
            served = await stack.enter_async_context(outside.world_at(port and port + WORLD_PORT))
            settings = outside.within(settings, served)
        desk = await stack.enter_async_context(desk_of(settings))
        desk = replace(desk, trial=not settings.admins)  # whoever writes to a sandbox can be whoever they like
        if served is not None:
            await outside.watch_world(desk.database, served)
        shortest = SHORTEST if served is None else outside.SHORTEST
        parts = await stack.enter_async_context(collecting(settings, desk.database, intake_of(desk), shortest=shortest))
        told = partial(ready, sandbox.address, None if served is None else served.address)
        stack.enter_context(sole(desk.database))
        door = Door(settings.http_host, None, None, settings.answer_within_s)
        await serve(SANDBOX_TOKEN, sandbox.address, desk, parts, allowance=Allowance(), door=door, ready=told)


async def serve(
    token: str,
    server: str,
    desk: Desk,
    parts: Collecting,
    *,
    allowance: Allowance,
    door: Door,
    ready: Ready | None = None,
    stopping: Callable[[], None] = lambda: None,
    backups: Keeping | None = None,
) -> None:
    """Answer the updates of one bot, deliver digests and collect news, until SIGINT or SIGTERM.

    ``ready`` is called when updates are taken, ``stopping`` when no more are. ``backups`` are those
    that are made meanwhile.

    Raises:
        SettingsError: Telegram refuses the token or the webhook's address, or the port is taken.
        SvodkaError: the Bot API server can't be reached.
    """
    limiter = Limiter(paid_per_s=allowance.paid_per_s)
    async with connected(token, server, limiter) as bot:
        bot.session.middleware(MeasuresCalls(desk.counts))
        tally = Tally(desk.counts, desk.database, desk.now)
        desk = await _introduced(bot, replace(desk, tallies=tally), parts, allowance, polls=door.address is None)
        work = dispatcher.build(desk, Floods(time.monotonic))
        inbox = Inbox(desk.database, bot, partial(work.feed_update, bot), desk.now, dropped=door.dropped(desk.now))
        work.update.outer_middleware(MeasuresUpdates(desk.counts))
        allowed = work.resolve_used_update_types()
        monitor = Monitor(desk, inbox, limiter, backups)
        async with (
            tallying(tally),
            delivering(bot, server, desk, limiter, allowance) as stop_delivering,
            enduring("collecting", parts.collector.run) as collector,
            working(inbox),
        ):
            with monitor.counting_lines():
                await receive(inbox, door, allowed, monitor, ready)
            stopping()
            # Side by side: each has seconds to finish what it has begun, and all of them together have ten.
            await asyncio.gather(stop_delivering(), inbox.close(GRACE_S), stop(collector))


async def _introduced(bot: Bot, desk: Desk, parts: Collecting, allowance: Allowance, *, polls: bool) -> Desk:
    """The desk of a bot that knows its name, and that Telegram knows the menus of."""
    with told_plainly():
        me = await bot.get_me()
        if polls:
            await bot.delete_webhook()
        await set_profile(bot, desk)
    await set_admins_commands(bot, desk)
    log.info("the bot is @%s", me.username)
    news = NewsDesk(Posts(desk.database, intake_of(desk)), parts.finder, parts.collector, parts.seeds)
    return replace(
        desk,
        paid_per_s=allowance.paid_per_s,
        collecting=news,
        username=me.username or "",
        is_inline=bool(me.supports_inline_queries),
    )


@asynccontextmanager
async def connected(token: str, server: str, limiter: Limiter) -> AsyncIterator[Bot]:
    """A bot that talks to a Bot API server, within the limits."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(server)))
    bot.session.middleware(ReadsWhatItCan())
    bot.session.middleware(RepliesInGroups())
    bot.session.middleware(Limiting(limiter, asyncio.sleep))
    bot.session.middleware(AnswersOnce())  # the last: what waits for its turn has not been begun
    try:
        yield bot
    finally:
        await bot.session.close()


@contextmanager
def told_plainly() -> Iterator[None]:
    """What a Bot API server answers when we introduce ourselves, as one line of ours."""
    try:
        yield
    except TelegramUnauthorizedError:
        raise SettingsError("BOT_TOKEN", "Telegram refuses this token", EXAMPLES["BOT_TOKEN"]) from None
    except TelegramNetworkError as error:
        raise SvodkaError(f"the Bot API server can't be reached: {error.message}; {LOOK_AT}") from error
    except TelegramAPIError as error:
        raise SvodkaError(f"the Bot API server refuses: {error.message}; {LOOK_AT}") from error
