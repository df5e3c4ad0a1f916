"""What stands at an address: a feed, a sitemap, or a page with the feeds it declares and the articles it lists."""

import re
from collections.abc import Iterator, Sequence

from bot.sources.addresses import normalised
from bot.sources.entries import absolute
from bot.sources.link_patterns import guess
from bot.sources.listing import FoundFeed, Looked
from bot.sources.listings import Form, form_of, parse_listing, unpacked
from bot.sources.page_links import Anchor, anchors, links
from bot.sources.page_notes import read_notes
from bot.sources.page_trees import Element, attribute, page_text, page_tree, text_of
from bot.sources.sites import list_site

USUAL_FEED_PATHS = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/rss/all/",
    "/atom.xml",
    "/news.rss",
    "/ru/rss",
    "/kz/rss",
)
"""Where sites of Kazakhstan keep feeds that no page of theirs points at; for the caller to try one by one."""

USUAL_SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")

_FEED_TYPES = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
        *("application/xml", "text/xml"),
    }
)
_FEED_ADDRESS = re.compile(
    r"(?:[/._-](?:rss|feed|atom|rdf)[0-9]?(?:[/._?-]|$)|[?&](?:feed|format|type)=(?:rss|atom))", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|комментари|пікір", re.IGNORECASE)
_MOST_FEEDS = 20


def look(content: bytes, *, url: str, content_type: str = "") -> Looked:
    """What an address turned out to be.

    Raises:
        ValueError: neither a list nor a page; or a page that declares no feed and lists no articles.
    """
    content = unpacked(content)
    if form_of(content) is not Form.PAGE:
        listed = parse_listing(content, url=url, content_type=content_type)
        return Looked(title=listed.title, listing=listed, language=listed.language)
    html = page_text(content, content_type)
    tree = page_tree(html)
    notes = read_notes(tree, html, url)
    found = anchors(tree, url)
    pattern = guess(links(found), url)
    return Looked(
        title=notes.site or notes.title or "",
        listing=list_site(tree, found, notes, url, pattern) if pattern else None,
        feeds=_feeds(tree, found, url),
        pattern=pattern,
        language=notes.language,
    )


def _feeds(tree: Element, links_to: Sequence[Anchor], url: str) -> tuple[FoundFeed, ...]:
    """The feeds of a page, each once: what it declares, then what it links to; feeds of comments after all others."""
    found: dict[str, FoundFeed] = {}
    for feed in (*_declared(tree, url), *_linked(links_to, url)):
        found.setdefault(feed.address, feed)
    ranked = sorted(found.values(), key=lambda feed: bool(_COMMENTS.search(f"{feed.address} {feed.title}")))
    return tuple(ranked[:_MOST_FEEDS])


def _declared(tree: Element, url: str) -> Iterator[FoundFeed]:
    for link in tree.iter("link"):
        relations = attribute(link, "rel").lower().split()
        kind = attribute(link, "type").lower().partition(";")[0].strip()
        is_feed = "feed" in relations or ("alternate" in relations and kind in _FEED_TYPES) or "sitemap" in relations
        if is_feed and (address := absolute(attribute(link, "href"), url)):
            yield FoundFeed(address, " ".join(attribute(link, "title").split()))


def _linked(found: Sequence[Anchor], url: str) -> Iterator[FoundFeed]:
    for link in found:
        if _FEED_ADDRESS.search(link.address) and normalised(url) != link.address:
            yield FoundFeed(link.address, text_of(link.element))
