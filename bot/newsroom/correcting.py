"""Words of a search that no stored passage has, and the known ones that may have been meant."""

from itertools import islice

from bot.text.gazetteer import Gazetteer
from bot.text.language import Language
from bot.text.spelling import meant, near, other_keyboard
from bot.text.words import fold, stems, word_spans
from storage import search
from storage.engine import Connection, Database
from storage.search import MAX_WORDS, Wanted

MOST = 3
"""Words of a search that are corrected: whoever misspells more isn't writing in a language we know."""


async def corrections(database: Database, names: Gazetteer, asked: str) -> dict[str, str]:
    """For words of a search (as typed) that no passage has, what may have been meant; a name's form is left alone.

    Words after the first ``MAX_WORDS`` are not looked at, nor those after ``MOST`` that nothing has.
    """
    typed = dict.fromkeys(span.cut(asked) for span in word_spans(asked))
    instead: dict[str, str] = {}
    unknown = 0
    async with database.read() as connection:
        for word in islice(typed, MAX_WORDS):
            if names.knows(word) or await _is_known(connection, fold(word)):
                continue
            if (found := await _meant(connection, fold(word))) is not None:
                instead[word] = found
            unknown += 1
            if unknown == MOST:
                break
    return instead


async def _meant(connection: Connection, word: str) -> str | None:
    if (other := other_keyboard(word)) is not None and await _is_known(connection, other):
        return other
    return meant(word, await search.known_words(connection, near(word)))


async def _is_known(connection: Connection, word: str) -> bool:
    """Whether a passage has a word in any form; one that says nothing («и») is known to all."""
    phrases = dict.fromkeys(tuple(stems(word, language)) for language in Language)
    return () in phrases or await search.has(connection, Wanted(readings=tuple(((phrase,),) for phrase in phrases)))
