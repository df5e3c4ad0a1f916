"""Lists of sources as OPML, which feed readers exchange (https://opml.org/spec2.opml): read, and written.

A feed is an outline of the type ``rss`` with ``xmlUrl`` and ``htmlUrl``, as all readers have it. What OPML has no type
for has one of ours, with its address in ``url``, so that other readers don't take it for a feed: ``site`` with the
pattern of its article links in ``svodka:pattern``, ``sitemap``, ``channel``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html.entities import html5
from types import MappingProxyType
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from bot.errors import RefusedError
from bot.sources.addresses import host_of, normalised
from bot.sources.cleaning import one_line
from bot.sources.encodings import declared_charset, decode
from bot.sources.headlines import shorten
from storage.watches import NewWatch, Watch, WatchKind

LARGEST_BYTES = 2 * 1024**2
MOST_OUTLINES = 10_000
DEEPEST = 100
"""Levels of elements; readers write two or three."""

LONGEST_NAME = 100
LONGEST_PATTERN = 300
LONGEST_ADDRESS = 4_096
"""Characters as they are written there: what a name of megabytes means in punycode takes seconds to tell."""

NAMESPACE = "urn:svodka:opml"
"""What our own attributes belong to, as OPML 2.0 asks; they are read by their local name, whatever stands before."""

_OUR_TYPES: Mapping[str, WatchKind] = MappingProxyType(
    {str(kind): kind for kind in WatchKind if kind is not WatchKind.FEED}
)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Exporters forget to escape the & of addresses, and write HTML's entities, which XML doesn't know.
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)([A-Za-z][A-Za-z0-9]{1,30};)?")


@dataclass(frozen=True, slots=True)
class Outline:
    """A source of a list: addresses absolute and normalised, the name on one line; ``pattern`` is a site's."""

    kind: WatchKind
    name: str
    address: str
    home: str | None = None
    pattern: str | None = None

    @classmethod
    def of(cls, watch: Watch) -> "Outline":
        """A watch, to be written."""
        return cls(watch.kind, watch.name, watch.address, watch.home, watch.pattern)

    def watch(self, added_by: int | None = None) -> NewWatch:
        """The watch that it asks for; ``added_by`` is a Telegram user, ``None`` for the command line."""
        return NewWatch(self.kind, self.address, self.name, self.pattern, self.home, added_by)


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a list holds: its sources in its own order, each once, and those whose address can't be watched."""

    taken: tuple[Outline, ...]
    refused: tuple[RefusedError, ...]


def read(content: bytes) -> Outlines:
    """The sources of an OPML file of any version, folders and all else left out.

    Raises:
        ValueError: it is no OPML, broken, or made to keep its readers busy; the message says which.
    """
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"over {LARGEST_BYTES // 1024**2} MB")
    text = _NO_XML.sub("", decode(content, declared_charset(content)))
    taken: dict[str, Outline] = {}
    refused = []
    for attributes in _outlines(_AMPERSAND.sub(_escaped, text.lstrip())):
        try:
            outline = _outline_of(attributes)
        except ValueError as error:
            refused.append(RefusedError(shorten(one_line(_written(attributes)), LONGEST_NAME), str(error)))
        else:
            if outline is not None:
                taken.setdefault(outline.address, outline)
    return Outlines(tuple(taken.values()), tuple(refused))


def write(outlines: Iterable[Outline], *, title: str, made_at: datetime) -> bytes:
    """OPML 2.0 in UTF-8 of the sources, as ``read`` and other readers take it; ``made_at`` is aware."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:svodka="{NAMESPACE}">',
        "  <head>",
        f"    <title>{escape(_printed(title))}</title>",
        f"    <dateCreated>{format_datetime(made_at)}</dateCreated>",
        "  </head>",
        "  <body>",
        *(f"    <outline {_attributes(outline)}/>" for outline in outlines),
        "  </body>",
        "</opml>",
        "",
    ]
    return "\n".join(lines).encode()


def _escaped(found: re.Match[str]) -> str:
    named = found[1]
    character = html5.get(named) if named else None
    return escape(character) if character else f"&amp;{named or ''}"


def _outlines(text: str) -> list[dict[str, str]]:
    """The attributes of each outline, their names in small letters without prefix."""
    parser = expat.ParserCreate("utf-8")  # whatever it declares: it has been decoded
    parser.buffer_text = True
    found: list[dict[str, str]] = []
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if not depth and _local(tag) != "opml":
            raise ValueError(f"not OPML: it begins with <{shorten(tag, LONGEST_NAME)}>")
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} levels deep")
        if _local(tag) == "outline":
            found.append({_local(name): value for name, value in attributes.items()})
            if len(found) > MOST_OUTLINES:
                raise ValueError(f"more than {MOST_OUTLINES} outlines")

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_declared: object) -> None:
        raise ValueError("it has a document type, which may hide anything")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise ValueError(f"not well-formed XML: {expat.ErrorString(error.code)}, line {error.lineno}") from None
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _outline_of(attributes: Mapping[str, str]) -> Outline | None:
    """The source that an outline names, ``None`` for a folder or something that is not watched.

    Raises:
        ValueError: its address is none that can be fetched.
    """
    kind = _OUR_TYPES.get(attributes.get("type", "").strip().lower(), WatchKind.FEED)
    written = _written(attributes)
    if not written:
        return None
    address = _address(written)
    name = one_line(attributes.get("text", "")) or one_line(attributes.get("title", ""))
    pattern = one_line(attributes.get("pattern", "")) if kind is WatchKind.SITE else ""
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"its pattern has more than {LONGEST_PATTERN} characters")
    return Outline(
        kind=kind,
        name=shorten(name, LONGEST_NAME) or host_of(address),
        address=address,
        home=_address_or_none(attributes.get("htmlurl", "")),
        pattern=pattern or None,
    )


def _written(attributes: Mapping[str, str]) -> str:
    """The address as it stands there. An ``url`` of another type than ours leads to a page or to a list of others."""
    ours = attributes.get("type", "").strip().lower() in _OUR_TYPES
    return ((attributes.get("url") if ours else "") or attributes.get("xmlurl", "")).strip()


def _address(written: str) -> str:
    if len(written) > LONGEST_ADDRESS:
        raise ValueError(f"its address has more than {LONGEST_ADDRESS} characters")
    return normalised(written)


def _address_or_none(written: str) -> str | None:
    try:
        return _address(written.strip())
    except ValueError:
        return None


def _attributes(outline: Outline) -> str:
    is_feed = outline.kind is WatchKind.FEED
    written = {
        "type": "rss" if is_feed else str(outline.kind),
        "text": outline.name,
        "title": outline.name,
        "xmlUrl" if is_feed else "url": outline.address,
        "htmlUrl": outline.home,
        "svodka:pattern": outline.pattern,
    }
    return " ".join(f"{name}={quoteattr(_printed(value))}" for name, value in written.items() if value)


def _printed(value: str) -> str:
    return _NO_XML.sub("", one_line(value))
