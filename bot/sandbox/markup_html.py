"""Telegram's HTML: from markup to plain text with entities (``parse_html`` of TDLib's MessageEntity.cpp, by behaviour).

It is not a web browser's HTML: eighteen tags, four named character references (an unknown one stays as it is), ``</>``
closes whatever is open, a bare ``>`` is text, and an error names the byte of the UTF-8 source.
"""

import re
from dataclasses import dataclass

from bot.sandbox.entities import in_order, link_entity
from bot.sandbox.markup import MarkupError, MarkupReader
from bot.sandbox.values import JsonObject

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_SPACE = " \t\r\n\0\v"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<decimal>[0-9]*)|(?P<name>[a-zA-Z]*));?")
_TEXT = re.compile(r"[^<&]+")
_TAG_NAME = re.compile(r"[^ \t\r\n\0\v>]*")
_ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\0\v=>]*")
_BARE_VALUE = re.compile(r"[a-zA-Z0-9.-]*")
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_LONGEST_NUMERIC = 10


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    attributes: dict[str, str]
    offset: int
    begin: int


class _Reader(MarkupReader):
    """One pass over an HTML source."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.open: list[_Open] = []

    def error(self, words: str, begin: int) -> MarkupError:
        return MarkupError(f"{words} at byte offset {self.byte(begin)}")

    def skip_space(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in _SPACE:
            self.at += 1

    def ended(self) -> bool:
        return self.at >= len(self.source)


def parse(source: str) -> tuple[str, list[JsonObject]]:
    """The plain text and its entities in order; raises MarkupError."""
    reader = _Reader(source)
    while not reader.ended():
        if plain := _TEXT.match(source, reader.at):
            reader.emit(plain.group())
            reader.at = plain.end()
        elif source[reader.at] == "&":
            reader.emit(_reference(reader))
        elif source.startswith("</", reader.at):
            _close(reader)
        else:
            _begin(reader)
    if reader.open:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].tag}"')
    return "".join(reader.text), in_order(_joined_code(reader.entities))


def _reference(reader: _Reader) -> str:
    """The character that the reference at the reader's place stands for, or the ampersand itself."""
    match = _REFERENCE.match(reader.source, reader.at)
    character = _character(match) if match else None
    if match is None or character is None:
        reader.at += 1
        return "&"
    reader.at = match.end()
    return character


def _character(match: re.Match[str]) -> str | None:
    if match["name"] is not None:
        return _NAMED.get(match["name"])
    if len(match.group().removesuffix(";")) >= _LONGEST_NUMERIC:
        return None
    code = int(match["hex"] or "0", 16) if match["hex"] is not None else int(match["decimal"] or "0")
    if not 0 < code < _LAST_CODE_POINT:
        return None
    if code in _SURROGATES:
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code)


def _begin(reader: _Reader) -> None:
    begin = reader.at
    name = _TAG_NAME.match(reader.source, begin + 1)
    reader.at = name.end() if name else begin + 1
    if reader.ended():
        raise reader.error("Unclosed start tag", begin)
    tag = reader.source[begin + 1 : reader.at].lower()
    if tag not in _TYPES:
        raise reader.error(f'Unsupported start tag "{tag}"', begin)
    attributes = _attributes(reader, tag, begin)
    reader.at += 1
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reader.error('Tag "span" must have class "tg-spoiler"', begin)
    reader.open.append(_Open(tag, _argument(tag, attributes), attributes, reader.offset, len(reader.text)))


def _attributes(reader: _Reader, tag: str, begin: int) -> dict[str, str]:
    """What stands between the tag's name and its ``>``, where the reader is left."""
    attributes: dict[str, str] = {}
    while True:
        reader.skip_space()
        if reader.ended():
            raise reader.error("Unclosed start tag", begin)
        if reader.source[reader.at] == ">":
            return attributes
        name = _ATTRIBUTE_NAME.match(reader.source, reader.at)
        key = name.group() if name else ""
        if not key:
            raise reader.error(f'Empty attribute name in the tag "{tag}"', begin)
        reader.at += len(key)
        reader.skip_space()
        if tag == "blockquote" and key == "expandable" and not reader.source.startswith("=", reader.at):
            attributes[key] = ""
            continue
        if not reader.source.startswith("=", reader.at):
            raise reader.error(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        reader.at += 1
        reader.skip_space()
        attributes[key] = _value(reader, tag, begin)


def _value(reader: _Reader, tag: str, begin: int) -> str:
    if reader.ended():
        raise reader.error(f'Unclosed start tag "{tag}"', begin)
    quote = reader.source[reader.at]
    if quote not in "'\"":
        match = _BARE_VALUE.match(reader.source, reader.at)
        start, reader.at = reader.at, match.end() if match else reader.at
        if reader.ended() or reader.source[reader.at] not in f"{_SPACE}>":
            raise reader.error("Unexpected end of name token", start)
        return reader.source[start : reader.at].lower()
    reader.at += 1
    value = []
    while not reader.ended() and (character := reader.source[reader.at]) != quote:
        if character == "&":
            value.append(_reference(reader))
        else:
            value.append(character)
            reader.at += 1
    reader.at += 1
    if reader.ended():
        raise reader.error("Unclosed start tag", begin)
    return "".join(value)


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "code":
        language = attributes.get("class", "")
        return language.removeprefix("language-") if language.startswith("language-") else ""
    return attributes.get({"a": "href", "tg-emoji": "emoji-id", "tg-time": "unix"}.get(tag, ""), "")


def _close(reader: _Reader) -> None:
    begin = reader.at
    if not reader.open:
        raise reader.error("Unexpected end tag", begin)
    name = _TAG_NAME.match(reader.source, begin + 2)
    found = name.group().lower() if name else ""
    reader.at = name.end() if name else begin + 2
    reader.skip_space()
    if reader.ended() or reader.source[reader.at] != ">":
        raise reader.error("Unclosed end tag", begin)
    reader.at += 1
    closed = reader.open[-1]
    if found and found != closed.tag:
        words = reader.error("Unmatched end tag", begin)
        raise MarkupError(f'{words}, expected "</{closed.tag}>", found "</{found}>"')
    if reader.offset > closed.offset and (entity := _entity(closed, "".join(reader.text[closed.begin :]))):
        reader.entities.append({**entity, "offset": closed.offset, "length": reader.offset - closed.offset})
    reader.open.pop()


def _entity(closed: _Open, inner: str) -> JsonObject | None:
    """The entity of a closed tag without its place, ``None`` where the server drops it."""
    kind = _TYPES[closed.tag]
    if kind == "text_link":
        return link_entity(closed.argument or inner)
    if kind == "custom_emoji":
        if not re.fullmatch(r"[1-9][0-9]{0,18}", closed.argument):
            raise MarkupError("Invalid custom emoji identifier specified")
        return {"type": kind, "custom_emoji_id": closed.argument}
    if kind == "date_time":
        if not re.fullmatch(r"[0-9]{1,18}", closed.argument):
            raise MarkupError("Invalid date specified")
        return {"type": kind, "unix_time": int(closed.argument)} | (
            {"date_time_format": closed.attributes["format"]} if closed.attributes.get("format") else {}
        )
    if kind == "code" and closed.argument:
        return {"type": kind, "language": closed.argument}
    return {"type": "expandable_blockquote" if "expandable" in closed.attributes else kind}


def _joined_code(entities: list[JsonObject]) -> list[JsonObject]:
    """``pre`` and ``code class="language-…"`` around the same text are one ``pre`` with a language."""
    languages = {
        (e["offset"], e["length"]): e["language"] for e in entities if e["type"] == "code" and e.get("language")
    }
    fenced = {(e["offset"], e["length"]) for e in entities if e["type"] == "pre"}
    joined = []
    for entity in entities:
        place = (entity["offset"], entity["length"])
        if entity["type"] == "pre" and place in languages:
            joined.append({**entity, "language": languages[place]})
        elif entity["type"] == "code" and "language" in entity:
            if place not in fenced:
                joined.append({key: value for key, value in entity.items() if key != "language"})
        else:
            joined.append(entity)
    return joined
