"""What is free goes back to the system, and garbage is looked for seldom while a process begins."""

import asyncio
import gc
import platform
from collections.abc import Iterator

import psutil
import pytest

from bot.app import memory

PIECE, PIECES, KEPT = 100_000, 1_000, 20
"""Smaller than what glibc asks the system for one by one, and some stay: so nothing is free at the heap's end."""


@pytest.fixture
def usual() -> Iterator[tuple[int, int, int]]:
    """Python's own thresholds; the suite's are set again after."""
    suites = gc.get_threshold()
    yield (700, 10, 10)
    gc.set_threshold(*suites)


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(psutil.Process().memory_info().rss)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library is left alone")
def test_what_is_free_between_pieces_in_use_goes_back() -> None:
    pieces = [b"x" * PIECE for _ in range(PIECES)]
    left = pieces[:: PIECES // KEPT]
    del pieces
    before = resident()
    assert memory.give_back()
    assert before - resident() > PIECE * PIECES * 0.7
    assert all(len(piece) == PIECE for piece in left)


async def test_it_goes_back_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    given: list[int] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(memory, "give_back", lambda: given.append(1))
    with pytest.raises(asyncio.CancelledError):
        await memory.giving_back(sleep)
    assert slept == [memory.EVERY_S] * 3
    assert len(given) == 2


def test_garbage_is_looked_for_seldom_until_all_that_stays_is_there(
    usual: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_USUAL", usual)
    memory.begin()
    assert gc.get_threshold()[0] == memory.SELDOM
    stays = [[] for _ in range(10)]  # type: list[list[object]]
    memory.begun()
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() > 0
    assert not any(one is stays for one in gc.get_objects())
