"""Updates sent to the bot's webhook: in order, with the secret, again after a failure."""

import asyncio
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox import values
from bot.sandbox.refusals import bad_request
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.values import JsonObject

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_TIMEOUT_S = 60
# The pause after a failure doubles between these.
_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 60.0
_ACCEPTED = range(200, 300)


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go, as setWebhook said."""

    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass(slots=True)
class Webhook:
    """The webhook of the bot, none at first; ``last_error`` is its time in seconds since 1970 and words."""

    updates: UpdateQueue
    clock: Callable[[], float]
    target: Target | None = None
    last_error: tuple[int, str] | None = None
    _task: asyncio.Task[None] | None = field(default=None)

    async def set(self, target: Target | None) -> None:
        """Deliver to ``target`` from now on; ``None`` ends it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None
        self.target, self.last_error = target, None
        if target is not None:
            self.updates.terminate_poll("setWebhook")
            self._task = asyncio.create_task(self._deliver(target))

    def about(self) -> JsonObject:
        """The WebhookInfo object."""
        info: JsonObject = {
            "url": self.target.url if self.target else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }
        if self.target:
            info["max_connections"] = self.target.max_connections
            info["ip_address"] = "127.0.0.1"
            if self.last_error:
                info["last_error_date"], info["last_error_message"] = self.last_error
        if self.updates.allowed:
            info["allowed_updates"] = self.updates.allowed
        return info

    async def _deliver(self, target: Target) -> None:
        headers = {_HEADER: target.secret} if target.secret else {}
        headers["Content-Type"] = "application/json"
        pause_s = _FIRST_PAUSE_S
        async with ClientSession(timeout=ClientTimeout(total=_TIMEOUT_S), headers=headers) as session:
            while True:
                await self.updates.arrival()
                for update in self.updates.first(1):
                    problem = await _post(session, target.url, values.encode(update))
                    if problem is None:
                        self.updates.confirm(update["update_id"] + 1)
                        pause_s = _FIRST_PAUSE_S
                    else:
                        self.last_error = int(self.clock()), problem
                        await asyncio.sleep(pause_s)
                        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


async def _post(session: ClientSession, url: str, body: bytes) -> str | None:
    """What went wrong, in the words of getWebhookInfo; ``None`` when the update was taken."""
    try:
        async with session.post(url, data=body, allow_redirects=False) as response:
            if response.status in _ACCEPTED:
                return None
            return f"Wrong response from the webhook: {response.status} {response.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except ClientError as error:
        return f"Connection failed: {error}"


def checked(url: str, secret: str | None, max_connections: int | None) -> Target:
    """Where to deliver; raises RefusedCallError for a bad secret, and for an address that is not of this machine.

    The real server wants HTTPS on one of four ports; here plain HTTP is fine, since nothing leaves the machine.
    """
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise bad_request("bad webhook: invalid URL specified") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")
    if not _is_loopback(host):
        raise bad_request("bad webhook: the sandbox delivers to loopback addresses only")
    return Target(url, secret or "", min(max(max_connections or 40, 1), 100))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
