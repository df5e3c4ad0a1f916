"""What a button carries: each kind a prefix and a few values, at most 64 bytes when packed (Bot API)."""

from collections.abc import Callable
from enum import StrEnum
from typing import Self

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from storage.records import Rhythm

Turn = Callable[[int], CallbackData]
"""The button that turns to a page (from 1) of something."""


class SectorButton(CallbackData, prefix="s"):
    """Asks for a sector's answer."""

    sector: str


class AnswerPage(CallbackData, prefix="a"):
    """Turns to a page of an answer; ``days`` 0 asked for everything, ``asked`` is when, in seconds since 1970."""

    sector: str
    days: int
    asked: int
    page: int


class AnswerPeriod(CallbackData, prefix="ap"):
    """Shows a sector's answer for another number of days, as of now, in place of the one the button is under."""

    sector: str
    days: int


class SearchPage(CallbackData, prefix="qp"):
    """Turns to a page of what a search found; its words stand in the message's first line. ``asked`` as above."""

    asked: int
    page: int


class AnswerInAll(CallbackData, prefix="ea"):
    """A page of a sector's answer in all languages, though the reader chose some; ``asked`` 0: as of now."""

    sector: str
    days: int
    asked: int
    page: int


class SearchInAll(CallbackData, prefix="es"):
    """A page of what a search found in all languages, though the reader chose some; ``asked`` 0: as of now."""

    asked: int
    page: int


class SearchInstead(CallbackData, prefix="qi"):
    """Searches for what a search may have meant, in its place; that stands in the message, in a line of its own."""


class TrendButton(CallbackData, prefix="g"):
    """Draws the trend of a sector (of all, where it is empty) over some days, light or dark."""

    sector: str
    days: int
    dark: bool


class ArticlePage(CallbackData, prefix="f"):
    """Shows a page of an article: ``anew`` as a message of its own, else in place of the page the button is on.

    Passages of ``sector``, where one was asked for, are marked.
    """

    article_id: int
    page: int
    anew: bool
    sector: str = ""

    @classmethod
    def unpack(cls, value: str) -> Self:
        """As packed, now or before sectors were carried: the buttons of old digests stay where they are."""
        return super().unpack(_completed(value, 4, ""))


class FileKind(StrEnum):
    """What a file of an article is; also the end of its name."""

    HTML = "html"
    PDF = "pdf"


class StoryPage(CallbackData, prefix="t"):
    """Turns to a page of a story's timeline as it was when ``asked`` (as above).

    ``anew``: shows the story as it is now, as a message of its own.
    """

    story_id: int
    asked: int
    page: int
    anew: bool


class ArticleFile(CallbackData, prefix="d"):
    """Sends an article as a file, passages of ``sector`` marked as above."""

    article_id: int
    kind: FileKind
    sector: str = ""

    @classmethod
    def unpack(cls, value: str) -> Self:
        """As packed, now or when there was one kind of file."""
        return super().unpack(_completed(value, 3, FileKind.HTML, ""))


class TourPage(CallbackData, prefix="hi"):
    """Turns to a page (from 1) of the tour, in place; 0 leaves it."""

    page: int


class TryWords(CallbackData, prefix="ht"):
    """Searches for the words of an example, as if they had been written."""

    words: str


class LanguageButton(CallbackData, prefix="l"):
    """Chooses the language of the interface."""

    language: str


class SubscriptionsButton(CallbackData, prefix="m"):
    """Shows what the chat has subscribed to, as a message of its own."""


class SubscriptionList(CallbackData, prefix="mp"):
    """Turns to a page (from 1) of the list of subscriptions."""

    page: int


class SubscribeButton(CallbackData, prefix="n"):
    """Begins a subscription to a sector."""

    sector: str


class FollowButton(CallbackData, prefix="nf"):
    """Begins a subscription to the story that an article tells."""

    article_id: int


class Step(StrEnum):
    """Where a press leads, or what it does, in the life of a subscription."""

    WHAT = "what"
    WORDS = "words"
    SOURCES = "sources"
    WHEN = "when"
    WHERE = "where"
    CHANNEL = "channel"
    CARD = "card"
    CHANGE = "change"
    ZONE = "zone"
    ZONE_BY_NAME = "zone_by_name"
    QUIET = "quiet"
    PREVIEW = "preview"
    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"
    REMOVE_SURELY = "remove_surely"
    TELL_EMPTY = "tell_empty"
    SKIP_EMPTY = "skip_empty"


class SubscriptionStep(CallbackData, prefix="c"):
    """A step of a subscription; 0 is none: the step concerns the chat itself."""

    subscription_id: int
    step: Step


class Topic(StrEnum):
    """What an interest is made of."""

    SECTOR = "s"
    WORDS = "w"
    STORY = "t"
    SOURCE = "n"


class Choice(CallbackData, prefix="cc"):
    """Takes a topic into a subscription or out of it.

    ``value`` is a sector's key, the id of a story or source, or ``fingerprint`` of words.
    """

    subscription_id: int
    topic: Topic
    value: str
    chosen: bool


class PlanChoice(CallbackData, prefix="cp"):
    """Chooses how often; asks for what is ``None``: the weekday of a weekly one, the minute of the day."""

    subscription_id: int
    rhythm: Rhythm
    weekday: int | None = None
    minute: int | None = None


class LengthChoice(CallbackData, prefix="cl"):
    """Chooses how many stories a digest has at most."""

    subscription_id: int
    length: int


class PlaceChoice(CallbackData, prefix="co"):
    """Chooses which chat (a reader's id) a subscription is delivered to."""

    subscription_id: int
    reader_id: int


class ZoneChoice(CallbackData, prefix="z"):
    """Chooses the zone (IANA) of the chat that a subscription goes to; 0: of the chat the button is in."""

    subscription_id: int
    zone: str


class QuietChoice(CallbackData, prefix="q"):
    """Chooses the hours without alerts, as minutes of the day; the chat as in ``ZoneChoice``."""

    subscription_id: int
    quiet_from: int
    quiet_until: int


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """A button that sends ``data`` back when it is pressed."""
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _completed(value: str, wanted: int, *missing: str) -> str:
    """What a button carries with what those of an older version lack: the last of its ``wanted`` values."""
    given = value.count(":")
    return ":".join((value, *missing)) if given == wanted - len(missing) else value
