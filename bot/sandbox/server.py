"""The server: Bot API, files, the sandbox's own addresses and the chat page on one port."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.errors import SandboxError
from bot.sandbox import guard
from bot.sandbox.api import TOKEN, Api
from bot.sandbox.chats import Chats
from bot.sandbox.control import Control, answer, refusal
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.limits import Limits
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.requests import MAX_FILE_BYTES
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.values import JsonObject
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

SANDBOX_TOKEN = "42:SANDBOX"  # noqa: S105 - everybody may know it: it opens nothing but this server

_PAGE = Path(__file__).parent / "page"
_PAGE_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
# What is still at work when the server closes gets this long.
_SHUTDOWN_S = 2.0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running server: its address without a slash at the end, and the token that it knows."""

    address: str
    token: str
    world: World
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop listening; waiting polls and watchers end."""
        await self.world.close()
        await self.runner.cleanup()


async def start(
    host: str,
    port: int,
    *,
    token: str = SANDBOX_TOKEN,
    limits: bool = False,
    clock: Callable[[], float] = time.time,
) -> Sandbox:
    """Listen on ``host`` and ``port`` (0: any free one); ``limits`` keeps to Telegram's rates.

    ``clock`` gives seconds since 1970. Raises SandboxError where the port can't be had or the token is none.
    """
    if not TOKEN.fullmatch(token):
        raise SandboxError("the sandbox's token must look like one of Telegram's, for example 42:SANDBOX")
    world = new_world(token, clock)
    faults, journal = Faults(), Journal(token)
    api = Api(world, token, journal, faults, Limits(clock) if limits else None)
    application = web.Application(client_max_size=2 * MAX_FILE_BYTES, middlewares=[_guarded(host)])
    application.add_routes([*api.routes(), *Control(world, journal, faults).routes(), *_page_routes()])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, OverflowError) as error:
        await runner.cleanup()
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SandboxError(f"the sandbox can't listen on {host}:{port}: {reason}") from error
    bound = runner.addresses[0][1]
    return Sandbox(f"http://{f'[{host}]' if ':' in host else host}:{bound}", token, world, runner)


def new_world(token: str, clock: Callable[[], float]) -> World:
    """A world without chats, whose bot has the identifier that stands in the token."""
    bot: JsonObject = {
        "id": int(token.partition(":")[0]),
        "is_bot": True,
        "first_name": "Svodka",
        "username": "svodka_sandbox_bot",
    }
    updates = UpdateQueue(clock)
    return World(bot, Chats(bot), updates, Webhook(updates, clock), clock)


def _guarded(host: str) -> Middleware:
    @web.middleware
    async def check(request: web.Request, handler: guard.Handler) -> web.StreamResponse:
        try:
            guard.checked(request, host)
            return await handler(request)
        except RefusedCallError as error:
            return answer(refusal(error), error.status)

    return check


def _page_routes() -> list[web.RouteDef]:
    return [web.get("/", _page), web.get("/page/{name}", _page)]


async def _page(request: web.Request) -> web.StreamResponse:
    """A file of the chat page; only files that lie in its folder, by their names."""
    path = _PAGE / request.match_info.get("name", "index.html")
    kind = _PAGE_TYPES.get(path.suffix)
    if kind is None or path.parent != _PAGE or not path.is_file():
        raise RefusedCallError(404, "Not Found")
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=_PAGE_HEADERS)
