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
"""Stored articles that are looked at; more would be repetitions of the same story."""

WORTH_A_LOOK = SAME_STORY / 8
"""The share of the smaller sample that must stand in the other before two texts are compared whole. Short texts are
sampled whole and long ones by an eighth, so of a short text that stands in a long one an eighth is seen."""


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
    near = [one for one in candidates if one.shared / min(one.kept, len(article.shingles)) >= WORTH_A_LOOK]
    if not near:
        return None
    texts = await articles.texts(connection, [one.article_id for one in near])
    own = shingles(article.draft.text)
    likeness, story_id = max(
        (containment(own, shingles(texts[one.article_id])), -one.article_id, one.story_id) for one in near
    )[::2]
    return story_id if likeness >= SAME_STORY else None
