"""Drafting: what a list tells of an entry and what its page tells become one draft, or a reason why not."""

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from bot.collecting.deciding import LONGEST_KEPT_REASON, Told
from bot.collecting.rhythm import Pace, after_failure
from bot.errors import FetchError, RefusedError
from bot.sources.fuller import fuller
from bot.sources.parsed import ParsedArticle, web_address
from storage.entries import Entry, EntrySettled, EntryState
from storage.records import Draft, SourceKind
from storage.watches import WatchKind

ENOUGH_CHARACTERS = 80
"""From which a text can stand for an article: less is a headline, which tells nothing that a passage could show."""

LONGEST_CHARACTERS = 200_000
"""A hundred pages, up to which a text can be an article: understanding ten megabytes would keep all others waiting."""

CONTENT_WITH_ITSELF_FROM = 3
"""The attempt from which a feed's own text is taken where its page can't be had: half an hour after the first."""

TRIED_AT_MOST = 10
"""Attempts to have a page: the last is two days after the first."""

CLAIMED_AT_MOST = 20
"""Claims in a row that nobody settled, over ten days: it is the entry itself that ends the process."""

REFUSED_AT_MOST = 3
"""Attempts at a page that its server refuses (404), the last two alike: it may have been listed just before it was
published.
"""

_OF_A_MOMENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}

_REFUSALS = frozenset(range(400, 500)) - _OF_A_MOMENT
"""Answers by which the mistake is ours, so that asking again is of no use (RFC 9110 §15.5), but for those which ask for
just that (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4).
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The time, and what it means: when an attempt that failed is made again, and what is too old to be kept."""

    now: datetime
    pace: Pace
    keep_since: datetime | None = None


def draft_of(entry: Entry, told: Told, page: ParsedArticle | None, bounds: Bounds) -> Draft | EntrySettled:
    """The article of an entry, with its page where that was read; else the entry refused, with the reason."""
    # What says hardly anything can't vouch for a page that says it in other words.
    listed = told.entry if page is None or len(told.entry.text) >= ENOUGH_CHARACTERS else replace(told.entry, text="")
    article = fuller(listed, page, now=bounds.now)
    if len(article.text) < ENOUGH_CHARACTERS:
        return refused(entry, "it has hardly any text")
    if len(article.text) > LONGEST_CHARACTERS:
        return refused(entry, "it is longer than any article")
    if bounds.keep_since is not None and article.published_at and article.published_at < bounds.keep_since:
        return refused(entry, "it is older than articles are kept")
    return Draft(
        address=told.page or f"urn:svodka:entry:{entry.key.hex()}",
        source=entry.name,
        source_kind=SourceKind.FEED if entry.kind == WatchKind.FEED else SourceKind.SITE,
        title=article.title,
        text=article.text,
        url=web_address(article.url or ""),
        published_at=article.published_at,
        author=article.author,
        picture=article.picture,
    )


def page_failed(entry: Entry, told: Told, error: FetchError | RefusedError, bounds: Bounds) -> Draft | EntrySettled:
    """What becomes of an entry whose page can't be had: another attempt, later and later; then its own text, if that
    has enough; else it is refused. A page that its outlet has withdrawn is no news any more.
    """
    if isinstance(error, FetchError):
        if error.gone:
            return refused(entry, error.reason)
        again = error.status in _REFUSALS and entry.reason == _cut(error.reason)  # it is no slip in bad weather
        hopeless = error.permanent or (entry.attempts >= REFUSED_AT_MOST and again)
        asked_s = error.retry_after_s
    else:  # what was fetched several times and isn't an article is none
        hopeless, asked_s = entry.attempts >= CONTENT_WITH_ITSELF_FROM, None
    if hopeless or entry.attempts >= CONTENT_WITH_ITSELF_FROM:
        draft = draft_of(entry, told, None, bounds)
        if isinstance(draft, Draft):
            return draft
    return refused(entry, error.reason) if hopeless else tried_again(entry, error.reason, bounds, asked_s=asked_s)


def tried_again(entry: Entry, reason: str, bounds: Bounds, *, asked_s: float | None = None) -> EntrySettled:
    """An entry whose attempt failed: later and later, and not too often; ``asked_s`` is what its server asks for."""
    if entry.attempts >= TRIED_AT_MOST:
        return refused(entry, reason)
    wait = after_failure(entry.attempts - 1, retry_after_s=asked_s, permanent=False, pace=bounds.pace)
    return EntrySettled(entry, EntryState.WAITING, reason=_cut(reason), ready_at=bounds.now + wait)


def refused(entry: Entry, reason: str) -> EntrySettled:
    """An entry that doesn't become an article."""
    return EntrySettled(entry, EntryState.REFUSED, reason=_cut(reason))


def _cut(reason: str) -> str:
    return reason[:LONGEST_KEPT_REASON]
