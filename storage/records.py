"""What is kept, as frozen values. Times are aware and UTC; offsets count characters of ``Article.text``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceKind(StrEnum):
    """Where a source's articles come from."""

    FILE = "file"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it came from the outside world, before it is understood and stored.

    ``address`` tells where it was found and stays the same when it is found again (``file:///…`` or ``https://…``);
    ``url`` is what a reader may be shown, ``None`` where there is nothing to open. ``text`` is plain, its paragraphs
    separated by an empty line. ``published_at`` is ``None`` where nothing tells, ``title`` empty where there is none.
    """

    address: str
    source: str
    source_kind: SourceKind
    title: str
    text: str
    url: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A paragraph to be stored: its place in the text, what the index gets of it, and how much of which sector it is.

    ``stems`` and ``surface`` are words separated by spaces: as the language's stemmer folds them, and as written.
    """

    start: int
    end: int
    stems: str
    surface: str
    sectors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A draft that has been understood: all that one transaction stores. ``shingles`` find its near-duplicates."""

    draft: Draft
    language: str
    published_at: datetime
    text_hash: bytes
    passages: tuple[NewPassage, ...]
    shingles: frozenset[int]


class Outcome(StrEnum):
    """What became of an article that was brought."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Saved:
    """The stored article's id, and whether it was there before."""

    outcome: Outcome
    article_id: int


@dataclass(frozen=True, slots=True)
class Appearance:
    """One source that published an article; ``url`` is ``None`` where there is nothing to open."""

    source: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article with every source it appeared in, the first to be seen first."""

    id: int
    story_id: int
    title: str
    text: str
    language: str
    published_at: datetime
    appearances: tuple[Appearance, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """A stored article's id and title, for a list."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored passage as an answer needs it: ``text == article.text[start:end]``, ``score`` for what was asked."""

    id: int
    article_id: int
    story_id: int
    position: int
    start: int
    end: int
    text: str
    score: float
    title: str
    language: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article of a story with one of the sources it appeared in."""

    story_id: int
    article_id: int
    source: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A Telegram chat (or a topic of a forum: ``thread_id`` other than 0) that uses the bot."""

    id: int
    chat_id: int
    thread_id: int
    kind: str
    language: str
    language_chosen: bool
    timezone: str
