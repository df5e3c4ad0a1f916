"""Names for claims: they tell which process took a delivery, so that a dead one's leases needn't be waited for."""

import itertools
import os
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field


def is_running(pid: int) -> bool:
    """Whether a process of this machine runs; ``True`` where nobody can tell."""
    if sys.platform == "win32":  # asking there would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, under another user
        return True
    return True


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that takes deliveries: call it for the name of a new claim, ``host:pid:start:number``.

    ``start`` tells a process from a later one that got the same number.
    """

    host: str = field(default_factory=lambda: socket.gethostname().replace(":", "-"))
    pid: int = field(default_factory=os.getpid)
    start: str = field(default_factory=lambda: secrets.token_hex(4))
    running: Callable[[int], bool] = is_running
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self) -> str:
        """A name for a claim, never given before."""
        return f"{self.host}:{self.pid}:{self.start}:{next(self._numbers)}"

    def knows_dead(self, claim: str) -> bool:
        """Whether the process that made a claim is dead for sure: of this machine, and gone."""
        host, pid, start, _ = claim.rsplit(":", 3)
        if host != self.host or not pid.isdigit():
            return False
        if int(pid) == self.pid:
            return start != self.start
        return not self.running(int(pid))
