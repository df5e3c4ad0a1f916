"""Stories: articles are linked that repeat each other or tell of one event, and what is linked is one story.

Whether two articles are linked depends on nothing but the two, so a story grows the same whatever the order they come
in, and an article that links two stories shows them to be one. Two bounds keep a story from growing into its
neighbours: links reach over few days, and a story spans a limited time. What came before matters in two cases only:
where a chain of links is longer than a story may be, and where more articles share words with a new one than are
looked at (the bounds of ``bot/newsroom/links`` and ``storage/stories``).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.newsroom import links
from storage import articles
from storage import stories as stored
from storage.engine import Connection
from storage.records import NewArticle, Outcome, Saved
from storage.stories import Extent

SPAN = timedelta(days=14)
"""How long a story goes on, from its first article to its last: then what is linked to it opens another."""


async def place(connection: Connection, article: NewArticle) -> int | None:
    """The story that a new article tells, or ``None`` when it opens one; stories it shows to be one are merged."""
    (found,) = await links.find(connection, [article])
    return await join(connection, article.published_at, found.stored) if found else None


async def join(connection: Connection, published_at: datetime, linked: Collection[int]) -> int | None:
    """The one story of an article and of stored articles that it is linked with, by their ids; ``None``: its own.

    Of several stories the one that was opened first stays, and the others lead on to it.
    """
    fit = sorted(fitting(published_at, await stored.extents_told_by(connection, linked)))
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


async def store(connection: Connection, new: Sequence[NewArticle], *, now: datetime) -> list[Saved]:
    """Store articles with their stories, as if they had come one after the other."""
    addresses, hashes = await articles.taken(connection, new)
    saved: list[Saved] = []
    run: list[NewArticle] = []
    for article in new:
        if article.draft.address in addresses or article.text_hash in hashes:
            saved += await _store_run(connection, run, now)
            run = []
            story_id = await place(connection, article)
            saved.append(await articles.save(connection, article, story_id=story_id, now=now))
        else:
            run.append(article)
        addresses.add(article.draft.address)
        hashes.add(article.text_hash)
    return saved + await _store_run(connection, run, now)


async def _store_run(connection: Connection, run: Sequence[NewArticle], now: datetime) -> list[Saved]:
    """Store articles whose addresses and texts are all new.

    An article that is linked can be placed only when what it is linked with is stored; the others wait, to be stored
    together.
    """
    if not run:
        return []
    ids: list[int] = []
    waiting: list[tuple[NewArticle, int | None]] = []
    for article, linked in zip(run, await links.find(connection, run), strict=True):
        story_id = None
        if linked:
            ids += await articles.insert_all(connection, waiting, now=now)
            waiting = []
            together = {ids[place] for place in linked.together}
            story_id = await join(connection, article.published_at, linked.stored | together)
        waiting.append((article, story_id))
    ids += await articles.insert_all(connection, waiting, now=now)
    await articles.fill(connection, list(zip(ids, run, strict=True)), now=now)
    return [Saved(Outcome.NEW, article_id) for article_id in ids]
