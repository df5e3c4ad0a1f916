"""Entities of a text: those given explicitly, those found in plain text, their order; offsets in UTF-16 units.

The rules are TDLib's (td/telegram/MessageEntity.cpp); what is found in plain text is a plain subset of them: commands,
mentions, hashtags, cashtags, e-mail addresses, and addresses with a scheme, ``www.`` or a well-known ending.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.sandbox.refusals import RefusedCallError, bad_request
from bot.sandbox.values import JsonObject

_MAX_OFFSET = 1_000_000

# Of two entities at the same place the one with the lower figure comes first (get_type_priority in TDLib).
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "date_time": 98,
    "custom_emoji": 99,
}
_DEFAULT_PRIORITY = 50
_FOUND_BY_SERVER = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
# Nothing is found inside these.
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"})

_FOUND = re.compile(
    r"""
      (?P<email>(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]+\.)+[a-z]{2,}\b)
    | (?P<url>(?<![\w@.-])(?:(?:https?|tg|ton)://[^\s<>"«»]+|(?:www\.)?(?:[\w-]+\.)+
        (?:com|org|net|info|kz|ru|қаз|рф|io|me|gov|edu|eu|uk|de|fr|cn|uz|kg|int|news|tv)\b(?:[/?\#][^\s<>"«»]*)?))
    | (?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))
    | (?P<mention>(?<![\w@])@[A-Za-z0-9_]{2,32}\b)
    | (?P<hashtag>(?<![\w\#])\#(?=\w*[^\W\d_])\w{1,256})
    | (?P<cashtag>(?<![\w$])\$[A-Z]{1,8}\b)
    """,
    re.VERBOSE,
)
_TRIGGER = re.compile(r"[/@#$.]\w")
_SPACE = re.compile(r"[ \n]")
# What follows the colon of a host without a scheme is a port.
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+-]*:(?![0-9])")
_TRAILING = ".,:;!?'\")…]}"


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units, which is what Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_order(entities: Iterable[JsonObject]) -> list[JsonObject]:
    """Entities by place, the longer first, then by TDLib's order of types."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], _PRIORITY.get(e["type"], _DEFAULT_PRIORITY)))


def checked(text: str, entities: list[JsonObject]) -> list[JsonObject]:
    """Explicitly given entities, as the server takes them.

    Those of a kind that the server finds by itself are left out, empty ones too, and links are normalised. Raises
    RefusedCallError for an unknown type, a place outside of the text or inside a surrogate pair, and a bad link.
    """
    length, inside_pairs = utf16_length(text), _inside_pairs(text)
    taken = []
    for entity in entities:
        offset, size = entity["offset"], entity["length"]
        if not 0 <= offset <= _MAX_OFFSET:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if not 0 <= size <= _MAX_OFFSET:
            raise bad_request(f"receive an entity with incorrect length {size}")
        if entity["type"] in _FOUND_BY_SERVER or size == 0:
            continue
        if entity["type"] not in _PRIORITY:
            raise bad_request(f'can\'t parse MessageEntity: Unsupported type "{entity["type"]}" specified')
        if offset >= length:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset + size > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {length}"
            )
        if offset in inside_pairs or offset + size in inside_pairs:
            word = "begins" if offset in inside_pairs else "ends"
            raise bad_request(f"entity beginning at UTF-16 offset {offset} {word} in a middle of a UTF-16 symbol")
        taken.append(_with_link(entity) if entity["type"] == "text_link" else entity)
    return in_order(taken)


def found(text: str) -> list[JsonObject]:
    """The entities that the server finds in plain text, in order."""
    entities, end = [], 0
    for trigger in _TRIGGER.finditer(text):
        if trigger.start() < end:
            continue
        # Nothing that is found has white space in it: only the run of characters around the trigger is looked at.
        start = max(text.rfind(" ", 0, trigger.start()), text.rfind("\n", 0, trigger.start())) + 1
        space = _SPACE.search(text, trigger.start())
        end = space.start() if space else len(text)
        entities += [_found(text, match) for match in _FOUND.finditer(text, start, end)]
    return entities


def _found(text: str, match: re.Match[str]) -> JsonObject:
    part = match.group().rstrip(_TRAILING) if match.lastgroup == "url" else match.group()
    return {"type": match.lastgroup, "offset": utf16_length(text[: match.start()]), "length": utf16_length(part)}


def merged(own: list[JsonObject], detected: list[JsonObject]) -> list[JsonObject]:
    """The text's own entities and those found in it, where nothing opaque (code, a link) is in their way."""
    if not detected:
        return own
    walls = [(e["offset"], e["offset"] + e["length"]) for e in own if e["type"] in _OPAQUE]
    free = [
        e for e in detected if not any(e["offset"] < end and start < e["offset"] + e["length"] for start, end in walls)
    ]
    return in_order([*own, *free])


def link_entity(url: str) -> JsonObject | None:
    """``text_link`` or ``text_mention`` without its place for a link in markup; ``None`` where it is no good link.

    The real server drops such entities silently and keeps their text.
    """
    if user := re.fullmatch(r"tg://user\?id=([1-9][0-9]{0,18})", url):
        return {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": f"User {user[1]}"}}
    try:
        return {"type": "text_link", "url": link(url)}
    except RefusedCallError:
        return None


def link(url: str) -> str:
    """A link as the server keeps it (LinkManager in TDLib): with a scheme, a host in lower case and a path.

    Raises RefusedCallError for other schemes than http, https, tg and ton, and for a host without a dot.
    """
    url = url.strip()
    with_scheme = url if _SCHEME.match(url) else f"http://{url}"
    try:
        parts = urlsplit(with_scheme)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise bad_request(f"URL '{url}' is invalid: Wrong HTTP URL") from error
    if parts.scheme in {"tg", "ton"} and not re.search(r"\s", url):
        return with_scheme
    if parts.scheme not in {"http", "https"}:
        raise bad_request(f"URL '{url}' is invalid: Unsupported URL protocol")
    if not host or re.search(r"[\s\"<>\\]", host) or ("." not in host.strip(".") and ":" not in host):
        raise bad_request(f"URL '{url}' is invalid: Wrong HTTP URL")
    return parts._replace(
        netloc=parts.netloc.lower() if "@" not in parts.netloc else parts.netloc, path=parts.path or "/"
    ).geturl()


def _with_link(entity: JsonObject) -> JsonObject:
    try:
        return {**entity, "url": link(entity.get("url") or "")}
    except RefusedCallError as error:
        raise bad_request(f"entity {error.description.removeprefix('Bad Request: ')}") from None


def _inside_pairs(text: str) -> frozenset[int]:
    """The offsets between the two halves of each surrogate pair."""
    if not text or max(text) <= "\uffff":
        return frozenset()
    places, offset = [], 0
    for character in text:
        offset += 1
        if character > "\uffff":
            places.append(offset)
            offset += 1
    return frozenset(places)
