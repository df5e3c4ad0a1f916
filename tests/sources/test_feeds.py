"""What is understood of feeds: the files in ``cases/feeds``, their expectation inside, and what holds always."""

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.cleaning import one_line
from bot.sources.encodings import declared_charset, decode
from bot.sources.entries import MOST_ENTRIES, absolute
from bot.sources.feeds import parse_feed
from bot.sources.headlines import shorten
from bot.sources.json_feeds import parse_json_feed
from bot.sources.listing import Listing
from tests.fuzz import feeds
from tests.sources.cases import CASES
from tests.sources.hostile import rss

FEEDS = sorted((CASES / "feeds").iterdir())
URL = "https://example.kz/rss/all.xml"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def parse(path: Path, content: bytes) -> Listing:
    read = parse_json_feed if path.suffix == ".json" else parse_feed
    return read(content, url=URL, now=NOW)


def expectation(path: Path, content: bytes) -> dict[str, Any]:
    """A feed's expectation: in a JSON Feed a field of it, else its first comment."""
    if path.suffix == ".json":
        in_json: dict[str, Any] = json.loads(content)["_expected"]
        return in_json
    text = decode(content, declared_charset(content))
    in_comment: dict[str, Any] = json.loads(text.partition("<!--")[2].partition("-->")[0])
    return in_comment


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_feed(path: Path) -> None:
    """Only the fields that an expectation names are held against it."""
    content = path.read_bytes()
    expected = expectation(path, content)
    if "error" in expected:
        with pytest.raises(ValueError, match=expected["error"]):
            parse(path, content)
        return
    listing = parse(path, content)
    assert_fields(listing, {name: value for name, value in expected.items() if name != "entries"})
    assert len(listing.entries) == len(expected["entries"]), [entry.title for entry in listing.entries]
    for entry, wanted in zip(listing.entries, expected["entries"], strict=True):
        assert_fields(entry, wanted)


def assert_fields(found: Any, expected: dict[str, Any]) -> None:
    told = {name: _plain(value) for name, value in asdict(found).items() if name in expected}
    assert told == expected


def _plain(value: object) -> object:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", [path for path in FEEDS if path.suffix == ".xml"], ids=lambda path: path.name)
def test_a_feed_that_is_no_xml_any_more_is_understood_alike(path: Path) -> None:
    """What a server appends (a warning, a counter) ends the strict reading, and the lax one begins."""
    content = path.read_bytes()
    assert parse(path, content + b"\n<p>Warning: junk") == parse(path, content)


def test_of_very_many_entries_the_newest_are_taken_in_their_order() -> None:
    items = "".join(
        f"<item><title>{n}</title><guid>x{n}</guid><pubDate>2026-11-{10 + n % 2} 10:00</pubDate></item>"
        for n in range(2 * MOST_ENTRIES)
    )
    listing = parse_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), url=URL)
    numbers = [int(entry.title) for entry in listing.entries]
    assert len(numbers) == MOST_ENTRIES
    assert numbers == sorted(numbers)
    assert all(n % 2 for n in numbers)


def test_an_entry_is_known_again_when_its_title_and_text_change() -> None:
    feed = (CASES / "feeds" / "wordpress.xml").read_text("utf-8")
    changed = feed.replace("Первый блок", "Второй блок").replace("у озера", "у моря")
    before, after = (parse_feed(text.encode(), url=URL).entries for text in (feed, changed))
    assert [entry.key for entry in before] == [entry.key for entry in after]
    assert before[0].text != after[0].text


@pytest.mark.parametrize(
    ("written", "base", "address"),
    [
        ("2", "https://example.kz/новости/1", "https://example.kz/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/2"),
        ("2", "https://example.kz/a%2Fb/1", "https://example.kz/a%2Fb/2"),
        ("?p=2", "https://example.kz/a%20b", "https://example.kz/a%20b?p=2"),
        ("../2#top", "https://example.kz/a/b/1", "https://example.kz/a/2"),
        ("//news.example.kz", "https://example.kz/", "https://news.example.kz/"),
        (" https://example.kz:443/a b ", "", "https://example.kz/a%20b"),
        ("2", "", None),
        ("http://[", "https://example.kz/", None),
        ("mailto:a@example.kz", "https://example.kz/", None),
        ("", "https://example.kz/", None),
        (None, "https://example.kz/", None),
    ],
)
def test_the_address_that_a_feed_gives(written: object, base: str, address: str | None) -> None:
    assert absolute(written, base) == address


@pytest.mark.parametrize(
    ("elements", "wait_s"),
    [
        ("<ttl>60</ttl>", 3_600),
        ("<ttl>999999999999999</ttl>", 86_400),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>скоро</ttl>", None),
        ("<ttl>٣</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3_600),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(elements: str, wait_s: float | None) -> None:
    namespace = "http://purl.org/rss/1.0/modules/syndication/"
    feed = f'<rss version="2.0" xmlns:sy="{namespace}"><channel><title>T</title>{elements}</channel></rss>'
    assert parse_feed(feed.encode(), url=URL).wait_s == wait_s


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_words_in_a_cdata_section_come_through(words: str) -> None:
    title = " ".join(words.replace("&", "").replace("<", "").split())
    with suppress(UnicodeError):  # feedparser mends what looks like UTF-8 that was read as Latin-1
        title = title.encode("latin-1").decode()
    listing = parse_feed(rss(f"<![CDATA[{title}]]>").encode(), url=URL)
    told = listing.entries[0].title if listing.entries else ""
    assert told == one_line(shorten(title, 300))


def test_spoilt_feeds_break_no_promise() -> None:
    checked, understood = feeds.run(seconds=1)
    assert checked > understood > 0
