"""Timelines: who told a story when, and what each article said that those before it hadn't, verbatim always.

What is new is found sentence by sentence. A sentence is known where its runs of words stand in earlier articles, or
where one of their sentences tells the same in other words or another language (``repetition``). Of two languages whole
paragraphs are compared too, for a sentence has few words that are known in both. An article without a sentence that is
new is a reprint. What leans on its neighbour («Он добавил…») is shown with it.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from bot.newsroom.leaning import is_aside, is_caption
from bot.newsroom.repetition import Told
from bot.newsroom.selection import Shown
from bot.newsroom.summaries import best_sentences
from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.numerals import numbers, numerals
from bot.text.paragraphs import paragraphs
from bot.text.sentences import sentences
from bot.text.spans import Span
from storage import coverage, stories
from storage.coverage import Dating, Extent, Report
from storage.engine import Database
from storage.records import Appearance, Passage

EARLIEST, LATEST = 10, 20
"""Articles of a story that are read: its first ones, who tell how it began, and its last, who tell how it stands."""

CHARACTERS = 6_000
"""Of an article that are read: twice an ordinary one. What it says after them isn't told to be new."""

MOST_SENTENCES = 40
"""Sentences of an article that are compared."""

QUOTES, QUOTED = 3, 600
"""Pieces that are shown of an article at most, and characters from which no other is added."""

_DAY, _EASTMOST, _WESTMOST = timedelta(days=1), timedelta(hours=14), timedelta(hours=12)

_FEWEST_WORDS = 4  # «Подробности уточняются.» is no news; a number makes it some: «Погибли трое.»


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim piece of an article: ``text == article.text[start:end]``."""

    article_id: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as its story's timeline tells it: who, when, and what was new in it.

    ``is_reprint`` where nothing was; a longer article than is read is never called that.
    """

    article_id: int
    title: str
    published_at: datetime
    appearances: tuple[Appearance, ...]
    quotes: tuple[Quote, ...]
    is_reprint: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A story as it was known ``as_of`` a moment: its tellings in order of publication, one at least.

    ``left_out`` articles, which come after the first ``EARLIEST``, were not read. ``first_known`` says whether the
    first telling surely came before the others (``is_first_known``).
    """

    story_id: int
    as_of: datetime
    extent: Extent
    tellings: tuple[Telling, ...]
    first_known: bool

    @property
    def title(self) -> str:
        """What the story is called: as its first article."""
        return self.tellings[0].title

    @property
    def left_out(self) -> int:
        """How many articles were not read."""
        return self.extent.articles - len(self.tellings)


async def of_story(database: Database, story_id: int, *, as_of: datetime) -> Timeline | None:
    """The timeline of a story, or of what it was merged into; ``None`` where nothing tells it (any longer).

    Comparing takes up to a second: it runs in a thread, while no connection waits.
    """
    async with database.read() as connection:
        survivor = (await stories.survivors(connection, [story_id])).get(story_id)
        extent = None if survivor is None else await coverage.extent(connection, survivor, seen_by=as_of)
        if survivor is None or extent is None:
            return None
        read = await coverage.reports(
            connection, survivor, seen_by=as_of, earliest=EARLIEST, latest=LATEST, characters=CHARACTERS
        )
        dated = await coverage.datings(connection, survivor, seen_by=as_of)
    tellings = await asyncio.to_thread(tell, tuple(read))
    return Timeline(survivor, as_of, extent, tellings, first_known=is_first_known(dated))


@lru_cache(maxsize=32)  # the pages of a timeline are turned one after the other, and a big story is read by many
def tell(reports: tuple[Report, ...]) -> tuple[Telling, ...]:
    """What each of some articles, in order of publication, says that those before it don't."""
    known = _Known({report.language for report in reports})
    return tuple(known.telling(report) for report in reports)


def is_first_known(dated: Sequence[Dating]) -> bool:
    """Whether the first of some articles, in order of publication, was surely the first, whatever their outlets' zones.

    It may not have been where another's outlet gave no date: that one may have had it at any time.
    """
    if len(dated) < 2:  # noqa: PLR2004 - alone it is first of nothing
        return False
    first, *others = dated
    by_then = min(_span(one)[1] for one in first.known)
    return all(None not in one.told and by_then < min(_span(told)[0] for told in one.known) for one in others)


def _span(moment: datetime) -> tuple[datetime, datetime]:
    """From when until when something of a date may have been published: midnight stands for a day without an hour.

    The day begins 14 hours before that of UTC where it begins first, and ends 12 hours after it where it ends last.
    """
    return (moment - _EASTMOST, moment + _DAY + _WESTMOST) if moment.time() == time() else (moment, moment)


class _Known:
    """What the articles of a story, which are in some languages, have told so far."""

    def __init__(self, languages: Collection[str]) -> None:
        self._shown = Shown()
        self._sentences = Told()
        self._paragraphs = {language: Told() for language in languages}
        self._begun = False

    def telling(self, report: Report) -> Telling:
        """An article with what is new in it, which is known from now on; of the first the best is shown."""
        language = Language(report.language)
        spans = _sentences(report, language)
        said = [_passage(report, span) for span in spans]
        whole = self._paragraphs_of(report)
        new = list(range(len(said)))
        if self._begun:
            translated = [span for span in whole if self._is_translated(_passage(report, span))]
            new = [at for at in new if not _is_within(spans[at], translated) and not self._knows(said[at])]
        quotes = _quotes(report, spans, new, language)
        is_reprint = self._begun and report.whole and not quotes
        self._tell(said, [_passage(report, span) for span in whole])
        return Telling(
            report.article_id, report.title, report.published_at, report.appearances, tuple(quotes), is_reprint
        )

    def _paragraphs_of(self, report: Report) -> list[Span]:
        """The paragraphs of an article, where there are other languages to compare them with."""
        return paragraphs(report.text)[:MOST_SENTENCES] if len(self._paragraphs) > 1 else []

    def _knows(self, said: Passage) -> bool:
        return self._shown.was_told(said.text) or self._sentences.repeats(said)

    def _is_translated(self, said: Passage) -> bool:
        return any(told.repeats(said) for language, told in self._paragraphs.items() if language != said.language)

    def _tell(self, said: Iterable[Passage], whole: Iterable[Passage]) -> None:
        for one in said:
            self._shown.tell(one.text)
            self._sentences.tell(one)
        for one in whole:
            self._paragraphs[one.language].tell(one)
        self._begun = True


def _is_within(span: Span, others: Iterable[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _sentences(report: Report, language: Language) -> list[Span]:
    """The sentences of an article that tell something; the last is left out where the text goes on."""
    found = sentences(report.text, language)
    if not report.whole and len(found) > 1:
        found.pop()
    return [one for one in found[:MOST_SENTENCES] if not _says_nothing(one.cut(report.text), language)]


def _says_nothing(sentence: str, language: Language) -> bool:
    """«Подробности уточняются.», «Фото: Акорда», a subheading."""
    if is_caption(sentence):
        return True
    is_slight = is_aside(sentence) or len(sentence.split()) < _FEWEST_WORDS
    return is_slight and not (numbers(sentence, language) or numerals(sentence, language))


def _quotes(report: Report, spans: Sequence[Span], new: Sequence[int], language: Language) -> list[Quote]:
    """The best of an article's new sentences, each with the one it leans on; neighbours stay in one piece."""
    pieces = _pieces(report, spans, new, language)
    texts = [piece.cut(report.text) for piece in pieces]
    best = best_sentences(texts, title=report.title, language=language, count=QUOTES)
    kept: list[Span] = []
    for piece in (pieces[at] for at in best):
        if kept and sum(one.end - one.start for one in kept) + piece.end - piece.start > QUOTED:
            continue
        if kept and not report.text[kept[-1].end : piece.start].strip():
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, piece.end))
        else:
            kept.append(piece)
    return [Quote(report.article_id, one.start, one.end, one.cut(report.text)) for one in kept]


def _pieces(report: Report, spans: Sequence[Span], new: Sequence[int], language: Language) -> list[Span]:
    """New sentences that can stand: by themselves, or with the sentence before them; if none can, as they are."""
    leaning = {at for at in range(len(spans)) if at and leans(spans[at].cut(report.text), language)}
    pieces: list[Span] = []
    for at in new:
        if at not in leaning:
            pieces.append(spans[at])
            continue
        goes_on = bool(pieces) and pieces[-1].end == spans[at - 1].end
        if goes_on and spans[at].end - pieces[-1].start <= QUOTED:
            pieces[-1] = Span(pieces[-1].start, spans[at].end)
        elif not goes_on and at - 1 not in leaning:
            pieces.append(Span(spans[at - 1].start, spans[at].end))
    return pieces or [spans[at] for at in new]


def _passage(report: Report, span: Span) -> Passage:
    """A sentence as what passages are compared as; all are of one story."""
    return Passage(
        id=0,
        article_id=report.article_id,
        story_id=0,
        position=0,
        start=span.start,
        end=span.end,
        text=span.cut(report.text),
        score=0.0,
        title=report.title,
        language=report.language,
        published_at=report.published_at,
    )
