"""Retagging: what is stored is understood as it would be now, the newest first, beside a bot that goes on working.

An edited taxonomy changes the sectors of passages; another way of stemming changes also what they are found by, so the
index gets their words anew. Nothing else is renewed: what an article tells (``articles.telling``, ``article_terms``) is
made of stems too, but is only compared with what comes in within days (``bot.newsroom.stories``).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.text.fingerprint import has_other_stems
from bot.text.language import Language
from bot.text.tagging import Tagger
from bot.text.words import index_words
from storage import search, tagging
from storage.engine import Connection, Database
from storage.search import IndexRow
from storage.tagging import Sectors, ToTag

AT_A_TIME = 20
"""Articles of a transaction: a fifth of a second to tag, and some ten milliseconds in which nobody else can write (some
twenty where the index is renewed)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles were tagged anew, and how many of their passages have other sectors or were indexed anew."""

    articles: int
    other_sectors: int
    indexed: int

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.articles + other.articles,
            self.other_sectors + other.other_sectors,
            self.indexed + other.indexed,
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """An article as it is understood now: sectors by passage id, and index rows, ``()`` where those stored will do."""

    article: ToTag
    sectors: Mapping[int, Sectors]
    rows: tuple[IndexRow, ...]


@dataclass(frozen=True, slots=True)
class Retagging:
    """Tags what is stored, and indexes anew what has other stems; ``fingerprint`` is that of the tagger's taxonomy."""

    database: Database
    tagger: Tagger
    fingerprint: str

    async def left(self, *, everything: bool = False) -> int:
        """How many articles there are to tag."""
        async with self.database.read() as connection:
            return await tagging.count(connection, self._done(everything=everything))

    async def run(self, advance: Callable[[], None], *, everything: bool = False) -> Tally:
        """Tag all that has another fingerprint, or ``everything``; ``advance`` is called after each article.

        The index is renewed for articles whose stems are others by their fingerprint; with ``everything`` for all.
        What is done is stored with each transaction, so a run that was cut short is taken up where it ended (but one
        for everything begins anew: nothing tells what it did from what was there).
        """
        tally = Tally(0, 0, 0)
        after: ToTag | None = None
        while found := await self._next(after, everything=everything):
            understood = await asyncio.to_thread(self._understand, found, everything=everything)
            async with self.database.write() as connection:
                tally += await self._store(connection, understood)
            for _ in found:
                advance()
            after = found[-1]
        return tally

    async def _next(self, after: ToTag | None, *, everything: bool) -> list[ToTag]:
        async with self.database.read() as connection:
            return await tagging.to_tag(connection, self._done(everything=everything), after=after, limit=AT_A_TIME)

    def _done(self, *, everything: bool) -> str | None:
        """The fingerprint of what needs nothing."""
        return None if everything else self.fingerprint

    def _understand(self, found: list[ToTag], *, everything: bool) -> list[Understood]:
        understood: list[Understood] = []
        for one in found:
            index_anew = everything or has_other_stems(one.tagged_with, self.fingerprint)
            understood.append(Understood(one, _sectors(one, self.tagger), _rows(one) if index_anew else ()))
        return understood

    async def _store(self, connection: Connection, understood: list[Understood]) -> Tally:
        """Nothing is stored, nor counted, where another text has taken the article's place since it was read."""
        tally = Tally(0, 0, 0)
        rows: list[IndexRow] = []
        for one in understood:
            changed = await tagging.tag(connection, one.article, one.sectors, self.fingerprint)
            if changed is not None:
                tally += Tally(1, changed, len(one.rows))
                rows += one.rows
        await search.renew(connection, rows)
        return tally


def _rows(article: ToTag) -> tuple[IndexRow, ...]:
    """What the index has of each passage when an article comes in."""
    language = Language(article.language)
    return tuple((id_, *index_words(article.text[start:end], language)) for id_, (start, end) in article.spans.items())


def _sectors(article: ToTag, tagger: Tagger) -> dict[int, Sectors]:
    """The sectors of each passage, as they are when an article comes in."""
    told = [article.text[start:end] for start, end in article.spans.values()]
    tagged = tagger.tag_passages(article.title, told, Language(article.language))
    return {
        id_: {sector.key: sector.score for sector in sectors}
        for id_, sectors in zip(article.spans, tagged, strict=True)
    }
