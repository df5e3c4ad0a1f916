"""The subscriptions that are there: to see, preview, change, pause, resume, remove."""

import json

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, Message

from bot.delivery import subscribing
from bot.telegram.buttons import LengthChoice, Step, SubscriptionList, SubscriptionsButton, SubscriptionStep
from bot.telegram.edits import turn_to
from bot.telegram.links import SUBSCRIPTIONS
from bot.telegram.render import Page
from bot.telegram.rights import Guard
from bot.telegram.scene import MOST, Scene, send
from bot.telegram.subscription_cards import card, change_page, list_page, remove_page, removed_page
from storage import subscriptions
from storage.records import Subscription, SubscriptionState


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="subscriptions")
    here.message.middleware(Guard())
    here.callback_query.middleware(Guard())
    here.message.register(show_list, Command("subscriptions", ignore_case=True))
    here.message.register(show_list, CommandStart(deep_link=True, magic=F.args == SUBSCRIPTIONS))
    here.callback_query.register(show_list_below, SubscriptionsButton.filter())
    here.callback_query.register(turn_list, SubscriptionList.filter())
    here.callback_query.register(choose_length, LengthChoice.filter())
    for step, handler in (
        (Step.CARD, show_card),
        (Step.CHANGE, show_change),
        (Step.PREVIEW, preview),
        (Step.PAUSE, pause),
        (Step.RESUME, resume),
        (Step.REMOVE, ask_to_remove),
        (Step.REMOVE_SURELY, remove),
        (Step.TELL_EMPTY, tell_empty),
        (Step.SKIP_EMPTY, skip_empty),
    ):
        here.callback_query.register(handler, SubscriptionStep.filter(F.step == step))
    return here


async def show_list(message: Message, scene: Scene) -> None:
    """``/subscriptions``: this chat's, and in a private chat those that the person set up elsewhere."""
    await send(message, await _list(scene, message.from_user.id if message.from_user else 0, number=1))


async def show_list_below(query: CallbackQuery, scene: Scene) -> None:
    """The button under a digest: the list as a message of its own, so that the digest stays."""
    if isinstance(query.message, Message):
        await send(query.message, await _list(scene, query.from_user.id, number=1))
    await query.answer()


async def turn_list(query: CallbackQuery, callback_data: SubscriptionList, scene: Scene) -> None:
    """A page of the list, in place."""
    await turn_to(query, await _list(scene, query.from_user.id, number=callback_data.page))


async def show_card(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """One subscription."""
    await turn_to(query, card(subscription, await scene.view(subscription)))


async def show_change(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """What can be changed about it."""
    await turn_to(query, change_page(subscription, await scene.view(subscription)))


async def choose_length(
    query: CallbackQuery, callback_data: LengthChoice, scene: Scene, subscription: Subscription
) -> None:
    """How many stories a digest has at most."""
    if callback_data.length not in subscribing.LENGTHS:
        await query.answer(scene.texts("button-outdated"))
        return
    await _change(query, scene, subscription, length=callback_data.length)


async def tell_empty(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """A word even when nothing is new."""
    await _change(query, scene, subscription, tells_empty=True)


async def skip_empty(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """Silence when nothing is new."""
    await _change(query, scene, subscription, tells_empty=False)


async def preview(query: CallbackQuery, bot: Bot, scene: Scene, subscription: Subscription) -> None:
    """What its digest would say now, here and to nobody else; the next one isn't changed by it."""
    if not subscription.interest:
        await query.answer(scene.texts("subscribe-leave-one"))
        return
    await query.answer()
    here = scene.reader
    for message in await scene.desk.digests.preview(subscription):
        await bot(SendMessage(chat_id=here.chat_id, message_thread_id=here.thread_id or None, **json.loads(message)))


async def pause(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """No digests until it is resumed."""
    await _show(query, scene, await subscribing.pause(scene.desk.database, subscription.id))


async def resume(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """Digests again, from the next hour on."""
    if not subscription.interest:
        await query.answer(scene.texts("subscribe-leave-one"))
    elif subscription.state is SubscriptionState.DRAFT and await scene.is_full(subscription.reader):
        await query.answer(scene.texts("subscribe-full", most=MOST))
    else:
        await _show(query, scene, await subscribing.activate(scene.desk.database, subscription.id, now=scene.now))


async def ask_to_remove(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """Ask once more."""
    await turn_to(query, remove_page(subscription, await scene.view(subscription)))


async def remove(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """Forget it."""
    await subscribing.remove(scene.desk.database, subscription.id)
    await turn_to(query, removed_page(scene.texts))


async def _change(query: CallbackQuery, scene: Scene, subscription: Subscription, **what: int) -> None:
    changed = await subscribing.change(scene.desk.database, subscription.id, now=scene.now, **what)
    if changed is None:
        await scene.gone(query)
        return
    await turn_to(query, change_page(changed, await scene.view(changed)))


async def _show(query: CallbackQuery, scene: Scene, subscription: Subscription | None) -> None:
    if subscription is None:
        await scene.gone(query)
        return
    await turn_to(query, card(subscription, await scene.view(subscription)))


async def _list(scene: Scene, user_id: int, *, number: int) -> Page:
    reader = scene.reader
    async with scene.desk.database.read() as connection:
        if reader.kind == "private":
            found = await subscriptions.managed_by(connection, reader.id, user_id)
        else:
            found = await subscriptions.of_reader(connection, reader.id)
    return list_page(found, await scene.view(*found), number=number)
