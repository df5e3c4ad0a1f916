"""Telegram's two Markdowns: what is text, what is an entity, what is refused."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import utf16_length
from bot.sandbox.markup import MarkupError
from bot.sandbox.markup_markdown import parse, parse_legacy
from bot.sandbox.values import JsonObject
from tests.sandbox.markup import shown

RESERVED = r"_*[]()~`>#+-=|{}.!"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        (
            "*bold* _italic_ __under__ ~strike~",
            "bold italic under strike",
            ["bold 0 4", "italic 5 6", "underline 12 5", "strikethrough 18 6"],
        ),
        ("*a _b_*", "a b", ["bold 0 3", "italic 2 1"]),
        ("||secret||", "secret", ["spoiler 0 6"]),
        ("`a_b*c`", "a_b*c", ["code 0 5"]),
        ("```python\nx = 1\n```", "x = 1\n", ["pre 0 6 python"]),
        ("```\nx```", "x", ["pre 0 1"]),
        (r"\*1\*\. `\``", "*1*. `", ["code 5 1"]),
        ("[x](https://example.org/a_b)", "x", ["text_link 0 1 https://example.org/a_b"]),
        (r"[x](https://example.org/\))", "x", ["text_link 0 1 https://example.org/)"]),
        ("[example\\.org]", "example.org", ["text_link 0 11 http://example.org/"]),
        ("[x](tg://user?id=5)", "x", ["text_mention 0 1 5"]),
        ("[x](javascript:1)", "x", []),
        ("![👍](tg://emoji?id=536832417)", "👍", ["custom_emoji 0 2 536832417"]),
        (">a\n>b\nc", "a\nb\nc", ["blockquote 0 4"]),
        (">a\n>b||", "a\nb", ["expandable_blockquote 0 3"]),
        ("**>a\n>b", "a\nb", ["blockquote 0 3"]),
        ("😀*ё*", "😀ё", ["bold 2 1"]),
    ],
)
def test_markdown_v2_becomes_text_with_entities(source: str, text: str, entities: list[str]) -> None:
    parsed, found = parse(source)
    assert parsed == text
    assert [shown(entity) for entity in found] == entities


@pytest.mark.parametrize(
    ("source", "words"),
    [
        *(
            (f"a{c}", f"Character '{c}' is reserved and must be escaped with the preceding '\\'")
            for c in "])(>#+-=|{}.!"
        ),
        ("ё *x", "Can't find end of Bold entity at byte offset 3"),
        ("__x", "Can't find end of Underline entity at byte offset 0"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
        ("[x](https://example.org", "Can't find end of a URL at byte offset 4"),
        ("![x]", "Custom emoji entity must contain a tg://emoji URL"),
        ("![x](tg://emoji?id=x)", "Invalid custom emoji URL specified"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
    ],
)
def test_bad_markdown_v2_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse(source)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*b* _i_ `c`", "b i c", ["bold 0 1", "italic 2 1", "code 4 1"]),
        ("1. a-b (c)!", "1. a-b (c)!", []),
        (r"\_x\_ \a", r"_x_ \a", []),
        ("*a _b*", "a _b", ["bold 0 4"]),
        ("```go\nx```", "x", ["pre 0 1 go"]),
        ("[x](https://example.org)", "x", ["text_link 0 1 https://example.org/"]),
        ("[example.org]", "example.org", ["text_link 0 11 http://example.org/"]),
        ("[x](nothing", "x", []),
    ],
)
def test_legacy_markdown_becomes_text_with_entities(source: str, text: str, entities: list[str]) -> None:
    parsed, found = parse_legacy(source)
    assert parsed == text
    assert [shown(entity) for entity in found] == entities


@pytest.mark.parametrize("source", ["_x", "*x", "`x", "```x``", "[x"])
def test_legacy_markdown_that_does_not_end_is_refused(source: str) -> None:
    with pytest.raises(MarkupError, match="Can't find end of the entity starting at byte offset 3"):
        parse_legacy(f"ё {source}")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\\")))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = re.sub(f"([{re.escape(RESERVED)}])", r"\\\1", text)
    assert parse(escaped) == (text, [])


@pytest.mark.parametrize("read", [parse, parse_legacy])
@given(source=st.text(alphabet="_*[]()~`>#|!\\\n ab😀:/.") | st.text())
def test_any_text_is_read_or_refused(read: Callable[[str], tuple[str, list[JsonObject]]], source: str) -> None:
    try:
        text, entities = read(source)
    except MarkupError:
        return
    for entity in entities:
        assert entity["length"] > 0
        assert 0 <= entity["offset"] <= utf16_length(text) - entity["length"]
