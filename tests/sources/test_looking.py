"""What an address turns out to be, before a person confirms it as a source."""

import gzip

import pytest

from bot.sources.listing import FoundFeed, ListingKind
from bot.sources.looking import USUAL_FEED_PATHS, USUAL_SITEMAP_PATHS, look

URL = "https://dala.example/"
FEED = """<rss version="2.0"><channel><title>Дала</title><link>https://dala.example/</link><language>ru</language>
<item><title>Мост открыт</title><link>https://dala.example/news/1</link></item></channel></rss>""".encode()
SITEMAP = b"<urlset><url><loc>https://dala.example/news/1</loc></url></urlset>"


def page(head: str = "", body: str = "") -> bytes:
    return f'<html lang="ru"><head><title>Дала</title>{head}</head><body>{body}</body></html>'.encode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize(("content", "kind"), [(FEED, ListingKind.FEED), (SITEMAP, ListingKind.SITEMAP)])
def test_a_list_is_told_by_its_content(content: bytes, kind: ListingKind, pack: type[bytes]) -> None:
    found = look(pack(content), url=URL, content_type="text/html")
    assert found.listing is not None
    assert found.listing.kind is kind
    assert [entry.address for entry in found.listing.entries] == ["https://dala.example/news/1"]
    assert (found.feeds, found.pattern) == ((), None)


def test_the_feeds_of_a_page_those_of_comments_last() -> None:
    found = look(
        page(
            '<link rel="alternate" type="application/rss+xml" title="Пікірлер" href="/comments/feed/">'
            '<link rel="Alternate" type="application/rss+xml; charset=utf-8" title="Дала" href="/feed/">'
            '<link rel="alternate" type="application/atom+xml" href="https://kk.dala.example/atom.xml">'
            '<link rel="alternate" hreflang="kk" href="https://kk.dala.example/">'
            '<link rel="stylesheet" type="text/css" href="/s.css">'
            '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
            '<a href="/rss.xml">RSS</a><a href="/feed/">Лента</a><a href="/newsfeeding/">Новости</a>',
        ),
        url=URL,
    )
    assert found.feeds == (
        FoundFeed("https://dala.example/feed/", "Дала"),
        FoundFeed("https://kk.dala.example/atom.xml"),
        FoundFeed("https://dala.example/rss.xml", "RSS"),
        FoundFeed("https://dala.example/comments/feed/", "Пікірлер"),
    )
    assert (found.title, found.language) == ("Дала", "ru")


def test_a_page_that_lists_articles_shows_its_pattern_and_what_it_takes() -> None:
    headlines = ("Мост через реку Каратал открыт", "Цены на уголь снова выросли", "Хоккеисты выиграли третий матч")
    links = "".join(f'<a href="/news/{n}">{text}</a>' for n, text in enumerate(headlines, 100))
    found = look(page(body=links + '<a href="/about">О нас</a>'), url=URL)
    assert found.pattern == "/news/#"
    assert found.listing is not None
    assert [entry.title for entry in found.listing.entries] == list(headlines)


def test_a_page_of_neither_is_only_a_page() -> None:
    found = look(page(body="<p>Добро пожаловать.</p>"), url=URL)
    assert (found.feeds, found.pattern, found.listing) == ((), None, None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "it is empty"), (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"), (b"{", r".+")],
)
def test_what_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        look(content, url=URL)


def test_usual_places_are_paths() -> None:
    assert all(path.startswith("/") for path in (*USUAL_FEED_PATHS, *USUAL_SITEMAP_PATHS))
