"""Retagging: an edited taxonomy is applied to what is stored, the newest first, beside a bot that goes on working."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.text.language import Language
from bot.text.tagging import Tagger
from storage import tagging
from storage.engine import Database
from storage.tagging import Sectors, ToTag

AT_A_TIME = 20
"""Articles of a transaction: a fifth of a second to tag, and some ten milliseconds in which nobody else can write."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles were tagged anew, and how many of their passages have other sectors than before."""

    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Retagging:
    """Tags what is stored; ``fingerprint`` is that of the tagger's taxonomy (``bot.text.fingerprint``)."""

    database: Database
    tagger: Tagger
    fingerprint: str

    async def left(self, *, everything: bool = False) -> int:
        """How many articles there are to tag."""
        async with self.database.read() as connection:
            return await tagging.count(connection, self._done(everything=everything))

    async def run(self, advance: Callable[[], None], *, everything: bool = False) -> Tally:
        """Tag all that was tagged with another taxonomy, or ``everything``; ``advance`` is called after each article.

        What is done is stored with each transaction, so a run that was cut short is taken up where it ended (but one
        for everything begins anew: nothing tells what it did from what was there).
        """
        articles = passages = 0
        after: ToTag | None = None
        while found := await self._next(after, everything=everything):
            tagged = await asyncio.to_thread(_tagged, found, self.tagger)
            async with self.database.write() as connection:
                for one, sectors in tagged:
                    changed = await tagging.tag(connection, one, sectors, self.fingerprint)
                    if changed is not None:
                        articles, passages = articles + 1, passages + changed
            for _ in found:
                advance()
            after = found[-1]
        return Tally(articles, passages)

    async def _next(self, after: ToTag | None, *, everything: bool) -> list[ToTag]:
        async with self.database.read() as connection:
            return await tagging.to_tag(connection, self._done(everything=everything), after=after, limit=AT_A_TIME)

    def _done(self, *, everything: bool) -> str | None:
        """The fingerprint of what needs nothing."""
        return None if everything else self.fingerprint


def _tagged(found: Sequence[ToTag], tagger: Tagger) -> list[tuple[ToTag, dict[int, Sectors]]]:
    return [(one, _sectors(one, tagger)) for one in found]


def _sectors(article: ToTag, tagger: Tagger) -> dict[int, Sectors]:
    """The sectors of each passage, as they are when an article comes in."""
    told = [article.text[start:end] for start, end in article.spans.values()]
    tagged = tagger.tag_passages(article.title, told, Language(article.language))
    return {
        id_: {sector.key: sector.score for sector in sectors}
        for id_, sectors in zip(article.spans, tagged, strict=True)
    }
