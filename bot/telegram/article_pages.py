"""The full article as messages, page by page, the passages of a sector marked as quotations."""

from collections.abc import Iterator, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text, TextLink

from bot.telegram.article_reading import Reading, pieces
from bot.telegram.buttons import ArticleFile, ArticlePage, FileKind, FollowButton, button
from bot.telegram.paging import MESSAGE_UNITS, clip, cut
from bot.telegram.render import (
    BUTTON_UNITS,
    MAX_SOURCES,
    NAME_UNITS,
    ROOM,
    TITLE_UNITS,
    Page,
    full_button,
    joined,
    linked,
    turns,
)
from bot.telegram.story_pages import others_buttons
from bot.telegram.texts import Texts
from bot.text.language import Language
from bot.text.sentences import sentences
from bot.text.spans import Span, trimmed
from storage.records import Article, Headline

BOOK_CHARACTERS = 100_000

APART = 100
"""Characters between the lines of a book that pages may end after: somebody may make one of a million lines."""


def article_buttons(articles: Sequence[Headline], texts: Texts) -> InlineKeyboardMarkup:
    """A button for each of some articles, numbered as the articles are."""
    rows = [[full_button(article.id, str(article.id), article.title, texts)] for article in articles]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def article_page(reading: Reading, *, number: int) -> Page:
    """A page of the full article, cut where a sentence ends; the nearest one there is to ``number`` (1-based)."""
    article = reading.article
    heading, links = _heading(reading), _links(reading)
    room = min(ROOM, MESSAGE_UNITS - len(heading) - len(links))
    places = [trimmed(article.text, Span(start, end)) for start, end in cut(article.text, room, _good_ends(article))]
    number = max(1, min(number, len(places)))
    parts = [
        BlockQuote(place.cut(article.text)) if marked else place.cut(article.text)
        for place, marked in pieces(article.text, places[number - 1], reading.marked)
    ]
    rows = turns(lambda page: _page_button(reading, page), number, len(places), reading.texts)
    if (leads_to := _next_marked(reading, places, number)) is not None:
        rows.append([_to_marked(reading, leads_to)])
    keyboard = InlineKeyboardMarkup(inline_keyboard=[*rows, *rows_below(reading)])
    content = Text(heading, *parts, links if number == len(places) else "")
    return Page(content, keyboard, number, len(places))


def rows_below(reading: Reading) -> list[list[InlineKeyboardButton]]:
    """What can be done with an article, whatever form it is shown in: its files, its source, its story."""
    texts, id_, sector = reading.texts, reading.article.id, reading.sector_key
    files = [
        button(texts(f"article-as-{kind}"), ArticleFile(article_id=id_, kind=kind, sector=sector)) for kind in FileKind
    ]
    source = [InlineKeyboardButton(text=texts("button-source"), url=url)] if (url := reading.source_url) else []
    follow = button(texts("button-follow"), FollowButton(article_id=id_))
    share = [reading.share] if reading.share is not None else []
    others = others_buttons(reading.article.story_id, reading.others, texts)
    if share and others:  # three would be too narrow to read
        return [[*files, *source], [follow, *others], share]
    return [[*files, *source], [follow, *others, *share]]


def _heading(reading: Reading) -> Text:
    """The title, who wrote it when, and what is marked."""
    names = [linked(seen.source, seen.url) for seen in reading.article.appearances[:MAX_SOURCES]]
    author = [" · ", clip(reading.author, NAME_UNITS)] if reading.author else []
    note = ["\n", Text(reading.note)] if reading.note else []
    title = Bold(clip(reading.article.title, TITLE_UNITS))
    return Text(title, "\n", Italic(*joined(names), *author, " · ", reading.dated), *note, "\n\n")


def _next_marked(reading: Reading, places: Sequence[Span], number: int) -> int | None:
    """The page that the button to a marked passage leads to; ``None`` where this page shows one, or none does.

    It is the next that has one, or else the first.
    """

    def shows_one(page: int) -> bool:
        return any(marked for _, marked in pieces(reading.article.text, places[page - 1], reading.marked))

    def others() -> Iterator[int]:
        yield from range(number + 1, len(places) + 1)
        yield from range(1, number)

    if not reading.marked or shows_one(number):
        return None
    return next((page for page in others() if shows_one(page)), None)


def _to_marked(reading: Reading, number: int) -> InlineKeyboardButton:
    emoji = reading.sector.emoji if reading.sector else ""
    return button(reading.texts("article-to-marked", emoji=emoji), _page_button(reading, number))


def _page_button(reading: Reading, number: int) -> ArticlePage:
    return ArticlePage(article_id=reading.article.id, page=number, anew=False, sector=reading.sector_key)


def _good_ends(article: Article) -> list[int]:
    """Where a page may end well: after a sentence; in a text as long as a book after a line, which costs nothing."""
    if len(article.text) > BOOK_CHARACTERS:
        return list(_line_ends(article.text))
    return [span.end for span in sentences(article.text, Language(article.language))]


def _line_ends(text: str) -> Iterator[int]:
    end = 0
    while (found := text.find("\n", end + APART)) >= 0:
        end = found + 1
        yield end


def _links(reading: Reading) -> Text:
    """What the article points at and doesn't spell out, below its text; nothing where there is none."""
    named = [TextLink(clip(link.partition("://")[2].rstrip("/"), BUTTON_UNITS), url=link) for link in reading.links]
    return Text("\n\n", reading.texts("article-links"), " ", *joined(named)) if named else Text()
