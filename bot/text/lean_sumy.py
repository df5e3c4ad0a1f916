"""sumy, loaded without what only its own stemmers need: 70 MB and a second less.

sumy imports nltk for its Snowball stemmers, and all of nltk comes along, with scipy.stats. Our stems come from
``bot.text.words``; so while sumy loads, an empty module stands where those stemmers would be. Whoever imports nltk
later gets the real one.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from types import ModuleType

__all__ = ["LexRankSummarizer", "ObjectDocumentModel", "Paragraph", "Sentence"]


@contextmanager
def _empty(module: str) -> Iterator[None]:
    """Let a module and the packages around it be empty, unless it is loaded already."""
    parts = module.split(".")
    names = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
    added = [name for name in names if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in added})
    for around, inside in pairwise(added):
        setattr(sys.modules[around], inside.rpartition(".")[2], sys.modules[inside])
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]


with _empty("nltk.stem.snowball"):
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.summarizers.lex_rank import LexRankSummarizer
