"""The full article as one rich message, for readers who chose that.

New clients show it, some don't, and older Bot API servers don't know the method: whatever is refused is left to the
classic pages.
"""

import logging
from collections.abc import Iterator
from itertools import chain

from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge, TelegramNotFound
from aiogram.types import (
    InlineKeyboardMarkup,
    InputRichBlockBlockQuotation,
    InputRichBlockFooter,
    InputRichBlockParagraph,
    InputRichBlockSectionHeading,
    InputRichBlockUnion,
    InputRichMessage,
    Message,
    RichTextItalic,
    RichTextUnion,
    RichTextUrl,
)

from bot.telegram.article_pages import rows_below
from bot.telegram.article_reading import Reading, blocks
from bot.telegram.buttons import ArticlePage, button
from bot.telegram.paging import clip, units
from bot.telegram.render import BUTTON_UNITS, openable

log = logging.getLogger(__name__)

RICH_UNITS = 32_768
RICH_BLOCKS = 500
"""Of one message (Bot API, sendRichMessage); a quotation and the paragraph inside are two."""

MOST_NOTED = 1_000
"""Articles that are remembered as refused, so that each is logged once."""


class RichMessages:
    """Sends articles as rich messages for as long as the server takes them."""

    def __init__(self) -> None:
        self._unknown = False
        self._noted: set[int] = set()

    async def send(self, message: Message, reading: Reading) -> bool:
        """Send an article into the chat of a message; whether that was done."""
        if self._unknown or (rich := rich_article(reading)) is None:
            return False
        try:
            await message.answer_rich(rich, reply_markup=_keyboard(reading))
        except TelegramNotFound as error:
            self._latch(error)
        except (TelegramBadRequest, TelegramEntityTooLarge) as error:
            if "method not found" in error.message.lower():
                self._latch(error)
            else:
                self._note(reading.article.id, error)
        else:
            return True
        return False

    def _latch(self, error: Exception) -> None:
        log.warning("this server has no rich messages; articles go as pages from now on: %s", error)
        self._unknown = True

    def _note(self, article_id: int, error: Exception) -> None:
        if article_id in self._noted or len(self._noted) >= MOST_NOTED:
            return
        self._noted.add(article_id)
        log.warning("article %s was refused as a rich message and goes as pages: %s", article_id, error)


def rich_article(reading: Reading) -> InputRichMessage | None:
    """The whole article with its sources, passages of the sector as quotations; ``None`` where it doesn't fit."""
    if units(reading.article.text) > RICH_UNITS:
        return None
    made = list(chain(_head(reading), _body(reading), _foot(reading)))
    size = sum(map(_units, made))
    if size > RICH_UNITS or sum(2 if _is_quotation(block) else 1 for block in made) > RICH_BLOCKS:
        return None
    # What a source wrote is no mention, no hashtag and no command of ours.
    return InputRichMessage(blocks=made, skip_entity_detection=True)


def _head(reading: Reading) -> Iterator[InputRichBlockUnion]:
    yield InputRichBlockSectionHeading(text=reading.article.title, size=2)
    named: list[RichTextUnion] = []
    for seen in reading.article.appearances:
        named += [_linked(seen.source, seen.url), ", "]
    author = [" · ", reading.author] if reading.author else []
    yield InputRichBlockParagraph(text=RichTextItalic(text=[*named[:-1], *author, " · ", reading.dated]))
    if reading.note:
        yield InputRichBlockParagraph(text=reading.note)


def _body(reading: Reading) -> Iterator[InputRichBlockUnion]:
    for text, marked in blocks(reading):
        paragraph = InputRichBlockParagraph(text=text)
        yield InputRichBlockBlockQuotation(blocks=[paragraph]) if marked else paragraph


def _foot(reading: Reading) -> Iterator[InputRichBlockUnion]:
    texts = reading.texts
    if url := reading.source_url:
        yield InputRichBlockFooter(text=[texts("article-source"), " ", RichTextUrl(text=_short(url), url=url)])
    if reading.links:
        named: list[RichTextUnion] = []
        for link in reading.links:
            named += [", ", RichTextUrl(text=_short(link), url=link)]
        yield InputRichBlockFooter(text=[texts("article-links"), " ", *named[1:]])


def _linked(name: str, url: str | None) -> RichTextUnion:
    return RichTextUrl(text=name, url=url) if url is not None and openable(url) else name


def _short(url: str) -> str:
    return clip(url.partition("://")[2].rstrip("/"), BUTTON_UNITS)


def _is_quotation(block: InputRichBlockUnion) -> bool:
    return isinstance(block, InputRichBlockBlockQuotation)


def _units(said: object) -> int:
    """How much is said in a block or a part of its text, addresses counted too."""
    if isinstance(said, str):
        return units(said)
    if isinstance(said, list):
        return sum(map(_units, said))
    if isinstance(said, InputRichBlockBlockQuotation):
        return _units(list(said.blocks))
    return _units(getattr(said, "text", "")) + _units(getattr(said, "url", ""))


def _keyboard(reading: Reading) -> InlineKeyboardMarkup:
    """As under a page, and the way to the pages: some clients show nothing of a rich message, or a part of it."""
    paged = ArticlePage(article_id=reading.article.id, page=1, anew=False, sector=reading.sector_key)
    rows = [[button(reading.texts("article-paged"), paged)], *rows_below(reading)]
    return InlineKeyboardMarkup(inline_keyboard=rows)
