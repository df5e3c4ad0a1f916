"""Log lines: for people on a terminal or as JSON for machines, with the bot's token scrubbed from both."""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

from bot.counting import Counts

HIDDEN = "[token]"


class ScrubbingFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes a line, then hides in it every word that must never be seen, wherever it stands: tracebacks too."""

    def __init__(self, *args: object, secrets: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


class Counting(logging.Handler):
    """Counts lines by their level; what they say is nobody's business here."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(logging.WARNING)
        self._counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._counts.logged[record.levelname.lower()] += 1


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
    if level != "DEBUG":  # aiogram tells of every update, alembic of every step: no news for the one who runs it
        for chatty in ("aiogram.event", "aiogram.dispatcher", "alembic", "aiosqlite", "asyncio", "pymorphy3"):
            logging.getLogger(chatty).setLevel("WARNING")


def formatter(form: Literal["console", "json"], *, colors: bool, secrets: tuple[str, ...]) -> logging.Formatter:
    """The form of a line."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendered: list[Processor] = [
        structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    ]
    if form == "json":
        to_json = structlog.processors.JSONRenderer(ensure_ascii=False)
        rendered = [structlog.processors.format_exc_info, to_json]
    return ScrubbingFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        secrets=secrets,
    )
