"""What all pages are made of: text with entities (never markup) and the buttons under it.

What a source wrote goes in as text and can't become anything else; addresses are linked when they are http(s).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from functools import lru_cache

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text, TextLink

from bot.sources.parsed import web_address
from bot.telegram.buttons import ArticlePage, SectorButton, Turn, button
from bot.telegram.paging import clip
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy

ROOM = 3600
"""Units that the stories of a page, or the text of an article's page, may take; the rest is for headings."""

TITLE_UNITS = 200
NAME_UNITS = 60

BUTTON_UNITS = 40
"""Of a title on a button; Telegram shows about that many on a phone."""

LONGEST_URL = 2000
"""Characters of an address; what is longer is no address of an article."""

MAX_SOURCES = 5
"""Sources named in a story's line; the others are counted."""


@dataclass(frozen=True, slots=True)
class Page:
    """A message to be: its text with entities, its buttons, and where it stands among the pages of its whole."""

    content: Text
    keyboard: InlineKeyboardMarkup | None = None
    number: int = 1
    of: int = 1


def label(sector: Sector, language: str) -> str:
    """A sector's emoji and name."""
    return f"{sector.emoji} {sector.names[language]}"


def sector_keyboard(taxonomy: Taxonomy, language: str) -> InlineKeyboardMarkup:
    """A button for each sector, two in a row."""
    buttons = [button(label(sector, language), SectorButton(sector=sector.key)) for sector in taxonomy.sectors]
    return InlineKeyboardMarkup(inline_keyboard=[buttons[n : n + 2] for n in range(0, len(buttons), 2)])


def full_button(article_id: int, place: str, title: str, texts: Texts, *, sector: str = "") -> InlineKeyboardButton:
    """The button that opens an article; ``place`` is the number of its story, or the numbers.

    ``sector`` is the key of the one that was asked for: its passages are marked there.
    """
    text = texts("button-full", number=place, title=clip(title, BUTTON_UNITS))
    return button(text, ArticlePage(article_id=article_id, page=1, anew=True, sector=sector))


def readers_time(published_at: datetime, zone: tzinfo) -> datetime:
    """The time of publication in the reader's zone.

    Of a day without a time, which is the same day anywhere, it is noon.
    """
    if is_day(published_at):
        return datetime.combine(published_at.date(), time(12), zone)
    return published_at.astimezone(zone)


def is_day(published_at: datetime) -> bool:
    """Whether a time stands for a day, of which no hour is known: midnight UTC."""
    return published_at.time() == time()


@lru_cache(maxsize=5_000)  # each page of an answer is put together of all its stories
def openable(url: str | None) -> bool:
    """Whether a message may link to an address; Telegram refuses the whole message for one that it can't open."""
    return url is not None and len(url) <= LONGEST_URL and web_address(url) is not None


def day(published_at: datetime, texts: Texts, zone: tzinfo) -> str:
    """The day of publication as the reader's language writes it, in their zone."""
    return texts.date(readers_time(published_at, zone), zone)


def when(published_at: datetime, texts: Texts, zone: tzinfo) -> str:
    """«12 ноября 2025, 14:05» in the reader's zone; the day alone where no more is known."""
    told = day(published_at, texts, zone)
    return told if is_day(published_at) else f"{told}, {published_at.astimezone(zone):%H:%M}"


def linked(name: str, url: str | None) -> Text:
    """A source's name, with its address where that can be opened."""
    name = clip(name, NAME_UNITS)
    return TextLink(name, url=url) if url is not None and openable(url) else Text(name)


def joined(names: Sequence[Text]) -> list[Text | str]:
    """Names with commas between them."""
    return [part for name in names for part in (", ", name)][1:]


def turns(to: Turn, number: int, of: int, texts: Texts) -> list[list[InlineKeyboardButton]]:
    """The row that turns pages: back, where one is, onward; no row for a single page."""
    if of == 1:
        return []
    place = button(texts("page-of", page=str(number), pages=str(of)), to(number))
    earlier = [button(texts("button-earlier"), to(number - 1))] if number > 1 else []
    later = [button(texts("button-later"), to(number + 1))] if number < of else []
    return [[*earlier, place, *later]]
