"""What a passage leans on: one that begins «Он добавил…» is shown with the sentence before it, wherever that stands."""

from collections.abc import Collection
from functools import lru_cache

from bot.newsroom.selection import Excerpt, is_long
from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.sentences import sentences
from bot.text.spans import Span
from storage.records import Passage

__all__ = ["MOST_BEFORE", "before", "leans_on_another"]

MOST_BEFORE = 2
"""Sentences that are brought along: where the one before leans too, it brings its own."""

_FIRST = 600  # characters of a passage in which its first sentence is looked for
_PARAGRAPH = 2_000  # characters of the paragraph before in which the last sentences are looked for


def leans_on_another(passage: Passage, shown: Collection[Passage]) -> bool:
    """Whether a passage needs a sentence before it to be understood that isn't among what is ``shown``."""
    if passage.position == 0 or not _begins_leaning(passage.text[:_FIRST], Language(passage.language)):
        return False
    return not any(
        one.article_id == passage.article_id and one.position == passage.position - 1 and not is_long(one)
        for one in shown
    )


def before(passage: Passage, text: str) -> list[Excerpt]:
    """What a passage leans on in the text of its article: the end of the paragraph before, in one piece.

    Nothing where there is no paragraph before it.
    """
    end = len(text[: passage.start].rstrip())
    start = max(text.rfind("\n", 0, end) + 1, end - _PARAGRAPH)
    language = Language(passage.language)
    paragraph = text[start:end]
    found = sentences(paragraph, language)
    if not found:
        return []
    piece = Span(_first_brought(paragraph, found, language), found[-1].end)
    return [
        Excerpt(
            passage.article_id,
            passage.position - 1,
            start + piece.start,
            start + piece.end,
            piece.cut(paragraph),
            passage.score,
        )
    ]


def _first_brought(paragraph: str, found: list[Span], language: Language) -> int:
    """Where the sentences begin that are brought along: the last one, and what it leans on itself."""
    at = len(found) - 1
    while at > 0 and len(found) - at < MOST_BEFORE and leans(found[at].cut(paragraph), language):
        at -= 1
    return found[at].start


@lru_cache(maxsize=2_000)  # the same passages are asked for by many readers, and on every page
def _begins_leaning(text: str, language: Language) -> bool:
    found = sentences(text, language)
    return bool(found) and leans(found[0].cut(text), language)
