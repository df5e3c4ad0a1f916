"""Long work shows a progress bar on a terminal, and nothing of the kind in a pipe."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from tests.e2e.conftest import SVODKA, environment, svodka

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")


async def on_a_terminal(folder: Path, *arguments: str) -> str:
    """What a command writes to a terminal behind its stderr."""
    mine, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        str(SVODKA),
        *arguments,
        cwd=folder,
        env=environment(folder) | {"TERM": "xterm", "COLUMNS": "100"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = await asyncio.to_thread(_read_all, mine)
    await process.wait()
    return shown


def _read_all(descriptor: int) -> str:
    pieces = []
    try:
        while piece := os.read(descriptor, 65_536):
            pieces.append(piece)
    except OSError:  # what Linux says when the other end is closed
        pass
    finally:
        os.close(descriptor)
    return b"".join(pieces).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
async def test_ingest_shows_how_far_it_is_on_a_terminal_only(tmp_path: Path) -> None:
    shown = await on_a_terminal(tmp_path, "ingest", str(SEEDS / "articles"))
    assert "articles" in shown
    assert "/31" in shown
    assert "31 new, 0 changed, 0 known, 0 refused" in shown
    _, _, piped = await svodka(tmp_path, "ingest", str(SEEDS / "articles"))
    assert piped == "0 new, 0 changed, 31 known, 0 refused\n"
