"""Where a subscription goes: to the private chat it is made in, or to a channel that the person and the bot post to."""

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, ChatMemberAdministrator, Message

from bot.delivery import subscribing
from bot.telegram import awaiting
from bot.telegram.awaiting import Awaits, Wanted
from bot.telegram.buttons import PlaceChoice, Step, SubscriptionStep
from bot.telegram.channels import named_channel
from bot.telegram.edits import turn_to
from bot.telegram.paging import clip
from bot.telegram.render import Page
from bot.telegram.rights import LARGEST_ID, Guard, Rights, rights_in
from bot.telegram.scene import Scene, send
from bot.telegram.subscription_cards import card
from bot.telegram.subscription_pages import channel_page, when_page, where_page
from storage import readers, subscriptions
from storage.records import Reader, Subscription, SubscriptionState

TITLE_UNITS = 60


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="places")
    here.message.middleware(Guard())
    here.callback_query.middleware(Guard())
    here.message.register(channel_named, Awaits(Wanted.CHANNEL))
    here.callback_query.register(show_where, SubscriptionStep.filter(F.step == Step.WHERE))
    here.callback_query.register(ask_channel, SubscriptionStep.filter(F.step == Step.CHANNEL))
    here.callback_query.register(choose_place, PlaceChoice.filter())
    return here


async def show_where(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """This chat, the channels that the person has subscribed before, or another."""
    if scene.reader.kind != "private":
        await query.answer(scene.texts("button-outdated"))
        return
    async with scene.desk.database.read() as connection:
        managed = await subscriptions.managed_by(connection, scene.reader.id, query.from_user.id)
    known = {one.reader.id: one.reader for one in (*managed, subscription) if one.reader.kind == "channel"}
    await turn_to(query, where_page(subscription, await scene.view(subscription), known.values()))


async def ask_channel(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """Ask for a channel."""
    if scene.reader.kind != "private":
        await query.answer(scene.texts("button-outdated"))
        return
    page = channel_page(subscription, await scene.view(subscription))
    await awaiting.ask(query, page, Wanted.CHANNEL, subscription.id, scene=scene)


async def choose_place(
    query: CallbackQuery, callback_data: PlaceChoice, bot: Bot, scene: Scene, subscription: Subscription
) -> None:
    """This chat, or a known channel where the person and the bot (still) may post."""
    target = scene.reader
    if callback_data.reader_id != scene.reader.id:
        found = await _reader(scene, callback_data.reader_id)
        if found is None or found.kind != "channel" or scene.reader.kind != "private":
            await query.answer(scene.texts("button-outdated"))
            return
        if refusal := await _refusal(bot, scene, found.chat_id, found.title, query.from_user.id):
            await query.answer(refusal, show_alert=True)
            return
        target = await _back(scene, found)
    page = await _moved(scene, subscription, target)
    if page is None:
        await scene.gone(query)
        return
    await turn_to(query, page)


async def channel_named(message: Message, bot: Bot, scene: Scene, subscription: Subscription) -> None:
    """The channel that was asked for, by its name or by a post of it."""
    channel = await named_channel(bot, message)
    user_id = message.from_user.id if message.from_user else 0
    if channel is None:
        refusal: str | None = scene.texts("subscribe-channel-unknown")
    elif channel.type != "channel":
        refusal = scene.texts("subscribe-channel-group")
    else:
        refusal = await _refusal(bot, scene, channel.id, channel.title or "", user_id)
    if channel is None or refusal is not None:
        await message.answer(refusal or scene.texts("subscribe-channel-unknown"))
        return
    async with scene.desk.database.write() as connection:
        target = await readers.meet(
            connection,
            chat_id=channel.id,
            thread_id=0,
            kind="channel",
            language=scene.reader.language,
            timezone=scene.reader.timezone,
            now=scene.now,
            title=channel.title or "",
        )
    target = await _back(scene, target)
    await awaiting.forget(scene)
    page = await _moved(scene, subscription, target)
    if page is None:
        await scene.gone(message)
        return
    await send(message, page)


async def _refusal(bot: Bot, scene: Scene, chat_id: int, title: str, user_id: int) -> str | None:
    """Why a person may not subscribe a channel, ``None`` where they may and the bot can post."""
    rights = await rights_in(bot, chat_id, user_id)
    if rights is Rights.UNSEEN:
        return scene.texts("subscribe-channel-unknown")
    if rights is Rights.NONE:
        return scene.texts("subscribe-channel-not-yours")
    me = await bot.get_chat_member(chat_id, bot.id)
    if isinstance(me, ChatMemberAdministrator) and me.can_post_messages:
        return None
    return scene.texts("subscribe-channel-not-mine", title=clip(title, TITLE_UNITS))


async def _back(scene: Scene, channel: Reader) -> Reader:
    """A channel that has just been found fit to be posted to, as a reader that is served (again)."""
    if channel.gone_why is None:
        return channel
    await subscribing.come_back(scene.desk.database, channel.id, now=scene.now)
    return replace(channel, gone_why=None)


async def _moved(scene: Scene, subscription: Subscription, target: Reader) -> Page | None:
    """Let a subscription go to another chat; the next screen, ``None`` when it has been removed."""
    if target.id != subscription.reader.id and await scene.is_full(target):
        return scene.too_many()
    draft = subscription.state is SubscriptionState.DRAFT
    if draft and target.id != subscription.reader.id:  # what was begun for that chat before is forgotten, as here
        async with scene.desk.database.write() as connection:
            await subscriptions.remove_drafts(connection, target.id, subscription.made_by)
    changed = await subscribing.change(scene.desk.database, subscription.id, now=scene.now, reader=target)
    if changed is None:
        return None
    view = await scene.view(changed)
    return when_page(changed, view) if draft else card(changed, view)


async def _reader(scene: Scene, reader_id: int) -> Reader | None:
    if not 0 < reader_id <= LARGEST_ID:
        return None
    async with scene.desk.database.read() as connection:
        return await readers.get(connection, reader_id)
