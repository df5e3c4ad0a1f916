"""Rich messages, in outline: headings and paragraphs of their HTML or Markdown, formatting inside a line left out.

The real server knows some thirty kinds of blocks; for a look at what was sent and for its length these two do. Blocks
that are given as blocks are kept as they are.
"""

import html
import re
from collections.abc import Iterator

from aiogram.types import InputRichMessage

from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject

# Bot API reference, sendRichMessage.
MAX_CHARACTERS = 32_768
MAX_BLOCKS = 500

_HEADING = re.compile(r"h([1-6])", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
_INLINE = frozenset({"a", "b", "code", "del", "em", "i", "ins", "s", "span", "strong", "tg-emoji", "tg-spoiler", "u"})
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_MARKDOWN_MARKS = re.compile(r"[*_~`|]{1,3}")


def blocks(rich: InputRichMessage) -> list[JsonObject]:
    """The RichBlock objects of a rich message.

    Raises RefusedCallError unless exactly one of its forms is given, and where it is too long or has too many blocks.
    """
    given = [form for form in (rich.html, rich.markdown, rich.blocks) if form]
    if len(given) != 1:
        raise bad_request("exactly one of the fields html, markdown and blocks must be used in the rich message")
    if len(rich.html or rich.markdown or "") > MAX_CHARACTERS:
        raise bad_request("message is too long")
    if rich.blocks:
        made = [block.model_dump(exclude_none=True) for block in rich.blocks]
    else:
        made = list(_of_html(rich.html) if rich.html else _of_markdown(rich.markdown or ""))
    if not made:
        raise bad_request("message text is empty")
    if len(made) > MAX_BLOCKS:
        raise bad_request("too many blocks in the rich message")
    return made


def _of_html(source: str) -> Iterator[JsonObject]:
    size, begin, line = 0, 0, ""
    for tag in _TAG.finditer(source):
        line += source[begin : tag.start()]
        begin = tag.end()
        if tag[2].lower() in _INLINE:
            continue
        yield from _block(html.unescape(line), size)
        line = ""
        heading = _HEADING.fullmatch(tag[2])
        size = int(heading[1]) if heading and not tag[1] else 0
    yield from _block(html.unescape(line + source[begin:]), size)


def _of_markdown(source: str) -> Iterator[JsonObject]:
    paragraph: list[str] = []
    for line in [*source.splitlines(), ""]:
        heading = _MARKDOWN_HEADING.fullmatch(line.strip())
        if line.strip() and not heading:
            paragraph.append(line)
            continue
        yield from _block(_MARKDOWN_MARKS.sub("", " ".join(paragraph)), 0)
        paragraph = []
        if heading:
            yield from _block(_MARKDOWN_MARKS.sub("", heading[2]), len(heading[1]))


def _block(text: str, size: int) -> Iterator[JsonObject]:
    """One block of ``text``, a heading where ``size`` is 1 to 6; none where the text is blank."""
    if shown := " ".join(text.split()):
        yield {"type": "heading", "text": shown, "size": size} if size else {"type": "paragraph", "text": shown}
