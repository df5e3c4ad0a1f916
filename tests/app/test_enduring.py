"""What must go on is begun anew after a mistake of ours, and what hangs keeps no process from ending."""

import asyncio
import logging
import sys

import pytest

from bot.app.enduring import enduring

HANGS = """
import time
from bot.app.enduring import end_within
end_within(0.2)
time.sleep(60)
"""


async def test_work_that_fails_or_ends_is_begun_anew_and_the_log_tells_why(caplog: pytest.LogCaptureFixture) -> None:
    begun: list[int] = []
    again = asyncio.Event()

    async def work() -> None:
        begun.append(len(begun))
        if len(begun) == 1:
            raise RuntimeError("a mistake")
        if len(begun) == 3:
            again.set()
            await asyncio.Event().wait()

    async with enduring("the work", work, anew_after_s=0.0) as running, asyncio.timeout(10):
        await again.wait()
        assert not running.done()
    assert running.cancelled()
    assert len(begun) == 3
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL]
    assert told == ["the work has failed, again in 0 s", "the work has ended, again in 0 s"]
    assert "a mistake" in caplog.text


async def test_who_stops_it_earlier_stops_it_for_good() -> None:
    async with enduring("the work", asyncio.Event().wait) as running:
        running.cancel()
        await asyncio.wait({running})
    assert running.cancelled()


async def test_a_process_in_which_something_hangs_ends_all_the_same() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HANGS, stderr=asyncio.subprocess.PIPE)
    async with asyncio.timeout(30):
        _, said = await process.communicate()
    assert process.returncode == 1
    assert "so it ends as it is" in said.decode()
