"""RSS, RDF and Atom as listings, by feedparser (https://feedparser.readthedocs.io)."""

import io
import re
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from html.entities import html5
from typing import Any

import feedparser

from bot.sources.encodings import declared_charset, decode, header_charset
from bot.sources.entries import absolute, finished, listed
from bot.sources.feed_entries import FeedContext, found_entry, text_in
from bot.sources.languages import primary_language
from bot.sources.listing import Listing, ListingKind
from bot.sources.markup import plain_line

# The declaration, comments and instructions before a document's root, whatever stands before them, and its DOCTYPE:
# its encoding is known by then, and definitions of entities are what bombs are made of.
_BEFORE_ROOT = re.compile(r"[^<]*(?:<!--.*?-->[^<]*|<\?.*?>[^<]*)*", re.DOTALL)
_DOCTYPE, _SUBSET_END = "<!doctype", "]>"
_ROOT = re.compile(r"<[A-Za-z]")
# XML 1.0 §2.2: what no document may hold, and many feeds do; one of them makes expat refuse the whole.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#(\d{1,7}|[xX][0-9A-Fa-f]{1,6});|([A-Za-z][A-Za-z0-9]{1,31};))?")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})

# sy:updatePeriod of RSS 1.0's syndication module (https://web.resource.org/rss/1.0/modules/syndication/).
_PERIODS_S = {"hourly": 3_600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
_LONGEST_WAIT_S = 86_400.0
_LONGEST_NUMBER = 9

# What feedparser lets through from feeds that are broken badly; fuzzing met the first.
_CRAFTED = (KeyError, AttributeError, AssertionError, IndexError, RecursionError, TypeError, ValueError)

# Dates are read by ``times``; feedparser's own readers backtrack on crafted ones. It asks the last registered first.
feedparser.registerDateHandler(lambda _written: time.gmtime(0))


def parse_feed(content: bytes, *, url: str, content_type: str = "", now: datetime | None = None) -> Listing:
    """The entries of a feed; ``url`` is where it stood, for relative links, ``now`` the clock, for dates ahead of it.

    Raises:
        ValueError: it is no feed, or its encoding is none that can be read.
    """
    text = decode(content, declared_charset(content) or header_charset(content_type), forgiving=True)
    read = _read(_mended(text))
    version = read.get("version") or ""
    if not version and not read["entries"]:
        raise ValueError("it is no feed" if text.strip() else "it is empty")
    feed = read["feed"]
    home = absolute(text_in(feed, "link"), url)
    context = FeedContext(
        base=home or url,
        language=primary_language(text_in(feed, "language")),
        atom=version.startswith("atom"),
        now=now,
    )
    return Listing(
        kind=ListingKind.FEED,
        title=plain_line(text_in(feed, "title")),
        entries=finished(listed(found_entry(entry, context) for entry in read["entries"])),
        home=home,
        language=context.language,
        wait_s=_wait_s(feed),
    )


def _read(document: str) -> Mapping[str, Any]:
    try:
        read: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(document.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            # Text is made plain and addresses absolute after it: half of its time would go into either.
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _CRAFTED as error:
        raise ValueError("it is a feed too damaged to be read") from error
    return read


def _mended(text: str) -> str:
    """The document without what makes an XML parser refuse it, and without definitions of entities."""
    before = _BEFORE_ROOT.match(text)
    body = text[before.end() if before else 0 :]
    if body[: len(_DOCTYPE)].lower() == _DOCTYPE:
        body = body[max(0, body.find(_SUBSET_END)) :] if "[" in body[: body.find(">")] else body
        root = _ROOT.search(body)
        body = body[root.start() :] if root else ""
    return _REFERENCE.sub(_as_xml, _NO_CHARACTER.sub("", body))


def _as_xml(reference: re.Match[str]) -> str:
    """A reference that an XML parser knows: entities of HTML as their characters, an ampersand that is none escaped."""
    number, name = reference.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return reference[0] if code <= sys.maxunicode and not _NO_CHARACTER.match(chr(code)) else ""
    if name in _OF_XML:
        return reference[0]
    return html5.get(name, f"&amp;{name}") if name else "&amp;"


def _wait_s(feed: Mapping[str, Any]) -> float | None:
    """How long the feed asks to be left alone: RSS ``ttl`` in minutes, or the syndication module's period."""
    minutes = _number(text_in(feed, "ttl"))
    if minutes:
        return min(minutes * 60, _LONGEST_WAIT_S)
    period_s = _PERIODS_S.get(text_in(feed, "sy_updateperiod").strip().lower())
    if period_s is None:
        return None
    return min(period_s / (_number(text_in(feed, "sy_updatefrequency")) or 1), _LONGEST_WAIT_S)


def _number(written: str) -> float | None:
    digits = written.strip()[:_LONGEST_NUMBER]
    return float(digits) if digits.isascii() and digits.isdecimal() else None
