"""Texts as the server takes them: cleaned, trimmed, measured in UTF-16 units; given entities and found ones."""

from typing import Any

import pytest
from aiogram.types import MessageEntity
from aiogram.utils import formatting
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import found, utf16_length
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.texts import FormattedText, caption_text, formatted, message_text
from tests.sandbox.markup import formatted_texts, shown


def entity(kind: str, offset: int, length: int, **more: Any) -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length, **more)


def free(raw: str, parse_mode: str | None, entities: list[MessageEntity] | None) -> FormattedText:
    return formatted(raw, parse_mode, entities, limit=100_000, too_long="message is too long")


@pytest.mark.parametrize("text", ["ё" * 4096, "😀" * 2048])
def test_4096_units_fit_and_one_more_does_not(text: str) -> None:
    assert message_text(text, None, None).text == text
    with pytest.raises(RefusedCallError, match="Bad Request: message is too long"):
        message_text(text + "x", None, None)


def test_what_counts_is_the_text_after_parsing() -> None:
    assert len(message_text("<b>" + "x" * 4096 + "</b>", "HTML", None).text) == 4096


def test_a_caption_has_1024_units_or_none() -> None:
    assert caption_text("x" * 1024, None, None).text == "x" * 1024
    assert caption_text(None, None, None).text == ""
    with pytest.raises(RefusedCallError, match="message caption is too long"):
        caption_text("x" * 1025, None, None)


@pytest.mark.parametrize("raw", ["x" * 32_769, "ё" * 16_385])
def test_more_than_32768_bytes_are_not_even_parsed(raw: str) -> None:
    with pytest.raises(RefusedCallError, match="text is too long"):
        message_text(raw, "HTML", None)


@pytest.mark.parametrize("raw", ["", " \n\t", "\u200b\u00a0\ufeff", "<b> </b>"])
def test_a_text_that_shows_nothing_is_empty(raw: str) -> None:
    with pytest.raises(RefusedCallError, match="message text is empty"):
        message_text(raw, "HTML", None)


def test_parse_modes_are_known_in_any_case_and_others_are_refused() -> None:
    assert message_text("*b*", "mArKdOwN", None).entities == [{"type": "bold", "offset": 0, "length": 1}]
    with pytest.raises(RefusedCallError, match="unsupported parse_mode"):
        message_text("x", "BBCode", None)


def test_the_parse_mode_wins_over_entities() -> None:
    text = message_text("<i>x</i>", "HTML", [entity("bold", 0, 8)])
    assert (text.text, [shown(e) for e in text.entities]) == ("x", ["italic 0 1"])


def test_trimming_moves_the_entities_along() -> None:
    text = message_text("  \n😀 bold  ", None, [entity("bold", 0, 5), entity("italic", 6, 6)])
    assert text.text == "😀 bold"
    assert [shown(e) for e in text.entities] == ["bold 0 2", "italic 3 4"]


def test_control_characters_become_spaces_and_carriage_returns_go() -> None:
    text = message_text("a\r\n\x01b\u202ec", None, [entity("bold", 3, 4)])
    assert text.text == "a\n bc"
    assert [shown(e) for e in text.entities] == ["bold 2 3"]


@pytest.mark.parametrize(
    ("given_entity", "words"),
    [
        (entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (entity("bold", 0, -1), "receive an entity with incorrect length -1"),
        (entity("bold", 5, 1), "entity begins after the end of the text at UTF-16 offset 5"),
        (entity("bold", 3, 5), "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 4"),
        (entity("bold", 1, 1), "entity beginning at UTF-16 offset 1 begins in a middle of a UTF-16 symbol"),
        (entity("bold", 0, 1), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol"),
        (entity("blink", 0, 2), 'can\'t parse MessageEntity: Unsupported type "blink" specified'),
        (entity("text_link", 0, 2, url="ftp://a.kz"), "entity URL 'ftp://a.kz' is invalid: Unsupported URL protocol"),
        (entity("text_link", 0, 2), "entity URL '' is invalid: Wrong HTTP URL"),
    ],
)
def test_explicit_entities_must_fit_the_text(given_entity: MessageEntity, words: str) -> None:
    with pytest.raises(RefusedCallError) as caught:
        message_text("😀ab", None, [given_entity])
    assert caught.value.description == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start now", ["bot_command 0 6"]),
        ("a /energy@svodka_bot, b", ["bot_command 2 18"]),
        ("1/2 a/b path/to </b>", []),
        ("see https://example.org/a?b=1. And", ["url 4 25"]),
        ("baq.kz, www.example.com/x!", ["url 0 6", "url 8 17"]),
        ("end.Next 3.14 file.txt", []),
        ("@durov and a@example.org", ["mention 0 6", "email 11 13"]),
        ("#новости #1 $USD", ["hashtag 0 8", "cashtag 12 4"]),
        ("😀 /a", ["bot_command 3 2"]),
    ],
)
def test_the_server_finds_entities_in_plain_text(text: str, entities: list[str]) -> None:
    assert [shown(e) for e in found(text)] == entities


def test_nothing_is_found_inside_code_and_links() -> None:
    text = message_text('<code>/a</code> <a href="https://a.kz/">b.kz</a> <b>/c</b>', "HTML", None)
    assert [shown(e) for e in text.entities] == [
        "code 0 2",
        "text_link 3 4 https://a.kz/",
        "bot_command 8 2",
        "bold 8 2",
    ]


@pytest.mark.parametrize("mode", ["HTML", "MarkdownV2"])
@given(nodes=formatted_texts())
def test_markup_says_the_same_as_the_entities_it_was_made_from(mode: str, nodes: list[formatting.Text]) -> None:
    whole = formatting.Text(*nodes)
    text, entities = whole.render()
    marked = whole.as_html() if mode == "HTML" else whole.as_markdown()
    assert free(marked, mode, None) == free(text, None, entities)


@given(st.text(alphabet=" \n\r\t\u202ea😀ё/@") | st.text(), st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12))))
def test_entities_stay_inside_of_whatever_text(raw: str, places: list[tuple[int, int]]) -> None:
    try:
        text = free(raw, None, [entity("bold", *place) for place in places])
    except RefusedCallError:
        return
    assert text.text == text.text.strip(" \n")
    for kept in text.entities:
        assert kept["length"] > 0
        assert 0 <= kept["offset"] <= utf16_length(text.text) - kept["length"]
