"""How an outlet's server answers: conditionally and correctly, or as badly as a fault says."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from types import MappingProxyType

from aiohttp import web

from bot.outside.documents import MOVED, Document
from bot.outside.faults import Fault, Wrong
from bot.outside.outlets import Outlet, Validator

NOWHERE = "127.99.0.1"
"""A loopback address that the world listens at and no outlet has: whoever comes there was led there."""

BOMB_BYTES = 100_000_000
"""What the bomb becomes when it is unpacked; sent are about 100 kB."""

_PIECES = 20
_LEAST_LEFT = 10
_LOGIN = "<!doctype html><title>Login</title><form action='/login'><input name='password'></form>"


def healthy(request: web.Request, outlet: Outlet, document: Document, changed_at: datetime) -> web.Response:
    """The document, or 304 where the visitor has it already (RFC 9110, 13.2.2: ETag before the date)."""
    headers = _validators(outlet, document, changed_at)
    if _is_known(request, headers, changed_at):
        return web.Response(status=304, headers=headers)
    return web.Response(body=document.body, headers=headers | {"Content-Type": document.content_type})


def not_found() -> web.Response:
    """Nothing stands there."""
    return web.Response(status=404, text="<h1>404</h1>", content_type="text/html")


async def badly(request: web.Request, fault: Fault, healthy: web.Response) -> web.StreamResponse:
    """The answer that a fault makes of the healthy one; what has moved is well where it stands now."""
    if fault.wrong in _MOVES and request.raw_path.startswith(MOVED):
        return healthy
    if (refuse := _REFUSALS.get(fault.wrong)) is not None:
        return refuse(request, fault)
    send = _SENDERS.get(fault.wrong)
    if send is None or not isinstance(healthy.body, bytes):
        return healthy
    return await send(request, fault, healthy)


_MOVES = (Wrong.MOVED, Wrong.MOVED_FOR_NOW)


def _validators(outlet: Outlet, document: Document, changed_at: datetime) -> dict[str, str]:
    headers = {}
    if outlet.validator in {Validator.ETAG, Validator.BOTH}:
        headers["ETag"] = document.etag
    if outlet.validator in {Validator.LAST_MODIFIED, Validator.BOTH}:
        headers["Last-Modified"] = format_datetime(changed_at, usegmt=True)
    return headers


def _is_known(request: web.Request, validators: dict[str, str], changed_at: datetime) -> bool:
    if (known := request.headers.get("If-None-Match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "ETag" in validators and bool(tags & {validators["ETag"], "*"})
    since = request.headers.get("If-Modified-Since")
    if since is None or "Last-Modified" not in validators:
        return False
    try:
        return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # TypeError: a date without a zone can't be compared
        return False


def _redirect(status: int, location: str) -> web.Response:
    return web.Response(status=status, headers={"Location": location})


def _moved(status: int) -> Callable[[web.Request, Fault], web.Response]:
    return lambda request, _: _redirect(status, MOVED + request.raw_path.removeprefix(MOVED))


def _status(status: int) -> Callable[[web.Request, Fault], web.Response]:
    return lambda _, __: web.Response(status=status, text=str(status))


def _wait(status: int) -> Callable[[web.Request, Fault], web.Response]:
    def refuse(_: web.Request, fault: Fault) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": str(max(1, round(fault.seconds)))})

    return refuse


def _lead_astray(request: web.Request, _: Fault) -> web.Response:
    port = request.url.port
    return _redirect(302, f"http://{NOWHERE}:{port}/private")


_REFUSALS: MappingProxyType[Wrong, Callable[[web.Request, Fault], web.Response]] = MappingProxyType(
    {
        Wrong.MOVED: _moved(301),
        Wrong.MOVED_FOR_NOW: _moved(302),
        Wrong.LOOP: lambda request, _: _redirect(302, request.raw_path),
        Wrong.PRIVATE: _lead_astray,
        Wrong.GONE: _status(410),
        Wrong.NOT_FOUND: _status(404),
        Wrong.ERROR: _status(500),
        Wrong.TOO_MANY: _wait(429),
        Wrong.UNAVAILABLE: _wait(503),
        Wrong.LOGIN: lambda _, __: web.Response(text=_LOGIN, content_type="text/html"),
    }
)


async def _slowly(request: web.Request, fault: Fault, healthy: web.Response) -> web.StreamResponse:
    """In small pieces, so that something comes all the time."""
    body = _bytes_of(healthy)
    answer = await _begun(request, healthy, len(body))
    size = len(body) // _PIECES + 1
    for start in range(0, len(body), size):
        await asyncio.sleep(fault.seconds / _PIECES)
        await answer.write(body[start : start + size])
    return answer


async def _never(_: web.Request, __: Fault, ___: web.Response) -> web.StreamResponse:
    """Not at all: the server cancels it when the visitor has gone."""
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")


async def _in_part(request: web.Request, _: Fault, healthy: web.Response) -> web.StreamResponse:
    """The first half, then the line is dead."""
    body = _bytes_of(healthy)
    answer = await _begun(request, healthy, len(body))
    await answer.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return answer


async def _more_than_said(request: web.Request, _: Fault, healthy: web.Response) -> web.StreamResponse:
    """All of it, after a Content-Length that speaks of half: written by hand, since aiohttp keeps to its word."""
    body = _bytes_of(healthy)
    said = max(_LEAST_LEFT, len(body) // 2)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {healthy.headers['Content-Type']}\r\nContent-Length: {said}\r\n\r\n"
    if request.transport is not None:
        request.transport.write(head.encode() + body)
        await asyncio.sleep(0)
        request.transport.close()
    return web.Response()


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1_000_000)
    packed = [packer.compress(piece) for _ in range(BOMB_BYTES // len(piece))]
    return b"".join([*packed, packer.flush()])


async def _explosive(_: web.Request, __: Fault, ___: web.Response) -> web.StreamResponse:
    packed = await asyncio.to_thread(_bomb)  # half a second, the first time
    return web.Response(body=packed, headers={"Content-Encoding": "gzip", "Content-Type": "application/xml"})


async def _begun(request: web.Request, healthy: web.Response, length: int) -> web.StreamResponse:
    answer = web.StreamResponse(headers=healthy.headers)
    answer.content_length = length
    await answer.prepare(request)
    return answer


def _bytes_of(answer: web.Response) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b""


_SENDERS: MappingProxyType[Wrong, Callable[[web.Request, Fault, web.Response], Awaitable[web.StreamResponse]]] = (
    MappingProxyType(
        {
            Wrong.BOMB: _explosive,
            Wrong.SLOW: _slowly,
            Wrong.HANGING: _never,
            Wrong.CUT_OFF: _in_part,
            Wrong.LYING_LENGTH: _more_than_said,
        }
    )
)
