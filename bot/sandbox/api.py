"""The Bot API over HTTP: from a request to a validated call, to its answer, its entry in the journal."""

import asyncio
import re
from hmac import compare_digest

from aiohttp import web

from bot.sandbox import calls, requests
from bot.sandbox.calls import AnyMethod
from bot.sandbox.control import answer, refusal
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.handlers import carry_out
from bot.sandbox.journal import Journal
from bot.sandbox.limits import Limits
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.requests import Received
from bot.sandbox.world import World

TOKEN = re.compile(r"[0-9]{1,19}:[A-Za-z0-9_-]{1,80}")
# No method of the Bot API has a longer name; what is no method is cut for the journal.
_LONGEST_NAME = 64
_SENDING = ("send", "copy", "forward")
_NOT_SENDING = frozenset({"sendChatAction", "sendMessageDraft", "sendRichMessageDraft", "sendChatJoinRequestWebApp"})


class Api:
    """``/bot<token>/<method>`` and ``/file/bot<token>/<path>`` of one world."""

    def __init__(self, world: World, token: str, journal: Journal, faults: Faults, limits: Limits | None) -> None:
        self._world = world
        self._token = token
        self._journal = journal
        self._faults = faults
        self._limits = limits

    def routes(self) -> list[web.RouteDef]:
        """Calls by any HTTP method, as on the real server; files by GET."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method:[^/]+}", self.call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.Response:
        """One call; its end is written into the journal."""
        self._check_token(request)
        name = request.match_info["method"][:_LONGEST_NAME]
        received, error, result, fault = Received(), None, None, None
        try:
            received = await requests.read(request)
            method = calls.find(name)
            name = method.__api_method__
            fault = self._faults.next(name)
            await _hold(fault)
            call = calls.validate(method, received)
            self._count(call)
            result = await carry_out(self._world, call)
        except RefusedCallError as refused:
            error = refused
        dropped = fault is not None and fault.drop
        self._journal.add(
            name,
            received,
            at=self._world.clock(),
            status=error.status if error else 200,
            description=error.description if error else None,
            dropped=dropped,
        )
        if dropped and request.transport is not None:
            request.transport.abort()
        return answer(refusal(error), error.status) if error else answer({"ok": True, "result": result})

    async def download(self, request: web.Request) -> web.Response:
        """The bytes of a file by the path that getFile told."""
        self._check_token(request)
        stored = self._world.files.by_path(request.match_info["path"])
        if stored is None:
            raise RefusedCallError(404, "Not Found")
        return web.Response(body=stored.data, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token):
            raise RefusedCallError(404, "Not Found")
        if not compare_digest(token, self._token):
            raise RefusedCallError(401, "Unauthorized")

    def _count(self, call: AnyMethod) -> None:
        name = call.__api_method__
        if self._limits is None or not name.startswith(_SENDING) or name in _NOT_SENDING:
            return
        chat = self._world.chats.get(getattr(call, "chat_id", 0))
        many = getattr(call, "message_ids", None) or getattr(call, "media", None)
        paid = bool(calls.given(getattr(call, "allow_paid_broadcast", None)))
        if chat is not None:
            self._limits.spend(chat.id, len(many) if isinstance(many, list) else 1, paid=paid)


async def _hold(fault: Fault | None) -> None:
    """Wait and fail as the fault says."""
    if fault is None:
        return
    await asyncio.sleep(fault.delay_s)
    if (error := fault.error()) is not None:
        raise error
