"""Links as the server keeps them, and the order of entities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import in_order, link, link_entity, merged, utf16_length
from bot.sandbox.refusals import RefusedCallError


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG/Path?Q=1#F", "https://example.org/Path?Q=1#F"),
        ("example.org/a", "http://example.org/a"),
        (" https://example.org/a ", "https://example.org/a"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("https://қазақстан.қаз/жол", "https://қазақстан.қаз/жол"),
        ("tg://resolve?domain=baq", "tg://resolve?domain=baq"),
        ("ton://transfer/x", "ton://transfer/x"),
    ],
)
def test_links_are_kept_in_their_full_form(given_url: str, kept: str) -> None:
    assert link(given_url) == kept
    assert link(kept) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost",
        "http://localhost/",
        "http://",
        "ftp://example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://exa mple.org",
        "http://example.org:99999/",
        "http://[",
        "file:///etc/passwd",
        "mailto:a@example.org",
    ],
)
def test_what_telegram_does_not_open_is_no_link(url: str) -> None:
    with pytest.raises(RefusedCallError):
        link(url)
    assert link_entity(url) is None


def test_a_link_to_a_person_is_a_mention() -> None:
    entity = link_entity("tg://user?id=5")
    assert entity is not None
    assert (entity["type"], entity["user"]["id"]) == ("text_mention", 5)
    assert (link_entity("tg://user?id=0") or {}).get("type") == "text_link"


def test_the_longer_entity_comes_first_and_equal_ones_by_telegrams_order() -> None:
    kinds = ["spoiler", "bold", "text_link", "pre", "blockquote", "italic"]
    same = [{"type": kind, "offset": 3, "length": 2} for kind in kinds]
    longer, earlier = {"type": "bold", "offset": 3, "length": 5}, {"type": "italic", "offset": 0, "length": 1}
    order = [entity["type"] for entity in in_order([*same, longer, earlier])]
    assert order == ["italic", "bold", "blockquote", "pre", "text_link", "bold", "italic", "spoiler"]


def test_what_was_found_stays_out_of_code_and_links_only() -> None:
    own = [{"type": "code", "offset": 0, "length": 5}, {"type": "bold", "offset": 6, "length": 5}]
    found = [{"type": "url", "offset": n, "length": 3} for n in (0, 4, 5, 6)]
    assert [(e["type"], e["offset"]) for e in merged(own, found)] == [("code", 0), ("url", 5), ("bold", 6), ("url", 6)]


@given(st.text(), st.text())
def test_lengths_add_up(left: str, right: str) -> None:
    assert utf16_length(left + right) == utf16_length(left) + utf16_length(right)
    assert utf16_length(left) == len(left) + sum(character > "\uffff" for character in left)


@given(st.text())
def test_any_text_is_a_link_or_none(text: str) -> None:
    try:
        kept = link(text)
    except RefusedCallError:
        return
    assert kept.split(":")[0].lower() in {"http", "https", "tg", "ton"}
