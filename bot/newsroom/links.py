"""Links: which stored articles, and which of those that come with it, tell of a new article's event or repeat it.

Whether two articles are linked depends on nothing but the two. The database names those that may be (by rare words and
by a sample of shingles they share), all at once for as many new articles as come; then each pair is looked at.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache

from bot.text import tellings
from bot.text.events import is_other_report, likelihood
from bot.text.language import Language
from bot.text.similarity import SAME_STORY, containment, shingles
from bot.text.tellings import Telling
from storage import stories as stored
from storage.engine import Connection
from storage.records import NewArticle
from storage.stories import Asked, Candidate, Compared, Teller

REPRINT_WINDOW = timedelta(days=7)
"""How far apart in time two articles may be published of which one repeats the other; reprints come within days."""

EVENT_WINDOW = timedelta(days=3)
"""How far apart they may be to tell of one event in other words: what is like it a week later is the next one."""

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


@dataclass(frozen=True, slots=True)
class Links:
    """What a new article is linked with: stored articles, one of a story, and articles that came with it.

    ``stored`` has ids, ``together`` places among the new ones.
    """

    stored: frozenset[int] = frozenset()
    together: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.stored or self.together)


@dataclass(frozen=True)  # without slots: what is worked out of it is kept in it
class _Compared:
    """An article as it is compared: its text, and what it tells."""

    text: str
    told: Telling | None

    @cached_property
    def runs(self) -> frozenset[int]:
        """The shingles of its text."""
        return shingles(self.text)


async def find(connection: Connection, new: Sequence[NewArticle]) -> list[Links]:
    """For each new article what it is linked with; of those that come with it, only those before it.

    The texts are compared in a thread, so that the bot goes on answering meanwhile.
    """
    tellers = await stored.tellers(
        connection, [_asked(one, one.terms, EVENT_WINDOW) for one in new], least=SHARED_TERMS, limit=TELLERS
    )
    candidates = await stored.candidates(
        connection, [_asked(one, one.shingles, REPRINT_WINDOW) for one in new], limit=CANDIDATES
    )
    near = [
        [one for one in found if _are_near(one.shared, one.kept, len(article.shingles))]
        for article, found in zip(new, candidates, strict=True)
    ]
    ids = {one.article_id for found in near for one in found}
    others = await stored.compared(connection, ids) if ids else {}
    return await asyncio.to_thread(_decide, new, tellers, near, others)


def _asked(article: NewArticle, values: Collection[int], window: timedelta) -> Asked:
    return Asked(values, article.published_at - window, article.published_at + window)


def _are_near(shared: int, *kept: int) -> bool:
    """Whether two samples of shingles, of which some are shared, make the texts worth a look."""
    return shared > 0 and shared / min(kept) >= WORTH_A_LOOK


def _decide(
    new: Sequence[NewArticle],
    tellers: Sequence[Sequence[Teller]],
    near: Sequence[Sequence[Candidate]],
    others: Mapping[int, Compared],
) -> list[Links]:
    compared = [_new(article) for article in new]
    links = []
    for place, (article, own) in enumerate(zip(new, compared, strict=True)):
        found: dict[int, int] = {}  # of each story the article that led to it
        for teller in tellers[place]:
            if teller.story_id not in found and _tell_one(own.told, _parsed(teller.telling)):
                found[teller.story_id] = teller.article_id
        for one in near[place]:
            if one.story_id not in found and one.article_id in others and _repeat(own, _old(others[one.article_id])):
                found[one.story_id] = one.article_id
        together = (
            before
            for before in range(place)
            if (_may_tell_one(article, new[before]) and _tell_one(own.told, compared[before].told))
            or (_may_repeat(article, new[before]) and _repeat(own, compared[before]))
        )
        links.append(Links(frozenset(found.values()), frozenset(together)))
    return links


def _new(article: NewArticle) -> _Compared:
    return _Compared(article.draft.text, None if article.telling is None else _parsed(article.telling))


def _old(article: Compared) -> _Compared:
    if article.telling is None:
        return _Compared(article.text, tellings.read(article.title, article.text, Language(article.language)))
    return _Compared(article.text, _parsed(article.telling))


@lru_cache(maxsize=2_000)  # the articles of a day; about 10 MB
def _parsed(telling: str) -> Telling:
    """What an article tells: the same ones are compared with every article that comes."""
    return tellings.parse(telling)


def _may_tell_one(a: NewArticle, b: NewArticle) -> bool:
    """What ``tellers`` asks of stored articles."""
    return abs(a.published_at - b.published_at) <= EVENT_WINDOW and len(a.terms & b.terms) >= SHARED_TERMS


def _may_repeat(a: NewArticle, b: NewArticle) -> bool:
    """What ``candidates`` asks of stored articles."""
    near = abs(a.published_at - b.published_at) <= REPRINT_WINDOW
    return near and _are_near(len(a.shingles & b.shingles), len(a.shingles), len(b.shingles))


def _tell_one(a: Telling | None, b: Telling | None) -> bool:
    return a is not None and b is not None and likelihood(a, b) >= SURELY_ONE


def _repeat(a: _Compared, b: _Compared) -> bool:
    """Whether one of two articles repeats the other, and isn't the report of another day."""
    shorter, longer = sorted((len(a.runs), len(b.runs)))
    if longer > MOST_TIMES_AS_LONG * shorter or containment(a.runs, b.runs) < SAME_STORY:
        return False
    return a.told is None or b.told is None or not is_other_report(a.told, b.told)
