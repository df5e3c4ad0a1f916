"""Intake: a draft is understood (pure) and stored with its story (one transaction)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.newsroom import stories
from bot.text import tellings
from bot.text.language import detect
from bot.text.paragraphs import paragraphs
from bot.text.similarity import shingles, sketch
from bot.text.tagging import Tagger
from bot.text.words import index_words
from storage import articles
from storage.engine import Database
from storage.records import Draft, NewArticle, NewPassage, Outcome, Saved

AHEAD = timedelta(days=1)
"""How far ahead of our clock an article may be dated: a day of the date line, and no more."""

TOGETHER = 25
"""Articles that are stored in one transaction: one wait for the disk, and about 50 ms in which nobody else writes."""


def text_hash(text: str) -> bytes:
    """What tells whether two texts are the same to the letter: SHA-256 of their UTF-8."""
    return sha256(text.encode()).digest()


def understand(draft: Draft, tagger: Tagger, *, now: datetime, tagged_with: str | None = None) -> NewArticle:
    """All that is known of an article from its text alone.

    An article that nothing dates is dated ``now``: it has just appeared as far as anyone can tell. So is one that is
    dated more than a day ahead, or it would lead every list until then. A draft without a title gets the beginning of
    its text, so that it can be named in a list.
    """
    text = draft.text
    language = detect(text)
    spans = paragraphs(text)
    title = draft.title or tellings.stand_in(text)
    tagged = tagger.tag_passages(title, [span.cut(text) for span in spans], language)
    told = tellings.read(draft.title, text, language)
    findable = not tellings.is_round_up(draft.title)  # or the day's round-up would make one story of its events
    return NewArticle(
        draft=replace(draft, title=title),
        language=language,
        published_at=draft.published_at if draft.published_at and draft.published_at <= now + AHEAD else now,
        text_hash=text_hash(text),
        passages=tuple(
            NewPassage(
                start=span.start,
                end=span.end,
                stems=stemmed,
                surface=surface,
                sectors={sector.key: sector.score for sector in sectors},
            )
            for span, sectors in zip(spans, tagged, strict=True)
            for stemmed, surface in (index_words(span.cut(text), language),)
        ),
        shingles=sketch(shingles(text)) if findable else frozenset(),
        telling=tellings.write(told) if findable else None,
        terms=tellings.terms(told) if findable else frozenset(),
        tagged_with=tagged_with,
    )


@dataclass(frozen=True, slots=True)
class Intake:
    """The door that every article comes in by; ``now`` is the clock, aware and UTC.

    ``tagged_with`` is the fingerprint of the tagger's taxonomy (``bot.text.fingerprint``).
    """

    database: Database
    tagger: Tagger
    now: Callable[[], datetime]
    tagged_with: str | None = None

    async def take(self, draft: Draft) -> Saved:
        """Store a draft; when this returns, it is on the disk."""
        (saved,) = await self.take_all([draft])
        return saved

    async def take_all(self, drafts: Sequence[Draft]) -> list[Saved]:
        """Store drafts, in their order and as if they had come one after the other; ``Saved`` is of each.

        Understanding runs in a thread, so that the bot goes on answering while articles come in, and the writer is
        let go of after every ``TOGETHER`` of them.

        Raises:
            StorageError: the database can't be used. What came before is stored, and to bring all of it again is
                harmless.
        """
        standing = [(draft.address, text_hash(draft.text)) for draft in drafts]
        async with self.database.read() as connection:
            known = await articles.known(connection, set(standing))
        saved = [Saved(Outcome.KNOWN, known[one]) if one in known else None for one in standing]
        unknown = [place for place, one in enumerate(saved) if one is None]
        for begin in range(0, len(unknown), TOGETHER):
            places = unknown[begin : begin + TOGETHER]
            stored = await self._store([drafts[place] for place in places])
            for place, one in zip(places, stored, strict=True):
                saved[place] = one
        return [one for one in saved if one is not None]

    async def _store(self, drafts: Sequence[Draft]) -> list[Saved]:
        new = await asyncio.to_thread(self._understand, drafts, self.now())
        async with self.database.write() as connection:
            return await stories.store(connection, new, now=self.now())

    def _understand(self, drafts: Sequence[Draft], now: datetime) -> list[NewArticle]:
        return [understand(draft, self.tagger, now=now, tagged_with=self.tagged_with) for draft in drafts]
