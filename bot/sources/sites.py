"""A site without a feed: the articles that its list page links to, by a pattern of their addresses."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from bot.sources.addresses import same_page
from bot.sources.entries import absolute, entry_key, finished
from bot.sources.headlines import shorten
from bot.sources.link_patterns import guess, read_pattern
from bot.sources.listing import ListedEntry, Listing, ListingKind
from bot.sources.page_links import Anchor, anchors, cards, links
from bot.sources.page_notes import Notes, read_notes
from bot.sources.page_times import dates_within
from bot.sources.page_trees import Element, attribute, page_text, page_tree, text_of
from bot.sources.times import parse_written

_NEXT = re.compile(
    r"^\W*(?:следующая(?: страница)?|след\.?|дальше|раньше|старее|"
    r"(?:предыдущие|более ранние|старые) (?:записи|новости)|"
    r"келесі(?: бет)?|алдыңғы жаңалықтар|next(?: page)?|older(?: posts| entries)?|›|»|→|>|>>)\W*$",
    re.IGNORECASE,
)
# Where the number of a list's page stands: /page/2/, /page2/, /2/ at the end of nothing else; ?page=2, ?PAGEN_1=2.
_PAGE_IN_PATH = re.compile(r"/page[/_-]?([0-9]{1,6})(?=/|$)")
_PAGE_IN_QUERY = re.compile(r"^(?:page|p|pg|paged|pagen_[0-9]{1,3}|pagenum|page_num|sahifa|bet)$", re.IGNORECASE)
_LONGEST_DATE = 60
_MOST_DIGITS = 6


def parse_site(content: bytes, *, url: str, pattern: str | None = None, content_type: str = "") -> Listing:
    """The articles of a list page, in the page's order: the links of its site that match the pattern.

    Without a pattern the page's own links tell one (``link_patterns.guess``). The title of an entry is what its link
    says, empty where it is only a picture; its time is the one that stands beside it, if any.

    Raises:
        ValueError: not a page, a pattern that is none, or no link that it takes.
    """
    html = page_text(content, content_type)
    tree = page_tree(html)
    found = anchors(tree, url)
    written = pattern or guess(links(found), url)
    if written is None:
        raise ValueError("it is a page, and no pattern of article links can be seen in it")
    return list_site(tree, found, read_notes(tree, html, url), url, written)


def list_site(tree: Element, found: Sequence[Anchor], notes: Notes, url: str, pattern: str) -> Listing:
    """What ``parse_site`` says of a page that is already read, with its anchors."""
    reads = read_pattern(pattern)
    taken = [
        anchor for anchor in found if reads.matches(anchor.address) and same_page(anchor.address) != same_page(url)
    ]
    outside = [anchor for anchor in taken if not anchor.in_menu]
    entries = finished(_entry(address, title, card) for address, title, card in cards(outside or taken))
    if not entries:
        raise ValueError(f"no link of the page matches {pattern}")
    return Listing(
        kind=ListingKind.SITE,
        title=notes.site or notes.title or urlsplit(url).hostname or "",
        entries=entries,
        home=urljoin(url, "/"),
        language=notes.language,
        older=_older(tree, found, url),
    )


def _entry(address: str, title: str, card: Element) -> ListedEntry:
    return ListedEntry(
        key=entry_key(same_page(address), address, title, ""),
        address=address,
        title=shorten(title),
        published_at=_time_beside(card, title),
    )


def _time_beside(card: Element, title: str) -> datetime | None:
    around = text_of(card).replace(title, " ").strip()
    written = (*dates_within(card), around[:_LONGEST_DATE])
    return next((time for text in written if (time := parse_written(text))), None)


def _older(tree: Element, found: Sequence[Anchor], url: str) -> str | None:
    """The page of the list before this one: what is declared as next, else the next number, else «Следующая»."""
    place, number = _page_of(url)
    following = (anchor.address for anchor in found if _page_of(anchor.address) == (place, number + 1))
    named = (
        a.address for a in found if "next" in attribute(a.element, "rel").split() or _NEXT.match(text_of(a.element))
    )
    return next((address for address in (*_declared(tree, url), *following, *named) if address != url), None)


def _declared(tree: Element, url: str) -> Iterator[str]:
    for link in tree.iter("link"):
        if "next" in attribute(link, "rel").lower().split() and (address := absolute(attribute(link, "href"), url)):
            yield address


def _page_of(address: str) -> tuple[str, int]:
    """A list's address without the number of its page, and that number, 1 where there is none."""
    parts = urlsplit(address)
    number = 1
    path = parts.path
    if in_path := _PAGE_IN_PATH.search(path):
        number = int(in_path[1])
        path = path[: in_path.start()] + path[in_path.end() :]
    query = []
    for key, value in parse_qsl(parts.query, max_num_fields=50):
        if _PAGE_IN_QUERY.match(key) and value.isdecimal() and len(value) <= _MOST_DIGITS:
            number = int(value)
        else:
            query.append((key, value))
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/"), urlencode(query), "")), number
