"""Telegram's HTML: what is text, what is an entity, what is refused and with which byte."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import utf16_length
from bot.sandbox.markup import MarkupError
from bot.sandbox.markup_html import parse
from tests.sandbox.markup import shown


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain > text", "plain > text", []),
        ("<b>bold</b>", "bold", ["bold 0 4"]),
        ("<STRONG>b</strong>", "b", ["bold 0 1"]),
        ("a<i>b<u>c</u></i>", "abc", ["italic 1 2", "underline 2 1"]),
        # Offsets count UTF-16 units: an emoji is two.
        ("😀<s>ё</s>", "😀ё", ["strikethrough 2 1"]),
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "x", ["text_link 0 1 https://example.org/?a=1&b=2"]),
        ("<a href='http://Example.ORG'>x</a>", "x", ["text_link 0 1 http://example.org/"]),
        ("<a>example.org/x</a>", "example.org/x", ["text_link 0 13 http://example.org/x"]),
        ('<a href="tg://user?id=5">x</a>', "x", ["text_mention 0 1 5"]),
        # A link that Telegram does not open is dropped without a word; its text stays.
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<a href="http://localhost/">x</a>', "x", []),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
        ("&#1178;&#x4B1;", "Құ", []),
        # An unknown name stays as it is; the semicolon may be missing.
        ("&nbsp;&copy &lt", "&nbsp;&copy <", []),
        ("&#0;&#x110000;&#;", "&#0;&#x110000;&#;", []),
        # </> closes whatever is open.
        ("<b>x<i>y</></>", "xy", ["bold 0 2", "italic 1 1"]),
        ("<b></b>", "", []),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", ["spoiler 0 1", "spoiler 1 1"]),
        ("<blockquote>x</blockquote>", "x", ["blockquote 0 1"]),
        ("<blockquote expandable>x</blockquote>", "x", ["expandable_blockquote 0 1"]),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre 0 1 python"]),
        ('<code class="language-python">x</code>', "x", ["code 0 1"]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", ["custom_emoji 0 2 5368324170671202286"]),
        ('<tg-time unix="1762905600" format="d">x</tg-time>', "x", ["date_time 0 1 1762905600"]),
    ],
)
def test_markup_becomes_text_with_entities(source: str, text: str, entities: list[str]) -> None:
    parsed, found = parse(source)
    assert parsed == text
    assert [shown(entity) for entity in found] == entities


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        # Bytes of the source in UTF-8: Cyrillic letters are two each.
        ("Ёж <x>", 'Unsupported start tag "x" at byte offset 5'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<tg-emoji emoji-id=x>y</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "&#xD800;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ),
        ),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse(source)
    assert str(caught.value) == words


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse(html.escape(text)) == (text, [])


@given(st.text(alphabet="<>/&;=\"'ab x#1ё😀\n-") | st.text())
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        text, entities = parse(source)
    except MarkupError:
        return
    for entity in entities:
        assert entity["length"] > 0
        assert 0 <= entity["offset"] <= utf16_length(text) - entity["length"]
