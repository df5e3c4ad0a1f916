"""Log lines: for people on a terminal or as JSON for machines, with the bot's token scrubbed from both."""

import logging
import sys
import textwrap
import traceback
from copy import copy
from typing import Literal, TextIO

import structlog
from structlog.typing import ExcInfo, Processor

from bot.counting import Counts

HIDDEN = "[token]"

_CONTROLS = [*range(32), *range(127, 160), 0x2028, 0x2029, 0x202A, 0x202B, 0x202D, 0x202E, *range(0x2066, 0x206A)]
"""What ends a line, steers a terminal or turns the direction of what follows."""

_SHOWN = {code: f"\\u{code:04x}" for code in _CONTROLS}

_SHOWN_IN_ALL = {code: shown for code, shown in _SHOWN.items() if code > 126}  # noqa: PLR2004 - ours are ASCII's
"""Of the whole line, colours and ends of lines among it, which are ours."""


class ScrubbingFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes a line, then hides in it every word that must never be seen, wherever it stands: tracebacks too."""

    def __init__(self, *args: object, secrets: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets, and one: what foreign text says can neither begin another nor steer a terminal."""
        kept = copy(record)
        kept.msg, kept.args = record.getMessage().translate(_SHOWN), None
        line = super().format(kept).translate(_SHOWN_IN_ALL)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


def _indented(out: TextIO, told: ExcInfo) -> None:
    """A traceback whose lines can't be taken for lines of the log, whatever stands in what failed."""
    lines = "".join(traceback.format_exception(*told)).translate({**_SHOWN, ord("\n"): "\n"})
    out.write("\n" + textwrap.indent(lines.rstrip("\n"), "    "))


class Counting(logging.Handler):
    """Counts lines by their level; what they say is nobody's business here."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(logging.WARNING)
        self._counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._counts.logged[record.levelname.lower()] += 1


CHATTY = ("aiogram.event", "aiogram.dispatcher", "alembic", "aiosqlite", "asyncio", "matplotlib", "pymorphy3")
"""Libraries whose INFO is no news for the one who runs a bot."""


def configure(form: Literal["console", "json"], level: str, *, secrets: tuple[str, ...] = ()) -> None:
    """Send every library's log lines to stderr in one form.

    Args:
        form: ``console`` or ``json``.
        level: the lowest level that is shown.
        secrets: words that must never be seen.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form, colors=sys.stderr.isatty(), secrets=secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    if level != "DEBUG":  # of every update, every step, every font that can't be used: no news for the one who runs it
        for chatty in CHATTY:
            logging.getLogger(chatty).setLevel("WARNING")
    for quoting in ("aiosqlite", "sqlalchemy"):  # at DEBUG they write out what people typed
        logging.getLogger(quoting).setLevel("WARNING")


def formatter(form: Literal["console", "json"], *, colors: bool, secrets: tuple[str, ...]) -> logging.Formatter:
    """The form of a line."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendered: list[Processor] = [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=_indented)]
    if form == "json":
        to_json = structlog.processors.JSONRenderer(ensure_ascii=False)
        rendered = [structlog.processors.format_exc_info, to_json]
    return ScrubbingFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        secrets=secrets,
    )
