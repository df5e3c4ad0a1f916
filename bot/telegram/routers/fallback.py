"""What no other handler takes: unknown commands, plain words, things that aren't text, old buttons."""

from collections import deque
from datetime import datetime, timedelta, tzinfo
from difflib import get_close_matches

from aiogram import Bot, F, Router
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Text

from bot.telegram import periods
from bot.telegram.desk import Desk
from bot.telegram.mentions import Called, Calls
from bot.telegram.names import PUBLIC, is_for
from bot.telegram.render import Page, sector_keyboard
from bot.telegram.routers import search, sectors, start
from bot.telegram.scene import send
from bot.telegram.search_pages import in_place_of_words, one_search
from bot.telegram.texts import Texts
from bot.text import queries
from bot.text.language import Language
from bot.text.queries import visible
from bot.text.taxonomy import Sector
from bot.text.words import stems
from storage.records import Reader

SAYS_SOMETHING = frozenset(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.LOCATION,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.STICKER,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)
"""What a person sends when it isn't text; the rest (a pinned message, a timer) is Telegram's own word."""

ASKS_FOR_HELP = frozenset({"help", "help!", "?", "помощь", "помоги", "помогите", "справка", "көмек", "көмектес"})
GREETINGS = frozenset({"hello", "hi", "start", "привет", "здравствуйте", "старт", "сәлем", "сәлеметсіз бе", "бастау"})
"""What people write to a bot before they know that it has commands."""

REMEMBERED_ALBUMS = 100


class OncePerAlbum(Filter):
    """Lets only the first message of an album through: it comes as several, and one answer is enough."""

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=REMEMBERED_ALBUMS)

    async def __call__(self, message: Message) -> bool:
        """Whether the message stands alone or is the first seen of its album."""
        album = message.media_group_id
        if album is None:
            return True
        if album in self._seen:
            return False
        self._seen.append(album)
        return True


class CommandOfOurs(Filter):
    """Lets through what begins with a command that names the bot."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        """Whether it does."""
        return is_for((await bot.me()).username or "", message.text, ())


class PostedByUs(Filter):
    """Lets through what the bot's inline mode made: the person has read it, and asks nothing with it."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        """Whether it did."""
        return message.via_bot is not None and message.via_bot.id == bot.id


def router() -> Router:
    """The handlers of this subject; registered last."""
    here = Router(name="fallback")
    private = F.chat.type == "private"  # in groups people talk to each other
    here.message.register(called_in_group, Calls())
    here.message.register(unknown_command, ~private, CommandOfOurs())
    here.message.register(posted, private, PostedByUs())
    here.message.register(unknown_command, private, F.text.startswith("/"))
    here.message.register(start.show_help, private, F.text.strip().lower().in_(ASKS_FOR_HELP))
    here.message.register(start.start, private, F.text.strip().lower().in_(GREETINGS))
    here.message.register(plain_text, private, F.text | F.caption)
    here.message.register(not_text, private, F.content_type.in_(SAYS_SOMETHING), OncePerAlbum())
    here.callback_query.register(old_button)
    return here


async def unknown_command(message: Message, desk: Desk, texts: Texts) -> None:
    """Say so, and guess what was meant."""
    given = visible((message.text or "").split()[0].partition("@")[0])[:40]
    known = [*PUBLIC, *(sector.key for sector in desk.taxonomy.sectors)]
    similar = get_close_matches(given[1:].lower(), known, n=1, cutoff=0.6)
    keyboard = sector_keyboard(desk.taxonomy, texts.language)
    if similar:
        said = texts("unknown-command-similar", command=given, similar=similar[0])
    else:
        said = f"{texts('unknown-command', command=given)} {texts('start-choose')}"
    await message.answer(said, reply_markup=keyboard)


async def posted(_: Message) -> None:
    """An inline result, picked in the bot's own chat: there is nothing to add to it."""


async def plain_text(message: Message, desk: Desk, texts: Texts, zone: tzinfo, reader: Reader) -> None:
    """Words: the answer of the sector they name; else what has them all; else the answer of the sector they speak of,
    which says so; else what has some of them.
    """
    page = await _understood(message.text or message.caption or "", desk, texts, zone, reader=reader)
    await send(message, page or _unclear(desk, texts))


async def called_in_group(
    message: Message, called: Called, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """In a group who names the bot asks it as in private; to a mere reply it says something only when it is sure.

    People reply to a digest to tell each other what they think of it.
    """
    words = called.words.lstrip("/")
    if called.by_name and (not words or words.lower() in ASKS_FOR_HELP | GREETINGS):
        await start.show_group_help(message, desk, texts, zone)
        return
    page = await _understood(words, desk, texts, zone, reader=reader, surely=not called.by_name)
    if page is not None or called.by_name:
        await send(message, page or _unclear(desk, texts))


async def _understood(
    said: str, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader, surely: bool = False
) -> Page | None:
    """What words ask for, or what they may have meant; ``None`` where that is nothing.

    ``surely`` keeps to the sector they name, or to what has all of them.
    """
    typed, days = periods.ending(one_search(said))
    sector = search.named_sector(typed, desk)
    if sector is not None:
        return await _of_sector(sector, desk, texts, zone, reader=reader, days=days)
    query, near = queries.parse(typed), search.near_sectors(typed, desk)
    if query.asks:
        within = typed
        if days is not None and query.after is None:
            within = _within(typed, days, texts, desk.now().astimezone(zone))
        partly = not surely and (not near or query.leaves_out)  # a sector's answer would show what was to be left out
        page = await search.search(within, near, desk, texts, zone, reader=reader, partly=partly)
        if page is not None or surely:
            return page
        if query.leaves_out:
            return await search.nothing(within, near, desk, texts, zone, reader=reader)
        if not near:
            page = await search.elsewhere(within, desk, texts, zone, reader=reader)
            return page or await search.corrected(within, desk, texts, zone, reader=reader)
    if not near or surely:
        return None
    page = await _of_sector(near[0], desk, texts, zone, reader=reader, days=days)
    return page if _names(near[0], typed) else in_place_of_words(page, typed, texts)


async def _of_sector(
    sector: Sector, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader, days: int | None
) -> Page:
    return await sectors.first_page(sector, desk, texts, zone, reader=reader, days=days or periods.DEFAULT_DAYS)


def _within(typed: str, days: int, texts: Texts, now: datetime) -> str:
    """A search that keeps to a period which was said in words, as its page shows it: «газ после:2025-11-05»."""
    return f"{typed} {texts('search-after')}:{now.date() - timedelta(days=days)}"


def _names(sector: Sector, typed: str) -> bool:
    """Whether somebody used a word of a sector's name: «что нового в энергетике»."""
    said = {stem for language in Language for stem in stems(typed, language)}
    return any(not said.isdisjoint(stems(name, Language(language))) for language, name in sector.names.items())


def _unclear(desk: Desk, texts: Texts) -> Page:
    example = desk.taxonomy.sectors[0].names[texts.language].lower()
    keyboard = sector_keyboard(desk.taxonomy, texts.language)
    return Page(Text(texts("text-no-sector", example=example)), keyboard)


async def not_text(message: Message, desk: Desk, texts: Texts) -> None:
    """A picture, a voice message, a sticker: say what can be said instead."""
    await message.answer(texts("not-text"), reply_markup=sector_keyboard(desk.taxonomy, texts.language))


async def old_button(query: CallbackQuery, texts: Texts) -> None:
    """A button that no handler knows: of an older version, or forged."""
    await query.answer(texts("button-outdated"))
