"""Who may use the server from a browser: only its own page.

The sandbox listens on this machine with a token that everybody knows. A page from elsewhere, open in the same browser,
must not post to it (its ``Origin`` tells) nor reach it under a name of its own (``Host`` tells: DNS rebinding).
"""

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.refusals import RefusedCallError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_own(host: str, origin: str | None, bound: str) -> bool:
    """Whether a request with these headers may come in; ``bound`` is the host that the server was told to listen on.

    Names other than ``localhost`` and the bound one are refused: an address can't be rebound, a name can.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
        _ = urlsplit(f"//{host}").port
    except ValueError:
        return False
    if name != "localhost" and name != bound.lower() and not _is_address(name):
        return False
    return origin is None or origin.lower() == f"http://{host}".lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def checked(request: web.Request, bound: str) -> None:
    """Raises RefusedCallError 403 for a request from another page, 415 for a control post that is not JSON."""
    cross = request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}
    if cross or not is_own(request.headers.get("Host", ""), request.headers.get("Origin"), bound):
        raise RefusedCallError(403, "Forbidden: this server answers only its own page")
    if request.method == "POST" and request.path.startswith("/sandbox/") and request.content_type != "application/json":
        raise RefusedCallError(415, "Unsupported Media Type: send JSON with Content-Type: application/json")
