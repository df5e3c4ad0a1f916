"""Intake: a draft is understood (pure) and stored with its story (one transaction)."""

import asyncio
from collections.abc import Callable
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

UNTITLED_CHARACTERS = 80
"""How much of a text stands in for a title that nothing gave."""


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
    title = draft.title or text[:UNTITLED_CHARACTERS].split("\n", 1)[0].strip()
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
        """Store a draft; when this returns, it is on the disk.

        Understanding runs in a thread, so that the bot goes on answering while articles come in.
        """
        async with self.database.read() as connection:
            known = await articles.known(connection, draft.address, text_hash(draft.text))
        if known is not None:
            return Saved(Outcome.KNOWN, known)
        article = await asyncio.to_thread(understand, draft, self.tagger, now=self.now(), tagged_with=self.tagged_with)
        async with self.database.write() as connection:
            story_id = await stories.place(connection, article)
            return await articles.save(connection, article, story_id=story_id, now=self.now())
