"""The log of Bot API calls, bounded, without tokens."""

from collections import deque
from collections.abc import Mapping

from bot.sandbox.requests import Received, Upload
from bot.sandbox.values import Json, JsonObject

_MAX_CALLS = 10_000
_MAX_BYTES = 64 << 20
_HIDDEN = "***"
_HIDDEN_PARAMS = frozenset({"secret_token"})


class Journal:
    """The last 10,000 calls, or fewer where they are big; numbered from 1 in the order of their ends."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._calls: deque[tuple[int, JsonObject]] = deque()
        self._bytes = 0
        self._count = 0

    def add(
        self, method: str, received: Received, *, at: float, status: int, description: str | None, dropped: bool
    ) -> None:
        """Keep one call: ``at`` in seconds since 1970, ``dropped`` where its answer was not sent on purpose."""
        self._count += 1
        entry: JsonObject = {
            "n": self._count,
            "at": at,
            "method": method,
            "params": self._params(received),
            "ok": description is None,
            "status": status,
        }
        if description is not None:
            entry["description"] = self._without_token(description)
        if dropped:
            entry["dropped"] = True
        self._calls.append((received.size, entry))
        self._bytes += received.size
        while len(self._calls) > _MAX_CALLS or self._bytes > _MAX_BYTES:
            self._bytes -= self._calls.popleft()[0]

    def after(self, number: int) -> list[JsonObject]:
        """The calls whose number is above this one, the oldest first."""
        return [entry for _, entry in self._calls if entry["n"] > number]

    def _params(self, received: Received) -> JsonObject:
        params = {name: self._shown(name, value) for name, value in received.fields.items()}
        return params | {name: _about(upload) for name, upload in received.files.items()}

    def _shown(self, name: str, value: Json) -> Json:
        if name in _HIDDEN_PARAMS:
            return _HIDDEN
        if isinstance(value, str):
            return self._without_token(value)
        if isinstance(value, list):
            return [self._shown("", item) for item in value]
        if isinstance(value, Mapping):
            return {key: self._shown(key, item) for key, item in value.items()}
        return value

    def _without_token(self, text: str) -> str:
        return text.replace(self._token, _HIDDEN) if self._token in text else text


def _about(upload: Upload) -> JsonObject:
    return {"file_name": upload.filename, "file_size": len(upload.data)}
