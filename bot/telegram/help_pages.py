"""The greeting, the help and the tour: short, and every example a button that does what it says."""

from collections.abc import Sequence
from datetime import tzinfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text

from bot.telegram.buttons import SectorButton, SubscribeButton, TourPage, TryWords, button
from bot.telegram.examples import SHORT_UNITS, Example
from bot.telegram.names import FIXED
from bot.telegram.paging import clip
from bot.telegram.render import Page, joined, label, linked, sector_keyboard, turns, when
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy

TOUR_PAGES = 3

NAMED = ("help", "search", "subscribe", "sectors")
"""Commands that the help needn't list: it tells what they are for."""


def start_page(taxonomy: Taxonomy, texts: Texts) -> Page:
    """What this is, and the sectors."""
    content = Text(texts("start"), "\n\n", texts("start-choose"))
    return Page(content, sector_keyboard(taxonomy, texts.language))


def help_page(shown: Example, texts: Texts) -> Page:
    """Three things to try, and the names of the rest."""
    sector, words = shown.sector, shown.words
    more = " ".join(f"/{one}" for one in FIXED if one not in NAMED)
    told = texts(
        "help", sector=sector.key, name=sector.names[texts.language], emoji=sector.emoji, words=words, more=more
    )
    tour = button(texts("button-tour"), TourPage(page=1))
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[*_tries(sector, words, texts), [_subscribe(sector, texts)], [tour]]
    )
    return Page(Text(told), keyboard)


def group_help_page(shown: Example, texts: Texts, *, username: str) -> Page:
    """How to ask among several people, who turns pages, and who may set things."""
    sector, words = shown.sector, shown.words
    told = texts("help-group", sector=sector.key, name=sector.names[texts.language], words=words, username=username)
    return Page(Text(told), InlineKeyboardMarkup(inline_keyboard=_tries(sector, words, texts)))


def tour_page(number: int, taxonomy: Taxonomy, shown: Example, texts: Texts, zone: tzinfo) -> Page:
    """A page of the tour, the nearest there is to ``number`` (1-based); each already does something."""
    number = max(1, min(number, TOUR_PAGES))
    sector, words = shown.sector, shown.words
    rows: Sequence[Sequence[InlineKeyboardButton]]
    if number == 1:
        content = Text(texts("start"), "\n\n", *_quoted(shown, texts, zone), texts("start-choose"))
        rows = sector_keyboard(taxonomy, texts.language).inline_keyboard
    elif number == TOUR_PAGES:
        content = Text(Bold(texts("tour-digest-title")), "\n\n", texts("tour-digest", sector=sector.key))
        rows = [[_subscribe(sector, texts)]]
    else:
        content = Text(Bold(texts("tour-ask-title")), "\n\n", texts("tour-ask", sector=sector.key, words=words))
        rows = _tries(sector, words, texts)
    leave = button(texts("tour-done" if number == TOUR_PAGES else "tour-skip"), TourPage(page=0))
    ways = turns(lambda page: TourPage(page=page), number, TOUR_PAGES, texts)
    keyboard = InlineKeyboardMarkup(inline_keyboard=[*map(list, rows), *ways, [leave]])
    return Page(content, keyboard, number, TOUR_PAGES)


def _quoted(shown: Example, texts: Texts, zone: tzinfo) -> list[Text | str]:
    """«Например, ⚡ Энергетика:» and a passage, verbatim, with its source and day; nothing where nothing is stored."""
    story = shown.story
    if story is None:
        return []
    sighting = story.sightings[0]
    source = Italic(*joined([linked(sighting.source, sighting.url)]), " · ", when(story.published_at, texts, zone))
    quote = BlockQuote(clip(story.excerpts[0].text, SHORT_UNITS))
    named = label(shown.sector, texts.language)
    return [texts("tour-example", sector=named), "\n", quote, "\n", source, "\n\n"]


def _tries(sector: Sector, words: str, texts: Texts) -> list[list[InlineKeyboardButton]]:
    return [
        [
            button(label(sector, texts.language), SectorButton(sector=sector.key)),
            button(texts("button-try-words", words=words), TryWords(words=words)),
        ]
    ]


def _subscribe(sector: Sector, texts: Texts) -> InlineKeyboardButton:
    named = texts("button-try-subscribe", name=sector.names[texts.language])
    return button(named, SubscribeButton(sector=sector.key))
