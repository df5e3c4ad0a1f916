"""Faults on demand: the next calls of a method fail, hang, or break off after being carried out."""

from collections import deque
from dataclasses import dataclass, replace
from http import HTTPStatus

from bot.sandbox.refusals import RefusedCallError

ANY_METHOD = "*"
_FORBIDDEN = "Forbidden: bot was blocked by the user"


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next ``times`` calls of ``method`` (any case; ``*`` for all).

    After ``delay_s`` seconds the call fails with ``status``; where that is ``None`` it is carried out, and with
    ``drop`` the connection then breaks before the answer.
    """

    method: str
    times: int = 1
    status: int | None = None
    description: str | None = None
    retry_after: int | None = None
    delay_s: float = 0.0
    drop: bool = False

    def error(self) -> RefusedCallError | None:
        """What the call is refused with, ``None`` where it is carried out."""
        if self.status is None:
            return None
        words = self.description or _words(self.status, self.retry_after)
        return RefusedCallError(self.status, words, retry_after=self.retry_after)


def _words(status: int, retry_after: int | None) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return f"Too Many Requests: retry after {retry_after or 1}"
    if status == HTTPStatus.FORBIDDEN:
        return _FORBIDDEN
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown error"


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def add(self, fault: Fault) -> None:
        """One more; ``times`` 0 takes back those of its method instead."""
        if fault.times > 0:
            self._waiting.append(fault)
        else:
            self._waiting = deque(f for f in self._waiting if f.method.lower() != fault.method.lower())

    def next(self, method: str) -> Fault | None:
        """The fault that this call meets, used up by one."""
        if not self._waiting:
            return None
        for index, fault in enumerate(self._waiting):
            if fault.method.lower() in {method.lower(), ANY_METHOD}:
                if fault.times > 1:
                    self._waiting[index] = replace(fault, times=fault.times - 1)
                else:
                    del self._waiting[index]
                return fault
        return None
