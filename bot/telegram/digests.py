"""Digests as messages: each the JSON text of sendMessage parameters without a chat.

Nothing in them depends on who gets them, so all readers of a language and a zone share one text.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text

from bot.newsroom.answers import AnswerStory
from bot.newsroom.digests import Digest, Kind, Section
from bot.telegram.answer_pages import story_block
from bot.telegram.buttons import SubscriptionsButton, button
from bot.telegram.paging import MESSAGE_UNITS, clip, pack, units
from bot.telegram.render import full_button, label, readers_time
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy

CONTENTS_FROM = 3
"""Sections from which a table of contents is worth its lines."""

CONTENTS_UNITS = 1500
"""Of a table of contents at most; a story of usual length still fits beside it."""

LABEL_UNITS = 60

STORIES_PER_MESSAGE = 10
"""At most: as many buttons fill a phone's screen."""

BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands together in a message: the heading, or a story with what leads to it and what ends its section."""

    content: Text
    number: int = 0
    story: AnswerStory | None = None
    sector: str = ""


def messages(digest: Digest, taxonomy: Taxonomy, texts: Texts, zone: tzinfo, *, preview: bool = False) -> list[str]:
    """The messages of a digest, in order: as few as Telegram's limits allow, one at least.

    Args:
        digest: what it says; without any story the message says that nothing is new.
        taxonomy: names the sectors and gives their order.
        texts: the language of all that isn't quoted.
        zone: the days are this zone's.
        preview: it is shown to someone who asked what their digest would be.
    """
    sections = _in_order(digest.sections, taxonomy)
    blocks = [_heading(digest, sections, taxonomy, texts, zone, preview=preview)]
    for section in sections:
        blocks += _section(section, taxonomy, texts, zone, first=len(blocks))
    sizes = [len(block.content) + len(BETWEEN) for block in blocks]
    pages = pack(sizes, room=MESSAGE_UNITS + len(BETWEEN), most=STORIES_PER_MESSAGE)
    shown = [[blocks[index] for index in page] for page in pages]
    return [_message(page, _buttons(page, texts, last=page is shown[-1])) for page in shown]


def _in_order(sections: Sequence[Section], taxonomy: Taxonomy) -> list[Section]:
    """Sectors as the taxonomy has them, then the rest as it stands."""
    places = {sector.key: place for place, sector in enumerate(taxonomy.sectors)}
    unknown = len(places)
    return sorted(sections, key=lambda one: places.get(one.name, unknown) if one.kind is Kind.SECTOR else unknown + 1)


def _heading(
    digest: Digest, sections: Sequence[Section], taxonomy: Taxonomy, texts: Texts, zone: tzinfo, *, preview: bool
) -> _Block:
    """What it is, of which days and how much; then what it tells of, or that there is nothing."""
    told = [section for section in sections if section.stories]
    days = _days(digest, texts, zone)
    lines: list[Text | str] = [
        Bold(texts("digest-preview", days=days) if preview else texts("digest-title", days=days))
    ]
    if told:
        lines.append(_counts(digest, texts))
    if preview:
        lines.append(Italic(texts("digest-preview-note")))
    if not told:
        lines += ["", texts("digest-nothing"), *_listed([_label(one, taxonomy, texts) for one in sections])]
    elif len(told) >= CONTENTS_FROM:
        lines += ["", *_listed([f"{_label(one, taxonomy, texts)} — {len(one.stories)}" for one in told])]
    return _Block(Text(*[part for line in lines for part in ("\n", line)][1:]))


def _days(digest: Digest, texts: Texts, zone: tzinfo) -> str:
    """The days that what it tells was published on; of nothing, the day it would be of."""
    times = [readers_time(one.story.published_at, zone) for one in digest.told] or [digest.order.until]
    return texts.period(min(times), max(times), zone)


def _counts(digest: Digest, texts: Texts) -> str:
    stories = texts("answer-stories", count=digest.stories)
    articles = texts("digest-articles", count=digest.articles)
    return f"{stories} · {articles} · {texts('answer-sources', count=digest.sources)}"


def _listed(lines: Sequence[str]) -> list[str]:
    """As many of the lines as there is room for, and a sign that there are more."""
    kept: list[str] = []
    used = 0
    for line in lines:
        used += units(line) + 1
        if used > CONTENTS_UNITS:
            return [*kept, "…"]
        kept.append(line)
    return kept


def _label(section: Section, taxonomy: Taxonomy, texts: Texts) -> str:
    """What a section is about: never longer than a line or two."""
    match section.kind:
        case Kind.SECTOR:
            sector = _sector(section, taxonomy)
            return clip(section.name, LABEL_UNITS) if sector is None else label(sector, texts.language)
        case Kind.WORDS:
            return texts("digest-words", words=clip(section.name, LABEL_UNITS))
        case Kind.STORIES:
            return texts("digest-stories")
        case Kind.SOURCE:
            return texts("digest-source", source=clip(section.name, LABEL_UNITS))


def _sector(section: Section, taxonomy: Taxonomy) -> Sector | None:
    """The sector of a section, ``None`` where it is about something else or the taxonomy has it no longer."""
    is_sector = section.kind is Kind.SECTOR
    return next((sector for sector in taxonomy.sectors if is_sector and sector.key == section.name), None)


def _section(section: Section, taxonomy: Taxonomy, texts: Texts, zone: tzinfo, *, first: int) -> list[_Block]:
    """A section's stories, numbered from ``first``; its label stands with the first, how many more with the last."""
    blocks: list[_Block] = []
    sector = _sector(section, taxonomy)
    for number, told in enumerate(section.stories, first):
        mark = texts("digest-continued") if told.continued else ""
        parts: list[Text | str] = [story_block(told.story, texts, zone, number=number, mark=mark)]
        if number == first:
            parts = [Bold(_label(section, taxonomy, texts)), BETWEEN, *parts]
        if number == first + len(section.stories) - 1 and section.more:
            parts += [BETWEEN, _more(section, taxonomy, texts)]
        blocks.append(_Block(Text(*parts), number, told.story, sector.key if sector else ""))
    return blocks


def _more(section: Section, taxonomy: Taxonomy, texts: Texts) -> str:
    """«ещё 12 сюжетов — /energy»; only a sector has a command."""
    more = texts("digest-more", count=section.more)
    sector = _sector(section, taxonomy)
    return more if sector is None else f"{more} — /{sector.key}"


def _buttons(page: Sequence[_Block], texts: Texts, *, last: bool) -> list[list[InlineKeyboardButton]]:
    """A button for each article that tells a story of the page, with the numbers of all that it tells."""
    numbers: dict[int, list[str]] = {}
    titles: dict[int, str] = {}
    sectors: dict[int, str] = {}
    for block in page:
        if block.story is not None:
            if block.sector:
                sectors.setdefault(block.story.article_id, block.sector)
            numbers.setdefault(block.story.article_id, []).append(str(block.number))
            titles[block.story.article_id] = block.story.title
    rows = [
        [full_button(id_, ", ".join(found), titles[id_], texts, sector=sectors.get(id_, ""))]
        for id_, found in numbers.items()
    ]
    if last:
        rows.append([button(texts("digest-subscriptions"), SubscriptionsButton())])
    return rows


def _message(page: Sequence[_Block], buttons: list[list[InlineKeyboardButton]]) -> str:
    text, entities = Text(*[part for block in page for part in (BETWEEN, block.content)][1:]).render()
    message: dict[str, object] = {
        "text": text,
        "entities": [entity.model_dump(mode="json", exclude_none=True) for entity in entities],
        "link_preview_options": {"is_disabled": True},
    }
    if buttons:
        keyboard = InlineKeyboardMarkup(inline_keyboard=buttons)
        message["reply_markup"] = keyboard.model_dump(mode="json", exclude_none=True)
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
