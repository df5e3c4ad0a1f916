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

_OPENED = 1 << 62  # stories not yet stored are numbered from here: they come after all that are


async def place(connection: Connection, article: NewArticle) -> int | None:
    """The story that a new article tells, or ``None`` when it opens one; stories it shows to be one are merged."""
    (story,) = await _placed(connection, [article])
    return story if story < _OPENED else None


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
    repeated = set(hashes)  # texts that are stored for sure; those at a new address appear there, and that is all
    saved: dict[int, Saved] = {}
    run: list[int] = []
    for at, article in enumerate(new):
        known_address, text = article.draft.address in addresses, article.text_hash
        if text in repeated and not known_address:
            saved[at] = await articles.save(connection, article, story_id=None, now=now)
        elif known_address or text in hashes:
            saved |= await _store_run(connection, new, run, now)
            run = []
            # A text that is stored is only seen once more: placing it again, by its own date, could merge stories.
            is_stored = await articles.is_stored(connection, text)
            story_id = None if is_stored else await place(connection, article)
            saved[at] = await articles.save(connection, article, story_id=story_id, now=now)
            repeated.clear()  # what stood at this address may be gone
        else:
            run.append(at)
        addresses.add(article.draft.address)
        hashes.add(text)
    saved |= await _store_run(connection, new, run, now)
    return [saved[at] for at in range(len(new))]


async def _store_run(
    connection: Connection, new: Sequence[NewArticle], places: Sequence[int], now: datetime
) -> dict[int, Saved]:
    """Store those of some articles, by their places, whose addresses and texts are all new."""
    if not places:
        return {}
    run = [new[at] for at in places]
    told = await _placed(connection, run)
    opened = sorted({story for story in told if story >= _OPENED})
    ids = dict(zip(opened, await stored.opened(connection, len(opened), now=now), strict=True))
    placed = [(article, ids.get(story, story)) for article, story in zip(run, told, strict=True)]
    article_ids = await articles.insert_all(connection, placed, now=now)
    await articles.fill(connection, list(zip(article_ids, run, strict=True)), now=now)
    return {at: Saved(Outcome.NEW, article_id) for at, article_id in zip(places, article_ids, strict=True)}


async def _placed(connection: Connection, run: Sequence[NewArticle]) -> list[int]:
    """Of each of some new articles the story it tells, as if they came one after the other.

    One that they open has a number from ``_OPENED`` on. Stored stories that they show to be one are merged.
    """
    found = await links.find(connection, run)
    story_of = await stored.told_by(connection, {article_id for one in found for article_id in one.stored})
    known = await stored.extents(connection, set(story_of.values())) if story_of else {}
    joining = _Joining(known)
    told: list[int] = []
    for article, linked in zip(run, found, strict=True):
        theirs = {story_of[article_id] for article_id in linked.stored if article_id in story_of}
        told.append(joining.join(article.published_at, theirs | {told[place] for place in linked.together}))
    for survivor, merged in joining.merged().items():
        await stored.merge(connection, merged, into=survivor)
    return [joining.became(story) for story in told]


class _Joining:
    """What becomes of some stories while articles are told of, one after the other: they grow, and some become one."""

    def __init__(self, extents: Mapping[int, Extent]) -> None:
        self._extents = dict(extents)
        self._leads: dict[int, int] = {}
        self._next = _OPENED

    def join(self, published_at: datetime, linked: Collection[int]) -> int:
        """The one story of an article and of those it is linked with, or a new one.

        Of several the one that was opened first stays, and the others lead on to it.
        """
        fit = fitting(published_at, {story: self._extents[story] for story in map(self.became, linked)})
        story, *others = sorted(fit) or [self._next]
        self._next += not fit
        extents = [Extent(published_at, published_at), *(self._extents[one] for one in fit)]
        self._extents[story] = Extent(min(one.first for one in extents), max(one.last for one in extents))
        self._leads |= dict.fromkeys(others, story)
        return story

    def became(self, story: int) -> int:
        """The story that one has become: itself, or what it has been merged into."""
        while story in self._leads:
            story = self._leads[story]
        return story

    def merged(self) -> dict[int, list[int]]:
        """Of stored stories that go on, those that were merged into them."""
        gone: dict[int, list[int]] = {}
        for story in self._leads:
            if story < _OPENED:
                gone.setdefault(self.became(story), []).append(story)
        return gone
