"""What links open: a sector's answer, a search; what no link of ours says leads to the greeting."""

from datetime import tzinfo

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from bot.telegram import links, periods
from bot.telegram.desk import Desk
from bot.telegram.routers import search, sectors
from bot.telegram.search_pages import one_search
from bot.telegram.texts import Texts
from bot.text import queries
from storage.records import Reader


def router() -> Router:
    """The handlers of this subject; after those that open links of their own, before the greeting."""
    here = Router(name="links")
    for opened, begins in ((open_sector, links.SECTOR), (open_search, tuple(links.SEARCHES))):
        here.message.register(opened, CommandStart(deep_link=True, ignore_case=True, magic=F.args.startswith(begins)))
    here.message.register(unclear, CommandStart(deep_link=True, ignore_case=True, magic=F.args != links.WELCOME))
    return here


async def open_sector(
    message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """A sector's answer as of now."""
    key, days = links.sector_of(command.args or "") or ("", None)
    sector = desk.sector(key)
    if sector is None or (days or 0) > periods.MOST_DAYS:
        raise SkipHandler  # to ``unclear``
    days = periods.DEFAULT_DAYS if days is None else days
    await sectors.answer(message, sector, desk, texts, zone, reader=reader, days=days)


async def open_search(
    message: Message, command: CommandObject, desk: Desk, texts: Texts, zone: tzinfo, *, reader: Reader
) -> None:
    """What is found as of now."""
    typed = one_search(links.search_of(command.args or "") or "")
    if not queries.parse(typed).asks:
        raise SkipHandler  # to ``unclear``
    await search.show(message, typed, desk, texts, zone, reader=reader)


async def unclear(message: Message, texts: Texts) -> None:
    """Say that the link opens nothing, and let the greeting follow."""
    await message.answer(texts("link-unclear"))
    raise SkipHandler
