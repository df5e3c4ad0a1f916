"""What each command does first: settings read, log lines set up."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bot.settings import Settings

Result = TypeVar("Result")


def settings() -> "Settings":
    """The settings; log lines follow them from here on, the token hidden in each.

    Raises:
        SettingsError: one of them is wrong.
    """
    from bot.logs import configure
    from bot.settings import Settings

    read = Settings.read()
    secrets = [secret.get_secret_value() for secret in (read.bot_token, read.webhook_secret) if secret is not None]
    configure(read.log_format, read.log_level, secrets=tuple(secrets))
    return read


def wait_for(work: Coroutine[None, None, Result]) -> Result:
    """Run a command's asynchronous part to its end."""
    return asyncio.run(work)
