"""What the long runs share of how they begin and end: a seed that repeats them, a folder that is kept if need be."""

import asyncio
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path


def seed_of(name: str) -> int:
    """The seed that a run's choices follow from: what the environment says, else another each time."""
    return int(os.environ.get(name) or secrets.randbelow(2**32))


def in_a_folder(name: str, run: Callable[[Path], Coroutine[None, None, int]], *, told: str, keep: bool = False) -> int:
    """Say what is begun, and run in a new folder; returns the exit code.

    What a run that went wrong left is kept, and where it is is said; with ``keep`` in any case.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"svodka-{name}-"))
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()
    code = asyncio.run(run(folder))
    if code or keep:
        sys.stdout.write(f"see         {folder}\n")
    else:
        shutil.rmtree(folder)
    return code
