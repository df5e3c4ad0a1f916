"""One article of what a list says of it and what its page says: the fuller text, and of each fact the surer one."""

import re
from datetime import datetime, time, timedelta

from bot.sources.cleaning import join_paragraphs, paragraphs
from bot.sources.headlines import LONGEST_TITLE
from bot.sources.listing import ListedEntry
from bot.sources.parsed import ParsedArticle
from bot.sources.times import ALMATY
from bot.sources.trailers import without_trailers

_WORD = re.compile(r"\w{4,}")
# Of the words of a feed's text, so many stand on its page; a wall, a notice or another article has hardly any.
_SHARED = 0.4
# A page whose text is a little shorter, but parted, reads better than a feed's single block.
_NEARLY = 0.9
_CUT = re.compile(r"(?:…|\.{3})$")
_FEWEST_CUT = 40
_AHEAD = timedelta(minutes=15)
# A local time that is called UTC, or the other way round: by Almaty's clock of today, and of before March 2024.
_ZONE_MISTAKES = (timedelta(hours=5), timedelta(hours=6))
_DAY = timedelta(days=1)


def fuller(entry: ListedEntry, page: ParsedArticle | None, *, now: datetime) -> ParsedArticle:
    """The article of an entry, with its page where that was read; ``now`` is when.

    - Text: the page's, where it is about the same and as long; else the entry's. Neither has the outlet's trailers.
    - Title: the entry's; the page's where that is empty or cut short.
    - Time: the entry's; the page's where the entry has none, one ahead of ``now``, or only the day. If both differ by
      Almaty's distance to UTC alone, one of them calls a local time UTC: the earlier is right. ``None`` if both are
      ahead of ``now``.
    - Author, picture: the entry's, else the page's; language: the page's, else the entry's. Address: the page's own.
    """
    text = join_paragraphs(without_trailers(paragraphs(entry.text)))
    if page is None:
        page = ParsedArticle(title="", text="")
    return ParsedArticle(
        title=page.title if page.title and _is_cut(entry.title, page.title) else entry.title,
        text=page.text if _is_fuller(page, entry.title, text) else text,
        source=page.source,
        url=page.url or entry.address,
        published_at=_published_at(entry.published_at, page.published_at, now),
        author=entry.author or page.author,
        picture=entry.picture or page.picture,
        language=page.language or entry.language,
    )


def _is_fuller(page: ParsedArticle, title: str, text: str) -> bool:
    if not text or not page.text:
        return bool(page.text)
    parted = page.text.count("\n\n") > text.count("\n\n")
    if len(page.text) < len(text) * (_NEARLY if parted else 1):
        return False
    wanted = set(_WORD.findall(f"{title} {text}".casefold()))
    found = wanted & set(_WORD.findall(f"{page.title} {page.text}".casefold()))
    return len(found) >= _SHARED * len(wanted)


def _is_cut(title: str, whole: str) -> bool:
    """Whether a title is none, or only the beginning of the page's."""
    if not title or (_CUT.search(title) and len(whole) > len(title)):
        return True
    return _FEWEST_CUT <= len(title) < len(whole) <= LONGEST_TITLE and whole.startswith(title)


def _published_at(listed: datetime | None, shown: datetime | None, now: datetime) -> datetime | None:
    listed, shown = (None if moment and moment > now + _AHEAD else moment for moment in (listed, shown))
    if listed is None or shown is None:
        return listed or shown
    if abs(listed - shown) in _ZONE_MISTAKES:
        return min(listed, shown)
    local = listed.astimezone(ALMATY)
    only_the_day = local.time() == time() and timedelta() < shown - listed < _DAY
    return shown if only_the_day else listed
