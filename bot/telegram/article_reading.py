"""An article as somebody reads it, whatever the form: in their language and zone, passages of their sector marked."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from aiogram.types import InlineKeyboardButton

from bot.telegram.render import label, openable, when
from bot.telegram.texts import Texts
from bot.text.paragraphs import paragraphs
from bot.text.spans import Span, trimmed
from bot.text.taxonomy import Sector
from storage.records import Article

MAX_LINKS = 5
"""Links shown under an article; a post has seldom more that aren't the channel's own."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, the language and zone of whoever reads it, and what is marked for them.

    ``sector`` is the one they asked for, if any, and ``marked`` are the places of its passages in the text: in order,
    trimmed, apart from each other (``places_in`` makes them so). ``others`` is how many other articles tell its story,
    ``share`` the button that shares it, if it can be.
    """

    article: Article
    texts: Texts
    zone: tzinfo
    sector: Sector | None = None
    marked: Sequence[Span] = ()
    others: int = 0
    share: InlineKeyboardButton | None = None

    @property
    def sector_key(self) -> str:
        """What the buttons carry; empty where no sector was asked for."""
        return "" if self.sector is None else self.sector.key

    @property
    def dated(self) -> str:
        """The day of publication, and the hour where it is known."""
        return when(self.article.published_at, self.texts, self.zone)

    @property
    def note(self) -> str | None:
        """Which sector is marked, and how many passages; ``None`` where none are."""
        if self.sector is None or not self.marked:
            return None
        told = label(self.sector, self.texts.language)
        return self.texts("article-marked", sector=told, count=len(self.marked))

    @property
    def source_url(self) -> str | None:
        """The address of the article itself, where there is one that can be opened."""
        return next((seen.url for seen in self.article.appearances if openable(seen.url)), None)

    @property
    def links(self) -> list[str]:
        """What the article points at and doesn't spell out, as far as it can be opened."""
        return [link for link in self.article.links if openable(link)][:MAX_LINKS]

    @property
    def author(self) -> str | None:
        """Who wrote it, if that is told and isn't just the outlet's own name."""
        author = (self.article.author or "").strip()
        outlets = {seen.source.casefold() for seen in self.article.appearances}
        return author if author and author.casefold() not in outlets else None


def places_in(text: str, places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Places of a text in order, trimmed and inside it, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(places):
        place = trimmed(text, Span(max(0, start), min(end, len(text))))
        if place.start >= place.end:
            continue
        if found and place.start < found[-1].end:
            place = Span(found[-1].start, max(found.pop().end, place.end))
        found.append(place)
    return tuple(found)


def pieces(text: str, within: Span, marked: Iterable[Span]) -> Iterator[tuple[Span, bool]]:
    """Cut a part of a text where marks begin and end: each piece, and whether it is marked.

    Together they are that part, character for character; a mark holds no white space at its ends.
    """
    at = within.start
    for mark in marked:
        clipped = Span(max(mark.start, within.start), min(mark.end, within.end))
        if clipped.start >= clipped.end:
            continue
        place = trimmed(text, clipped)
        if place.start >= place.end:
            continue
        if at < place.start:
            yield Span(at, place.start), False
        yield place, True
        at = place.end
    if at < within.end:
        yield Span(at, within.end), False


def blocks(reading: Reading) -> Iterator[tuple[str, bool]]:
    """The whole text, paragraph by paragraph, each with whether it is marked; one that is so in part is cut."""
    text, marked = reading.article.text, reading.marked
    starts, ends = [mark.start for mark in marked], [mark.end for mark in marked]
    for paragraph in paragraphs(text):
        here = marked[bisect_right(ends, paragraph.start) : bisect_left(starts, paragraph.end)]
        for place, is_marked in pieces(text, paragraph, here):
            if shown := place.cut(text).strip():
                yield shown, is_marked
