"""Stories: which stored article repeats a new one, so that both are told as one."""

from datetime import timedelta

from bot.text.similarity import SAME_STORY, containment, shingles
from storage import articles
from storage import stories as stored
from storage.engine import Connection
from storage.records import NewArticle

WINDOW = timedelta(days=7)
"""How far apart in time two articles of one story may be published; reprints come within days."""

CANDIDATES = 5
"""Stored articles that are compared whole; more would be repetitions of the same story."""


async def find(connection: Connection, article: NewArticle) -> int | None:
    """The story that a new article repeats, or ``None`` when it tells one of its own.

    The stored sample of shingles names candidates; the texts themselves decide.
    """
    if not article.shingles:
        return None
    candidates = await stored.candidates(
        connection,
        article.shingles,
        since=article.published_at - WINDOW,
        until=article.published_at + WINDOW,
        limit=CANDIDATES,
    )
    if not candidates:
        return None
    texts = await articles.texts(connection, [candidate.article_id for candidate in candidates])
    own = shingles(article.draft.text)
    likeness = {
        candidate.story_id: containment(own, shingles(texts[candidate.article_id]))
        for candidate in reversed(candidates)
    }
    best = max(likeness, key=lambda story_id: likeness[story_id])
    return best if likeness[best] >= SAME_STORY else None
