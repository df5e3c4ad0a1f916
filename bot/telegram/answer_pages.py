"""Answers as messages: stories with their verbatim excerpts, and the buttons that lead on from them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text

from bot.newsroom.answers import Answer, AnswerStory
from bot.telegram.buttons import AnswerInAll, AnswerPage, AnswerPeriod, SubscribeButton, Turn, button
from bot.telegram.paging import MESSAGE_UNITS, clip, pack
from bot.telegram.periods import OFFERED
from bot.telegram.render import MAX_SOURCES, ROOM, TITLE_UNITS, Page, full_button, joined, label, linked, turns, when
from bot.telegram.settings_buttons import SettingsButton, SettingsStep
from bot.telegram.story_pages import story_buttons
from bot.telegram.texts import LANGUAGES, Texts
from bot.text.taxonomy import Sector
from storage.records import AnswerLength

STORIES_PER_PAGE = {AnswerLength.SHORT: 5, AnswerLength.NORMAL: 3, AnswerLength.LONG: 3}
"""Stories of one page at most: two screens of a phone, and as many buttons as a thumb can tell apart."""

GAP = "\n\n"
"""Between the stories of a page."""

EXCERPT_UNITS = 1200
"""A longer excerpt (a sentence without end) is clipped in an answer; the article has it whole."""


def answer_page(answer: Answer, sector: Sector, texts: Texts, *, number: int, in_all: bool = False) -> Page:
    """A page of an answer; a ``number`` (1-based) beyond its ends gives the nearest page there is.

    ``in_all``: its buttons lead to pages in all languages, whatever the reader chose.
    """
    if not answer.stories:
        empty = texts("answer-empty", sector=sector.names[texts.language])
        keyboard = InlineKeyboardMarkup(inline_keyboard=[_subscribe(sector, texts)])
        return Page(Text(Bold(label(sector, texts.language)), "\n\n", empty), keyboard)
    question = answer.question

    def turn(page: int) -> CallbackData:
        asked = int(question.asked_at.timestamp())
        kind = AnswerInAll if in_all else AnswerPage
        return kind(sector=sector.key, days=question.days or 0, asked=asked, page=page)

    below = [_periods(answer, sector, texts, in_all=in_all), _subscribe(sector, texts)]
    if answer.widened and question.languages:  # there may be fresh news in the other languages
        below.insert(0, [_in_all(question.days, sector, texts)])
    most = STORIES_PER_PAGE[question.length]
    told = Told(answer.stories, _heading(answer, sector, texts), question.zone, most=most, sector=sector.key)
    return stories_page(told, turn, below, texts, number=number)


def elsewhere_page(everywhere: Answer, languages: Collection[str], sector: Sector, texts: Texts) -> Page:
    """Nothing in the languages that the reader chose; what there is ``everywhere`` can be shown this once."""
    told = texts("elsewhere-answer", languages=language_names(languages, texts), count=len(everywhere.stories))
    rows = [[_in_all(everywhere.question.days, sector, texts)], [choose_languages(texts)], _subscribe(sector, texts)]
    return Page(Text(Bold(label(sector, texts.language)), "\n\n", told), InlineKeyboardMarkup(inline_keyboard=rows))


def language_names(languages: Collection[str], texts: Texts) -> str:
    """«казахский, английский», in the order of the interface."""
    return ", ".join(texts(f"answers-in-{one}") for one in LANGUAGES if one in languages)


def choose_languages(texts: Texts) -> InlineKeyboardButton:
    """The button that leads to the choice of languages."""
    return button(texts("elsewhere-choose"), SettingsButton(step=SettingsStep.LANGUAGES))


@dataclass(frozen=True, slots=True)
class Told:
    """Stories, one at least, the heading over each page of them, and the reader's zone.

    ``most`` of them stand on a page. ``shown`` may set words of the excerpts apart; it must not make them longer.
    ``sector`` is the key of the one that was asked for, if any.
    """

    stories: tuple[AnswerStory, ...]
    heading: Text
    zone: tzinfo
    shown: Callable[[str], Text] = Text
    most: int = STORIES_PER_PAGE[AnswerLength.NORMAL]
    sector: str = ""


def stories_page(
    told: Told, turn: Turn, below: Sequence[list[InlineKeyboardButton]], texts: Texts, *, number: int
) -> Page:
    """A page of stories, the nearest there is to ``number`` (1-based).

    Below them a button for each, the row that turns the pages, and the rows ``below``.
    """
    room = min(ROOM, MESSAGE_UNITS - len(told.heading) - len(GAP) * told.most)
    pages = _pages(told.stories, texts, told.zone, told.most, room)
    number = max(1, min(number, len(pages)))
    parts: list[Text | str] = [told.heading]
    rows: list[list[InlineKeyboardButton]] = []
    for index in pages[number - 1]:
        story = told.stories[index]
        # Words are set apart on the shown page only: that takes its time.
        parts += [GAP, story_block(story, texts, told.zone, number=index + 1, shown=told.shown, room=room)]
        full = full_button(story.article_id, str(index + 1), story.title, texts, sector=told.sector)
        rows.append([full, *story_buttons(story, texts)])
    rows += [*turns(turn, number, len(pages), texts), *below]
    return Page(Text(*parts), InlineKeyboardMarkup(inline_keyboard=rows), number, len(pages))


@lru_cache(maxsize=128)  # the pages of an answer are all cut at the same places, and cutting means to write all of it
def _pages(
    stories: tuple[AnswerStory, ...], texts: Texts, zone: tzinfo, most: int, room: int
) -> Sequence[Sequence[int]]:
    """The places of the stories that stand together on each page."""
    blocks = (story_block(story, texts, zone, number=at, room=room) for at, story in enumerate(stories, start=1))
    return pack([len(block) for block in blocks], room=room, most=most)


def story_block(
    story: AnswerStory,
    texts: Texts,
    zone: tzinfo,
    *,
    number: int,
    mark: str = "",
    shown: Callable[[str], Text] = Text,
    room: int = ROOM,
) -> Text:
    """A story's number, title, mark, verbatim excerpts and sources.

    One excerpt at least, and no more of them than there is ``room`` for (in units of UTF-16); ``shown`` may set words
    of them apart.
    """
    sources = told_by(story, texts, zone)
    parts = [Text(Bold(f"{number}. "), Bold(clip(story.title, TITLE_UNITS)), *((" · ", Italic(mark)) if mark else ()))]
    used = len(parts[0]) + len(sources)
    for excerpt in story.excerpts:
        quote = Text("\n", BlockQuote(shown(clip(excerpt.text, EXCERPT_UNITS))))
        if len(parts) > 1 and used + len(quote) > room:
            break
        parts.append(quote)
        used += len(quote)
    return Text(*parts, "\n", sources)


def _heading(answer: Answer, sector: Sector, texts: Texts) -> Text:
    period = texts.period(answer.since, answer.until, answer.question.zone)
    told = texts("answer-stories", count=len(answer.stories))
    lines: list[Text | str] = [Bold(label(sector, texts.language)), "\n", f"{period} · {told}"]
    if answer.widened:
        window = {7: "week", 30: "month"}.get(answer.days or 0, "all")
        where = "elsewhere" if answer.question.languages else "answer"
        lines += ["\n", Italic(texts(f"{where}-widened-{window}"))]
    return Text(*lines)


def told_by(story: AnswerStory, texts: Texts, zone: tzinfo) -> Text:
    """«BAQ.KZ · 12 ноября 2025, 14:05», or how many sources there are and who."""
    by_name = {sighting.source: sighting.url for sighting in reversed(story.sightings)}
    names = [linked(name, url) for name, url in list(reversed(by_name.items()))[:MAX_SOURCES]]
    count = [texts("answer-sources", count=len(by_name)), ": "] if len(by_name) > 1 else []
    return Italic(*count, *joined(names), " · ", when(story.published_at, texts, zone))


def _periods(answer: Answer, sector: Sector, texts: Texts, *, in_all: bool) -> list[InlineKeyboardButton]:
    """The row that asks for another period; the one that is shown has a mark."""

    def period(days: int) -> CallbackData:
        if in_all:
            return AnswerInAll(sector=sector.key, days=days, asked=0, page=1)
        return AnswerPeriod(sector=sector.key, days=days)

    named = {days: texts(f"period-{days}") for days in OFFERED}
    return [button(f"• {name} •" if days == answer.days else name, period(days)) for days, name in named.items()]


def _in_all(days: int | None, sector: Sector, texts: Texts) -> InlineKeyboardButton:
    """Shows the answer in all languages, this once."""
    return button(texts("elsewhere-show"), AnswerInAll(sector=sector.key, days=days or 0, asked=0, page=1))


def _subscribe(sector: Sector, texts: Texts) -> list[InlineKeyboardButton]:
    """The row under every answer."""
    return [button(texts("button-subscribe"), SubscribeButton(sector=sector.key))]
