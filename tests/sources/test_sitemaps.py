"""Sitemaps: what they list, in which order, and what is refused."""

import gzip
import json
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.sources.listing import ListingKind
from bot.sources.sitemaps import parse_sitemap
from tests.sources.cases import CASES

SITEMAPS = sorted((CASES / "sitemaps").glob("*.xml"))
URL = "https://dala.example/sitemap.xml"


@pytest.mark.parametrize("path", SITEMAPS, ids=lambda path: path.stem)
def test_sitemap(path: Path) -> None:
    """A sitemap carries in its first comment what it lists."""
    content = path.read_bytes()
    expected = json.loads(content.decode().partition("<!--")[2].partition("-->")[0])
    listing = parse_sitemap(content, url=expected["address"])
    assert (listing.kind, listing.title, listing.language) == (
        ListingKind.SITEMAP,
        expected["title"],
        expected["language"],
    )
    assert [(entry.address, entry.title, entry.published_at) for entry in listing.entries] == [
        (where, title, datetime.fromisoformat(when) if when else None) for where, title, when in expected["entries"]
    ]
    assert list(listing.children) == expected["children"]
    assert parse_sitemap(gzip.compress(content), url=expected["address"]) == listing


def sitemap_of(*addresses: str, lastmod: str = "") -> bytes:
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    urls = "".join(f"<url><loc>{address}</loc>{changed}</url>" for address in addresses)
    return f"<urlset>{urls}</urlset>".encode()


def test_a_pattern_leaves_out_pages_that_are_no_articles() -> None:
    content = sitemap_of("https://dala.example/news/most", "https://dala.example/tag/most")
    assert [entry.address for entry in parse_sitemap(content, url=URL, pattern="/news/*").entries] == [
        "https://dala.example/news/most"
    ]


def test_of_a_long_sitemap_the_newest_are_taken() -> None:
    urls = "".join(
        f"<url><loc>https://dala.example/{n}</loc><lastmod>2025-{1 + n % 12:02}-{1 + n % 28:02}</lastmod></url>"
        for n in range(3_000)
    )
    entries = parse_sitemap(f"<urlset>{urls}</urlset>".encode(), url=URL).entries
    assert len(entries) == 500
    assert all(int(entry.key.rpartition("/")[2]) % 12 >= 10 for entry in entries)


def test_where_nothing_is_dated_both_ends_are_taken() -> None:
    """Some programs append the newest, others put them first."""
    content = sitemap_of(*(f"https://dala.example/{n}" for n in range(2_000)))
    numbers = [int(entry.key.rpartition("/")[2]) for entry in parse_sitemap(content, url=URL).entries]
    assert numbers == [*range(250), *range(1_750, 2_000)]


def test_the_largest_sitemap_takes_a_part_of_what_a_worker_may() -> None:
    content = sitemap_of(
        *(f"https://dala.example/news/{n}" for n in range(60_000)), lastmod="2025-11-12T09:30:00+05:00"
    )
    started = time.process_time()
    assert len(parse_sitemap(content, url=URL, pattern="/news/#").entries) == 500
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "well-formed"),
        (b"<urlset><url>", "well-formed"),
        (b"<html></html>", "this is no sitemap"),
        (b"<rss><channel/></rss>", "this is no sitemap"),
        (b'<!DOCTYPE u [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>', "no document type"),
        (b'<!DOCTYPE u SYSTEM "http://127.0.0.1/x.dtd"><urlset/>', "no document type"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE u><urlset/>'.encode("utf-16"), "no document type"),
        (b"<a>" * 200_000, "well-formed"),
        (b"<urlset " + b" ".join(b"a%d='1'" % n for n in range(50_000)) + b"/>", "a tag of more than"),
        (gzip.compress(b" " * 20_000_000), "more than 10 MB"),
        (gzip.compress(sitemap_of("https://dala.example/1"))[:-9], "damaged gzip"),
    ],
)
def test_what_is_refused(content: bytes, reason: str) -> None:
    started = time.process_time()
    with pytest.raises(ValueError, match=reason):
        parse_sitemap(content, url=URL)
    assert time.process_time() - started < 2


def test_entities_of_a_stranger_are_not_read() -> None:
    """Without a document type there is nothing that could name them."""
    with pytest.raises(ValueError, match="well-formed"):
        parse_sitemap(b"<urlset><url><loc>&x;</loc></url></urlset>", url=URL)
