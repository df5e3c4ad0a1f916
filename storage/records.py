"""What is kept, as frozen values. Times are aware and UTC; offsets count characters of ``Article.text``."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceKind(StrEnum):
    """Where a source's articles come from."""

    FILE = "file"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it came from the outside world, before it is understood and stored.

    ``address`` tells where it was found and stays the same when it is found again (``file:///…`` or ``https://…``);
    ``url`` is what a reader may be shown, ``None`` where there is nothing to open. ``text`` is plain, its paragraphs
    separated by an empty line. ``published_at`` is ``None`` where nothing tells; ``title`` is empty where there is none.
    """

    address: str
    source: str
    source_kind: SourceKind
    title: str
    text: str
    url: str | None = None
    published_at: datetime | None = None
