"""List pages as outlets make them: which links are articles, what they are called, when they came, what was before."""

import json
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.sources.listing import ListedEntry, ListingKind
from bot.sources.looking import look
from bot.sources.sites import parse_site
from tests.sources.cases import CASES

PAGES = sorted((CASES / "sites").glob("*.html"))
URL = "https://dala.example/news/"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_list_page(path: Path) -> None:
    """A list page carries in its first comment what it lists, and the pattern that is guessed from it."""
    content = path.read_bytes()
    expected = json.loads(content.decode().removeprefix("<!--").partition("-->")[0])
    address = expected["address"]
    found = look(content, url=address)
    assert found.pattern == expected["pattern"]
    if expected["pattern"] is None:
        with pytest.raises(ValueError, match="no pattern"):
            parse_site(content, url=address)
        return
    listing = parse_site(content, url=address, pattern=expected["pattern"])
    assert listing == found.listing == parse_site(content, url=address)
    assert (listing.kind, listing.title, listing.language) == (
        ListingKind.SITE,
        expected["title"],
        expected["language"],
    )
    assert [(entry.address, entry.title, entry.published_at) for entry in listing.entries] == [
        (where, title, datetime.fromisoformat(when) if when else None) for where, title, when in expected["entries"]
    ]
    assert listing.older == expected["older"]


def list_of(*links: str, head: str = "") -> bytes:
    return f"<html><head><title>Дала</title>{head}</head><body>{''.join(links)}</body></html>".encode()


def test_an_article_is_one_entry_however_often_it_is_linked() -> None:
    page = list_of(
        '<a href="/news/most?utm_source=top"><img alt="Мост на рассвете"></a>',
        '<a href="/news/most#comments">12</a>',
        '<a href="HTTPS://DALA.example:443/news/most">Мост через Каратал открыт</a>',
        '<a href="/news/most">Подробнее</a>',
    )
    address = "https://dala.example/news/most"
    assert parse_site(page, url=URL, pattern="/news/*").entries == (
        ListedEntry(address, address, "Мост через Каратал открыт"),
    )


def test_a_picture_lends_its_name_where_no_words_stand() -> None:
    page = list_of('<a href="/news/most"><img src="1.jpg" alt="Мост через Каратал"></a>', '<a href="/news/2"></a>')
    assert [entry.title for entry in parse_site(page, url=URL, pattern="/news/*").entries] == ["Мост через Каратал", ""]


def test_relative_links_stand_below_the_pages_base() -> None:
    page = list_of('<a href="most">Мост</a>', head='<base href="/kk/news/">')
    (entry,) = parse_site(page, url=URL, pattern="/kk/news/*").entries
    assert entry.address == "https://dala.example/kk/news/most"


def test_links_of_menus_count_where_there_are_no_others() -> None:
    page = list_of('<nav><a href="/news/most">Мост через Каратал открыт</a></nav>')
    assert len(parse_site(page, url=URL, pattern="/news/*").entries) == 1


@pytest.mark.parametrize(
    ("url", "link", "older"),
    [
        ("https://a.kz/news/", '<a href="/news/?page=2">2</a>', "https://a.kz/news/?page=2"),
        ("https://a.kz/news/?page=2", '<a href="?page=1">1</a><a href="?page=3">3</a>', "https://a.kz/news/?page=3"),
        ("https://a.kz/news/page/4/", '<a href="/news/page/5/">5</a>', "https://a.kz/news/page/5/"),
        ("https://a.kz/search/?q=x", '<a href="/search/page2/?q=x">дальше</a>', "https://a.kz/search/page2/?q=x"),
        ("https://a.kz/news/", '<a href="/news/?PAGEN_1=2">След.</a>', "https://a.kz/news/?PAGEN_1=2"),
        ("https://a.kz/news/", '<a rel="next" href="/news/before/77">Ещё</a>', "https://a.kz/news/before/77"),
        ("https://a.kz/news/", '<a href="/news/before/77">Келесі →</a>', "https://a.kz/news/before/77"),
        ("https://a.kz/news/", '<a href="/news/?page=3">3</a>', None),
        ("https://a.kz/news/", '<a href="/sport/?page=2">2</a>', None),
        ("https://a.kz/news/", '<a href="https://b.kz/news/?page=2">2</a>', None),
        ("https://a.kz/news/", '<a href="/news/?page=99999999999">2</a>', None),
    ],
)
def test_the_page_before(url: str, link: str, older: str | None) -> None:
    page = list_of('<a href="/article/1">Мост через Каратал открыт</a>', link)
    assert parse_site(page, url=url, pattern="/article/#").older == older


def test_a_declared_next_page_is_taken_first() -> None:
    page = list_of('<a href="/news/1">Мост</a><a href="?page=2">2</a>', head='<link rel="next" href="/news/p2">')
    assert parse_site(page, url=URL, pattern="/news/#").older == "https://dala.example/news/p2"


@pytest.mark.parametrize(
    ("content", "pattern", "reason"),
    [
        (list_of('<a href="/news/1">Мост</a>'), "/blog/*", "no link of the page matches /blog/"),
        (list_of('<a href="/news/1">Мост</a>'), "news", "a link pattern begins with /"),
        (b"", "/news/*", "no link of the page"),
        (b"\x00\x01\x02", "/news/*", "binary"),
        (list_of("<p>" * 60_000), "/news/*", "more than 50000 tags"),
    ],
)
def test_what_is_refused(content: bytes, pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_site(content, url=URL, pattern=pattern)


def test_a_page_full_of_links_is_listed_in_time() -> None:
    card = '<div class="date"><a href="/news/slug-of-many-words-{n}">Новость номер {n} из этого списка</a></div>'
    cards = "".join(card.format(n=n) for n in range(12_000))
    started = time.process_time()
    listing = look(list_of(cards), url=URL).listing
    assert listing is not None
    assert len(listing.entries) == 500
    assert time.process_time() - started < 5
