"""``/broadcast``: an admin's word to every reader. For everybody else there is no such command, and no such button."""

import json
from typing import cast

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, Filter
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Text

from bot.delivery.broadcasting import AT_A_TIME
from bot.delivery.budget import cost_of
from bot.delivery.rates import FREE_PER_S
from bot.telegram.admin_buttons import BroadcastButton, BroadcastStep
from bot.telegram.broadcast_pages import message_of, offer_page, progress_page, question_page
from bot.telegram.desk import Desk
from bot.telegram.edits import turn_to
from bot.telegram.names import BROADCAST
from bot.telegram.render import Page
from bot.telegram.rights import LARGEST_ID, ByAdmin
from bot.telegram.scene import send
from bot.telegram.texts import Texts
from storage import broadcasts
from storage.broadcasts import Audience, Broadcast, BroadcastState
from storage.records import Reader

BEGUN = (BroadcastState.SENDING, BroadcastState.DONE, BroadcastState.CALLED_OFF)


class OfOne(Filter):
    """Lets presses through that name a broadcast in one of these states, and gives handlers the ``broadcast``."""

    def __init__(self, *states: BroadcastState) -> None:
        self._states = states

    async def __call__(
        self, _query: CallbackQuery, callback_data: BroadcastButton, desk: Desk
    ) -> bool | dict[str, Broadcast]:
        """The broadcast, if there is one."""
        there = await _find(desk, callback_data.broadcast_id)
        return False if there is None or there.state not in self._states else {"broadcast": there}


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="broadcast")
    called = Command(BROADCAST, ignore_case=True)
    here.message.filter(ByAdmin(), ~F.forward_origin)  # what somebody else wrote is no command of an admin
    here.message.register(prepare, called, F.chat.type == "private")
    here.message.register(only_in_private, called)
    here.callback_query.filter(ByAdmin(), F.message.chat.type == "private")
    draft, begun = OfOne(BroadcastState.DRAFT), OfOne(*BEGUN)
    here.callback_query.register(test, BroadcastButton.filter(F.step == BroadcastStep.TEST), draft)
    here.callback_query.register(ask, BroadcastButton.filter(F.step == BroadcastStep.ASK), draft)
    here.callback_query.register(begin, BroadcastButton.filter(F.step == BroadcastStep.SEND), draft)
    here.callback_query.register(discard, BroadcastButton.filter(F.step == BroadcastStep.DISCARD), draft)
    here.callback_query.register(stop, BroadcastButton.filter(F.step == BroadcastStep.STOP), begun)
    here.callback_query.register(show, BroadcastButton.filter(), begun)
    return here


async def only_in_private(message: Message, texts: Texts) -> None:
    """In a group everybody would see it before it is sent."""
    await message.answer(texts("broadcast-only-in-private"))


async def prepare(message: Message, bot: Bot, desk: Desk, reader: Reader, texts: Texts) -> None:
    """Show what would be sent, as it would be seen, and whom it would reach; or how far the one under way is."""
    async with desk.database.read() as connection:
        current = await broadcasts.current(connection)
    if current is not None:
        await message.answer(texts("broadcast-busy"))
        await send(message, await _progress(desk, current.id, texts))
        return
    said = _said(message)
    if said is None:
        await message.answer(texts("broadcast-how"))
        return
    try:
        await _send_here(bot, reader, said)
    except TelegramBadRequest as error:
        await message.answer(texts("broadcast-refused", why=error.message))
        return
    async with desk.database.write() as connection:
        made_by = message.from_user.id if message.from_user else message.chat.id
        broadcast_id = await broadcasts.draft(connection, made_by, [said], now=desk.now())
    async with desk.database.read() as connection:
        audience = await broadcasts.audience(connection)
    await send(message, _offer(desk, broadcast_id, audience, texts))


async def test(query: CallbackQuery, bot: Bot, broadcast: Broadcast, reader: Reader, texts: Texts) -> None:
    """Send it to this chat alone, now."""
    for message in broadcast.messages:
        await _send_here(bot, reader, message)
    await query.answer(texts("broadcast-tested"))


async def ask(query: CallbackQuery, desk: Desk, broadcast: Broadcast, texts: Texts) -> None:
    """Ask once more."""
    async with desk.database.read() as connection:
        audience = await broadcasts.audience(connection)
    await turn_to(query, question_page(broadcast.id, audience, texts))


async def discard(query: CallbackQuery, desk: Desk, broadcast: Broadcast, texts: Texts) -> None:
    """Forget it: nobody has got anything."""
    async with desk.database.write() as connection:
        await broadcasts.discard(connection, broadcast.id)
    await turn_to(query, Page(Text(texts("broadcast-discarded"))))


async def begin(query: CallbackQuery, desk: Desk, broadcast: Broadcast, texts: Texts) -> None:
    """Let it go out; the message that the button is under shows from now on how far it is."""
    message = cast("Message", query.message)
    here = {"chat_id": message.chat.id, "message_id": message.message_id}
    async with desk.database.write() as connection:
        await broadcasts.begin(connection, broadcast.id, now=desk.now(), **here)
    there = await _find(desk, broadcast.id)
    if there is None or there.state is BroadcastState.DRAFT:  # another one began before it
        await query.answer(texts("broadcast-busy"), show_alert=True)
    else:
        await turn_to(query, await _progress(desk, there.id, texts))


async def stop(query: CallbackQuery, desk: Desk, broadcast: Broadcast, texts: Texts) -> None:
    """Send nothing more of it: what was about to leave doesn't; what has left has left."""
    async with desk.database.write() as connection:
        if await broadcasts.call_off(connection, broadcast.id):
            await broadcasts.drop(connection, broadcast.id, now=desk.now(), limit=AT_A_TIME)
    await turn_to(query, await _progress(desk, broadcast.id, texts))


async def show(query: CallbackQuery, desk: Desk, broadcast: Broadcast, texts: Texts) -> None:
    """A button of the time before it began: how far it is by now."""
    await turn_to(query, await _progress(desk, broadcast.id, texts))


async def _send_here(bot: Bot, reader: Reader, message: str) -> None:
    """A message as readers get it, in the chat (and topic) where the admin is."""
    await bot(SendMessage(chat_id=reader.chat_id, message_thread_id=reader.thread_id or None, **json.loads(message)))


def _said(message: Message) -> str | None:
    """What is to be sent: what follows the command, else the message that it replies to; ``None`` where no text is."""
    text = message.text or ""  # there is none where the command is a picture's caption
    words = text.split(maxsplit=1)
    if len(words) > 1:
        start = len(text) - len(words[1])
        return message_of(text, message.entities or (), message.link_preview_options, start=start)
    replied = message.reply_to_message
    if replied is None or not replied.text:
        return None
    return message_of(replied.text, replied.entities or (), replied.link_preview_options)


def _offer(desk: Desk, broadcast_id: int, audience: Audience, texts: Texts) -> Page:
    free = cost_of(audience.total, per_s=FREE_PER_S)
    rate = desk.paid_per_s
    paid = None if rate is None else (rate, cost_of(audience.total, per_s=rate))
    return offer_page(broadcast_id, audience, free, paid, texts)


async def _progress(desk: Desk, broadcast_id: int, texts: Texts) -> Page:
    async with desk.database.read() as connection:
        progress = await broadcasts.progress(connection, broadcast_id)
    return Page(Text(texts("button-outdated"))) if progress is None else progress_page(*progress, texts)


async def _find(desk: Desk, broadcast_id: int) -> Broadcast | None:
    if not 0 < broadcast_id <= LARGEST_ID:
        return None
    async with desk.database.read() as connection:
        return await broadcasts.get(connection, broadcast_id)
