"""A backup of 340 MB while another process writes every five milliseconds: how long a write takes at the most.

The peer is ``VACUUM INTO``, which copies a snapshot, too. What any write takes without a backup is told beside.
"""

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage.backup import back_up
from storage.sqlite import driver
from storage.sqlite_engine import PRAGMAS
from tests.bench.million import built
from tests.conftest import ROOT, SEEDS

ARTICLES = 25_000
TARGET_MS = 50.0
TIMES = 5
EVERY_S = 0.005
QUIET_S = 3.0
WRITING = "UPDATE articles SET stored_at = stored_at + 1 WHERE id = abs(random()) % ?"

Work = Callable[[Path, Path], object]


def run() -> Iterator[dict[str, object]]:
    """The longest write of all backups, with the peer's."""
    original = built(Tagger(load(SEEDS / "sectors.toml")), articles=ARTICLES)
    with tempfile.TemporaryDirectory() as folder:
        live, copy = Path(folder) / "svodka.db", Path(folder) / "copy.db"
        shutil.copy(original, live)
        ours, peer, quiet = (_measured(work, live, copy) for work in (_backed_up, _vacuumed, _nothing))
        size = live.stat().st_size
    yield {
        "name": f"longest write while {size / 1e6:,.0f} MB are backed up, of {TIMES} backups",
        "figure": round(max(ours), 1),
        "unit": "ms",
        "target": TARGET_MS,
        "met": max(ours) <= TARGET_MS,
        "median_of_longest": round(statistics.median(ours), 1),
        "peer": "VACUUM INTO",
        "peer_figure": round(max(peer), 1),
        "ratio": round(max(ours) / max(peer), 2),
        "without_any": round(max(quiet), 1),
    }


def _measured(work: Work, live: Path, copy: Path) -> list[float]:
    """The longest write, in ms, of each time that the work is done."""
    longest = []
    for _ in range(TIMES):
        copy.unlink(missing_ok=True)
        writing = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.backing_up", str(live)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writing.stdout is not None
        writing.stdout.readline()
        work(live, copy)
        longest.append(float(writing.communicate("enough\n")[0]))
    return longest


def _backed_up(live: Path, copy: Path) -> None:
    asyncio.run(back_up(live, copy, replace=False))


def _vacuumed(live: Path, copy: Path) -> None:
    with closing(driver.connect(live, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


def _nothing(_live: Path, _copy: Path) -> None:
    time.sleep(QUIET_S)


def _write(path: str) -> None:
    """Write until a line comes in, then tell how long the longest write took."""
    longest = 0.0
    enough = threading.Event()

    def wait() -> None:
        sys.stdin.readline()
        enough.set()

    threading.Thread(target=wait, daemon=True).start()
    with closing(driver.connect(path, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        print("writing", flush=True)
        while not enough.is_set():
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "UPDATE articles SET stored_at = stored_at + 1 WHERE id = abs(random()) % ?", (ARTICLES,)
            )
            connection.execute("COMMIT")
            longest = max(longest, time.perf_counter() - began)
            time.sleep(EVERY_S)
    print(longest * 1000)


if __name__ == "__main__":
    _write(sys.argv[1])
