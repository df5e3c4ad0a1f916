"""A text as the server takes it: parsed, cleaned, trimmed, measured."""

import re
from dataclasses import dataclass, field

from aiogram.client.default import Default
from aiogram.types import MessageEntity

from bot.sandbox import entities, markup_html, markup_markdown
from bot.sandbox.calls import given
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
# clean_input_string of TDLib: control characters become spaces, some invisible ones go.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028-\u202e]")


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
        except markup_html.MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    else:
        text, own = raw, [entity.model_dump(exclude_none=True) for entity in given_entities or []]
        own = entities.checked(text, own) if own else own
    text, own = _trimmed(_CONTROL.sub(_cleaned, text), own)
    if entities.utf16_length(text) > limit:
        raise bad_request(too_long)
    return FormattedText(text, entities.merged(own, entities.found(text)))


def _cleaned(match: re.Match[str]) -> str:
    # One for one, so that no entity moves. The real server drops \r and the marks of direction, and moves them.
    return " " if match.group() < "\x80" else "\u200b"


def _trimmed(text: str, own: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Text without white space at its ends, its entities moved and clipped along."""
    bare = text.strip(" \n\t\u200b")
    if len(bare) == len(text):
        return text, own
    shift = entities.utf16_length(text[: text.index(bare)]) if bare else 0
    length = entities.utf16_length(bare)
    clipped = []
    for entity in own:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, length)
        if end > start:
            clipped.append({**entity, "offset": start, "length": end - start})
    return bare, clipped
