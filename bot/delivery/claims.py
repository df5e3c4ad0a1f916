"""Names for claims: they tell which process took a delivery, so that a dead one's leases needn't be waited for."""

import itertools
import os
import secrets
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path


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


def machine(proc: Path = Path("/proc")) -> str:
    """This machine, and the space its processes are numbered in: a container's name may be another's, too.

    The kernel's id of this boot and the number of the space tell them apart, where there are such (proc(5)).
    """
    told = socket.gethostname().replace(":", "-")
    parts = []
    with suppress(OSError):
        parts.append((proc / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        parts.append(str((proc / "self/ns/pid").readlink()))
    return f"{told}.{sha256(' '.join(parts).encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that takes deliveries: call it for the name of a new claim, ``host:pid:start:number``.

    ``start`` tells a process from a later one that got the same number.
    """

    host: str = field(default_factory=machine)
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
