"""A text as the server takes it: parsed, cleaned, trimmed, measured."""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from aiogram.client.default import Default
from aiogram.types import MessageEntity

from bot.sandbox import entities, markup_html, markup_markdown
from bot.sandbox.calls import given
from bot.sandbox.markup import MarkupError
from bot.sandbox.refusals import MESSAGE_EMPTY, bad_request
from bot.sandbox.values import JsonObject

# Bot API reference: sendMessage and captions, in UTF-16 units after parsing; before parsing, in bytes (Client.cpp).
MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_RAW_BYTES = 1 << 15

_PARSERS = {
    "html": markup_html.parse,
    "markdown": markup_markdown.parse_legacy,
    "markdownv2": markup_markdown.parse,
}
# clean_input_string of TDLib: control characters become spaces, these go.
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_DROPPED = re.compile("[\r\u2028-\u202e]")
# A text of nothing else is empty: spaces of all kinds, and characters that show nothing.
_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0]+"
)


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text with its entities in order, as Bot API objects; offsets in UTF-16 units."""

    text: str = ""
    entities: list[JsonObject] = field(default_factory=list)


def message_text(
    raw: str | None, parse_mode: str | Default | None, given_entities: list[MessageEntity] | None
) -> FormattedText:
    """The text of a message; raises RefusedCallError where it is empty, too long or can't be parsed."""
    text = formatted(raw or "", parse_mode, given_entities, limit=MAX_TEXT, too_long="message is too long")
    if not text.text:
        raise bad_request(MESSAGE_EMPTY)
    return text


def caption_text(
    raw: str | None, parse_mode: str | Default | None, given_entities: list[MessageEntity] | None
) -> FormattedText:
    """A caption, possibly empty; raises RefusedCallError where it is too long or can't be parsed."""
    return formatted(raw or "", parse_mode, given_entities, limit=MAX_CAPTION, too_long="message caption is too long")


def formatted(
    raw: str,
    parse_mode: str | Default | None,
    given_entities: list[MessageEntity] | None,
    *,
    limit: int,
    too_long: str,
) -> FormattedText:
    """``raw`` by its parse mode or its entities; ``limit`` in UTF-16 units; the parse mode wins, as it does there."""
    if len(raw) > _MAX_RAW_BYTES or len(raw.encode()) > _MAX_RAW_BYTES:
        raise bad_request("text is too long")
    mode = (given(parse_mode) or "none").lower()
    if mode != "none":
        if mode not in _PARSERS:
            raise bad_request("unsupported parse_mode")
        try:
            text, own = _PARSERS[mode](raw)
        except MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    else:
        text, own = raw, [entity.model_dump(exclude_none=True) for entity in given_entities or []]
        own = entities.checked(text, own) if own else own
    text, own = _trimmed(*_cleaned(text, own))
    if entities.utf16_length(text) > limit:
        raise bad_request(too_long)
    return FormattedText(text, entities.merged(own, entities.found(text)))


def _cleaned(text: str, own: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    text = _CONTROL.sub(" ", text)
    dropped, offset, begin = [], 0, 0
    for match in _DROPPED.finditer(text):
        offset += entities.utf16_length(text[begin : match.start()])
        dropped.append(offset)
        offset, begin = offset + 1, match.end()
    if not dropped:
        return text, own
    return _DROPPED.sub("", text), _moved(own, lambda place: place - bisect_left(dropped, place))


def _trimmed(text: str, own: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Text without white space at its ends, empty where nothing in it shows; its entities moved and clipped along."""
    if _INVISIBLE.fullmatch(text):
        return "", []
    bare = text.strip(" \n")
    if len(bare) == len(text):
        return text, own
    before = len(text) - len(text.lstrip(" \n"))
    length = entities.utf16_length(bare)
    return bare, _moved(own, lambda place: min(max(place - before, 0), length))


def _moved(own: list[JsonObject], to: Callable[[int], int]) -> list[JsonObject]:
    """Entities with both ends put where ``to`` says; those that become empty go."""
    moved = []
    for entity in own:
        start, end = to(entity["offset"]), to(entity["offset"] + entity["length"])
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return entities.in_order(moved)
