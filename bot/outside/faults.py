"""What can be wrong with an outlet, until it is taken back or has happened often enough: values, and their register."""

from dataclasses import dataclass, replace
from enum import StrEnum

ANY_OUTLET = "*"


class Wrong(StrEnum):
    """What goes wrong. The first group answers something else, the second sends it badly, the third writes it badly."""

    MOVED = "moved"
    MOVED_FOR_NOW = "moved for now"
    LOOP = "loop"
    PRIVATE = "private"
    GONE = "gone"
    NOT_FOUND = "not found"
    ERROR = "error"
    TOO_MANY = "too many"
    UNAVAILABLE = "unavailable"
    LOGIN = "login"

    BOMB = "bomb"
    SLOW = "slow"
    HANGING = "hanging"
    CUT_OFF = "cut off"
    LYING_LENGTH = "lying length"

    BROKEN_XML = "broken xml"
    LYING_CHARSET = "lying charset"
    WRONG_DATES = "wrong dates"
    DUPLICATE_IDS = "duplicate ids"


class Where(StrEnum):
    """Which answers of an outlet a fault is about: its lists (feed, list pages, sitemaps), articles, or robots.txt."""

    LISTS = "lists"
    ARTICLES = "articles"
    ROBOTS = "robots"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an outlet (its key, or ``*``) for the next ``times`` answers; ``None``: until taken back.

    ``seconds`` is how long a slow answer takes, and what ``Retry-After`` says beside 429 and 503.
    """

    outlet: str
    wrong: Wrong
    where: Where = Where.LISTS
    times: int | None = None
    seconds: float = 3.0

    def meets(self, outlet: str, where: Where) -> bool:
        """Whether an answer is one of those it is about."""
        return self.outlet in {outlet, ANY_OUTLET} and self.where in {where, Where.ALL}


class Faults:
    """The faults there are; the latest one that meets an answer happens to it."""

    def __init__(self) -> None:
        self._now: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let something go wrong; ``times`` 0 lets the outlet (``*``: all of them) be well again instead."""
        if fault.times == 0:
            self._now = [one for one in self._now if fault.outlet not in {one.outlet, ANY_OUTLET}]
        else:
            self._now.append(fault)

    def clear(self) -> None:
        """All is well again."""
        self._now.clear()

    def of(self, outlet: str) -> tuple[Fault, ...]:
        """What is wrong with an outlet."""
        return tuple(one for one in self._now if one.outlet in {outlet, ANY_OUTLET})

    def next(self, outlet: str, where: Where) -> Fault | None:
        """The fault that this answer meets, used up by one."""
        for index in reversed(range(len(self._now))):
            fault = self._now[index]
            if fault.meets(outlet, where):
                if fault.times == 1:
                    del self._now[index]
                elif fault.times is not None:
                    self._now[index] = replace(fault, times=fault.times - 1)
                return fault
        return None
