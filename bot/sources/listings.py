"""A list told by its content, whatever its server calls it: feed, JSON Feed, sitemap, or a site's page."""

import gzip
import importlib
import io
import re
import zlib
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import cast

from bot.sources.listing import Listing

MOST_UNPACKED_BYTES = 10 * 2**20
"""What a gzip that was handed over as it is may grow to: as much as is fetched of any address."""

_GZIP = b"\x1f\x8b"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKS = "\ufeffï»¿"  # a byte order mark, and UTF-8's as Latin-1 reads it
_HEAD = 64 * 2**10
_ROOT = re.compile(r"<(?:([A-Za-z][\w-]{0,30}):)?([A-Za-z][\w-]{0,30})")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FEED_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})


class Form(StrEnum):
    """The form of a document."""

    FEED = "feed"
    JSON = "json"
    SITEMAP = "sitemap"
    PAGE = "page"


def parse_listing(
    content: bytes, *, url: str, content_type: str = "", pattern: str | None = None, now: datetime | None = None
) -> Listing:
    """What the document lists; ``pattern`` is that of the links to follow, for a page or sitemap; ``now`` is the clock.

    Raises:
        ValueError: it is none of the forms, or its reader refuses it.
    """
    content = unpacked(content)
    form = form_of(content)
    if form is Form.FEED:
        return _reader("feeds", "parse_feed")(content, url=url, content_type=content_type, now=now)
    if form is Form.JSON:
        return _reader("json_feeds", "parse_json_feed")(content, url=url, now=now)
    if form is Form.SITEMAP:
        return _reader("sitemaps", "parse_sitemap")(content, url=url, pattern=pattern)
    return _reader("sites", "parse_site")(content, url=url, pattern=pattern, content_type=content_type)


def form_of(content: bytes) -> Form:
    """The form of a document by its first element or character; what is no feed or sitemap is taken for a page.

    Raises:
        ValueError: it is empty.
    """
    head = content[:_HEAD]
    text = head.decode("utf-16" if head.startswith(_UTF16_MARKS) else "latin-1", "ignore")
    text = text.lstrip(_MARKS).strip()
    if not text:
        raise ValueError("it is empty")
    if text[0] in "{[":
        return Form.JSON
    root = _ROOT.search(_COMMENT.sub("", text))
    name = root[2].lower() if root else ""
    return Form.FEED if name in _FEED_ROOTS else Form.SITEMAP if name in _SITEMAP_ROOTS else Form.PAGE


def unpacked(content: bytes) -> bytes:
    """The content of a gzip file, where a server sent one without saying so; all else as it is.

    Raises:
        ValueError: the file is damaged, or holds more than ``MOST_UNPACKED_BYTES``.
    """
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            inside = packed.read(MOST_UNPACKED_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError("a damaged gzip file") from error
    if len(inside) > MOST_UNPACKED_BYTES:
        raise ValueError(f"a gzip file of more than {MOST_UNPACKED_BYTES // 2**20} MB")
    return inside


def _reader(module: str, function: str) -> Callable[..., Listing]:
    """A reader by name: a worker that reads feeds never imports what reads pages."""
    return cast("Callable[..., Listing]", getattr(importlib.import_module(f"bot.sources.{module}"), function))
