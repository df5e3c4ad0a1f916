"""RSS, RDF and Atom as listings, by feedparser (https://feedparser.readthedocs.io)."""

import io
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

import feedparser

from bot.sources.encodings import declared_charset, decode, header_charset
from bot.sources.entries import absolute, finished
from bot.sources.feed_entries import FeedContext, listed
from bot.sources.languages import primary_language
from bot.sources.listing import ListedEntry, Listing, ListingKind
from bot.sources.markup import plain_line

_XML_DECLARATION = re.compile(r"<\?xml[^>]*>")
_ELEMENT = re.compile(r"<[A-Za-z]")
# XML 1.0 §2.2: what no document may hold, and many feeds do; one of them makes expat refuse the whole.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# An ampersand that nobody escaped, the most frequent mistake.
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")

# sy:updatePeriod of RSS 1.0's syndication module (https://web.resource.org/rss/1.0/modules/syndication/).
_PERIODS_S = {"hourly": 3_600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
_LONGEST_WAIT_S = 86_400.0
_LONGEST_NUMBER = 9

# Dates are read by ``times``; feedparser's own readers backtrack on crafted ones. It asks the last registered first.
feedparser.registerDateHandler(lambda _written: time.gmtime(0))


def parse_feed(content: bytes, *, url: str, content_type: str = "") -> Listing:
    """The entries of a feed; ``url`` is where it stood, for relative links.

    Raises:
        ValueError: it is no feed, or its encoding is none that can be read.
    """
    text = decode(content, declared_charset(content) or header_charset(content_type))
    read = feedparser.parse(
        io.BytesIO(_mended(text).encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not read["version"]:
        raise ValueError("it is no feed" if text.strip() else "it is empty")
    feed = read["feed"]
    home = absolute(feed.get("link", ""), url)
    context = FeedContext(
        base=home or url, language=primary_language(feed.get("language") or ""), atom=read["version"].startswith("atom")
    )
    return Listing(
        kind=ListingKind.FEED,
        title=plain_line(feed.get("title", "")),
        entries=finished(_entries(read["entries"], context)),
        home=home,
        language=context.language,
        wait_s=_wait_s(feed),
        moved_to=_moved_to(feed, url),
    )


def _entries(entries: list[Mapping[str, Any]], context: FeedContext) -> Iterator[ListedEntry]:
    return (one for entry in entries if (one := listed(entry, context)) is not None)


def _mended(text: str) -> str:
    """The document without what makes an XML parser refuse it, and without the definitions that bombs are made of."""
    begin = max(0, text.find("<"))
    root = _ELEMENT.search(text, begin)
    head_end = root.start() if root else len(text)
    body = _NO_CHARACTER.sub("", text[head_end:])
    return _BARE_AMPERSAND.sub("&amp;", body)


def _wait_s(feed: Mapping[str, Any]) -> float | None:
    """How long the feed asks to be left alone: RSS ``ttl`` in minutes, or the syndication module's period."""
    minutes = _number(feed.get("ttl"))
    if minutes:
        return min(minutes * 60, _LONGEST_WAIT_S)
    period_s = _PERIODS_S.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    if period_s is None:
        return None
    return min(period_s / (_number(feed.get("sy_updatefrequency")) or 1), _LONGEST_WAIT_S)


def _number(written: object) -> float | None:
    digits = str(written or "").strip()[:_LONGEST_NUMBER]
    return float(digits) if digits.isascii() and digits.isdecimal() else None


def _moved_to(feed: Mapping[str, Any], url: str) -> str | None:
    written = feed.get("itunes_new-feed-url") or feed.get("newlocation") or ""
    return absolute(written, url)
