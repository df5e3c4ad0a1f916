"""What is kept, as frozen values. Times are aware and UTC; offsets count characters of ``Article.text``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SourceKind(StrEnum):
    """Where a source's articles come from."""

    FILE = "file"
    PAGE = "page"
    FEED = "feed"
    SITE = "site"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it came from the outside world, before it is understood and stored.

    ``address`` tells where it was found and stays the same when it is found again (``file:///…`` or ``https://…``);
    ``url`` is what a reader may be shown, ``None`` where there is nothing to open. ``text`` is plain, its paragraphs
    separated by an empty line. ``published_at`` is ``None`` where nothing tells, ``title`` empty where there is none.
    ``picture`` is the address of one; ``links`` are addresses that the text points at and doesn't spell out.
    """

    address: str
    source: str
    source_kind: SourceKind
    title: str
    text: str
    url: str | None = None
    published_at: datetime | None = None
    author: str | None = None
    picture: str | None = None
    links: tuple[str, ...] = ()


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
    """A draft that has been understood: all that one transaction stores.

    ``shingles`` find its near-duplicates and ``terms`` the articles of its event; ``telling`` is what is compared then.
    ``tagged_with`` names the taxonomy that gave the passages their sectors; ``None`` where nothing tells.
    """

    draft: Draft
    language: str
    published_at: datetime
    text_hash: bytes
    passages: tuple[NewPassage, ...]
    shingles: frozenset[int]
    tagged_with: str | None = None
    telling: str | None = None
    terms: frozenset[int] = frozenset()


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
    author: str | None = None
    picture: str | None = None
    links: tuple[str, ...] = ()


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


class AnswerLength(StrEnum):
    """How much of each story an answer shows."""

    SHORT = "short"
    NORMAL = "normal"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Reader:
    """A Telegram chat (or a topic of a forum: ``thread_id`` other than 0) that uses the bot.

    ``title`` is a group's or channel's name. ``gone_why`` says why it can't be written to, ``None`` where it can.
    From minute ``quiet_from`` of the local day to ``quiet_until`` no alert disturbs (never, where they are equal).
    ``awaiting`` is what the bot has asked this reader to write next.
    Of answers they see passages in ``answer_languages`` (in all, where that is empty); with ``rich`` full articles come
    as rich messages.
    """

    id: int
    chat_id: int
    thread_id: int
    kind: str
    language: str
    language_chosen: bool
    timezone: str
    title: str = ""
    gone_why: str | None = None
    quiet_from: int = 1380
    quiet_until: int = 420
    awaiting: str | None = None
    answer_length: AnswerLength = AnswerLength.NORMAL
    answer_languages: frozenset[str] = frozenset()
    rich: bool = False


class Rhythm(StrEnum):
    """How often a subscription is served."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"


class SubscriptionState(StrEnum):
    """A draft is being put together and is never served; a paused one waits for its reader."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Interest:
    """What a digest is about: sectors by key, words as in a search, stories and sources by id. Any of them will do."""

    sectors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    stories: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether it names anything."""
        return bool(self.sectors or self.words or self.stories or self.sources)


@dataclass(frozen=True, slots=True)
class Plan:
    """When a subscription is served: ``minute`` of the local day, ``weekday`` from Monday 0 (for a weekly one)."""

    rhythm: Rhythm
    minute: int = 540
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a reader wants, how often, and at what local time.

    ``made_by`` is the Telegram user who manages it; ``length`` is stories at most; ``tells_empty`` asks for a word
    even when nothing is new. ``due_at`` is when it is served next, ``None`` where nothing is to come (or, at once,
    nothing has).
    """

    id: int
    reader: Reader
    made_by: int
    interest: Interest
    state: SubscriptionState
    plan: Plan
    length: int
    tells_empty: bool
    created_at: datetime
    due_at: datetime | None
    planned_on: date | None
    after: int | None
    digest_id: int | None


class DeliveryState(StrEnum):
    """Where a delivery is on its way, or how it ended."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery and whom it goes to; ``part`` is how many of its messages have been sent already.

    ``tells_empty``: its reader wants to hear of it when there is nothing new. ``timezone``, ``quiet_from`` and
    ``quiet_until`` are the reader's: an alert that had to wait must not come at night after all.

    What it says stands in its digest, in its broadcast, or (a notice) in ``messages`` as a JSON list.
    """

    id: int
    claim: str
    reader_id: int
    chat_id: int
    thread_id: int
    subscription_id: int | None
    digest_id: int | None
    broadcast_id: int | None
    messages: str | None
    priority: int
    part: int
    attempts: int
    tells_empty: bool = False
    timezone: str = "UTC"
    quiet_from: int = 0
    quiet_until: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """How an attempt ended: the state a delivery goes into, and why where it isn't sent.

    ``part`` is how many messages have been sent by now; ``ready_at`` when a pending one may be tried again. With
    ``confirmed`` the whole of a digest has been sent (or it is empty), and its subscription is told so; with
    ``alerted`` the reader was disturbed by it.
    """

    delivery: Delivery
    state: DeliveryState
    part: int
    ready_at: datetime | None = None
    reason: str | None = None
    message_id: int | None = None
    attempted: bool = True
    confirmed: bool = False
    alerted: bool = False
