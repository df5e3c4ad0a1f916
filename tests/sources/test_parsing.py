"""The processes that read what strangers serve: what they understand, and what no document does to the bot."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from bot.errors import RefusedError
from bot.sources.parsing import MOST_CONTENT_BYTES, Parsing
from bot.sources.worker import LENGTH, READY, REFUSED, UNDERSTOOD, serve
from tests.sources.hostile import documents, rss

URL = "https://example.kz/rss"
NEWS = rss("Курс тенге вырос").encode()
SLOW = documents("")["an author that backtracks"]
TIMEOUT_S = 0.6
"""Less than the 5 s that is usual, so that the suite is quick."""
MOST_BYTES = 256 * 2**20


@pytest.fixture
async def parsing() -> AsyncIterator[Parsing]:
    async with Parsing(timeout_s=TIMEOUT_S, most_memory_bytes=MOST_BYTES) as opened:
        yield opened


def process(parsing: Parsing) -> psutil.Process | None:
    running = parsing._workers[0]._process
    return None if running is None else psutil.Process(running.pid)


async def titles(parsing: Parsing, content: bytes = NEWS) -> list[str]:
    return [entry.title for entry in (await parsing.listing(content, url=URL)).entries]


async def outcome(parsing: Parsing, content: bytes) -> str:
    try:
        return ", ".join(await titles(parsing, content))
    except RefusedError as refused:
        return refused.reason


async def test_no_hostile_document_takes_long_or_much_or_reaches_anybody(parsing: Parsing) -> None:
    visits: list[object] = []
    async with await asyncio.start_server(lambda *visit: visits.append(visit), "127.0.0.1", 0) as trap:
        port = trap.sockets[0].getsockname()[1]
        found = {}
        for name, content in documents(f"http://127.0.0.1:{port}/x").items():
            began = time.monotonic()
            found[name] = await outcome(parsing, content)
            assert time.monotonic() - began < 5, name
            worker = process(parsing)
            assert worker is None or worker.memory_info().rss < MOST_BYTES, name
        assert await titles(parsing) == ["Курс тенге вырос"]
    assert not visits
    assert "pwned" not in found["an address as an entity"]
    assert "root" not in found["a file as an entity"]
    for name in ("windows-1251", "windows-1251, undeclared", "windows-1251, declared as UTF-8", "cut off"):
        assert found[name] == "Курс тенге вырос", name
    assert found["Kazakh in UTF-8"] == "Теңге бағамы әлі өсуде — жаңалық"
    assert found["control characters"] == "badchar & amp x —"
    assert found["a billion laughs"] == "&l9;"
    assert found["an author that backtracks"] == "it takes more than 0.6 s to read"
    assert found["20 MB"] == "it has more than 16 MB"
    assert found["nothing"] == "it is empty"


async def test_a_job_that_takes_too_long_costs_its_process_and_nothing_else(parsing: Parsing) -> None:
    await titles(parsing)
    before = process(parsing)
    with pytest.raises(RefusedError, match=f"{URL}: it takes more than 0.6 s to read"):
        await parsing.listing(SLOW, url=URL)
    assert before is not None
    assert not before.is_running()
    assert await titles(parsing) == ["Курс тенге вырос"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no bound of memory")
async def test_a_job_that_takes_too_much_memory_costs_its_process_and_nothing_else() -> None:
    large = rss(" ".join(f"слово{n}" for n in range(500_000))).encode()
    async with Parsing(most_memory_bytes=48 * 2**20) as parsing:
        with pytest.raises(RefusedError, match="it takes more than 48 MB of memory to read"):
            await parsing.listing(large, url=URL)
        assert await titles(parsing) == ["Курс тенге вырос"]


async def test_a_process_that_dies_is_told_and_replaced(parsing: Parsing) -> None:
    await titles(parsing)
    worker = process(parsing)
    assert worker is not None
    asyncio.get_running_loop().call_later(0.1, worker.kill)
    with pytest.raises(RefusedError, match="its reader failed"):
        await parsing.listing(SLOW, url=URL)
    assert await titles(parsing) == ["Курс тенге вырос"]


async def test_a_process_that_dies_between_jobs_costs_none(parsing: Parsing) -> None:
    await titles(parsing)
    idle = parsing._workers[0]._process
    assert idle is not None
    idle.kill()
    await idle.wait()
    assert await titles(parsing) == ["Курс тенге вырос"]


async def test_a_caller_that_gives_up_leaves_the_worker_to_the_next(parsing: Parsing) -> None:
    await titles(parsing)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await parsing.listing(SLOW, url=URL)
    assert process(parsing) is None
    assert await titles(parsing) == ["Курс тенге вырос"]


async def test_jobs_wait_for_their_turn_in_the_order_they_came(parsing: Parsing) -> None:
    done: list[int] = []

    async def job(number: int) -> None:
        await titles(parsing)
        done.append(number)

    await asyncio.gather(*map(job, range(20)))
    assert done == list(range(20))


async def test_processes_are_started_when_they_are_needed() -> None:
    async with Parsing(workers=2) as parsing:
        assert [worker._process for worker in parsing._workers] == [None, None]
        await titles(parsing)
        await titles(parsing)
        assert [worker._process is None for worker in parsing._workers] == [False, True]
        await asyncio.gather(titles(parsing), titles(parsing))
        assert None not in [worker._process for worker in parsing._workers]
    assert [worker._process for worker in parsing._workers] == [None, None]


async def test_pages_that_take_long_do_not_keep_lists_waiting() -> None:
    heavy = f"<article>{'<p>Слово о деле промысла номер.</p>' * 20_000}</article>".encode()
    async with Parsing(workers=2, timeout_s=TIMEOUT_S) as parsing:
        await asyncio.gather(titles(parsing), titles(parsing))
        pages = [asyncio.create_task(parsing.page(heavy, url=URL)) for _ in range(4)]
        await asyncio.sleep(0)
        for _ in range(3):
            assert await titles(parsing) == ["Курс тенге вырос"]
        assert not any(page.done() for page in pages)
        refused = await asyncio.gather(*pages, return_exceptions=True)
        assert {str(one) for one in refused} == {f"{URL}: it takes more than 0.6 s to read"}


async def test_after_its_end_nothing_is_read_and_no_process_left() -> None:
    async with Parsing(timeout_s=TIMEOUT_S) as parsing:
        jobs = [asyncio.create_task(outcome(parsing, content)) for content in (SLOW, NEWS, NEWS)]
        await asyncio.wait(jobs, timeout=0.3)
    assert (await asyncio.gather(*jobs))[1:] == ["nothing is read any more"] * 2
    assert process(parsing) is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_a_worker_knows_no_secret_holds_no_file_and_ignores_ctrl_c(
    parsing: Parsing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:SECRET")
    with (tmp_path / "database").open("w"):
        await titles(parsing)
        worker = process(parsing)
        assert worker is not None
        assert "BOT_TOKEN" not in worker.environ()
        assert not worker.open_files()
        assert not worker.net_connections()
    worker.send_signal(signal.SIGINT)
    assert await titles(parsing) == ["Курс тенге вырос"]
    assert process(parsing) == worker


def test_a_worker_ends_when_its_parent_is_gone() -> None:
    command = [sys.executable, "-m", "bot.sources.worker", str(MOST_BYTES)]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, timeout=60, check=False).returncode == 0


async def test_a_worker_keeps_small(parsing: Parsing) -> None:
    for _ in range(50):
        await titles(parsing)
    worker = process(parsing)
    assert worker is not None
    assert worker.memory_info().rss < 100 * 2**20


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (UNDERSTOOD + b'{"kind": "feed"}', "its reader gave an answer that is none"),
        (UNDERSTOOD + b"[" * 10_000, "its reader gave an answer that is none"),
        (REFUSED + b"no \xff feed", "no \ufffd feed"),
        (None, "its reader failed"),
    ],
)
async def test_a_worker_is_not_trusted(
    parsing: Parsing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bytes | None, reason: str
) -> None:
    """As if what it reads had taken it over: it says something else, or more than any answer has."""
    said = LENGTH.pack(len(READY)) + (LENGTH.pack(2**31) if answer is None else LENGTH.pack(len(answer)) + answer)
    (tmp_path / "said").write_bytes(said)
    taken_over = tmp_path / "python"
    taken_over.write_text(f"#!/bin/sh\ncat {tmp_path}/said\nexec cat >/dev/null\n")
    taken_over.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(taken_over))
    with pytest.raises(RefusedError, match=reason):
        await parsing.listing(NEWS, url=URL)


async def test_more_than_is_ever_fetched_is_not_read(parsing: Parsing) -> None:
    with pytest.raises(RefusedError, match="it has more than 16 MB"):
        await parsing.listing(b" " * (MOST_CONTENT_BYTES + 1), url=URL)
    assert process(parsing) is None


def served(*frames: bytes) -> list[bytes]:
    """What a worker answers to frames, read in this process."""
    replies = io.BytesIO()
    requests = io.BytesIO(b"".join(LENGTH.pack(len(frame)) + frame for frame in frames))
    serve(requests, replies, lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    answered, answers = replies.getvalue(), []
    while answered:
        (length,) = LENGTH.unpack(answered[: LENGTH.size])
        answers.append(answered[LENGTH.size : LENGTH.size + length])
        answered = answered[LENGTH.size + length :]
    return answers


def test_a_worker_answers_each_job_twice_that_it_is_ready_and_what_it_found() -> None:
    job = json.dumps({"job": "listing", "url": URL, "content_type": "", "pattern": None}).encode()
    ready, answer, also_ready, refusal = served(job, NEWS, job, b"{}")
    assert ready == also_ready == READY
    assert json.loads(answer.removeprefix(UNDERSTOOD))["entries"][0]["title"] == "Курс тенге вырос"
    assert refusal == REFUSED + b"it is no feed: JSON of another kind"


def test_a_worker_takes_what_comes_ahead_of_its_clock_for_a_mistake() -> None:
    job = json.dumps({"job": "listing", "url": URL}).encode()
    dated = NEWS.replace(b"</item>", b"<pubDate>Fri, 27 Nov 2026 10:00:00 GMT</pubDate></item>")
    _, answer = served(job, dated)
    assert json.loads(answer.removeprefix(UNDERSTOOD))["entries"][0]["published_at"] is None


def test_a_worker_whose_parent_dies_between_job_and_content_ends() -> None:
    job = json.dumps({"job": "listing", "url": URL}).encode()
    assert served(job) == [READY]
    assert signal.alarm(0) == 0, "nothing is left that would end this process later"


def test_the_environment_of_a_worker_is_enough_to_start_it_anywhere(tmp_path: Path) -> None:
    script = (
        "import asyncio; from bot.sources.parsing import Parsing\n"
        "async def main():\n"
        "    async with Parsing() as parsing:\n"
        f"        print(len((await parsing.listing({NEWS!r}, url='{URL}')).entries))\n"
        "asyncio.run(main())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "BOT_TOKEN": "42:SECRET"},
    )
    assert ran.stdout == "1\n"
