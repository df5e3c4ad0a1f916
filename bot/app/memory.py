"""What a process that lives for months does with its memory, beyond what Python and the C library do by themselves.

A bot needs much of it for short moments: a page that is read, a picture that is drawn. What is free again stays with
the C library, in pieces between others, and each thread may have a heap of its own, so the process grows for days
though it needs no more than on the first. glibc can be told to keep few heaps, and to hand back the pages in which
nothing is left (mallopt(3), malloc_trim(3)); another C library is left alone.
"""

import asyncio
import ctypes
import gc
import sys
from collections.abc import Awaitable, Callable

HEAPS = 2
"""For all threads together: waiting for one takes a moment, and each more keeps the most that it ever had."""

EVERY_S = 60.0
"""Handing back takes a few milliseconds, beside the loop."""

SELDOM = 50_000
"""New objects between two collections of garbage while a process begins: of what it imports and reads, a million
objects, nothing is garbage, and to look through it again and again was a seventh of a bot's start."""

_USUAL = gc.get_threshold()
_M_ARENA_MAX = -8  # malloc.h of glibc


def begin() -> None:
    """Collect garbage seldom from here on, and share a few heaps; before there are threads."""
    gc.set_threshold(SELDOM)
    if (mallopt := _of_glibc("mallopt")) is not None:
        mallopt(_M_ARENA_MAX, HEAPS)


def begun() -> None:
    """Collect garbage as usual from here on, but not among what there is now: all of it stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_USUAL)


def give_back() -> bool:
    """Hand back to the system what is free; whether anything was."""
    trim = _of_glibc("malloc_trim")
    return trim is not None and bool(trim(ctypes.c_size_t(0)))


async def giving_back(sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Hand it back again and again, until cancelled."""
    while True:
        await sleep(EVERY_S)
        await asyncio.to_thread(give_back)


def _of_glibc(name: str) -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
