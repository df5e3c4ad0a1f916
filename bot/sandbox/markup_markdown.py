"""Telegram's two Markdowns (``parse_markdown`` and ``parse_markdown_v2`` of TDLib's MessageEntity.cpp, by behaviour).

In MarkdownV2 every reserved character must be escaped outside of code; errors name a byte of the UTF-8 source.
"""

import re
from dataclasses import dataclass

from bot.sandbox.entities import in_order, link_entity
from bot.sandbox.markup import MarkupError, MarkupReader
from bot.sandbox.values import JsonObject

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_LANGUAGE = re.compile(r"[^\s`]*")
_NEWLINE = re.compile(r"\r\n|\n\r|[\r\n]")
_EMOJI_URL = re.compile(r"tg://emoji\?id=([1-9][0-9]{0,18})")

# How TDLib names its entity types in errors.
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
}
_ENDS = {
    "bold": "*",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "text_link": "]",
    "custom_emoji": "]",
}
# What opens an entity, the longer first.
_STARTS = (
    ("```", "pre"),
    ("__", "underline"),
    ("||", "spoiler"),
    ("![", "custom_emoji"),
    ("_", "italic"),
    ("*", "bold"),
    ("~", "strikethrough"),
    ("[", "text_link"),
    ("`", "code"),
)


@dataclass(frozen=True, slots=True)
class _Open:
    kind: str
    language: str
    offset: int
    begin: int
    piece: int


class _Reader(MarkupReader):
    """One pass over a MarkdownV2 source."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.open: list[_Open] = []
        self.quote: _Open | None = None

    def sees(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def opened(self, kind: str, begin: int, language: str = "") -> _Open:
        return _Open(kind, language, self.offset, begin, len(self.text))

    def add(self, begun: _Open, entity: JsonObject) -> None:
        if self.offset > begun.offset:
            self.entities.append({**entity, "offset": begun.offset, "length": self.offset - begun.offset})


def parse(source: str) -> tuple[str, list[JsonObject]]:
    """MarkdownV2: the plain text and its entities in order; raises MarkupError."""
    reader = _Reader(source)
    if reader.sees("**>"):
        reader.at += 2
    while reader.at < len(source):
        character = source[reader.at]
        inside = reader.open[-1].kind if reader.open else ""
        if character == "\\" and 0 < ord(source[reader.at + 1 : reader.at + 2] or "\0") <= ord("~"):
            reader.emit(source[reader.at + 1])
            reader.at += 2
        elif character not in _RESERVED or (inside in {"code", "pre"} and character != "`"):
            reader.emit(character)
            reader.at += 1
        elif inside and _ends(reader, inside):
            _end(reader)
        elif character == "\n":
            _new_line(reader)
        elif character == ">" and reader.at == (2 if source.startswith("**>") else 0):
            reader.quote = reader.opened("blockquote", reader.at)
            reader.at += 1
        else:
            _begin(reader)
    _close_quote(reader)
    if reader.open:
        raise _unclosed(reader)
    return "".join(reader.text), in_order(reader.entities)


def _unclosed(reader: _Reader) -> MarkupError:
    begun = reader.open[-1]
    return MarkupError(f"Can't find end of {_NAMES[begun.kind]} entity at byte offset {reader.byte(begun.begin)}")


def _ends(reader: _Reader, kind: str) -> bool:
    if kind == "italic":
        return reader.sees("_") and not reader.sees("__")
    return reader.sees(_ENDS[kind])


def _begin(reader: _Reader) -> None:
    begin = reader.at
    for mark, kind in _STARTS:
        if reader.sees(mark):
            if kind == "spoiler" and _closes_expandable(reader):
                return
            reader.at += len(mark)
            reader.open.append(reader.opened(kind, begin, _fence(reader) if kind == "pre" else ""))
            return
    raise MarkupError(f"Character '{reader.source[begin]}' is reserved and must be escaped with the preceding '\\'")


def _closes_expandable(reader: _Reader) -> bool:
    """Take ``||`` that ends a quotation at the end of its last line: the quotation is shown collapsed."""
    after = reader.at + 2
    last = after == len(reader.source) or (reader.source[after] == "\n" and not reader.source.startswith("\n>", after))
    if reader.quote is None or not last:
        return False
    reader.at += 2
    quote = reader.quote
    reader.quote = _Open("expandable_blockquote", "", quote.offset, quote.begin, quote.piece)
    return True


def _fence(reader: _Reader) -> str:
    """The language after the three marks, ``""`` where there is none; one new line after it is taken too."""
    match = _LANGUAGE.match(reader.source, reader.at)
    end = match.end() if match else reader.at
    language = ""
    if end < len(reader.source) and reader.source[end] != "`":
        language, reader.at = reader.source[reader.at : end], end
    if newline := _NEWLINE.match(reader.source, reader.at):
        reader.at = newline.end()
    return language


def _new_line(reader: _Reader) -> None:
    continues = reader.source.startswith(("\n>", "\n**>"), reader.at)
    again = reader.source.startswith("\n**>", reader.at)
    if reader.quote is not None and (not continues or again):
        reader.emit("\n")
        if reader.open:
            raise _unclosed(reader)
        _close_quote(reader)
    else:
        reader.emit("\n")
    reader.at += 1
    if continues:
        reader.at += 3 if again else 1
        reader.quote = reader.quote or reader.opened("blockquote", reader.at - 1)


def _close_quote(reader: _Reader) -> None:
    if reader.quote is not None and not reader.open:
        reader.add(reader.quote, {"type": reader.quote.kind})
        reader.quote = None


def _end(reader: _Reader) -> None:
    begun = reader.open.pop()
    reader.at += len(_ENDS[begun.kind])
    if begun.kind == "text_link":
        inner = "".join(reader.text[begun.piece :])
        entity = link_entity(_address(reader, "URL") if reader.sees("(") else inner)
        if entity is not None:
            reader.add(begun, entity)
    elif begun.kind == "custom_emoji":
        if not reader.sees("("):
            raise MarkupError("Custom emoji entity must contain a tg://emoji URL")
        emoji = _EMOJI_URL.fullmatch(_address(reader, "custom emoji URL"))
        if emoji is None:
            raise MarkupError("Invalid custom emoji URL specified")
        reader.add(begun, {"type": "custom_emoji", "custom_emoji_id": emoji[1]})
    else:
        reader.add(begun, {"type": begun.kind} | ({"language": begun.language} if begun.language else {}))


def _address(reader: _Reader, what: str) -> str:
    """What stands in the parentheses at the reader's place, unescaped."""
    reader.at += 1
    begin, address = reader.at, []
    while reader.at < len(reader.source) and reader.source[reader.at] != ")":
        if reader.sees("\\") and 0 < ord(reader.source[reader.at + 1 : reader.at + 2] or "\0") <= ord("~"):
            reader.at += 1
        address.append(reader.source[reader.at])
        reader.at += 1
    if not reader.sees(")"):
        raise MarkupError(f"Can't find end of a {what} at byte offset {reader.byte(begin)}")
    reader.at += 1
    return "".join(address)


_LEGACY = {"_": "italic", "*": "bold", "`": "code", "[": "text_link"}


def parse_legacy(source: str) -> tuple[str, list[JsonObject]]:
    """The older Markdown, without nesting: the plain text and its entities in order; raises MarkupError."""
    reader = _Reader(source)
    while reader.at < len(source):
        character = source[reader.at]
        if character == "\\" and source[reader.at + 1 : reader.at + 2] in set(_LEGACY):
            reader.emit(source[reader.at + 1])
            reader.at += 2
        elif character in _LEGACY:
            _legacy_entity(reader)
        else:
            reader.emit(character)
            reader.at += 1
    return "".join(reader.text), in_order(reader.entities)


def _legacy_entity(reader: _Reader) -> None:
    begin = reader.at
    kind = "pre" if reader.sees("```") else _LEGACY[reader.source[begin]]
    reader.at += len(_ENDS[kind])
    language = _fence(reader) if kind == "pre" else ""
    end = reader.source.find(_ENDS[kind], reader.at)
    if end < 0:
        raise MarkupError(f"Can't find end of the entity starting at byte offset {reader.byte(begin)}")
    begun, inner = reader.opened(kind, begin), reader.source[reader.at : end]
    reader.emit(inner)
    reader.at = end + len(_ENDS[kind])
    if kind != "text_link":
        reader.add(begun, {"type": kind} | ({"language": language} if language else {}))
        return
    if reader.sees("("):
        closing = reader.source.find(")", reader.at)
        closing = len(reader.source) if closing < 0 else closing
        address, reader.at = reader.source[reader.at + 1 : closing], closing + 1
    else:
        address = inner
    if inner and (entity := link_entity(address)) is not None:
        reader.add(begun, entity)
