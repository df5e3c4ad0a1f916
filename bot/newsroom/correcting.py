"""Words of a search that no stored passage has, and the known ones that may have been meant."""

from collections.abc import Iterator
from itertools import islice

from bot.text.gazetteer import Gazetteer
from bot.text.language import Language
from bot.text.spelling import meant, near, other_keyboard, words_of
from bot.text.words import fold, stems, word_spans
from storage import search
from storage.engine import Connection, Database
from storage.search import MAX_WORDS, Wanted

MOST = 3
"""Words of a search that are corrected: whoever misspells more isn't writing in a language we know."""


async def corrections(database: Database, names: Gazetteer, asked: str) -> dict[str, str]:
    """For words of a search (as typed) that no passage has, what may have been meant; a name's form is left alone.

    A piece between spaces stands there as a whole where it was typed on the other keyboard, on which letters are where
    this one has its commas. Words after the first ``MAX_WORDS`` are not looked at, nor those after ``MOST`` that
    nothing has.
    """
    instead: dict[str, str] = {}
    unknown = 0
    async with database.read() as connection:
        for word in islice(_looked_at(asked), MAX_WORDS):
            if names.knows(word) or await _is_known(connection, fold(word)):
                continue
            unknown += 1
            if (found := await _meant(connection, word)) is not None:
                instead[word] = found
            if unknown == MOST:
                break
    return instead


def _looked_at(asked: str) -> Iterator[str]:
    """The words of a search that may be wrong, each once; a piece that may be one word of the other keyboard before."""
    seen = set[str]()
    for piece in asked.split():
        whole = [piece] if len(word_spans(piece)) != 1 and other_keyboard(piece.lower()) is not None else []
        for one in (*whole, *words_of(piece)):
            if one not in seen:
                seen.add(one)
                yield one


async def _meant(connection: Connection, typed: str) -> str | None:
    if (other := other_keyboard(typed.lower())) is not None and await _is_known(connection, other):
        return other
    word = fold(typed)
    return meant(word, await search.known_words(connection, near(word)))


async def _is_known(connection: Connection, word: str) -> bool:
    """Whether a passage has a word in any form; one that says nothing («и») is known to all."""
    phrases = dict.fromkeys(tuple(stems(word, language)) for language in Language)
    return () in phrases or await search.has(connection, Wanted(readings=tuple(((phrase,),) for phrase in phrases)))
