"""How soon help is there and the bot is ready, and what it holds in memory when nothing happens."""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.e2e.conftest import SVODKA, environment

HELP_S, READY_S, IDLE_MB = 0.5, 8.0, 300.0


def run() -> Iterator[dict[str, object]]:
    """Three rows; the peers are a bare interpreter, and one that has imported aiogram."""
    ours = _median([str(SVODKA), "--help"])
    bare = _median([sys.executable, "-c", "pass"])
    yield _row("svodka --help", ours, "s", HELP_S, "python -c pass", bare)
    with tempfile.TemporaryDirectory() as folder:
        yield from _running(Path(folder))


def _running(folder: Path) -> Iterator[dict[str, object]]:
    aiogram = _median([sys.executable, "-c", "import aiogram"], times=3)
    began = time.perf_counter()
    with _process(folder, "try", "--port", "0") as process:
        address = _address(process)
        yield _row("svodka try ready, seeds read", time.perf_counter() - began, "s", READY_S, "import aiogram", aiogram)
        with _process(folder, "run", TELEGRAM_API=address, BOT_TOKEN="42:SANDBOX") as bot:
            _wait_for_line(bot, "the bot is @")
            held = psutil.Process(bot.pid).memory_info().rss / 2**20
            bot.terminate()
        program = "import aiogram, os, psutil; print(psutil.Process().memory_info().rss / 2**20)"
        peer = float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)
        yield _row("svodka run, idle", held, "MB", IDLE_MB, "a process that imported aiogram", peer)
        process.terminate()


def _process(folder: Path, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [str(SVODKA), *arguments],
        cwd=folder,
        env=environment(folder) | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _address(process: "subprocess.Popen[str]") -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", _wait_for_line(process, "http://"))
    assert found is not None
    return found.group()


def _wait_for_line(process: "subprocess.Popen[str]", word: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return line
    raise RuntimeError(f"the process ended without saying {word!r}")


def _median(command: list[str], *, times: int = 7) -> float:
    def once() -> float:
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(times))


def _row(name: str, figure: float, unit: str, target: float, peer: str, peer_figure: float) -> dict[str, object]:
    return {
        "name": name,
        "figure": round(figure, 2),
        "unit": unit,
        "target": target,
        "met": figure <= target,
        "peer": peer,
        "peer_figure": round(peer_figure, 2),
        "ratio": round(figure / peer_figure, 2),
    }
