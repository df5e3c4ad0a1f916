"""The world's own page: its outlets, what they published last, and what a person lets go wrong with them."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape, quoteattr

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.outside.faults import Fault, Wrong
from bot.outside.outlets import Outlet
from bot.outside.world import World

_PAGE = Path(__file__).parent / "page"
_FILES = {"/world.css": "text/css", "/world.js": "text/javascript"}
_SAFE = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_FAULT = TypeAdapter(Fault)
_SHOWN_VISITS = 200

Handler = Callable[[web.Request], Awaitable[web.Response]]


class Desk:
    """Answers what is asked of the world itself."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._handlers: dict[tuple[str, str], Handler] = {
            ("GET", "/"): self._index,
            ("GET", "/world/visits"): self._visits,
            ("POST", "/world/faults"): self._fault,
            ("POST", "/world/news"): self._publish,
        }

    async def answer(self, request: web.Request) -> web.Response:
        """The page, its files, and what scripts may ask; POSTs are JSON, which no page from elsewhere can send."""
        if (handler := self._handlers.get((request.method, request.path))) is not None:
            if request.method == "POST" and request.content_type != "application/json":
                return web.Response(status=415, text="send JSON with Content-Type: application/json")
            return await handler(request)
        if (kind := _FILES.get(request.path)) is not None:
            return web.Response(body=(_PAGE / request.path[1:]).read_bytes(), content_type=kind, headers=_SAFE)
        return web.Response(status=404, text="there is no such page")

    async def _index(self, request: web.Request) -> web.Response:
        rows = "\n".join(_row(self._world, outlet, request.url.port or 80) for outlet in self._world.outlets.values())
        text = Template((_PAGE / "index.html").read_text("utf-8")).substitute(rows=rows, visits=len(self._world.visits))
        return web.Response(text=text, content_type="text/html", headers=_SAFE)

    async def _visits(self, _: web.Request) -> web.Response:
        last = list(self._world.visits)[-_SHOWN_VISITS:]
        shown = [asdict(one) | {"at": one.at.isoformat()} for one in last]
        return web.json_response({"visits": shown, "total": len(self._world.visits)})

    async def _fault(self, request: web.Request) -> web.Response:
        try:
            self._world.faults.add(_FAULT.validate_json(await request.read()))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            return web.Response(status=400, text=f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
        return web.json_response({})

    async def _publish(self, request: web.Request) -> web.Response:
        try:
            asked = TypeAdapter(dict[str, str]).validate_json(await request.read())
            return web.json_response({"path": self._world.publish(asked["outlet"], sector=asked.get("sector")).path})
        except (ValidationError, KeyError):
            return web.Response(status=400, text='send {"outlet": "…", "sector": "…"}, the sector if you like')


def _row(world: World, outlet: Outlet, port: int) -> str:
    """An outlet's card."""
    base = f"http://{outlet.host}:{port}"
    gives = f"{outlet.feed.name}, {outlet.gives}" if outlet.feed else "sitemap" if outlet.sitemap else "list pages"
    latest = world.listed(outlet.key)[:3]
    news = "".join(
        f"<li><a href={quoteattr(base + one.path)}>{escape(one.telling.title)}</a> "
        f"<time>{one.published_at:%H:%M:%S}</time></li>"
        for one in latest
    )
    wrong = world.faults.of(outlet.key)
    chosen = wrong[-1].wrong if wrong else None
    options = "".join(
        f"<option value={quoteattr(kind)}{' selected' if kind is chosen else ''}>{escape(kind)}</option>"
        for kind in Wrong
    )
    return f"""<section{' class="ill"' if wrong else ""}>
<h2><a href="{base}/">{escape(outlet.name)}</a> <small>{outlet.language} · {escape(gives)}</small></h2>
<code>{escape(base + outlet.watched)}</code>
<ol>{news}</ol>
<form data-outlet={quoteattr(outlet.key)}>
<label>Wrong: <select name="wrong"><option value="">nothing</option>{options}</select></label>
<button type="button">Publish now</button>
</form>
</section>"""
