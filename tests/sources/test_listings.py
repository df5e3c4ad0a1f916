"""Which form a document has is told by its content, whatever its server calls it."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.listing import ListingKind
from bot.sources.listings import MOST_UNPACKED_BYTES, Form, form_of, parse_listing, unpacked
from tests.sources.cases import CASES

URL = "https://example.kz/rss"
FEEDS = sorted((CASES / "feeds").glob("*.xml"))


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("<rss version='2.0'/>", Form.FEED),
        ('<?xml version="1.0"?>\n<!-- <html> --><?xml-stylesheet href="a.xsl"?><rss/>', Form.FEED),
        ("<rdf:RDF xmlns:rdf='x'/>", Form.FEED),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", Form.FEED),
        ("\ufeff\n<FEED/>", Form.FEED),
        ("Warning: a notice of PHP\n<rss/>", Form.FEED),
        ('\ufeff {"version": "https://jsonfeed.org/version/1"}', Form.JSON),
        ("[]", Form.JSON),
        ("<!DOCTYPE urlset><urlset/>", Form.SITEMAP),
        ("<sitemapindex/>", Form.SITEMAP),
        ("<!doctype html><html><body><rss></rss></body></html>", Form.PAGE),
        ("just words", Form.PAGE),
        ("<!-- <rss> without end", Form.PAGE),
    ],
)
def test_the_first_element_or_character_tells(content: str, form: Form) -> None:
    assert form_of(content.encode()) is form
    assert form_of(content.encode("utf-16")) is form


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\xef\xbb\xbf"])
def test_nothing_has_no_form(content: bytes) -> None:
    with pytest.raises(ValueError, match="it is empty"):
        form_of(content)


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_every_feed_is_taken_for_one(path: Path) -> None:
    assert form_of(path.read_bytes()) is Form.FEED


def test_each_form_goes_to_its_reader() -> None:
    links = "".join(f'<p><a href="/news/{n}">Новость о станции у озера под номером {n}</a></p>' for n in range(9))
    documents = {
        "<rss version='2.0'><channel><item><title>1</title></item></channel></rss>": ListingKind.FEED,
        '{"version": "https://jsonfeed.org/version/1", "items": []}': ListingKind.FEED,
        "<urlset><url><loc>https://example.kz/news/1</loc></url></urlset>": ListingKind.SITEMAP,
        f"<html><body>{links}</body></html>": ListingKind.SITE,
    }
    for content, kind in documents.items():
        assert parse_listing(content.encode(), url=URL, pattern="/news/*").kind is kind, content


@given(st.binary(max_size=200))
def test_what_was_packed_is_unpacked_and_all_else_left_alone(content: bytes) -> None:
    assert unpacked(gzip.compress(content)) == content
    assert unpacked(b"<" + content) == b"<" + content


def test_a_packed_feed_is_read() -> None:
    content = gzip.compress((CASES / "feeds" / "wordpress.xml").read_bytes())
    assert len(parse_listing(content, url=URL).entries) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(b"x" * 1_000)[:-9], "a damaged gzip file"),
        (b"\x1f\x8b" + b"x" * 50, "a damaged gzip file"),
        (gzip.compress(b"\0" * (MOST_UNPACKED_BYTES + 1)), "a gzip file of more than 10 MB"),
    ],
)
def test_gzip_that_is_damaged_or_a_bomb(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        unpacked(content)
