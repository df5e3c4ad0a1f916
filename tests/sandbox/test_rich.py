"""Rich messages in outline: headings and paragraphs, from HTML, from Markdown, or as given."""

import pytest
from aiogram.types import InputRichBlockParagraph, InputRichMessage
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.rich import MAX_CHARACTERS, blocks


def shown(message: InputRichMessage) -> list[str]:
    return [f"h{block['size']} {block['text']}" if "size" in block else block["text"] for block in blocks(message)]


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        (
            InputRichMessage(html="<h1>News</h1><p>one <b>two</b> &amp; three</p>tail"),
            ["h1 News", "one two & three", "tail"],
        ),
        (InputRichMessage(html="<ul><li>a</li><li>b</li></ul><H3>c</H3>"), ["a", "b", "h3 c"]),
        (InputRichMessage(html="1 < 2 <br/> 3 > 2"), ["1 < 2", "3 > 2"]),
        (InputRichMessage(markdown="# News\nfirst **bold**\nline\n\nsecond"), ["h1 News", "first bold line", "second"]),
        (InputRichMessage(blocks=[InputRichBlockParagraph(text="given")]), ["given"]),
    ],
)
def test_the_outline_of_a_rich_message(message: InputRichMessage, lines: list[str]) -> None:
    assert shown(message) == lines


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (InputRichMessage(), "exactly one of the fields"),
        (InputRichMessage(html="a", markdown="b"), "exactly one of the fields"),
        (InputRichMessage(html="<p> </p>"), "message text is empty"),
        (InputRichMessage(html="x" * (MAX_CHARACTERS + 1)), "message is too long"),
        (InputRichMessage(html="<p>x" * 501), "too many blocks"),
    ],
)
def test_what_is_no_rich_message(message: InputRichMessage, words: str) -> None:
    with pytest.raises(RefusedCallError, match=words):
        blocks(message)


@given(st.text(alphabet="<>/hp1# \n*&;ab!-[") | st.text())
def test_any_source_has_an_outline_or_is_refused(source: str) -> None:
    for message in (InputRichMessage(html=source), InputRichMessage(markdown=source)):
        try:
            made = blocks(message)
        except RefusedCallError:
            continue
        assert all(block["text"].strip() for block in made)
