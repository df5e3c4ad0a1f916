"""Feeds, pages and lists read in processes of their own, which are killed when they take too long or too much."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pydantic import TypeAdapter, ValidationError

import bot
from bot.errors import RefusedError
from bot.sources.listing import Listing, Looked
from bot.sources.parsed import ParsedArticle
from bot.sources.worker import LENGTH, OUT_OF_MEMORY, UNDERSTOOD

MOST_CONTENT_BYTES = 16 * 2**20
"""More than this isn't handed to a worker: half as much again as what is fetched."""

_MOST_ANSWER_BYTES = 64 * 2**20
# Starting Python and importing what a job needs, on a machine that is busy with other things.
_START_S = 60.0
# lxml keeps every name of a tag or attribute that it ever saw: a new process now and then forgets them.
_JOBS_A_WORKER = 5_000
_ROOT = str(Path(bot.__file__).parent.parent)
# What Python needs to start, by the documentation of its command line and of Windows; no token is among it.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "TZDIR")


_LISTING = TypeAdapter(Listing)
_PAGE = TypeAdapter(ParsedArticle)
_LOOKED = TypeAdapter(Looked)
_Understood = TypeVar("_Understood", Listing, ParsedArticle, Looked)


class _LostError(Exception):
    """A worker did not answer; why, in words that follow the name of what it read."""


class Parsing:
    """Understands what was fetched, outside of this process.

    Workers are started when the first jobs come, ``workers`` of them at most, and wait for the next job. A job may
    take ``timeout_s`` seconds by this process's clock and ``most_memory_bytes`` of memory (no bound on Windows); one
    that takes more costs its worker, never this process. Jobs are served in the order they came, but pages leave one of
    several workers to lists, so that an outlet with heavy pages doesn't keep the others' news waiting. An answer
    crosses as JSON and is checked field by field: what reads hostile bytes is not trusted.
    """

    def __init__(self, *, workers: int = 1, timeout_s: float = 5.0, most_memory_bytes: int = 256 * 2**20) -> None:
        self._workers = tuple(_Worker(timeout_s, most_memory_bytes) for _ in range(workers))
        # The last one that worked is the next: without much to do, the others are never started.
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put_nowait(worker)
        self._for_pages = asyncio.Semaphore(max(1, workers - 1))
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def listing(self, content: bytes, *, url: str, content_type: str = "", pattern: str | None = None) -> Listing:
        """What a feed, a sitemap or (where ``pattern`` is given) a site's list page lists.

        Raises:
            RefusedError: it can't be understood, or not within the bounds.
        """
        answer = await self._ask("listing", content, url=url, content_type=content_type, pattern=pattern)
        return _checked(_LISTING, answer, url)

    async def page(self, content: bytes, *, url: str, content_type: str = "") -> ParsedArticle:
        """The article of a page.

        Raises:
            RefusedError: it has none, or it can't be found within the bounds.
        """
        async with self._for_pages:
            answer = await self._ask("page", content, url=url, content_type=content_type)
        return _checked(_PAGE, answer, url)

    async def look(self, content: bytes, *, url: str, content_type: str = "") -> Looked:
        """What stands at an address that somebody gave.

        Raises:
            RefusedError: nothing that could be watched, or not found out within the bounds.
        """
        return _checked(_LOOKED, await self._ask("look", content, url=url, content_type=content_type), url)

    async def close(self) -> None:
        """End the workers; jobs that still run or wait are refused."""
        self._closed = True
        for worker in self._workers:
            worker.kill()
        for _ in self._workers:  # each comes back when its job has seen that its process is gone
            await (await self._idle.get()).end()
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def _ask(self, job: str, content: bytes, *, url: str, **arguments: str | None) -> bytes:
        if len(content) > MOST_CONTENT_BYTES:
            raise RefusedError(url, f"it has more than {MOST_CONTENT_BYTES // 2**20} MB")
        worker = await self._idle.get()
        try:
            if self._closed:
                raise RefusedError(url, "nothing is read any more")
            return await worker.ask(json.dumps({"job": job, "url": url, **arguments}).encode(), content)
        except _LostError as lost:
            raise RefusedError(url, str(lost)) from lost
        finally:
            self._idle.put_nowait(worker)


class _Worker:
    """One process at a time: started for a job, kept for the next, killed when it does not answer."""

    def __init__(self, timeout_s: float, most_memory_bytes: int) -> None:
        self._timeout_s = timeout_s
        self._most_memory_bytes = most_memory_bytes
        self._process: asyncio.subprocess.Process | None = None
        self._jobs = 0

    async def ask(self, job: bytes, content: bytes) -> bytes:
        """The worker's answer; ``_LostError`` where it gave none, and then (as when cancelled) it is killed."""
        if self._jobs >= _JOBS_A_WORKER or (self._process and self._process.returncode is not None):
            await self.end()
        answer: bytes | None = None
        try:
            process = await self._ready(job)
            answer = await _in_time(_exchange(process, content), self._timeout_s)
            self._jobs += 1
        except (EOFError, OSError) as error:  # TimeoutError is an OSError, and no pipe raises it
            code = await self.end()
            raise _LostError(self._why(error, code)) from error
        finally:
            if answer is None:
                await self.end()
        return answer

    async def _ready(self, job: bytes) -> asyncio.subprocess.Process:
        """The process when it has imported what the job needs, which is none of the job's time."""
        process = self._process = self._process or await self._start()
        try:
            await _in_time(_exchange(process, job), _START_S)
        except TimeoutError as late:
            raise EOFError("it doesn't get ready") from late
        return process

    def kill(self) -> None:
        """Kill the process under whatever job it has, which then ends it."""
        if self._process is not None:
            _kill(self._process)

    async def end(self) -> int | None:
        """Kill the process, if there is one, and give its exit code when it has gone."""
        process, self._process, self._jobs = self._process, None, 0
        if process is None:
            return None
        _kill(process)
        if process.stdin is not None:
            process.stdin.close()
        await process.communicate()  # reads its last words, so that its pipes are closed with it
        return process.returncode

    def _why(self, error: Exception, code: int | None) -> str:
        if isinstance(error, TimeoutError):
            return f"it takes more than {self._timeout_s:g} s to read"
        if code == OUT_OF_MEMORY:
            return f"it takes more than {self._most_memory_bytes // 2**20} MB of memory to read"
        return f"its reader failed (exit code {code})"

    async def _start(self) -> asyncio.subprocess.Process:
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot.sources.worker", str(self._most_memory_bytes)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**kept, "PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))},
        )


def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):  # it has gone by itself
        if sys.platform == "win32":
            process.kill()
        elif process.returncode is None:
            # Its own ``kill`` looks first whether it has ended, and asyncio, which waits for that, then warns of it.
            os.kill(process.pid, signal.SIGKILL)


async def _in_time(answer: Coroutine[None, None, bytes], timeout_s: float) -> bytes:
    async with asyncio.timeout(timeout_s):
        return await answer


async def _exchange(process: asyncio.subprocess.Process, frame: bytes) -> bytes:
    """Send a frame to a worker, and wait for the one that it answers with."""
    if process.stdin is None or process.stdout is None:
        raise EOFError("no pipes")
    process.stdin.write(LENGTH.pack(len(frame)))
    process.stdin.write(frame)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    if length > _MOST_ANSWER_BYTES:
        raise EOFError("more than any answer has")
    return await process.stdout.readexactly(length)


def _checked(adapter: TypeAdapter[_Understood], answer: bytes, url: str) -> _Understood:
    if not answer.startswith(UNDERSTOOD):
        raise RefusedError(url, answer[1:].decode(errors="replace"))
    try:
        return adapter.validate_json(answer[len(UNDERSTOOD) :])
    except ValidationError as error:
        raise RefusedError(url, "its reader gave an answer that is none") from error
