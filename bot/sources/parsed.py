"""What a parser makes of one file, and how it reads a time; where the file lay is not its business."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

# From the first newspaper on (Strasbourg, 1605), and far enough from the calendar's ends to count days either way.
_YEARS = range(1605, 2200)


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as its file tells it. ``source`` is ``None`` where the file names none.

    ``text`` is plain, its paragraphs separated by an empty line; ``published_at`` is aware and UTC. ``picture`` is an
    absolute http(s) address; ``language`` a lower-case primary subtag («ru», «kk») as a page declares it.
    """

    title: str
    text: str
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    author: str | None = None
    picture: str | None = None
    language: str | None = None


def parse_time(written: str) -> datetime:
    """The moment that an ISO 8601 date or time means, in UTC; a date alone is its midnight, no zone means UTC.

    Raises:
        ValueError: it is not a date or time, or of no year that news are from.
    """
    moment = datetime.fromisoformat(written)
    if moment.year not in _YEARS:
        raise ValueError(f"{written} is out of range")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def web_address(written: str) -> str | None:
    """The address if it is one that a reader may be shown (http or https, a host of the web, a port), else ``None``.

    A host without a dot (``localhost``, a machine of somebody's office) leads a reader nowhere, and Telegram refuses
    the whole message that links to it.
    """
    try:
        parts = urlsplit(written)
        port = parts.port  # a number that is no port raises
    except ValueError:
        return None
    host = parts.hostname or ""
    leads_somewhere = port != 0 and ("." in host.strip(".") or ":" in host)
    shown = parts.scheme in ("http", "https") and leads_somewhere and written.isprintable() and " " not in written
    return written if shown else None
