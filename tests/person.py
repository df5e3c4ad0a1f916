"""A person at the sandbox: writes, presses, reads, over real HTTP."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession

Message = dict[str, Any]


class Person:
    """Somebody in one chat of a sandbox; their Telegram speaks ``language``."""

    def __init__(self, http: ClientSession, address: str, *, chat_id: int = 7, language: str = "ru") -> None:
        self._http = http
        self.address = address
        self.chat_id = chat_id
        self.user = {"id": abs(chat_id), "is_bot": False, "first_name": "Айгүл", "language_code": language}

    async def post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Ask something of the sandbox's own address space."""
        async with self._http.post(f"{self.address}/sandbox/{path}", json=body) as response:
            answered: dict[str, Any] = await response.json()
            assert response.status == 200, answered
            return answered

    async def write(self, text: str, **more: object) -> Message:
        """Write a message; returns it."""
        return await self.post("messages", {"chat_id": self.chat_id, "user": self.user, "text": text} | more)

    async def press(self, message: Message, data: str) -> None:
        """Press a button that carries ``data``, or pretend there was one."""
        pressed = {"chat_id": self.chat_id, "message_id": message["message_id"], "data": data}
        await self.post("presses", pressed | {"user_id": self.user["id"]})

    async def get(self, path: str) -> Any:
        """Read something of the sandbox's own address space."""
        async with self._http.get(f"{self.address}/sandbox/{path}") as response:
            return await response.json()

    async def messages(self, after: int = 0) -> list[Message]:
        """What the chat shows, oldest first."""
        shown: list[Message] = (await self.get(f"chats/{self.chat_id}/messages?after={after}"))["messages"]
        return shown

    async def file(self, file_id: str) -> bytes:
        """The bytes of a document or photo."""
        async with self._http.get(f"{self.address}/sandbox/files/{file_id}") as response:
            return await response.read()


def buttons(message: Message) -> dict[str, str]:
    """The buttons under a message: what stands on each and the data it carries (or the address it opens)."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {one["text"]: one.get("callback_data") or one["url"] for row in rows for one in row}


def entities(message: Message, kind: str) -> list[str]:
    """The parts of a message's text that have an entity of a kind; offsets are UTF-16 units."""
    text = message["text"].encode("utf-16-le")
    return [
        text[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in message.get("entities", [])
        if one["type"] == kind
    ]
