"""``/add``: what can be collected at an address is shown first, and kept when the admin presses for it; OPML files."""

import asyncio
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Document, Message, MessageOriginChannel, User
from aiogram.utils.formatting import Text

from bot.collecting import finding
from bot.collecting.finding import Found
from bot.collecting.posts import channel_watch
from bot.errors import RefusedError
from bot.sources import opml
from bot.sources.cleaning import one_line
from bot.sources.headlines import shorten
from bot.telegram import awaiting
from bot.telegram.admin_buttons import OfferButton, OfferStep, WatchesButton, WatchesStep
from bot.telegram.awaiting import Awaited, Awaits, Wanted
from bot.telegram.channels import hears, means_channel, named_channel
from bot.telegram.desk import NewsDesk
from bot.telegram.edits import put, turn_to
from bot.telegram.names import ADD
from bot.telegram.offer_pages import (
    MOST_FINDS,
    ask_page,
    channel_page,
    finds_page,
    import_page,
    nothing_page,
    pattern_page,
)
from bot.telegram.offers import Finds, Offer, OneChannel, WholeList
from bot.telegram.paging import clip
from bot.telegram.reasons import REASON_UNITS, told
from bot.telegram.render import Page
from bot.telegram.rights import ByAdmin
from bot.telegram.scene import send
from bot.telegram.watch_scene import SetsScene, WatchScene
from storage import watches
from storage.watches import NewWatch, WatchKind

AT_A_TIME = 200
"""Watches of a list that are added in one transaction: whoever writes beside it waits for no more."""


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="adding")
    here.message.filter(ByAdmin(), F.chat.type == "private")
    here.callback_query.filter(ByAdmin(), F.message.chat.type == "private")
    here.message.middleware(SetsScene())
    here.callback_query.middleware(SetsScene())
    here.message.register(add, Command(ADD, ignore_case=True), ~F.forward_origin)
    here.message.register(file_sent, _sends_list)
    here.message.register(address_written, Awaits(Wanted.WATCH))
    here.message.register(pattern_written, Awaits(Wanted.OFFER_PATTERN), ~F.forward_origin)
    here.callback_query.register(ask_address, WatchesButton.filter(F.step == WatchesStep.ADD))
    here.callback_query.register(offer_seeds, WatchesButton.filter(F.step == WatchesStep.SEEDS))
    here.callback_query.register(show, OfferButton.filter(F.step == OfferStep.SHOW))
    here.callback_query.register(ask_pattern, OfferButton.filter(F.step == OfferStep.PATTERN))
    here.callback_query.register(accept, OfferButton.filter(F.step == OfferStep.ADD))
    here.callback_query.register(cancel, OfferButton.filter(F.step == OfferStep.CANCEL))
    return here


async def add(message: Message, command: CommandObject, bot: Bot, scene: WatchScene) -> None:
    """Look at the address that follows the command, or ask for one."""
    if command.args:
        await _look(message, command.args, bot, scene)
    else:
        asked = await send(message, ask_page(scene.texts))
        await awaiting.await_answer(asked, Wanted.WATCH, 0, scene=scene)


async def ask_address(query: CallbackQuery, scene: WatchScene) -> None:
    """The same by button."""
    await awaiting.ask(query, ask_page(scene.texts), Wanted.WATCH, 0, scene=scene)


async def address_written(message: Message, bot: Bot, scene: WatchScene) -> None:
    """The address that was asked for, or a post of a channel."""
    await awaiting.forget(scene)
    await _look(message, message.text or "", bot, scene)


async def show(query: CallbackQuery, callback_data: OfferButton, scene: WatchScene) -> None:
    """Another of the finds."""
    offer, place = _offer(query, scene), callback_data.place
    if isinstance(offer, Finds) and 0 <= place < len(offer.found):
        await turn_to(query, await _finds_page(offer, place, scene))
    else:
        await query.answer(scene.texts("add-outdated"))


async def ask_pattern(query: CallbackQuery, callback_data: OfferButton, scene: WatchScene) -> None:
    """Ask for another link pattern of a site that was found."""
    one = _site(_offer(query, scene), callback_data.place)
    if one is None:
        await query.answer(scene.texts("add-outdated"))
        return
    page = pattern_page(one, callback_data.place, scene.texts)
    await awaiting.ask(query, page, Wanted.OFFER_PATTERN, callback_data.place, scene=scene)


async def pattern_written(message: Message, awaited: Awaited, scene: WatchScene) -> None:
    """Try a pattern at once, and show what the site lists by it."""
    place = awaited.subject_id
    offer = scene.offers.get(message.chat.id, awaited.message_id)
    one = _site(offer, place)
    if not isinstance(offer, Finds) or one is None:
        await awaiting.forget(scene)
        await message.answer(scene.texts("add-outdated"))
        return
    try:
        better = await scene.collecting.finder.by_pattern(one.address, (message.text or "").strip())
    except RefusedError as error:
        await message.answer(scene.texts("add-pattern-wrong", why=told(error.reason, scene.texts)))
        return
    await awaiting.forget(scene)
    scene.offers.drop(message.chat.id, awaited.message_id)
    tried = Finds((*offer.found[:place], replace(better, name=one.name), *offer.found[place + 1 :]))
    scene.offers.keep(await send(message, await _finds_page(tried, place, scene)), tried)


async def file_sent(message: Message, document: Document, bot: Bot, scene: WatchScene) -> None:
    """Read a list of sources, and ask before any of them is kept."""
    texts = scene.texts
    if (document.file_size or 0) > opml.LARGEST_BYTES:
        await message.answer(texts("import-too-big", megabytes=opml.LARGEST_BYTES // 1024**2))
        return
    content = await bot.download(document)
    await _offer_list(message, content.read() if content is not None else b"", scene, message.from_user)


async def offer_seeds(query: CallbackQuery, scene: WatchScene) -> None:
    """The list to begin with, as if its file had been sent."""
    if scene.collecting.seeds is None or not isinstance(query.message, Message):
        await query.answer(scene.texts("button-outdated"))
        return
    await _offer_list(query.message, scene.collecting.seeds, scene, query.from_user)
    await query.answer()


async def accept(query: CallbackQuery, callback_data: OfferButton, scene: WatchScene) -> None:
    """Keep what is offered."""
    offer = _offer(query, scene)
    wanted = _wanted(offer, callback_data.place, query.from_user.id)
    if not wanted:
        await query.answer(scene.texts("add-outdated"))
        return
    added, now = [], scene.now
    for start in range(0, len(wanted), AT_A_TIME):
        some = wanted[start : start + AT_A_TIME]
        added += await finding.add_all(scene.desk.database, some, now=now, first=start)
    _drop(query, scene)
    scene.collecting.collector.wake()
    if isinstance(offer, WholeList):
        count = sum(not one.was_there for one in added)
        await turn_to(query, Page(Text(scene.texts("import-done", count=count))))
        return
    watch = await scene.find(added[0].watch_id)
    if watch is None:
        await query.answer(scene.texts("watch-gone"))
        return
    heading = scene.texts("add-known") if added[0].was_there else scene.texts("add-added")
    await turn_to(query, await scene.card(watch, heading=heading))


async def cancel(query: CallbackQuery, scene: WatchScene) -> None:
    """Forget what is offered."""
    _drop(query, scene)
    await turn_to(query, Page(Text(scene.texts("add-cancelled"))))


async def _look(message: Message, typed: str, bot: Bot, scene: WatchScene) -> None:
    """Offer what there is; what may take long is announced first."""
    if isinstance(message.forward_origin, MessageOriginChannel) or means_channel(typed):
        await _look_at_channel(message, typed, bot, scene)
        return
    shown = await message.answer(scene.texts("add-looking"))
    try:
        offer = Finds(tuple(await _find(typed, scene.collecting))[:MOST_FINDS])
    except RefusedError as error:
        await put(shown, nothing_page(error.reason, scene.texts))
        return
    scene.offers.keep(await put(shown, await _finds_page(offer, 0, scene)), offer)


async def _find(typed: str, collecting: NewsDesk) -> list[Found]:
    """What stands at an address; where a link pattern follows it, what the site lists by that."""
    address, _, pattern = typed.strip().partition(" ")
    if not pattern.strip().startswith("/"):
        return list(await collecting.finder.find(typed))
    whole = address if "://" in address else f"https://{address}"
    return [await collecting.finder.by_pattern(whole, pattern.strip())]


async def _look_at_channel(message: Message, typed: str, bot: Bot, scene: WatchScene) -> None:
    """Offer a channel that the bot is in: no other's posts come to it."""
    texts = scene.texts
    chat = await named_channel(bot, message, typed)
    if chat is not None and chat.type != "channel":
        await message.answer(texts("add-channel-group"))
        return
    if chat is None or not await hears(bot, chat.id):
        await message.answer(texts("add-channel-closed"))
        return
    added_by = message.from_user.id if message.from_user else message.chat.id
    watch = channel_watch(chat.id, chat.title or str(chat.id), username=chat.username, added_by=added_by)
    offer = OneChannel(watch)
    known = await scene.known(watch.address)
    scene.offers.keep(await send(message, channel_page(offer, texts, known=known)), offer)


async def _offer_list(message: Message, content: bytes, scene: WatchScene, by: User | None) -> None:
    """Offer what is new in an OPML file."""
    try:
        read = await asyncio.to_thread(opml.read, content)
    except ValueError as error:
        await message.answer(scene.texts("import-unread", why=clip(str(error), REASON_UNITS)))
        return
    async with scene.desk.database.read() as connection:
        known = {watch.address for watch in await watches.every(connection)}
    new = tuple(one.watch(by.id if by else None) for one in read.taken if one.address not in known)
    page = import_page(WholeList(new), scene.texts, known=len(read.taken) - len(new), wrong=len(read.refused))
    scene.offers.keep(await send(message, page), WholeList(new))


async def _finds_page(offer: Finds, place: int, scene: WatchScene) -> Page:
    known = await scene.known(offer.found[place].address)
    return finds_page(offer.found, place, scene.sight, known=known)


def _offer(query: CallbackQuery, scene: WatchScene) -> Offer | None:
    message = query.message
    return None if message is None else scene.offers.get(message.chat.id, message.message_id)


def _drop(query: CallbackQuery, scene: WatchScene) -> None:
    if query.message is not None:
        scene.offers.drop(query.message.chat.id, query.message.message_id)


def _site(offer: Offer | None, place: int) -> Found | None:
    """The site at a place of an offer."""
    if not isinstance(offer, Finds) or not 0 <= place < len(offer.found):
        return None
    return offer.found[place] if offer.found[place].kind is WatchKind.SITE else None


def _wanted(offer: Offer | None, place: int, added_by: int) -> tuple[NewWatch, ...]:
    """What is to be kept of an offer when it is accepted; nothing where there is no such offer any longer."""
    match offer:
        case Finds(found) if 0 <= place < len(found):
            name = shorten(one_line(found[place].name), opml.LONGEST_NAME)
            return (found[place].watch(name=name, added_by=added_by),)
        case OneChannel(watch):
            return (watch,)
        case WholeList(new):
            return new
        case _:
            return ()


async def _sends_list(message: Message) -> bool | dict[str, Document]:
    """Whether a message is a list of sources; gives the handler the ``document``."""
    document = message.document
    if document is None or not (document.file_name or "").lower().endswith((".opml", ".xml")):
        return False
    return {"document": document}
