"""Stories: articles are linked that repeat each other or tell of one event, and what is linked is one story.

Whether two articles are linked depends on nothing but the two, so a story grows the same whatever the order they come
in, and an article that links two stories shows them to be one. Two bounds keep a story from growing into its
neighbours: links reach over few days, and a story spans a limited time. What came before matters in two cases only:
where a chain of links is longer than a story may be, and where more articles share words with a new one than are
looked at (``TELLERS``, ``CANDIDATES``, and the bounds of ``storage/stories``).
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from bot.text import tellings
from bot.text.events import is_other_report, likelihood
from bot.text.language import Language
from bot.text.similarity import SAME_STORY, containment, shingles
from storage import articles
from storage import stories as stored
from storage.engine import Connection
from storage.records import NewArticle
from storage.stories import Extent

REPRINT_WINDOW = timedelta(days=7)
"""How far apart in time two articles may be published of which one repeats the other; reprints come within days."""

EVENT_WINDOW = timedelta(days=3)
"""How far apart they may be to tell of one event in other words: what is like it a week later is the next one."""

SPAN = timedelta(days=14)
"""How long a story goes on, from its first article to its last: then what is linked to it opens another."""

SURELY_ONE = 0.55
"""The likelihood of one event from which two articles are linked. It is above the border for a pair, for a new article
is compared with all others, nearly all of them different, and one wrong link makes two stories one. Of 14,900 pairs of
documents of NTREX it links 24, all of them rightly; the first wrong one is at 0.45."""

MOST_TIMES_AS_LONG = 4
"""How much longer than another a text may be that repeats it. A round-up of the day has in it, whole, the short reports
of events that have nothing to do with each other: it must not make one story of them."""

SHARED_TERMS = 4
"""Rare words that two openings must share to be compared: more than a headline that comes every week."""

CANDIDATES = 20
"""Stored articles that are looked at for a repetition."""

TELLERS = 50
"""Stored articles that are looked at for the same event."""

WORTH_A_LOOK = SAME_STORY / 8
"""The share of the smaller sample that must stand in the other before two texts are compared whole. Short texts are
sampled whole and long ones by an eighth, so of a short text that stands in a long one an eighth is seen."""


async def place(connection: Connection, article: NewArticle) -> int | None:
    """The story that a new article tells, or ``None`` when it opens one; stories it shows to be one are merged.

    The one that was opened first stays, and the others lead on to it.
    """
    linked = await _told(connection, article)
    linked |= await _repeated(connection, article, linked)
    if not linked:
        return None
    fit = sorted(fitting(article.published_at, await stored.extents(connection, linked)))
    if not fit:
        return None
    survivor, *others = fit
    if others:
        await stored.merge(connection, others, into=survivor)
    return survivor


def fitting(published_at: datetime, extents: Mapping[int, Extent]) -> list[int]:
    """Which of the linked stories make one with an article: as many as ``SPAN`` has room for, the nearest first."""

    def distance(story_id: int) -> timedelta:
        extent = extents[story_id]
        return max(extent.first - published_at, published_at - extent.last, timedelta())

    first = last = published_at
    chosen = []
    for story_id in sorted(extents, key=lambda story_id: (distance(story_id), story_id)):
        earliest, latest = min(first, extents[story_id].first), max(last, extents[story_id].last)
        if latest - earliest <= SPAN:
            first, last = earliest, latest
            chosen.append(story_id)
    return chosen


async def _told(connection: Connection, article: NewArticle) -> set[int]:
    """The stories of stored articles that tell of the same event."""
    if article.telling is None:
        return set()
    own = tellings.parse(article.telling)
    linked: set[int] = set()
    for teller in await stored.tellers(
        connection,
        article.terms,
        since=article.published_at - EVENT_WINDOW,
        until=article.published_at + EVENT_WINDOW,
        least=SHARED_TERMS,
        limit=TELLERS,
    ):
        if teller.story_id not in linked and likelihood(own, tellings.parse(teller.telling)) >= SURELY_ONE:
            linked.add(teller.story_id)
    return linked


async def _repeated(connection: Connection, article: NewArticle, linked: set[int]) -> set[int]:
    """The stories of stored articles that repeat the article or that it repeats, those ``linked`` already left out.

    The stored sample of shingles names candidates; the texts themselves decide.
    """
    if not article.shingles:
        return set()
    candidates = await stored.candidates(
        connection,
        article.shingles,
        since=article.published_at - REPRINT_WINDOW,
        until=article.published_at + REPRINT_WINDOW,
        limit=CANDIDATES,
    )
    near = [one for one in candidates if one.shared / min(one.kept, len(article.shingles)) >= WORTH_A_LOOK]
    own = shingles(article.draft.text) if near else frozenset[int]()
    found: set[int] = set()
    for one in near:
        if one.story_id not in linked | found and await _repeats(connection, article, own, one.article_id):
            found.add(one.story_id)
    return found


async def _repeats(connection: Connection, article: NewArticle, own: AbstractSet[int], other_id: int) -> bool:
    """Whether an article, whose shingles are its ``own``, and a stored one repeat each other."""
    other = await articles.get(connection, other_id)
    if other is None:
        return False
    theirs = shingles(other.text)
    shorter, longer = sorted((len(own), len(theirs)))
    if longer > MOST_TIMES_AS_LONG * shorter or containment(own, theirs) < SAME_STORY:
        return False
    return article.telling is None or not is_other_report(
        tellings.parse(article.telling), tellings.read(other.title, other.text, Language(other.language))
    )
