"""What a look at a list comes to: which entries are new to be noted, and when the list is looked at next.

All of it is decided from values; ``polling`` fetches and reads, ``collector`` stores.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from bot.collecting.rhythm import Pace, after_failure, interval, spread, unchanged
from bot.sources.addresses import host_of, same_page
from bot.sources.fetching import Fetched
from bot.sources.listing import ListedEntry, Listing, ListingKind
from storage.entries import NewEntry
from storage.watches import Polled, Watch, WatchKind

FIRST_LOOK = 100
"""Entries that become articles when a list is looked at for the first time, the newest: a sitemap lists hundreds, and
the page of each would be fetched. The others count as known from then on.
"""

MANY_ENTRIES = 3
"""Different entries under one address from which it is no article's: a page of live news, or one for all of a feed."""

LONGEST_KEPT_REASON = 300
"""Characters of a reason that are kept."""

KINDS = {
    ListingKind.FEED: WatchKind.FEED,
    ListingKind.SITEMAP: WatchKind.SITEMAP,
    ListingKind.SITE: WatchKind.SITE,
}

_WRONG_KIND = {
    WatchKind.FEED: "this is no feed any more",
    WatchKind.SITEMAP: "this is no sitemap any more",
    WatchKind.SITE: "this is no page of links any more",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of an entry while it waits: what its list told, and what identifies its page (``None``: none)."""

    entry: ListedEntry
    page: str | None


_TOLD = TypeAdapter(Told)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a look failed, in a few words, and what that means for the next one (see ``bot.errors.FetchError``).

    ``answered``: by its server, with a refusal. What we refuse ourselves is neither that nor ``unreached``.
    """

    reason: str
    retry_after_s: float | None = None
    gone: bool = False
    permanent: bool = False
    unreached: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a watch brought: ``failure``; else ``listing``; or neither, where the list is as it was.

    ``fetched`` is ``None`` where nothing could be fetched. ``body_hash`` is that of what was read.
    """

    watch: Watch
    at: datetime
    fetched: Fetched | None = None
    body_hash: bytes | None = None
    listing: Listing | None = None
    failure: Failure | None = None

    @property
    def moved_to(self) -> str | None:
        """Where its list stands for good from now on; believed only when a list of its kind was read there.

        Outlets that give their feeds up like to send them home.
        """
        if self.listing is None or self.fetched is None or self.fetched.moved_to == self.watch.address:
            return None
        return self.fetched.moved_to


def body_hash(body: bytes) -> bytes:
    """What tells whether a list is the same as last time, where its server doesn't."""
    return blake2b(body, digest_size=16).digest()


def wrong_kind(watch: Watch, listing: Listing) -> Failure | None:
    """What is wrong with a listing that is none of its watch's kind: a home page instead of a feed."""
    return None if KINDS[listing.kind] is watch.kind else Failure(_WRONG_KIND[watch.kind])


def polled(look: Look, times: Sequence[datetime], *, pace: Pace, chance: float) -> Polled:
    """What a look leaves with its watch.

    Args:
        look: the look.
        times: of the entries that tell the list's rhythm, where it has changed.
        pace: the bounds of an interval.
        chance: random in [0, 1), so that lists drift apart.
    """
    watch = look.watch
    if look.failure is not None:
        return _failed(look, look.failure, pace, chance)
    fetched = look.fetched
    asked_s = _longest_asked(look)
    if look.listing is not None:
        wait = interval(times, now=look.at, asked_s=asked_s, pace=pace)
    else:
        elapsed = look.at - watch.polled_at if watch.polled_at is not None else timedelta(0)
        wait = unchanged(timedelta(seconds=watch.interval_s), elapsed=elapsed, asked_s=asked_s, pace=pace)
    # A redirect that isn't believed yet has to show a list the next time, not that it is the same as something.
    if fetched is None or (look.listing is None and fetched.moved_to is not None):
        etag, last_modified, hashed = None, None, None
    else:
        etag, last_modified, hashed = fetched.etag, fetched.last_modified, look.body_hash or watch.body_hash
    return Polled(
        id=watch.id,
        due_at=look.at + spread(wait, chance),
        interval_s=round(wait.total_seconds()),
        polled_at=look.at,
        changed_at=look.at if look.listing is not None else watch.changed_at,
        etag=etag,
        last_modified=last_modified,
        body_hash=hashed,
        failures=0,
        error=watch.error,
        error_at=watch.error_at,
    )


def times_told(listing: Listing) -> list[datetime]:
    """When the entries of a list were published, as far as it says; of a single time no rhythm can be told."""
    times = [entry.published_at for entry in listing.entries if entry.published_at is not None]
    return times if len(times) > 1 else []


def listed_entries(watch: Watch, listing: Listing, *, keep_since: datetime | None = None) -> list[NewEntry]:
    """The entries of a list as they are noted, oldest first as far as the list's order or its times tell.

    Args:
        watch: whose list it is; one that has never been read yet takes the newest ``FIRST_LOOK`` only.
        listing: the list.
        keep_since: what was published before isn't kept, so it isn't taken.
    """
    shared = _shared_addresses(listing.entries)
    keys = Counter(entry.key for entry in listing.entries)
    chosen = sorted(
        (entry for entry in listing.entries if not _too_old(entry, keep_since)),
        key=lambda entry: (entry.published_at is None, -(entry.published_at or watch.added_at).timestamp()),
    )
    taken = len(chosen) if watch.changed_at is not None else FIRST_LOOK
    noted = [
        entry_of(watch, entry, shared=entry.address in shared, passed=place >= taken, own_key=keys[entry.key] == 1)
        for place, entry in enumerate(chosen)
        if entry.address is not None or entry.text
    ]
    return noted[::-1]


def entry_of(
    watch: Watch, entry: ListedEntry, *, shared: bool = False, passed: bool = False, own_key: bool = False
) -> NewEntry:
    """An entry as it is noted; ``shared``: others of its list lead to the same address, which so is no article's.

    What tells an entry is its page's address, so that it is one in however many lists; where it has no page of its own,
    its watch and its key. What tells that it changed is the title and text that a feed gives it: the time that some
    outlets set anew at every look, or the number of readers beside a link of a list page, would have all the pages
    fetched again and again. Some feeds write another parameter into a link at each look: an entry of the same title
    under the same guid, where no other of its list has that (``own_key``), is the same one.
    """
    page = None if shared else page_of(watch, entry)
    told = f"page {page}" if page is not None else f"watch {watch.id} {entry.key}"
    return NewEntry(
        key=_hash(told),
        digest=_hash(json.dumps([entry.title, entry.text] if watch.kind is WatchKind.FEED else [])),
        content=_TOLD.dump_json(Told(entry, page)).decode(),
        host=None if page is None or (entry.whole and watch.kind is WatchKind.FEED) else host_of(page),
        passed=passed,
        alias=_hash(f"alias {watch.id} {entry.key} {entry.title}")
        if own_key and _is_guid(watch, entry, page)
        else None,
    )


def _is_guid(watch: Watch, entry: ListedEntry, page: str | None) -> bool:
    """Whether an entry's key is what its feed calls it, beside its address."""
    return watch.kind is WatchKind.FEED and page is not None and "://" not in entry.key


def told_by(content: str) -> Told:
    """What ``entry_of`` wrote down."""
    return _TOLD.validate_json(content)


def page_of(watch: Watch, entry: ListedEntry) -> str | None:
    """What identifies an entry's own page; a link to the front page or to the list itself leads to none."""
    try:
        page = same_page(entry.address or "")
        elsewhere = {same_page(address) for address in (watch.address, watch.home) if address}
    except ValueError:
        return None
    parts = urlsplit(page)
    front = parts.path in ("", "/") and not parts.query
    return None if front or page in elsewhere else page


def _shared_addresses(entries: Sequence[ListedEntry]) -> set[str | None]:
    """Addresses that no article has for its own: entries tell different things under it.

    The same words twice are one article in two rubrics; two texts of one title or one key may be those of before and
    after it was edited, unless the list has no other address.
    """
    under: dict[str | None, list[ListedEntry]] = {}
    for entry in entries:
        under.setdefault(entry.address, []).append(entry)
    return {address for address, some in under.items() if _are_several(some, alone=len(under) == 1)}


def _are_several(some: Sequence[ListedEntry], *, alone: bool) -> bool:
    tellings = {(entry.title, entry.text) for entry in some}
    if len(tellings) >= MANY_ENTRIES or (alone and len(tellings) > 1):
        return True
    return min(len({entry.title for entry in some}), len({entry.key for entry in some})) > 1


def _too_old(entry: ListedEntry, keep_since: datetime | None) -> bool:
    return keep_since is not None and entry.published_at is not None and entry.published_at < keep_since


def _longest_asked(look: Look) -> float | None:
    asked = (
        look.fetched.fresh_for_s if look.fetched is not None else None,
        look.listing.wait_s if look.listing is not None else None,
    )
    return max((one for one in asked if one is not None), default=None)


def _failed(look: Look, failure: Failure, pace: Pace, chance: float) -> Polled:
    watch = look.watch
    failures = watch.failures + 1
    wait = after_failure(failures, retry_after_s=failure.retry_after_s, permanent=failure.permanent, pace=pace)
    return Polled(
        id=watch.id,
        due_at=look.at + spread(wait, chance),
        interval_s=watch.interval_s,
        polled_at=look.at,
        changed_at=watch.changed_at,
        etag=watch.etag,
        last_modified=watch.last_modified,
        body_hash=watch.body_hash,
        failures=failures,
        error=failure.reason[:LONGEST_KEPT_REASON],
        error_at=look.at,
    )


def _hash(told: str) -> bytes:
    return blake2b(told.encode(errors="replace"), digest_size=16).digest()
