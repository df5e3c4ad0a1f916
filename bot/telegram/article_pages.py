"""The full article as messages, page by page, and as a file."""

import re
from collections.abc import Sequence
from datetime import tzinfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.telegram.buttons import ArticleFile, ArticlePage, FollowButton, button
from bot.telegram.paging import MESSAGE_UNITS, clip, cut
from bot.telegram.render import (
    BUTTON_UNITS,
    MAX_SOURCES,
    NAME_UNITS,
    ROOM,
    TITLE_UNITS,
    Page,
    day,
    full_button,
    joined,
    linked,
    openable,
    turns,
)
from bot.telegram.texts import Texts
from bot.text.language import Language
from bot.text.sentences import sentences
from storage.records import Article, Headline

BOOK_CHARACTERS = 100_000

MAX_LINKS = 5
"""Links shown under an article; a post has seldom more that aren't the channel's own."""


def article_buttons(articles: Sequence[Headline], texts: Texts) -> InlineKeyboardMarkup:
    """A button for each of some articles, numbered as the articles are."""
    rows = [[full_button(article.id, str(article.id), article.title, texts)] for article in articles]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def article_page(article: Article, texts: Texts, zone: tzinfo, *, number: int) -> Page:
    """A page of the full article, cut where a sentence ends; the nearest one there is to ``number`` (1-based)."""
    names = [linked(seen.source, seen.url) for seen in article.appearances[:MAX_SOURCES]]
    author = [part for name in _author(article) for part in (" · ", clip(name, NAME_UNITS))]
    heading = Text(
        Bold(clip(article.title, TITLE_UNITS)),
        "\n",
        Italic(*joined(names), *author, " · ", day(article.published_at, texts, zone)),
        "\n\n",
    )
    links = _links(article, texts)
    pages = cut(article.text, min(ROOM, MESSAGE_UNITS - len(heading) - len(links)), _good_ends(article))
    number = max(1, min(number, len(pages)))
    start, end = pages[number - 1]
    rows = turns(lambda page: ArticlePage(article_id=article.id, page=page, anew=False), number, len(pages), texts)
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
    head = "\n".join([article.title, *sources, *_author(article), day(article.published_at, texts, zone)])
    links = "".join(f"\n{link}" for link in article.links)
    return f"{head}\n\n{article.text}\n{links}".rstrip("\n").encode() + b"\n"


def _good_ends(article: Article) -> list[int]:
    """Where a page may end well: after a sentence; in a text as long as a book after a line, which costs nothing."""
    if len(article.text) > BOOK_CHARACTERS:
        return [place.end() for place in re.finditer(r"\n+", article.text)]
    return [span.end for span in sentences(article.text, Language(article.language))]


def _author(article: Article) -> list[str]:
    """Who wrote it, if that is told and isn't just the outlet's own name."""
    author = (article.author or "").strip()
    outlets = {seen.source.casefold() for seen in article.appearances}
    return [author] if author and author.casefold() not in outlets else []


def _links(article: Article, texts: Texts) -> Text:
    """What the article points at and doesn't spell out, below its text; nothing where there is none."""
    shown = [link for link in article.links if openable(link)][:MAX_LINKS]
    named = [TextLink(clip(link.partition("://")[2].rstrip("/"), BUTTON_UNITS), url=link) for link in shown]
    return Text("\n\n", texts("article-links"), " ", *joined(named)) if named else Text()
