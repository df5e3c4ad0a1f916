"""What the sandbox has carried out: every message by chat and words, read while its journal still has it."""

from collections import Counter
from typing import Any

from aiohttp import ClientSession


class Calls:
    """Counts the messages that the server has carried out, answered or not."""

    def __init__(self, http: ClientSession, server: str) -> None:
        self._http = http
        self._server = server
        self._last = 0
        self.missed = 0
        self.carried_out: Counter[tuple[int, str]] = Counter()
        self.cut_off = 0
        self.refused: Counter[int] = Counter()

    async def read_on(self) -> None:
        """Read what has been called since."""
        async with self._http.get(f"{self._server}/sandbox/calls?after={self._last}") as answer:
            calls: list[dict[str, Any]] = (await answer.json())["calls"]
        for call in calls:
            self.missed += call["n"] - self._last - 1
            self._last = call["n"]
            if call["method"] == "sendMessage":
                self._count(call)

    def _count(self, call: dict[str, Any]) -> None:
        if not call["ok"]:
            self.refused[call["status"]] += 1
            return
        self.carried_out[int(call["params"]["chat_id"]), call["params"]["text"]] += 1
        self.cut_off += bool(call.get("dropped"))
