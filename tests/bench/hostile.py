"""Texts of a million characters that nobody writes: how long the slowest takes, and what they make a process hold."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.e2e.conftest import SVODKA
from tests.text.hostile import HOSTILE

LENGTH = 1_000_000  # characters
SECONDS, GROWTH_MB = 2.0, 200.0
COMMANDS = ("language", "sentences", "tag", "summary", "same")
ORDINARY = ("Построят станцию. Цены выросли.", "Станса салынады. Баға өсті.", "A station is built. Prices rise.")


def run() -> Iterator[dict[str, object]]:
    """Two rows for each text command; the peer of time is an ordinary text of that length."""
    for command in COMMANDS:
        seconds, ordinary, growth = _measured(command)
        slowest = max(seconds, key=lambda name: seconds[name])
        yield {
            "name": f"text {command}, a million characters of {slowest}",
            "figure": round(seconds[slowest], 2),
            "unit": "s",
            "peer": "a million characters of news",
            "peer_figure": round(ordinary, 2),
            "ratio": round(seconds[slowest] / ordinary, 1),
            "target": SECONDS,
            "met": seconds[slowest] <= SECONDS,
        }
        yield {
            "name": f"text {command}, most memory beyond three short texts",
            "figure": round(growth),
            "unit": "MB",
            "target": GROWTH_MB,
            "met": growth <= GROWTH_MB,
        }


def _measured(command: str) -> tuple[dict[str, float], float, float]:
    """Return the seconds of each hostile text, those of an ordinary one, and the growth of a process in MB."""
    with subprocess.Popen([SVODKA, "text", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for text in ORDINARY:
            _seconds(process, command, text)
        before = psutil.Process(process.pid).memory_info().rss
        ordinary = _seconds(process, command, _long(" ".join(ORDINARY) + " "))
        seconds = {name: _seconds(process, command, _long(pattern)) for name, pattern in HOSTILE.items()}
        growth = _most_held(process.pid) - before
        process.communicate()
    return seconds, ordinary, growth / 2**20


def _long(pattern: str) -> str:
    return pattern * (LENGTH // len(pattern))


def _seconds(process: subprocess.Popen[bytes], command: str, text: str) -> float:
    """The seconds from the last byte of a line to the end of its answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    article = {"title": text[:100], "text": text}
    record = {"id": 1, "a": article, "b": article} if command == "same" else {"id": 1, **article}
    line = json.dumps(record, ensure_ascii=True).encode() + b"\n"
    began = time.perf_counter()
    process.stdin.write(line)
    process.stdin.flush()
    process.stdout.readline()
    return time.perf_counter() - began


def _most_held(pid: int) -> int:
    """The most bytes that a process has held at once; Linux keeps count."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024
