"""Sitemaps, news sitemaps, and indexes of them (https://www.sitemaps.org/protocol.html).

News sitemaps are Google's extension: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from lxml import etree

from bot.sources.addresses import same_page
from bot.sources.cleaning import one_line
from bot.sources.encodings import declared_charset, decode
from bot.sources.entries import MOST_ENTRIES, absolute, finished
from bot.sources.headlines import shorten
from bot.sources.languages import primary_language
from bot.sources.link_patterns import is_of_site, read_pattern
from bot.sources.listing import ListedEntry, Listing, ListingKind
from bot.sources.listings import unpacked
from bot.sources.times import parse_written

MOST_CHILDREN = 5
"""Of an index: the sitemaps that are read for news; the others are older, or of pages that are no articles."""

_MOST_URLS = 50_000  # as the protocol allows
_LONGEST_ATTRIBUTES = 2_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_TAG = re.compile(r"<[A-Za-z][^<>]*")
_NEWS_NAME = re.compile(r"news|article|post(?!ag)|material|publi|jan[ay]l|zhana|maqala", re.IGNORECASE)
_OTHER_NAME = re.compile(r"page|categor|tag|author|rubric|image|video|product|user|archive|static", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class _Xml(Protocol):
    """What is used of an element of lxml, which comes without types."""

    tag: str
    text: str | None

    def __iter__(self) -> "Iterator[_Xml]": ...
    def iter(self, *tags: str) -> "Iterator[_Xml]": ...


@dataclass(frozen=True, slots=True)
class _Url:
    """One ``<url>`` or ``<sitemap>``: the texts of its elements by their local names, the first of a name."""

    address: str
    texts: dict[str, str]

    @property
    def changed_at(self) -> datetime:
        """When it was published or changed; long ago where the sitemap doesn't say."""
        written = (self.texts.get("publication_date"), self.texts.get("lastmod"))
        return next((time for text in written if text and (time := parse_written(text))), _LONG_AGO)


def parse_sitemap(content: bytes, *, url: str, pattern: str | None = None) -> Listing:
    """The pages that a sitemap lists, newest first, at most 500; of an index the likeliest ``children`` instead.

    Only addresses of the sitemap's own site are taken, as the protocol wants, and those that match ``pattern`` if one
    is given. Only a news sitemap tells when its pages were published: ``lastmod`` is when they were last touched, and
    decides the order alone.

    Raises:
        ValueError: no sitemap, made to keep its readers busy, or a pattern that is none.
    """
    root = _root(unpacked(content))
    if _local(root) not in ("urlset", "sitemapindex"):
        raise ValueError("this is no sitemap")
    listed = [found for found in _urls(root, url) if is_of_site(found.address, url)]
    index = _local(root) == "sitemapindex"
    reads = read_pattern(pattern) if pattern else None
    articles = [] if index else [found for found in listed if reads is None or reads.matches(found.address)]
    return Listing(
        kind=ListingKind.SITEMAP,
        title=next((name for found in articles if (name := found.texts.get("name"))), urlsplit(url).hostname or ""),
        entries=finished(map(_entry, _newest(articles))),
        home=urljoin(url, "/"),
        language=next((tag for found in articles if (tag := _language(found))), None),
        children=_children(listed) if index else (),
    )


def _root(content: bytes) -> _Xml:
    text = _DECLARATION.sub("", decode(content, declared_charset(content)).lstrip("\ufeff"))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("a sitemap needs no document type")
    if any(len(tag[0]) > _LONGEST_ATTRIBUTES for tag in _TAG.finditer(text)):
        raise ValueError(f"a tag of more than {_LONGEST_ATTRIBUTES} characters")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root: _Xml = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError("no well-formed XML") from error
    return root


def _urls(root: _Xml, url: str) -> Iterator[_Url]:
    for place, element in enumerate(root):
        if place >= _MOST_URLS:
            return
        texts: dict[str, str] = {}
        for part in element.iter("{*}*"):
            texts.setdefault(_local(part), one_line(part.text or ""))
        if address := absolute(texts.get("loc"), url):
            yield _Url(address, texts)


def _local(element: _Xml) -> str:
    return element.tag.rpartition("}")[2].lower()


def _newest(found: Sequence[_Url]) -> list[_Url]:
    """The newest first; where nothing is dated, both ends: the news stand at one of them."""
    if len(found) > MOST_ENTRIES and all(one.changed_at == _LONG_AGO for one in found):
        return [*found[: MOST_ENTRIES // 2], *found[-MOST_ENTRIES // 2 :]]
    return sorted(found, key=lambda one: one.changed_at, reverse=True)[:MOST_ENTRIES]


def _entry(found: _Url) -> ListedEntry:
    published = found.texts.get("publication_date")
    return ListedEntry(
        key=same_page(found.address),
        address=found.address,
        title=shorten(found.texts.get("title", "")),
        published_at=parse_written(published) if published else None,
        language=_language(found),
    )


def _language(found: _Url) -> str | None:
    return primary_language(found.texts.get("language", ""))


def _children(listed: Sequence[_Url]) -> tuple[str, ...]:
    """The sitemaps of an index that news stand in, the likeliest first: by name, time, and the numbers they bear."""
    ranked = sorted(listed, key=_likelihood, reverse=True)
    return tuple(dict.fromkeys(found.address for found in ranked))[:MOST_CHILDREN]


def _likelihood(found: _Url) -> tuple[int, datetime, list[int]]:
    path = urlsplit(found.address).path
    named = 1 if _NEWS_NAME.search(path) else -1 if _OTHER_NAME.search(path) else 0
    return named, found.changed_at, [int(number) for number in _NUMBER.findall(path)]
