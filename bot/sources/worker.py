"""The process that reads hostile bytes: ``python -m bot.sources.worker``, started and killed by ``parsing``.

It answers one job after another, as frames (four bytes of length, then so many bytes) on its standard input and
output: a job as JSON, to which it says that it is ready; the bytes to read; what they were understood as, as JSON, or
why they are refused. It imports what a job needs when the first one comes, holds no secret and no open file, and ends
when its input does.
"""

import importlib
import json
import os
import signal
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from types import MappingProxyType
from typing import IO, Any, NamedTuple

if sys.platform != "win32":
    import resource


class Job(NamedTuple):
    """A function that reads bytes, by its name; ``clocked`` if it asks what time it is."""

    module: str
    function: str
    clocked: bool = False


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "listing": Job("bot.sources.listings", "parse_listing", clocked=True),
        "page": Job("bot.sources.pages", "parse_page"),
        "look": Job("bot.sources.looking", "look"),
    }
)
READY = b""
UNDERSTOOD, REFUSED = b"+", b"-"
"""What an answer begins with; JSON or a reason follows."""

OUT_OF_MEMORY = 3
"""The exit code of a worker that a job would have brought over its bound."""

LENGTH = struct.Struct(">I")
_LONGEST_REASON = 200
# If its parent dies while a job runs, nobody is there to kill it; far above any time that a parent allows.
_LAST_RESORT_S = 120
# What libraries let through from bytes that are made to break them; anything else ends the process.
_CRAFTED = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def serve(requests: IO[bytes], replies: IO[bytes], now: Callable[[], datetime]) -> None:
    """Answer jobs until the input ends."""
    while (frame := _read(requests)) is not None:
        _end_after(_LAST_RESORT_S)
        try:
            answered = _serve_one(json.loads(frame), requests, replies, now)
        finally:
            _end_after(0)
        if not answered:
            return


def _serve_one(arguments: dict[str, Any], requests: IO[bytes], replies: IO[bytes], now: Callable[[], datetime]) -> bool:
    """Answer one job; ``False`` where the input ended before its bytes came."""
    job = JOBS[arguments.pop("job")]
    run = getattr(importlib.import_module(job.module), job.function)
    _write(replies, READY)
    content = _read(requests)
    if content is None:
        return False
    if job.clocked:
        arguments["now"] = now()
    _write(replies, _answer(run, content, arguments))
    return True


def _answer(run: Callable[..., Any], content: bytes, arguments: Mapping[str, Any]) -> bytes:
    try:
        return UNDERSTOOD + json.dumps(asdict(run(content, **arguments)), default=_plain, ensure_ascii=False).encode()
    except ValueError as refused:
        reason = str(refused)
    except _CRAFTED as error:
        reason = f"made to break its readers ({type(error).__name__})"
    return REFUSED + reason[:_LONGEST_REASON].encode(errors="replace")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in an answer")


def _read(stream: IO[bytes]) -> bytes | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    frame = stream.read(length)
    return frame if len(frame) == length else None


def _write(stream: IO[bytes], frame: bytes) -> None:
    stream.write(LENGTH.pack(len(frame)) + frame)
    stream.flush()


def _end_after(seconds: int) -> None:
    """Let the system end this process then, whatever it is busy with; 0: never. Windows has no such alarm."""
    if sys.platform != "win32":
        signal.alarm(seconds)


def _bound_memory(most_bytes: int) -> None:
    """Let the system refuse more memory than that, or than it was told before to allow; Windows has no such bound."""
    if sys.platform != "win32":
        _, allowed = resource.getrlimit(resource.RLIMIT_DATA)
        bound = most_bytes if allowed == resource.RLIM_INFINITY else min(most_bytes, allowed)
        resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve the parent on standard input and output, within the bytes of memory that the first argument tells."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group; the parent says when it is over
    _bound_memory(int(sys.argv[1]))
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between the frames
    try:
        serve(requests, replies, lambda: datetime.now(UTC))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
