"""What holds for the entries of any feed, whatever its format: their identity, their number, what isn't news."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.sources.addresses import normalised
from bot.sources.listing import ListedEntry

MOST_ENTRIES = 500
"""Of one listing; of more, the newest are taken."""
_LONGEST_KEY = 300
_UNDATED = datetime.min.replace(tzinfo=UTC)


def entry_key(identity: str, address: str | None, title: str, text: str) -> str:
    """What tells an entry from all others of its feed: its id, else its address, else a hash of what it says."""
    told = identity.strip() or address or ""
    if told and len(told) <= _LONGEST_KEY:
        return told
    return hashlib.sha256((told or f"{title}\n{text}").encode()).hexdigest()


def absolute(written: object, base: str) -> str | None:
    """The address that a feed gives, joined to ``base`` and normalised; ``None`` where it leads nowhere."""
    if not isinstance(written, str) or not written.strip():
        return None
    try:
        return normalised(written, base)
    except ValueError:
        return None


def finished(entries: Iterable[ListedEntry]) -> tuple[ListedEntry, ...]:
    """The entries as they are handed on: each once, at most ``MOST_ENTRIES``, in the feed's order."""
    once: dict[str, ListedEntry] = {}
    for entry in entries:
        once.setdefault(entry.key, entry)
    kept = list(once.values())
    if len(kept) > MOST_ENTRIES:
        newest = sorted(range(len(kept)), key=lambda n: kept[n].published_at or _UNDATED, reverse=True)
        kept = [kept[n] for n in sorted(newest[:MOST_ENTRIES])]
    return tuple(kept)
