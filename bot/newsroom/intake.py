"""Intake: drafts are understood (pure) and stored with their stories, some in one transaction."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.counting import Counts
from bot.newsroom import stories
from bot.newsroom.right_of_way import RightOfWay
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

CHARACTERS_TOGETHER = 40_000
"""Characters of their texts, for the same reason."""

MOST_CHARACTERS, MOST_PASSAGES = 1_000_000, 10_000
"""Of one article that are understood; a thick novel has as many. What comes after them is kept and shown, but not found
by its words. Without these bounds a file of three megabytes in lines of one letter each took 44 s and 1.8 GB, and
nobody else could write for eight."""

LONGEST_PASSAGE = 10_000
"""Characters; a longer paragraph is several passages: each search that meets one reads all of it, and a million
characters take six seconds."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # SQLite's text ends at the first, and UTF-8 can't say the others


def text_hash(text: str) -> bytes:
    """What tells whether two texts are the same to the letter: SHA-256 of their UTF-8."""
    return sha256(text.encode()).digest()


def storable(draft: Draft) -> Draft:
    """A draft without characters that can't be stored: each is replaced by U+FFFD, so that places stay as they are."""
    return replace(
        draft,
        address=_mended(draft.address),
        source=_mended(draft.source),
        title=_mended(draft.title),
        text=_mended(draft.text),
        url=draft.url and _mended(draft.url),
        author=draft.author and _mended(draft.author),
        picture=draft.picture and _mended(draft.picture),
        links=tuple(map(_mended, draft.links)),
    )


def _mended(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)


def batches(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    """Drafts in their order, as many at a time as are stored together: ``TOGETHER``, and fewer of long ones."""
    batch: list[Draft] = []
    length = 0
    for draft in drafts:
        if batch and (len(batch) == TOGETHER or length + len(draft.text) > CHARACTERS_TOGETHER):
            yield batch
            batch, length = [], 0
        batch.append(draft)
        length += len(draft.text)
    if batch:
        yield batch


def understand(draft: Draft, tagger: Tagger, *, now: datetime, tagged_with: str | None = None) -> NewArticle:
    """All that is known of an article from its text alone.

    An article that nothing dates is dated ``now``: it has just appeared as far as anyone can tell. So is one that is
    dated more than a day ahead, or it would lead every list until then. A draft without a title gets the beginning of
    its text, so that it can be named in a list.
    """
    text = draft.text[:MOST_CHARACTERS]
    language = detect(text)
    spans = paragraphs(text, MOST_PASSAGES, LONGEST_PASSAGE)
    title = draft.title or tellings.stand_in(text)
    tagged = tagger.tag_passages(title, [span.cut(text) for span in spans], language)
    told = tellings.read(draft.title, text, language)
    findable = not tellings.is_round_up(draft.title)  # or the day's round-up would make one story of its events
    return NewArticle(
        draft=replace(draft, title=title),
        language=language,
        published_at=draft.published_at if draft.published_at and draft.published_at <= now + AHEAD else now,
        text_hash=text_hash(draft.text),
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

    ``tagged_with`` is the fingerprint of the tagger's taxonomy (``bot.text.fingerprint``). Who has the right of ``way``
    goes before each article. What came in is added to ``counts``.
    """

    database: Database
    tagger: Tagger
    now: Callable[[], datetime]
    tagged_with: str | None = None
    way: RightOfWay = field(default_factory=RightOfWay)
    counts: Counts = field(default_factory=Counts)

    async def take(self, draft: Draft) -> Saved:
        """Store a draft; when this returns, it is on the disk."""
        (saved,) = await self.take_all([draft])
        return saved

    async def take_all(self, drafts: Sequence[Draft]) -> list[Saved]:
        """Store drafts, in their order and as if they had come one after the other; ``Saved`` is of each.

        Understanding runs in a thread, so that the bot goes on answering while articles come in, and the writer is
        let go of after each of their ``batches``.

        Raises:
            StorageError: the database can't be used. What came before is stored, and to bring all of it again is
                harmless.
        """
        drafts = [storable(draft) for draft in drafts]
        known = await self._known(drafts)
        unknown = [draft for draft in drafts if draft not in known]
        stored = [one for batch in batches(unknown) for one in await self._store(batch)]
        saved = iter(stored)
        return [Saved(Outcome.KNOWN, known[draft]) if draft in known else next(saved) for draft in drafts]

    async def _known(self, drafts: Sequence[Draft]) -> dict[Draft, int]:
        """The ids of the articles that stand where the drafts say, to the letter: there is nothing to do for them.

        Where a batch has several texts for one address, what stands there is going to change.
        """
        standing = {draft: (draft.address, text_hash(draft.text)) for draft in drafts}
        texts = Counter(address for address, _ in set(standing.values()))
        async with self.database.read() as connection:
            ids = await articles.known(connection, set(standing.values()))
        return {draft: ids[place] for draft, place in standing.items() if place in ids and texts[draft.address] == 1}

    async def _store(self, drafts: Sequence[Draft]) -> list[Saved]:
        new = await asyncio.to_thread(self._understand, drafts, self.now())
        async with self.database.write() as connection:
            stored = await stories.store(connection, new, now=self.now())
        for article, saved in zip(new, stored, strict=True):
            is_new = saved.outcome is not Outcome.KNOWN
            self.counts.stored(saved.outcome, (one.sectors for one in article.passages) if is_new else ())
        return stored

    def _understand(self, drafts: Sequence[Draft], now: datetime) -> list[NewArticle]:
        new = []
        for draft in drafts:
            self.way.give()
            new.append(understand(draft, self.tagger, now=now, tagged_with=self.tagged_with))
        return new
