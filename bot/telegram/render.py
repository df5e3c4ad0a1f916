"""Answers and articles as messages: text with entities (never markup) and the buttons under it.

What a source wrote goes in as text and can't become anything else; addresses are linked when they are http(s).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text, TextLink

from bot.newsroom.answers import Answer, AnswerStory
from bot.sources.parsed import web_address
from bot.telegram.buttons import (
    AnswerPage,
    AnswerPeriod,
    ArticleFile,
    ArticlePage,
    FollowButton,
    SearchPage,
    SectorButton,
    SubscribeButton,
    button,
)
from bot.telegram.paging import MESSAGE_UNITS, clip, cut, pack
from bot.telegram.periods import OFFERED
from bot.telegram.texts import Texts
from bot.text.language import Language
from bot.text.sentences import sentences
from bot.text.taxonomy import Sector, Taxonomy
from storage.records import Article, Headline

STORIES_PER_PAGE = 3
"""Stories of one page at most: two screens of a phone, and as many buttons as a thumb can tell apart."""

ROOM = 3600
"""Units that the stories of a page, or the text of an article's page, may take; the rest is for headings."""

EXCERPT_UNITS = 1200
"""A longer excerpt (a sentence without end) is clipped in an answer; the article has it whole."""

TITLE_UNITS = 200
NAME_UNITS = 60

BUTTON_UNITS = 40
"""Of a title on a button; Telegram shows about that many on a phone."""

BOOK_CHARACTERS = 100_000

LONGEST_URL = 2000
"""Characters of an address; what is longer is no address of an article."""

MAX_SOURCES = 5
"""Sources named in a story's line; the others are counted."""

MAX_LINKS = 5
"""Links shown under an article; a post has seldom more that aren't the channel's own."""


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


def article_buttons(articles: Sequence[Headline], texts: Texts) -> InlineKeyboardMarkup:
    """A button for each of some articles, numbered as the articles are."""
    rows = [[full_button(article.id, str(article.id), article.title, texts)] for article in articles]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def answer_page(answer: Answer, sector: Sector, texts: Texts, *, number: int) -> Page:
    """A page of an answer; a ``number`` (1-based) beyond its ends gives the nearest page there is."""
    if not answer.stories:
        empty = texts("answer-empty", sector=sector.names[texts.language])
        keyboard = InlineKeyboardMarkup(inline_keyboard=[_subscribe(sector, texts)])
        return Page(Text(Bold(label(sector, texts.language)), "\n\n", empty), keyboard)
    question = answer.question
    blocks = [story_block(story, texts, question.zone, number=index + 1) for index, story in enumerate(answer.stories)]
    pages = pack([len(block) for block in blocks], room=ROOM, most=STORIES_PER_PAGE)
    number = max(1, min(number, len(pages)))
    shown = pages[number - 1]
    parts = [_heading(answer, sector, texts)]
    for index in shown:
        parts += [Text("\n\n", blocks[index])]
    stories = [(str(index + 1), answer.stories[index]) for index in shown]
    rows = [[full_button(story.article_id, place, story.title, texts)] for place, story in stories]
    asked = int(question.asked_at.timestamp())
    turn = AnswerPage(sector=sector.key, days=question.days or 0, asked=asked, page=number)
    rows += [*turns(turn, number, len(pages), texts), _periods(answer, sector, texts), _subscribe(sector, texts)]
    return Page(Text(*parts), InlineKeyboardMarkup(inline_keyboard=rows), number, len(pages))


def article_page(article: Article, texts: Texts, zone: tzinfo, *, number: int) -> Page:
    """A page of the full article, cut where a sentence ends; the nearest one there is to ``number`` (1-based)."""
    names = [_linked(seen.source, seen.url) for seen in article.appearances[:MAX_SOURCES]]
    author = [part for name in _author(article) for part in (" · ", clip(name, NAME_UNITS))]
    heading = Text(
        Bold(clip(article.title, TITLE_UNITS)),
        "\n",
        Italic(*_joined(names), *author, " · ", _day(article.published_at, texts, zone)),
        "\n\n",
    )
    links = _links(article, texts)
    pages = cut(article.text, min(ROOM, MESSAGE_UNITS - len(heading) - len(links)), _good_ends(article))
    number = max(1, min(number, len(pages)))
    start, end = pages[number - 1]
    rows = turns(ArticlePage(article_id=article.id, page=number, anew=False), number, len(pages), texts)
    last = [button(texts("button-file"), ArticleFile(article_id=article.id))]
    if url := next((seen.url for seen in article.appearances if openable(seen.url)), None):
        last.append(InlineKeyboardButton(text=texts("button-source"), url=url))
    follow = [button(texts("button-follow"), FollowButton(article_id=article.id))]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[*rows, last, follow])
    content = Text(heading, article.text[start:end].strip(), links if number == len(pages) else "")
    return Page(content, keyboard, number, len(pages))


def article_file(article: Article, texts: Texts, zone: tzinfo) -> bytes:
    """The whole article as plain text, for a file."""
    sources = [" ".join(filter(None, (seen.source, seen.url))) for seen in article.appearances]
    head = "\n".join([article.title, *sources, *_author(article), _day(article.published_at, texts, zone)])
    links = "".join(f"\n{link}" for link in article.links)
    return f"{head}\n\n{article.text}\n{links}".rstrip("\n").encode() + b"\n"


def story_block(
    story: AnswerStory,
    texts: Texts,
    zone: tzinfo,
    *,
    number: int,
    mark: str = "",
    shown: Callable[[str], Text] = Text,
) -> Text:
    """A story's number, title, mark, verbatim excerpts and sources.

    One excerpt at least, and no more of them than a page has room for; ``shown`` may set words of them apart.
    """
    sources = _sources(story, texts, zone)
    parts = [Text(Bold(f"{number}. "), Bold(clip(story.title, TITLE_UNITS)), *((" · ", Italic(mark)) if mark else ()))]
    used = len(parts[0]) + len(sources)
    for excerpt in story.excerpts:
        quote = Text("\n", BlockQuote(shown(clip(excerpt.text, EXCERPT_UNITS))))
        if len(parts) > 1 and used + len(quote) > ROOM:
            break
        parts.append(quote)
        used += len(quote)
    return Text(*parts, "\n", sources)


def full_button(article_id: int, place: str, title: str, texts: Texts) -> InlineKeyboardButton:
    """The button that opens an article; ``place`` is the number of its story, or the numbers."""
    text = texts("button-full", number=place, title=clip(title, BUTTON_UNITS))
    return button(text, ArticlePage(article_id=article_id, page=1, anew=True))


def readers_time(published_at: datetime, zone: tzinfo) -> datetime:
    """The time of publication in the reader's zone.

    Midnight UTC stands for a day without a time, which is the same day anywhere: noon of it.
    """
    if published_at.time() == time():
        return datetime.combine(published_at.date(), time(12), zone)
    return published_at.astimezone(zone)


def openable(url: str | None) -> bool:
    """Whether a message may link to an address; Telegram refuses the whole message for one that it can't open."""
    return url is not None and len(url) <= LONGEST_URL and web_address(url) is not None


def _good_ends(article: Article) -> list[int]:
    """Where a page may end well: after a sentence; in a text as long as a book after a line, which costs nothing."""
    if len(article.text) > BOOK_CHARACTERS:
        return [place.end() for place in re.finditer(r"\n+", article.text)]
    return [span.end for span in sentences(article.text, Language(article.language))]


def _heading(answer: Answer, sector: Sector, texts: Texts) -> Text:
    period = texts.period(answer.since, answer.until, answer.question.zone)
    told = texts("answer-stories", count=len(answer.stories))
    lines: list[Text | str] = [Bold(label(sector, texts.language)), "\n", f"{period} · {told}"]
    if answer.widened:
        window = {7: "week", 30: "month"}.get(answer.days or 0, "all")
        lines += ["\n", Italic(texts(f"answer-widened-{window}"))]
    return Text(*lines)


def _day(published_at: datetime, texts: Texts, zone: tzinfo) -> str:
    return texts.date(readers_time(published_at, zone), zone)


def _sources(story: AnswerStory, texts: Texts, zone: tzinfo) -> Text:
    """«BAQ.KZ · 12 ноября 2025», or how many sources there are and who."""
    by_name = {sighting.source: sighting.url for sighting in reversed(story.sightings)}
    names = [_linked(name, url) for name, url in reversed(by_name.items())]
    count = [texts("answer-sources", count=len(names)), ": "] if len(names) > 1 else []
    return Italic(*count, *_joined(names[:MAX_SOURCES]), " · ", _day(story.published_at, texts, zone))


def _periods(answer: Answer, sector: Sector, texts: Texts) -> list[InlineKeyboardButton]:
    """The row that asks for another period; the one that is shown has a mark."""
    named = {days: texts(f"period-{days}") for days in OFFERED}
    return [
        button(f"• {name} •" if days == answer.days else name, AnswerPeriod(sector=sector.key, days=days))
        for days, name in named.items()
    ]


def _subscribe(sector: Sector, texts: Texts) -> list[InlineKeyboardButton]:
    """The row under every answer."""
    return [button(texts("button-subscribe"), SubscribeButton(sector=sector.key))]


def _linked(name: str, url: str | None) -> Text:
    name = clip(name, NAME_UNITS)
    return TextLink(name, url=url) if url is not None and openable(url) else Text(name)


def _author(article: Article) -> list[str]:
    """Who wrote it, if that is told and isn't just the outlet's own name."""
    author = (article.author or "").strip()
    outlets = {seen.source.casefold() for seen in article.appearances}
    return [author] if author and author.casefold() not in outlets else []


def _links(article: Article, texts: Texts) -> Text:
    """What the article points at and doesn't spell out, below its text; nothing where there is none."""
    shown = [link for link in article.links if openable(link)][:MAX_LINKS]
    named = [TextLink(clip(link.partition("://")[2].rstrip("/"), BUTTON_UNITS), url=link) for link in shown]
    return Text("\n\n", texts("article-links"), " ", *_joined(named)) if named else Text()


def _joined(names: Sequence[Text]) -> list[Text | str]:
    return [part for name in names for part in (", ", name)][1:]


def turns(
    here: AnswerPage | ArticlePage | SearchPage, number: int, of: int, texts: Texts
) -> list[list[InlineKeyboardButton]]:
    """The row that turns pages: back, where one is, onward; no row for a single page."""
    if of == 1:
        return []

    def to(page: int) -> CallbackData:
        return here.model_copy(update={"page": page})

    place = button(texts("page-of", page=str(number), pages=str(of)), here)
    earlier = [button(texts("button-earlier"), to(number - 1))] if number > 1 else []
    later = [button(texts("button-later"), to(number + 1))] if number < of else []
    return [[*earlier, place, *later]]
