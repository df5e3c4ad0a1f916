"""What a Bot API server says of our bot and of the time, for `svodka doctor`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.app.serving import connected, told_plainly
from bot.delivery.limits import Limiter

WITHIN = ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class Standing:
    """The bot as the server knows it: its username, and its webhook (an empty address: none).

    ``waiting``: updates that aren't fetched yet; ``error`` and ``error_at``: the last attempt to post one that failed.
    """

    username: str
    webhook: str
    waiting: int
    error: str | None = None
    error_at: datetime | None = None


async def standing(token: str, server: str) -> Standing:
    """Ask for it.

    Raises:
        SettingsError: Telegram refuses the token.
        SvodkaError: the server can't be reached.
    """
    async with connected(token, server, Limiter()) as bot:
        with told_plainly():
            me, webhook = await bot.get_me(), await bot.get_webhook_info()
    return Standing(
        me.username or "?",
        webhook.url,
        webhook.pending_update_count,
        webhook.last_error_message,
        webhook.last_error_date,
    )


async def clock_is_ahead_s(server: str, now: Callable[[], datetime]) -> float | None:
    """By how many seconds our clock is ahead of a server's (below zero: behind); ``None``: it says no time.

    The server tells whole seconds, so half a second is the best that can be known, and half of what the answer took.
    """
    try:
        async with ClientSession(timeout=WITHIN) as http:
            asked = now()
            async with http.get(f"{server}/", allow_redirects=False) as answer:
                told = parsedate_to_datetime(answer.headers.get("Date", ""))
            came = now()
    except (TimeoutError, ClientError, ValueError):
        return None
    return ((asked - told) + (came - told)).total_seconds() / 2 - 0.5
