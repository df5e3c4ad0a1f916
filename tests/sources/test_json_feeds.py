"""JSON Feeds: what is none, what is damaged, and JSON that means something else. Whole feeds are among the cases."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sources.json_feeds import parse_json_feed
from tests.fuzz.feeds import check_listing

URL = "https://example.kz/feed.json"
VERSION = "https://jsonfeed.org/version/1"

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
ANYTHING = st.recursive(SCALARS, lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some))
NAMES = ("id", "url", "title", "content_html", "content_text", "summary", "authors", "author", "image", "language")


def feed(**fields: Any) -> bytes:
    return json.dumps({"version": VERSION, **fields}).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "damaged JSON"),
        (b"[" * 100_000, "damaged JSON"),
        (b'{"version": 1e999999, "items": ' + b"9" * 10_000 + b"}", "damaged JSON"),
        (b"[]", "JSON of another kind"),
        (b'{"items": []}', "JSON of another kind"),
        (b'{"version": ["https://jsonfeed.org/version/1"]}', "JSON of another kind"),
    ],
)
def test_what_is_no_json_feed(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_json_feed(content, url=URL)


def test_the_first_version_names_one_author() -> None:
    item = {"id": "1", "title": "Станция", "author": {"name": "Айгерим Примерова"}}
    assert parse_json_feed(feed(items=[item]), url=URL).entries[0].author == "Айгерим Примерова"


def test_half_of_a_surrogate_pair_is_shown_as_a_question_mark() -> None:
    content = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a \\ud83d b"}]}'
    assert parse_json_feed(content, url=URL).entries[0].title == "a ? b"


@settings(max_examples=30)
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), ANYTHING) | ANYTHING, max_size=4), ANYTHING)
def test_fields_of_any_kind_are_read_or_left_out(items: list[Any], title: Any) -> None:
    check_listing(parse_json_feed(feed(items=items, title=title, home_page_url=title, language=title), url=URL))
