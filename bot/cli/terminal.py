"""What a terminal sees of long work, and a pipe doesn't; JSON lines."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


def as_line(fields: Mapping[str, object]) -> str:
    """One JSON object on one line, its letters as they are."""
    return json.dumps(fields, ensure_ascii=False)


def width() -> int | None:
    """How many characters fit on a line of standard output, ``None`` where that is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


@contextmanager
def progress(total: Callable[[], int], what: str) -> Iterator[Callable[..., None]]:
    """A progress bar on stderr while the block runs, when that is a terminal; call what it gives after each step,
    or with how many there were.

    ``total`` counts the steps, and is asked only where there is a bar to fill.
    """
    if not sys.stderr.isatty():
        yield lambda _number=1: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total())
        yield lambda number=1: bar.advance(task, number)
