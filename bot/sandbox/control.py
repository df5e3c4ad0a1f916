"""The sandbox's own address space, ``/sandbox/…``: what people do, what is there to see, faults on demand."""

import asyncio
import contextlib
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

from aiohttp import web
from pydantic import BaseModel

from bot.sandbox import arranging, asked, files, people, requests, values
from bot.sandbox.calls import METHODS
from bot.sandbox.chats import Chat
from bot.sandbox.faults import ANY_METHOD, Fault, Faults
from bot.sandbox.journal import Journal
from bot.sandbox.refusals import RefusedCallError, bad_request
from bot.sandbox.values import JsonObject
from bot.sandbox.world import World

_HEARTBEAT_S = 15.0
_SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_ADMINISTRATORS = frozenset({"creator", "administrator"})

_Model = TypeVar("_Model", bound=BaseModel)


class Control:
    """The handlers of ``/sandbox/…`` for one world."""

    def __init__(self, world: World, journal: Journal, faults: Faults, heartbeat_s: float = _HEARTBEAT_S) -> None:
        self._world = world
        self._journal = journal
        self._faults = faults
        self._heartbeat_s = heartbeat_s

    def routes(self) -> list[web.RouteDef]:
        """All addresses, documented in docs/sandbox.md."""
        return [
            web.post("/sandbox/messages", self.write),
            web.post("/sandbox/edits", self.edit),
            web.post("/sandbox/presses", self.press),
            web.post("/sandbox/inline", self.ask_inline),
            web.post("/sandbox/faults", self.add_fault),
            web.post("/sandbox/chats", self.arrange),
            web.get("/sandbox/chats", self.chats),
            web.get("/sandbox/chats/{id}/messages", self.messages),
            web.get("/sandbox/calls", self.calls),
            web.get("/sandbox/bot", self.bot),
            web.get("/sandbox/commands", self.commands),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/files/{file_id}", self.file),
        ]

    async def write(self, request: web.Request) -> web.Response:
        """A person writes."""
        return answer(people.write(self._world, await _body(request, asked.WrittenMessage)))

    async def edit(self, request: web.Request) -> web.Response:
        """A person edits a message of theirs."""
        return answer(people.edit(self._world, await _body(request, asked.EditedMessage)))

    async def press(self, request: web.Request) -> web.Response:
        """A person presses an inline button."""
        query_id = people.press(self._world, await _body(request, asked.Press))
        return answer({"ok": True, "callback_query_id": query_id})

    async def ask_inline(self, request: web.Request) -> web.Response:
        """A person types an inline query; the answer comes with the bot's."""
        return answer(await people.ask_inline(self._world, await _body(request, asked.InlineQuery)))

    async def add_fault(self, request: web.Request) -> web.Response:
        """The next calls of a method go wrong."""
        fault = await _body(request, asked.AskedFault)
        if fault.method != ANY_METHOD and fault.method.lower() not in METHODS:
            raise bad_request(f"there is no method {fault.method}")
        status = None if fault.status == HTTPStatus.OK else fault.status
        self._faults.add(Fault(**{**fault.model_dump(), "status": status}))
        return answer({"ok": True})

    async def arrange(self, request: web.Request) -> web.Response:
        """A group, a channel, a topic, a person who blocks the bot."""
        chat = arranging.arrange(self._world, await _body(request, asked.GivenChat))
        return answer({"ok": True, "chat": _summary(chat)})

    async def chats(self, _: web.Request) -> web.Response:
        """All chats, the one with the latest message first."""
        newest_first = sorted(self._world.chats, key=lambda chat: chat.active_at, reverse=True)
        return answer({"chats": [_summary(chat) for chat in newest_first]})

    async def messages(self, request: web.Request) -> web.Response:
        """A chat as it is now, oldest first; of an unknown chat, none."""
        after = _number(request.query.get("after", "0"))
        chat = self._world.chats.get(_number(request.match_info["id"]))
        messages = chat.messages.values() if chat is not None else ()
        return answer({"messages": [message for message in messages if message["message_id"] > after]})

    async def calls(self, request: web.Request) -> web.Response:
        """The Bot API calls so far."""
        return answer({"calls": self._journal.after(_number(request.query.get("after", "0")))})

    async def bot(self, _: web.Request) -> web.Response:
        """The bot, with its texts and its default menu."""
        world = self._world
        texts = {name: world.profile.get(name, None) for name in ("description", "short_description")}
        return answer({**world.bot, **texts, "commands": world.commands.get(None, None)})

    async def commands(self, request: web.Request) -> web.Response:
        """The menu that a person sees in a chat; in a private chat also before they wrote first."""
        chat_id = _number(request.query.get("chat_id", ""))
        chat = self._world.chats.get(chat_id) if chat_id > 0 else self._world.chats.find(chat_id)
        user_id = _number(request.query.get("user_id", str(chat_id)))
        administrator = chat is not None and (chat.member(user_id) or {}).get("status") in _ADMINISTRATORS
        language = request.query.get("language_code") or ((chat and chat.user) or {}).get("language_code") or ""
        about = chat.about if chat is not None else {"id": chat_id, "type": "private"}
        shown = self._world.commands.shown(about, user_id, language[:2], administrator=administrator)
        return answer({"commands": shown})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """What happens, as server-sent events, until either side closes."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        # A watcher that closes its page is only seen when the next line is written to it.
        with self._world.events.watch() as queue, contextlib.suppress(ConnectionResetError):
            await response.write(b": here\n\n")
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), self._heartbeat_s)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if event is None:
                    break
                await response.write(b"data: " + values.encode(event) + b"\n\n")
        return response

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file for the page: images in place, all else as a download."""
        stored = self._world.files.by_id(request.match_info["file_id"])
        if stored is None:
            raise RefusedCallError(404, "Not Found: no such file")
        kind = files.image_type(stored.data)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        if kind not in _SHOWN_IN_PLACE:
            kind = "application/octet-stream"
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
        return web.Response(body=stored.data, content_type=kind, headers=headers)


def answer(value: object, status: int = 200) -> web.Response:
    """JSON that no cache keeps and no browser takes for anything else."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=values.encode(value), status=status, content_type="application/json", headers=headers)


def refusal(error: RefusedCallError) -> JsonObject:
    """What the caller of a refused call reads, as the Bot API has it."""
    told: JsonObject = {"ok": False, "error_code": error.status, "description": error.description}
    parameters = {"retry_after": error.retry_after, "migrate_to_chat_id": error.migrate_to_chat_id}
    if shown := {key: value for key, value in parameters.items() if value is not None}:
        told["parameters"] = shown
    return told


async def _body(request: web.Request, model: type[_Model]) -> _Model:
    return asked.checked(model, (await requests.read(request)).fields)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise bad_request(f"not a number: {text[:50]}") from None


def _summary(chat: Chat) -> JsonObject:
    """A chat as the list at the page's left shows it."""
    about = {
        **chat.about,
        "title": chat.about.get("title")
        or " ".join(chat.about[key] for key in ("first_name", "last_name") if key in chat.about),
    }
    about |= {"blocked": chat.blocked, "last_message": chat.last_message, "keyboard": chat.keyboard}
    if chat.topics:
        about["topics"] = list(chat.topics.values())
    return {key: value for key, value in about.items() if value is not None}
