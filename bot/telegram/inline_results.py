"""What an inline query offers, and the messages that it posts: verbatim passages with their source, date and a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.newsroom.answers import AnswerStory
from bot.newsroom.searching import Findings, marked
from bot.newsroom.selection import Excerpt
from bot.telegram import links
from bot.telegram.answer_pages import told_by
from bot.telegram.paging import clip, units
from bot.telegram.render import NAME_UNITS, TITLE_UNITS, day, label, openable
from bot.telegram.search_pages import with_marks
from bot.telegram.texts import Texts
from bot.text.spans import Span
from bot.text.taxonomy import Sector
from storage.search import Wanted

POSTED_UNITS = 1500
"""Of excerpts in one posted message: it stands in somebody else's conversation."""

EXCERPT_UNITS = 500
"""Of one excerpt where several stories share a message."""

SNIPPET_UNITS = 110
"""Of a passage under a result's title: two lines of a phone."""


@dataclass(frozen=True, slots=True)
class Look:
    """Whom results are made for, the bot's name for links, and the pictures of articles by their ids."""

    texts: Texts
    zone: tzinfo
    username: str
    pictures: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """What an inline query is answered with, for how long Telegram may keep it, where it goes on, what stands above."""

    results: Sequence[InlineQueryResultArticle] = ()
    cache_s: int = 0
    next_offset: str = ""
    above: InlineQueryResultsButton | None = None


async def send(query: InlineQuery, offer: Offer) -> None:
    """Answer a query; always for this person alone, whose language, zone and choices are in it."""
    try:
        await query.answer(
            list(offer.results),
            cache_time=offer.cache_s,
            is_personal=True,
            next_offset=offer.next_offset,
            button=offer.above,
        )
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:
            raise


async def answer_nothing(query: InlineQuery) -> None:
    """Answer with nothing, which isn't to be kept."""
    await send(query, Offer())


def sector_result(sector: Sector, stories: Sequence[AnswerStory], look: Look) -> InlineQueryResultArticle:
    """A sector: titled with its newest story, posts the first few of them."""
    heading = Bold(label(sector, look.texts.language))
    blocks: list[Text | str] = []
    room = POSTED_UNITS
    for story in stories:
        block = _story(story, look, clip_to=EXCERPT_UNITS)
        if blocks and len(block) > room:
            break
        blocks += ["\n\n", block]
        room -= len(block)
    said = look.texts("inline-sector", sector=label(sector, look.texts.language))
    return InlineQueryResultArticle(
        id=f"sector-{sector.key}",
        title=label(sector, look.texts.language),
        description=clip(stories[0].title, TITLE_UNITS),
        input_message_content=_posts(Text(heading, *blocks)),
        reply_markup=_button(said, links.to_sector(sector.key), look),
    )


def story_result(story: AnswerStory, findings: Findings, look: Look) -> InlineQueryResultArticle:
    """A story that was found: under its title who, when, and the words around the match; posts its passages."""
    excerpt, match = _best(story.excerpts, findings.wanted)
    names = list(dict.fromkeys(sighting.source for sighting in story.sightings))
    who = [clip(names[0], NAME_UNITS)] if names else []
    under = " · ".join([*who, day(story.published_at, look.texts, look.zone)])
    return InlineQueryResultArticle(
        id=f"story-{story.story_id}",
        title=clip(story.title, TITLE_UNITS),
        description=f"{under}\n{around(excerpt.text, match, SNIPPET_UNITS)}",
        input_message_content=_posts(_story(story, look, findings.wanted)),
        reply_markup=_button(look.texts("inline-full"), links.to_article(story.article_id), look),
        thumbnail_url=_thumbnail(look.pictures.get(story.article_id)),
    )


def _thumbnail(picture: str | None) -> str | None:
    """A picture that Telegram will show; it takes nothing but https."""
    return picture if picture is not None and picture.startswith("https://") and openable(picture) else None


def around(text: str, match: Span | None, room: int) -> str:
    """A text on a line, of at most ``room`` units; the words around a match where the whole has no room."""
    start = 0
    if match is not None and units(text[: match.end]) > room:
        start = text.find(" ", match.start - room // 3, match.start) + 1 or match.start
    shown = " ".join(text[start:].split())
    return "…" + clip(shown, room - 1) if start else clip(shown, room)


def _best(excerpts: Sequence[Excerpt], wanted: Wanted) -> tuple[Excerpt, Span | None]:
    """The first excerpt that has a word asked for, and where."""
    for excerpt in excerpts:
        if found := marked(excerpt.text, wanted):
            return excerpt, found[0]
    return excerpts[0], None


def _story(story: AnswerStory, look: Look, wanted: Wanted | None = None, clip_to: int = POSTED_UNITS) -> Text:
    """A story's title, its verbatim excerpts, one at least, and its sources."""
    parts: list[Text | str] = [Bold(clip(story.title, TITLE_UNITS))]
    room = clip_to
    for excerpt in story.excerpts:
        text = clip(excerpt.text, clip_to)
        if len(parts) > 1 and units(text) > room:
            break
        parts += ["\n", BlockQuote(with_marks(text, wanted) if wanted is not None else text)]
        room -= units(text)
    return Text(*parts, "\n", told_by(story, look.texts, look.zone))


def _button(text: str, payload: str, look: Look) -> InlineKeyboardMarkup | None:
    """The button under a posted message: anybody there opens the bot by it, in their own language."""
    if not look.username:
        return None
    one = InlineKeyboardButton(text=text, url=links.address(look.username, payload))
    return InlineKeyboardMarkup(inline_keyboard=[[one]])


def _posts(content: Text) -> InputTextMessageContent:
    text, entities = content.render()
    unseen = LinkPreviewOptions(is_disabled=True)  # the passages are what is shown, not a source's front page
    return InputTextMessageContent(message_text=text, entities=entities, parse_mode=None, link_preview_options=unseen)
