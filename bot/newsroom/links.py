"""Links: which stored articles, and which of those that come with it, tell of a new article's event or repeat it.

Whether two articles are linked depends on nothing but the two. The database names those that may be (by rare words and
by a sample of shingles they share), all at once for as many new articles as come; then each pair is looked at.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.text import tellings
from bot.text.events import likelihood
from bot.text.language import Language
from bot.text.similarity import SAME_STORY, Reading, are_other_decisions, repetition, stands_inside
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

SHARED_TERMS = 4
"""Rare words that two openings must share to be compared: more than a headline that comes every week."""

CANDIDATES = 20
"""Stored articles that are looked at for a repetition."""

TELLERS = 25
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


async def find(connection: Connection, new: Sequence[NewArticle]) -> list[Links]:
    """For each new article what it is linked with; of those that come with it, only those before it.

    They are compared in a thread, so that the bot goes on answering meanwhile.
    """
    tellers = await stored.tellers(
        connection, [_asked(one, one.terms, EVENT_WINDOW) for one in new], least=SHARED_TERMS, limit=TELLERS
    )
    candidates = await stored.candidates(
        connection, [_asked(one, one.shingles, REPRINT_WINDOW) for one in new], limit=CANDIDATES
    )
    suspected = await asyncio.to_thread(_suspected, new, tellers, candidates)
    ids = {one.article_id for found in suspected for one in found}
    others = await stored.compared(connection, ids) if ids else {}
    return await asyncio.to_thread(_found, new, suspected, others)


def _asked(article: NewArticle, values: Collection[int], window: timedelta) -> Asked:
    return Asked(values, article.published_at - window, article.published_at + window)


def _suspected(
    new: Sequence[NewArticle], tellers: Sequence[Sequence[Teller]], candidates: Sequence[Sequence[Candidate]]
) -> list[list[Teller | Candidate]]:
    """For each new article the stored ones whose texts are worth a look."""
    found: list[list[Teller | Candidate]] = []
    for article, telling, repeating in zip(new, tellers, candidates, strict=True):
        likely = [one for one in telling if article.telling and _seem_one(article.telling, one.telling)]
        near = [one for one in repeating if _are_near(one.shared, one.kept, len(article.shingles))]
        found.append([*likely, *near])
    return found


def _found(
    new: Sequence[NewArticle], suspected: Sequence[Sequence[Teller | Candidate]], others: Mapping[int, Compared]
) -> list[Links]:
    readings = [Reading(one.draft.title, one.draft.text, Language(one.language), one.telling) for one in new]
    links = []
    for place, own in enumerate(readings):
        linked: dict[int, int] = {}  # of each story the article that leads to it
        for one in suspected[place]:
            if one.story_id not in linked and one.article_id in others:
                other = _reading(others[one.article_id])
                if not stands_inside(own, other) if isinstance(one, Teller) else _repeat(own, other):
                    linked[one.story_id] = one.article_id
        together = (
            before
            for before in range(place)
            if (_may_tell_one(new[place], new[before]) and not stands_inside(own, readings[before]))
            or (_may_repeat(new[place], new[before]) and _repeat(own, readings[before]))
        )
        links.append(Links(frozenset(linked.values()), frozenset(together)))
    return links


def _reading(stored_one: Compared) -> Reading:
    return Reading(stored_one.title, stored_one.text, Language(stored_one.language), stored_one.telling)


def _may_tell_one(a: NewArticle, b: NewArticle) -> bool:
    """What is asked of stored articles by their terms and tellings."""
    if abs(a.published_at - b.published_at) > EVENT_WINDOW or len(a.terms & b.terms) < SHARED_TERMS:
        return False
    return a.telling is not None and b.telling is not None and _seem_one(a.telling, b.telling)


def _may_repeat(a: NewArticle, b: NewArticle) -> bool:
    """What is asked of stored articles by their shingles."""
    near = abs(a.published_at - b.published_at) <= REPRINT_WINDOW
    return near and _are_near(len(a.shingles & b.shingles), len(a.shingles), len(b.shingles))


def _are_near(shared: int, *kept: int) -> bool:
    """Whether two samples of shingles, of which some are shared, make the texts worth a look."""
    return shared > 0 and shared / min(kept) >= WORTH_A_LOOK


def _seem_one(telling: str, other: str) -> bool:
    """Whether two articles surely tell of one event, as far as their openings show."""
    a, b = tellings.parse(telling), tellings.parse(other)
    return likelihood(a, b) >= SURELY_ONE and not are_other_decisions(a, b)


def _repeat(a: Reading, b: Reading) -> bool:
    return repetition(a, b) >= SAME_STORY
