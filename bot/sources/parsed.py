"""What a parser makes of one file, and how it reads a time; where the file lay is not its business."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as its file tells it. ``source`` is ``None`` where the file names none.

    ``text`` is plain, its paragraphs separated by an empty line; ``published_at`` is aware and UTC.
    """

    title: str
    text: str
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None


def parse_time(written: str) -> datetime:
    """The moment that an ISO 8601 date or time means, in UTC; a date alone is its midnight, no zone means UTC.

    Raises:
        ValueError: it is not a date or time of the years 1 to 9999.
    """
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{written} is out of range") from error


def web_address(written: str) -> str | None:
    """The address if it is one that a reader may be shown (http or https, with a host), else ``None``."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    shown = parts.scheme in ("http", "https") and parts.hostname and written.isprintable() and " " not in written
    return written if shown else None
