"""sumy, loaded without what only its own stemmers need: 50 MB and a second less.

sumy imports nltk for its Snowball stemmers, and all of nltk comes along. One of its modules asks for ``scipy.stats``,
for a test of word associations, and makes do without it where it is missing; here it is missing while nltk loads.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["LexRankSummarizer", "ObjectDocumentModel", "Paragraph", "Sentence"]


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Let imports of a module fail, unless it is loaded already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # what the import system takes for "there is none"
    try:
        yield
    finally:
        del sys.modules[module]


with _without("scipy.stats"):
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.summarizers.lex_rank import LexRankSummarizer
