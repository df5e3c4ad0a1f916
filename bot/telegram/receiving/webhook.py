"""The webhook: Telegram posts updates, and is told that they came when they are stored.

A post that doesn't bring the secret in its header isn't read. What can't be stored is answered with 503, and Telegram
posts it again, to this process or to another one of the same bot.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot.errors import SettingsError, SvodkaError
from bot.telegram.decoding import number_of, places_of
from bot.telegram.receiving.inbox import Inbox
from storage.errors import StorageError

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
"""Where Telegram says the secret (core.telegram.org/bots/api#setwebhook)."""

LARGEST_BYTES = 1 << 20
"""Of a post; the longest message with all its entities is a tenth of it."""

LOOKED_EVERY_S = 60.0
"""How often Telegram is asked whether it still posts to us."""

CONNECTIONS = 40
"""Posts at the same time, over all processes: what Telegram takes where nothing is said."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where Telegram posts to, and the word by which it is known."""

    url: str
    secret: str

    @property
    def path(self) -> str:
        """Where it is on our server: a proxy before it keeps the path."""
        return urlsplit(self.url).path or "/"


@dataclass(slots=True)
class Webhook:
    """What is posted to one bot.

    ``forged`` counts the posts that didn't bring the secret; ``waiting`` are the updates that Telegram had in hand when
    it was asked last.
    """

    bot: Bot
    inbox: Inbox
    address: Address
    forged: int = 0
    waiting: int = 0
    _led_to: str = field(init=False, default="")

    def route(self) -> web.RouteDef:
        """The way in, for an application that takes bodies of ``LARGEST_BYTES``."""
        return web.post(self.address.path, self._posted)

    async def register(self, allowed: Sequence[str], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Tell Telegram where to post; several processes of one bot tell it the same.

        Raises:
            SettingsError: Telegram refuses the address.
            SvodkaError: the Bot API server can't be reached, or has trouble of its own.
        """
        while True:
            try:
                await self.bot.set_webhook(
                    self.address.url,
                    secret_token=self.address.secret,
                    allowed_updates=list(allowed),
                    max_connections=CONNECTIONS,
                )
            except TelegramRetryAfter as error:  # several processes that start together
                await sleep(error.retry_after)
            except TelegramBadRequest as error:
                example = "https://bot.example.org/telegram"
                raise SettingsError("WEBHOOK_URL", f"Telegram refuses it: {error.message}", example) from error
            except TelegramNetworkError as error:
                raise SvodkaError(f"the Bot API server can't be reached: {error.message}") from error
            except TelegramAPIError as error:
                raise SvodkaError(f"the Bot API server doesn't set the webhook: {error.message}") from error
            else:
                return

    async def watch(self, allowed: Sequence[str], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """See to it, until cancelled, that Telegram goes on posting: a program with the same token that begins to poll
        deletes the webhook, and nothing would come any more.
        """
        while True:
            await sleep(LOOKED_EVERY_S)
            try:
                await self._look(allowed)
            except (TelegramAPIError, SettingsError, SvodkaError) as error:
                log.warning("whether Telegram posts to us can't be seen now: %s", error)

    async def _look(self, allowed: Sequence[str]) -> None:
        known = await self.bot.get_webhook_info()
        self.waiting = known.pending_update_count
        if not known.url:
            log.error("another program with this token has deleted the webhook: stop it. It is set again")
            await self.register(allowed)
        elif known.url not in (self.address.url, self._led_to):
            log.error("another program with this token has led the webhook elsewhere: what people write goes there")
        self._led_to = known.url

    async def _posted(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.address.secret.encode()):
            self.forged += 1
            return web.Response(status=401)
        try:
            update = _read(await request.read())
        except web.HTTPRequestEntityTooLarge:
            log.warning("a post of more than %d bytes was refused", LARGEST_BYTES)
            return web.Response(status=413)
        except ValueError:
            return web.Response(status=400)
        if update is None:  # posted again it would be no clearer
            return web.Response()
        try:
            await self.inbox.accept([update])
        except StorageError as error:
            log.warning("an update could not be stored, Telegram will post it again: %s", error)
            return web.Response(status=503)
        return web.Response()


def _read(body: bytes) -> Update | None:
    """The update that was posted; ``None`` where it is one that we don't understand.

    Raises:
        ValueError: it is no update.
    """
    try:
        posted = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if (number := number_of(posted)) is None:
        raise ValueError("no update")
    try:
        return Update.model_validate(posted)
    except ValidationError as error:
        log.error("update %d isn't understood (%s)", number, places_of(error))  # noqa: TRY400 - the cause tells what was written
        return None
