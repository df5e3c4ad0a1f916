"""The lean sender: one message as one HTTP request, its JSON as it was stored, no models in between.

A digest for a thousand readers is one text; aiogram would validate, dump and parse it a thousand times.
"""

import errno
import json
import os
import re
import ssl
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import certifi
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from bot.delivery.results import NotSent, Receipt, Refusal, Result, Unanswered

CONNECTIONS = 100
CONNECT_S, TOTAL_S = 10.0, 60.0
KEEPALIVE_S = 15.0
"""How long an idle connection is kept: less than servers do, for a request that meets their closing is unanswered."""

_HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
_BEYOND = 2**53
_A_YEAR_S = 365 * 24 * 3600
# The beginning that a success has on the real server (telegram-bot-api, Query and JsonMessage) and here.
_SUCCESS = re.compile(rb'\{"ok": ?true, ?"result": ?\{"message_id": ?(\d{1,15})[,}]')


class TelegramPost:
    """Sends messages to one Bot API server as one bot; to be made inside a running loop and closed at the end."""

    def __init__(self, server: str, token: str, *, limit: int = CONNECTIONS, total_s: float = TOTAL_S) -> None:
        secured: ssl.SSLContext | bool = True
        if server.startswith("https:"):
            secured = ssl.create_default_context(
                cafile=certifi.where()
            )  # as aiogram does: not every system has its own
        self._address = URL(f"{server}/bot{token}/sendMessage", encoded=True)
        self._session = ClientSession(
            connector=TCPConnector(limit=limit, keepalive_timeout=KEEPALIVE_S, ssl=secured),
            timeout=ClientTimeout(total=total_s, connect=CONNECT_S),
            cookie_jar=DummyCookieJar(),
            headers=_HEADERS,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def __call__(self, chat_id: int, thread_id: int, message: str, *, paid: bool) -> Result:
        """Send one message; see ``bot.delivery.results.Post``. No reason it gives names the token."""
        body = addressed(chat_id, thread_id, message, paid=paid).encode()
        try:
            async with self._session.post(self._address, data=body, allow_redirects=False) as response:
                answer = await response.read()
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            return NotSent(_reason(error))
        except (ClientError, TimeoutError) as error:
            return Unanswered(_reason(error))
        return read(response.status, answer)


def addressed(chat_id: int, thread_id: int, message: str, *, paid: bool) -> str:
    """The parameters of ``sendMessage``: the place, and those of ``message``, a JSON object's text (not ``{}``)."""
    topic = f',"message_thread_id":{thread_id}' if thread_id else ""
    allowed = ',"allow_paid_broadcast":true' if paid else ""
    return f'{{"chat_id":{chat_id}{topic}{allowed},{message[1:]}'


def read(status: int, answer: bytes) -> Result:
    """What an answer says.

    A refusal need not be the Bot API server's own; one from in front of it did not get further either. But 504 is a
    gateway that did not wait for the answer, and a 200 that can't be understood may be a message sent.
    """
    if status == HTTPStatus.OK and (success := _SUCCESS.match(answer)):
        return Receipt(int(success[1]))
    said = _object(answer)
    if "ok" not in said and status in {HTTPStatus.OK, HTTPStatus.GATEWAY_TIMEOUT}:
        return Unanswered(f"the answer ({status}) is not the Bot API's")
    if said.get("ok") is not True:
        return _refusal(status, said)
    result = said.get("result")
    number = _integer(result.get("message_id")) if isinstance(result, dict) else None
    return Unanswered("the answer has no message_id") if number is None else Receipt(number)


def _refusal(status: int, said: dict[str, Any]) -> Refusal:
    parameters = said.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    words, retry_after_s = said.get("description"), _integer(parameters.get("retry_after"))
    return Refusal(
        _integer(said.get("error_code")) or status,
        words if isinstance(words, str) else _phrase(status),
        retry_after_s=None if retry_after_s is None else min(max(0, retry_after_s), _A_YEAR_S),
        migrate_to=_integer(parameters.get("migrate_to_chat_id")),
    )


def _object(answer: bytes) -> dict[str, Any]:
    """The object that an answer is, an empty one if it is none."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _integer(value: object) -> int | None:
    """A number that can be stored; the Bot API has no larger ones."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _BEYOND else None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "refused"


def _reason(error: Exception) -> str:
    """What happened, in a few words; aiohttp's own may hold the address, and with it the token."""
    cause = error.os_error if isinstance(error, ClientConnectorError) else error
    number = getattr(cause, "errno", None) or 0
    return f"{type(error).__name__}: {os.strerror(number)}" if number in errno.errorcode else type(error).__name__
