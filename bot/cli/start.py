"""What each command does first: settings read, log lines set up."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.sources.manners import Manners

Result = TypeVar("Result")


def settings(*urls: str) -> "Settings":
    """The settings; log lines follow them from here on, the token hidden in each, and passwords of ``urls``.

    Raises:
        SettingsError: one of them is wrong.
    """
    from bot.logs import configure
    from bot.settings import Settings, passwords

    read = Settings.read()
    configure(read.log_format, read.log_level, secrets=read.secrets + passwords(*urls))
    return read


def manners(read: "Settings") -> "Manners":
    """How the settings say that we behave as a visitor of the web."""
    from bot.sources.guard import PrivateHosts
    from bot.sources.manners import Manners, user_agent

    return Manners(user_agent(read.contact), PrivateHosts.of(read.private_hosts))


@contextmanager
def interrupts_later() -> Iterator[None]:
    """Let Ctrl+C wait while aiogram is imported (about three seconds).

    pydantic, which builds its types then, would make an error of its own of it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def wait_for(work: Coroutine[None, None, Result]) -> Result:
    """Run a command's asynchronous part to its end."""
    return asyncio.run(work)
