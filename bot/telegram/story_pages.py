"""A story's timeline as messages: who told it when, what was new in each article, and who added nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text
from babel.dates import format_date

from bot.newsroom.answers import AnswerStory
from bot.newsroom.timelines import EARLIEST, Telling, Timeline
from bot.telegram.buttons import FollowButton, StoryPage, button
from bot.telegram.paging import clip, pack
from bot.telegram.render import (
    BUTTON_UNITS,
    MAX_SOURCES,
    ROOM,
    TITLE_UNITS,
    Page,
    full_button,
    is_day,
    joined,
    linked,
    readers_time,
    turns,
)
from bot.telegram.texts import Texts
from storage.coverage import Covered, Extent
from storage.records import Appearance

THREAD = "🧵"

TELLINGS_PER_PAGE = 4
"""Articles of one page at most: two screens of a phone, and as many buttons as a thumb can tell apart."""

QUOTE_UNITS = 1200
"""A longer quote (a sentence without end) is clipped; the article has it whole."""

DAY = "d MMMM"
"""How a day of a timeline is written (CLDR) in all languages; its year stands in the heading."""


@dataclass(slots=True)
class _Block:
    """A telling under its number, and those that come after it and add nothing."""

    number: int
    telling: Telling
    reprints: list[Telling] = field(default_factory=list)
    left_out: int = 0


def timeline_page(timeline: Timeline, texts: Texts, zone: tzinfo, *, number: int) -> Page:
    """A page of a timeline; a ``number`` (1-based) beyond its ends gives the nearest page there is."""
    blocks = _blocks(timeline)
    told = [_told(block, timeline, texts, zone) for block in blocks]
    pages = pack([len(one) for one in told], room=ROOM, most=TELLINGS_PER_PAGE)
    number = max(1, min(number, len(pages)))
    asked = int(timeline.as_of.timestamp())
    shown = pages[number - 1]
    parts: list[Text | str] = [_heading(timeline, texts, zone)]
    rows: list[list[InlineKeyboardButton]] = []
    for index in shown:
        telling = blocks[index].telling
        parts += ["\n\n", told[index]]
        rows.append([full_button(telling.article_id, str(index + 1), telling.title, texts)])
    rows += turns(
        lambda page: StoryPage(story_id=timeline.story_id, asked=asked, page=page, anew=False),
        number,
        len(pages),
        texts,
    )
    rows.append([button(texts("button-follow"), FollowButton(article_id=timeline.tellings[0].article_id))])
    return Page(Text(*parts), InlineKeyboardMarkup(inline_keyboard=rows), number, len(pages))


def biggest_page(stories: Sequence[Covered], days: int | None, texts: Texts, zone: tzinfo) -> Page:
    """The biggest stories of the last ``days``, or of all time, each with its button; one at least."""
    window = {7: "week", 30: "month"}.get(days or 0, "all")
    parts: list[Text | str] = [Text(THREAD, " ", Bold(texts(f"story-biggest-{window}")))]
    rows: list[list[InlineKeyboardButton]] = []
    for number, story in enumerate(stories, start=1):
        title = Bold(f"{number}. ", clip(story.title, TITLE_UNITS))
        parts += ["\n\n", title, "\n", Italic(_extent(story.extent, texts, zone))]
        label = texts("button-story", number=str(number), title=clip(story.title, BUTTON_UNITS))
        rows.append([button(label, opens(story.story_id))])
    return Page(Text(*parts), InlineKeyboardMarkup(inline_keyboard=rows))


def story_buttons(story: AnswerStory, texts: Texts) -> list[InlineKeyboardButton]:
    """The button beside a story's article that opens its timeline; none where no other article tells the story."""
    sources = len({sighting.source for sighting in story.sightings})
    articles = len({sighting.article_id for sighting in story.sightings})
    if articles <= 1:  # be it in several sources
        return []
    return [button(f"{THREAD} {_most_telling(sources, articles, texts)}", opens(story.story_id))]


def others_buttons(story_id: int, others: int, texts: Texts) -> list[InlineKeyboardButton]:
    """The button under an article that opens its story, where ``others`` tell it too."""
    told = texts("digest-articles", count=others + 1)
    return [button(f"{THREAD} {told}", opens(story_id))] if others else []


def opens(story_id: int) -> StoryPage:
    """What a button carries that opens a story's timeline as it is when the button is pressed."""
    return StoryPage(story_id=story_id, asked=0, page=1, anew=True)


def moment(published_at: datetime, texts: Texts, zone: tzinfo) -> str:
    """«12 ноября, 14:05» in the reader's zone; the day alone where no more is known."""
    local = readers_time(published_at, zone)
    told = format_date(local.date(), format=DAY, locale=texts.language)
    return told if is_day(published_at) else f"{told}, {local:%H:%M}"


def _blocks(timeline: Timeline) -> list[_Block]:
    blocks: list[_Block] = []
    for place, telling in enumerate(timeline.tellings, start=1):
        if blocks and telling.is_reprint:
            blocks[-1].reprints.append(telling)
        else:
            blocks.append(_Block(len(blocks) + 1, telling))
        if place == EARLIEST:
            blocks[-1].left_out = timeline.left_out
    return blocks


def _heading(timeline: Timeline, texts: Texts, zone: tzinfo) -> Text:
    return Text(
        f"{THREAD} ", Bold(clip(timeline.title, TITLE_UNITS)), "\n", Italic(_extent(timeline.extent, texts, zone))
    )


def _extent(extent: Extent, texts: Texts, zone: tzinfo) -> str:
    """«3 источника · 4 статьи · 8–12 ноября 2025»."""
    sources = [texts("answer-sources", count=extent.sources)] if extent.sources > 1 else []
    period = texts.period(readers_time(extent.first, zone), readers_time(extent.last, zone), zone)
    return " · ".join([*sources, texts("digest-articles", count=extent.articles), period])


def _told(block: _Block, timeline: Timeline, texts: Texts, zone: tzinfo) -> Text:
    """A telling: when, who, under which title, what was new; then who added nothing, and what isn't shown.

    One quote at least where there is any, and no more than a page has room for.
    """
    telling = block.telling
    is_first = block.number == 1
    head = Text(
        Bold(f"{block.number}. {moment(telling.published_at, texts, zone)}"),
        " · ",
        *_named(telling.appearances, texts),
        *((" · ", Italic(texts("story-first"))) if is_first and timeline.first_known else ()),
        # The first one's title is that of the story, which stands in the heading.
        *(() if is_first else ("\n", clip(telling.title, TITLE_UNITS))),
    )
    tail = Text(*_below(block, timeline, texts, zone))
    parts: list[Text] = [head]
    used = len(head) + len(tail)
    for quote in telling.quotes:
        shown = Text("\n", BlockQuote(clip(quote.text, QUOTE_UNITS)))
        if len(parts) > 1 and used + len(shown) > ROOM:
            break
        parts.append(shown)
        used += len(shown)
    return Text(*parts, tail)


def _below(block: _Block, timeline: Timeline, texts: Texts, zone: tzinfo) -> Iterable[Text | str]:
    """The lines below a telling."""
    if block.reprints:
        yield from ("\n", Italic(texts("story-repeated"), " ", *_repeated(block, texts, zone)))
    if block.left_out:
        yield from ("\n\n", Italic(texts("story-left-out", count=block.left_out)))
    if timeline.extent.articles == 1:
        yield from ("\n\n", Italic(texts("story-alone")))


def _repeated(block: _Block, texts: Texts, zone: tzinfo) -> list[Text | str]:
    """«Zakon.kz (15:20), BAQ.KZ (13 ноября, 10:00) и ещё 3»: who added nothing, and when."""
    day = readers_time(block.telling.published_at, zone).date()
    names = [
        Text(linked(one.source, one.url), f" ({_beside(telling.published_at, day, texts, zone)})")
        for telling in block.reprints
        for one in telling.appearances
    ]
    return _some(names, texts)


def _beside(published_at: datetime, day: date, texts: Texts, zone: tzinfo) -> str:
    """A moment beside one of a ``day``, which needn't be said again."""
    local = readers_time(published_at, zone)
    is_same = local.date() == day and not is_day(published_at)
    return f"{local:%H:%M}" if is_same else moment(published_at, texts, zone)


def _named(seen: Sequence[Appearance], texts: Texts) -> list[Text | str]:
    """Who published an article."""
    by_name = {one.source: one.url for one in reversed(seen)}
    return _some([linked(name, url) for name, url in reversed(by_name.items())], texts)


def _some(names: Sequence[Text], texts: Texts) -> list[Text | str]:
    """The first few of some names, the others counted."""
    more = [" ", texts("story-and-more", count=len(names) - MAX_SOURCES)] if len(names) > MAX_SOURCES else []
    return [*joined(names[:MAX_SOURCES]), *more]


def _most_telling(sources: int, articles: int, texts: Texts) -> str:
    """How many tell a story, in two words."""
    return texts("answer-sources", count=sources) if sources > 1 else texts("digest-articles", count=articles)
