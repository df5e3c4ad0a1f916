"""What a feed, a sitemap or a site's list page lists, and what an address turned out to be: values only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ListingKind(StrEnum):
    """What kind of list it is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One item of a list, before its page is read.

    ``key`` tells it from all others of its list, whatever else of it changes: its guid, else its address, else a hash
    of its title and text. ``address`` is absolute and normalised, ``None`` where the item leads nowhere. ``text`` is
    plain, its paragraphs separated by an empty line, empty where the list gives none; ``whole`` says that it reads as
    the whole article, so that its page needn't be fetched. ``published_at`` is aware and UTC. ``picture`` is an
    absolute http(s) address. ``language`` is a lower-case primary subtag («ru», «kk») as the list declares it.
    """

    key: str
    address: str | None
    title: str
    text: str = ""
    whole: bool = False
    published_at: datetime | None = None
    author: str | None = None
    picture: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was understood, its entries in its own order.

    ``title`` names its source, ``home`` is the address of the site it belongs to. ``older`` is the address of the page
    before this one, of a site that is paged. ``children`` are the sitemaps that an index of sitemaps names for news,
    the likeliest first; it has no entries of its own. ``wait_s`` is how long the list asks to be left alone (RSS
    ``ttl``, ``sy:updatePeriod``).
    """

    kind: ListingKind
    title: str
    entries: tuple[ListedEntry, ...]
    home: str | None = None
    language: str | None = None
    older: str | None = None
    wait_s: float | None = None
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed or sitemap that a page points at, with the title it is given there (empty: none)."""

    address: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands at an address: a list itself (``listing``), or a page that points at feeds and lists articles.

    Of a page, ``feeds`` are those it declares, the likeliest first; ``pattern`` is the link pattern guessed from its
    links (``None`` where none is likely), and ``listing`` what it lists by it.
    """

    title: str
    listing: Listing | None = None
    feeds: tuple[FoundFeed, ...] = ()
    pattern: str | None = None
    language: str | None = None
