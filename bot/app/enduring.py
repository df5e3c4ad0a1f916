"""What must go on for as long as the bot runs: begun anew when a mistake of ours has ended it, and stopped with it."""

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NoReturn

log = logging.getLogger(__name__)

ANEW_AFTER_S = 10.0


@asynccontextmanager
async def enduring(
    what: str, work: Callable[[], Awaitable[Any]], *, anew_after_s: float = ANEW_AFTER_S
) -> AsyncIterator[asyncio.Task[NoReturn]]:
    """Work goes on meanwhile, and is cancelled at the end; ``what`` is its name in the log.

    All that it must know to be begun anew stands in the database, or in what ``work`` is bound to. Who cancels the task
    stops it earlier.
    """
    running = asyncio.create_task(_again_and_again(what, work, anew_after_s))
    try:
        yield running
    finally:
        await stop(running)


async def stop(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks that may have ended, and wait until they have."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def end_within(seconds: float) -> None:
    """End the process after so long, whatever still hangs in it: a database that says nothing, a thread that draws.

    What it held is held by leases, which others take up: it is no worse than to be killed, and sooner.
    """

    def end() -> None:
        log.critical("not ended within %g s of being told to, so it ends as it is", seconds)
        logging.shutdown()
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


async def _again_and_again(what: str, work: Callable[[], Awaitable[Any]], anew_after_s: float) -> NoReturn:
    while True:
        try:
            await work()
            log.critical("%s has ended, again in %g s", what, anew_after_s)
        except Exception:
            log.critical("%s has failed, again in %g s", what, anew_after_s, exc_info=True)
        await asyncio.sleep(anew_after_s)
