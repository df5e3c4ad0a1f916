"""robots.txt: what a site asks of robots (RFC 9309), and the memory of it.

Our own reader, and a short one: what a file of 55 KB makes of Protego 0.7 are three million rules (every agent of a
group gets each of its rules), and a usual file takes 6 KB of memory, where thousands of hosts are remembered. Here only
the lines that are meant for us are kept. The tests hold it against Protego.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from yarl import URL

MOST_BYTES = 500 * 1024
"""What must be read of a file (RFC 9309 §2.5); the rest is not."""

_KEPT_S = 24 * 3600.0
"""RFC 9309 §2.4: not longer than a day."""

_FAILURE_KEPT_S = 600.0
_MOST_RULES = 200_000
"""Of all hosts together, about 30 MB; then the oldest files are forgotten. Usual ones have ten."""

_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALL_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_AFTER_PRODUCT = re.compile(r"[/\s]")
_AGENT_FIELDS = frozenset({"user-agent", "useragent", "user agent"})
_RULE_FIELDS = frozenset({"allow", "disallow"})
_DELAY_FIELDS = frozenset({"crawl-delay", "crawl delay"})


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site asks of us: rules as (pattern, allowed), the most specific first; the seconds between two requests.

    ``refused`` says why the file could not be read, and that everything is disallowed meanwhile.
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float | None = None
    refused: str = ""

    def allows(self, url: str) -> bool:
        """Whether this address of the site may be fetched: the longest pattern that matches decides (§2.2.2)."""
        if self.refused:
            return False
        parsed = URL(url, encoded=True)
        path = _canonical(parsed.raw_path_qs or "/")
        return next((allowed for pattern, allowed in self.rules if _matches(pattern, path)), True)


def parse_robots(content: bytes, agent: str) -> Robots:
    """What a robots.txt asks of the robot with this product token: the groups that name it, else those for all.

    Lines that are none, rules outside of groups and records of other kinds are passed over.
    """
    ours = _Group()
    everybodys = _Group()
    agent = agent.lower()
    named: set[str] = set()
    naming = False
    for name, value in _records(content.decode("utf-8", "replace").removeprefix("\ufeff")):
        if name in _AGENT_FIELDS:
            named = named if naming else set()
            named.add(_AFTER_PRODUCT.split(value.lower(), maxsplit=1)[0])
            naming = True
            ours.named |= agent in named
        elif name in _RULE_FIELDS or name in _DELAY_FIELDS:
            naming = False
            for group in (ours,) * (agent in named) + (everybodys,) * ("*" in named):
                group.add(name, value)
    return (ours if ours.named else everybodys).robots()


class RobotsMemory:
    """What was read of the sites' files, by origin; ``monotonic`` tells seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._known: dict[str, tuple[Robots, float]] = {}
        self._weight = 0

    def fresh(self, origin: str) -> Robots | None:
        """What is known and still holds."""
        robots, until = self._known.get(origin, (None, 0.0))
        return robots if self._monotonic() < until else None

    def keep(self, origin: str, robots: Robots) -> Robots:
        """Remember what was read, for a day; where it could not be read, what was known before holds for a while."""
        before, _ = self._known.pop(origin, (None, 0.0))
        self._weight -= _weight(before)
        kept_s = _FAILURE_KEPT_S if robots.refused else _KEPT_S
        if robots.refused and before is not None and not before.refused:
            robots = before
        self._known[origin] = (robots, self._monotonic() + kept_s)
        self._weight += _weight(robots)
        while self._weight > _MOST_RULES and len(self._known) > 1:
            oldest, _ = self._known.pop(next(iter(self._known)))
            self._weight -= _weight(oldest)
        return robots


class _Group:
    def __init__(self) -> None:
        self.named = False
        self._rules: set[tuple[str, bool]] = set()
        self._delay_s: float | None = None

    def add(self, name: str, value: str) -> None:
        if name in _DELAY_FIELDS:
            # Digits alone: no «inf», no «1e9».
            self._delay_s = float(value) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value) else self._delay_s
        elif value:
            self._rules.add((_canonical(value), name == "allow"))

    def robots(self) -> Robots:
        # Of a pattern that is allowed and disallowed, allowed (§2.2.2).
        return Robots(tuple(sorted(self._rules, key=lambda rule: (-len(rule[0]), not rule[1], rule[0]))), self._delay_s)


def _records(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _canonical(path: str) -> str:
    """A path or pattern with the percent-forms that §2.2.2 compares by."""
    return quote(_PERCENT.sub(_plain, path), safe=_ALL_PRINTABLE)


def _plain(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _UNRESERVED else escape[0].upper()


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern with ``*`` and a closing ``$`` matches: piece after piece from the left, without going back."""
    if "*" not in pattern and not pattern.endswith("$"):
        return path.startswith(pattern)
    pieces, anchored = pattern.removesuffix("$").split("*"), pattern.endswith("$")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if len(pieces) == 1:
        return at == len(path)
    last = pieces[-1]
    return path.endswith(last) and len(path) - len(last) >= at if anchored else path.find(last, at) >= 0


def _weight(robots: Robots | None) -> int:
    return 0 if robots is None else 1 + len(robots.rules)
