"""A reader's day: the zone they live in, and the hours in which no alert disturbs them."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove

from bot.delivery import subscribing
from bot.delivery.schedule import MINUTES_A_DAY
from bot.telegram import awaiting, zones
from bot.telegram.awaiting import Awaited, Awaits, Wanted
from bot.telegram.buttons import QuietChoice, Step, SubscriptionStep, ZoneChoice
from bot.telegram.edits import turn_to
from bot.telegram.paging import clip
from bot.telegram.render import Page
from bot.telegram.rights import Guard
from bot.telegram.scene import Scene, send
from bot.telegram.subscription_cards import card
from bot.telegram.subscription_pages import when_page
from bot.telegram.zone_pages import quiet_kept_page, quiet_page, zone_chosen_page, zone_name_page, zone_page
from storage import readers, subscriptions
from storage.records import Reader, Subscription, SubscriptionState

SHOWN_UNITS = 40
"""Of a name that isn't understood, when it is said back."""


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="timezone")
    here.message.middleware(Guard("zone-admins-only"))
    here.callback_query.middleware(Guard("zone-admins-only"))
    here.message.register(timezone, Command("timezone", ignore_case=True))
    here.message.register(zone_written, Awaits(Wanted.ZONE, Wanted.PLACE))
    here.callback_query.register(show_zones, SubscriptionStep.filter(F.step == Step.ZONE))
    here.callback_query.register(ask_zone, SubscriptionStep.filter(F.step == Step.ZONE_BY_NAME))
    here.callback_query.register(choose_zone, ZoneChoice.filter())
    here.callback_query.register(show_quiet, SubscriptionStep.filter(F.step == Step.QUIET))
    here.callback_query.register(choose_quiet, QuietChoice.filter())
    return here


async def timezone(message: Message, command: CommandObject, scene: Scene) -> None:
    """``/timezone``, or ``/timezone London``."""
    given = (command.args or "").strip()
    if given:
        await _take(message, scene, None, given)
        return
    usual = zones.usual(scene.now)
    shown = await send(message, zone_page(scene.reader, None, await scene.view(), usual))
    if scene.reader.kind == "private":  # a name may be written at once
        await awaiting.await_answer(shown, Wanted.ZONE, 0, scene=scene)


async def show_zones(query: CallbackQuery, scene: Scene, subscription: Subscription | None) -> None:
    """The usual zones."""
    usual = zones.usual(scene.now)
    page = zone_page(_target(scene, subscription), subscription, await scene.view(), usual)
    if scene.reader.kind == "private":  # a name may be written at once
        await awaiting.ask(query, page, Wanted.ZONE, 0 if subscription is None else subscription.id, scene=scene)
    else:
        await turn_to(query, page)


async def ask_zone(query: CallbackQuery, scene: Scene, subscription: Subscription | None) -> None:
    """Ask for a city."""
    number = 0 if subscription is None else subscription.id
    page = zone_name_page(subscription, await scene.view())
    await awaiting.ask(query, page, Wanted.ZONE, number, scene=scene)


async def zone_written(message: Message, awaited: Awaited, scene: Scene, subscription: Subscription | None) -> None:
    """The city that was asked for, or that somebody names rather than send where they are."""
    if awaited.wanted is Wanted.PLACE:
        await message.answer(scene.texts("settings-place-instead"), reply_markup=ReplyKeyboardRemove())
    await _take(message, scene, subscription, message.text or "")


async def choose_zone(
    query: CallbackQuery, callback_data: ZoneChoice, scene: Scene, subscription: Subscription | None
) -> None:
    """A zone's button."""
    if not zones.is_zone(callback_data.zone):
        await query.answer(scene.texts("button-outdated"))
        return
    page = await _lived_in(scene, subscription, callback_data.zone)
    await turn_to(query, page)


async def show_quiet(query: CallbackQuery, scene: Scene, subscription: Subscription | None) -> None:
    """The quiet hours to choose from."""
    await turn_to(query, quiet_page(_target(scene, subscription), subscription, scene.texts))


async def choose_quiet(
    query: CallbackQuery, callback_data: QuietChoice, scene: Scene, subscription: Subscription | None
) -> None:
    """Keep the quiet hours."""
    first, last = callback_data.quiet_from, callback_data.quiet_until
    if not (0 <= first < MINUTES_A_DAY and 0 <= last < MINUTES_A_DAY):
        await query.answer(scene.texts("button-outdated"))
        return
    async with scene.desk.database.write() as connection:
        await readers.choose_quiet(connection, _target(scene, subscription).id, first, last)
    there = await _again(scene, subscription)
    page = quiet_kept_page(first, last, scene.texts) if there is None else card(there, await scene.view(there))
    await turn_to(query, page)


async def _take(message: Message, scene: Scene, subscription: Subscription | None, given: str) -> None:
    """Take what was written for a zone, or offer what comes near to it."""
    zone = zones.find(given)
    if zone is not None:
        await awaiting.forget(scene)
        await send(message, await _lived_in(scene, subscription, zone))
        return
    near = zones.similar(given)
    if not near:
        await message.answer(scene.texts("zone-unknown", given=clip(" ".join(given.split()), SHOWN_UNITS)))
        return
    page = zone_page(_target(scene, subscription), subscription, await scene.view(), near, scene.texts("zone-which"))
    await send(message, page)


async def _lived_in(scene: Scene, subscription: Subscription | None, zone: str) -> Page:
    """Let the reader live in a zone; what comes next on the screen."""
    target = _target(scene, subscription)
    await subscribing.move(scene.desk.database, target.id, zone, now=scene.now)
    there = await _again(scene, subscription)
    if there is not None:
        view = await scene.view(there)
        return when_page(there, view) if there.state is SubscriptionState.DRAFT else card(there, view)
    async with scene.desk.database.read() as connection:
        theirs = await subscriptions.of_reader(connection, target.id)
    return zone_chosen_page(zone, theirs, await scene.view(*theirs))


def _target(scene: Scene, subscription: Subscription | None) -> Reader:
    """Whose day it is: the chat's that the subscription goes to, else this one's."""
    return scene.reader if subscription is None else subscription.reader


async def _again(scene: Scene, subscription: Subscription | None) -> Subscription | None:
    """The subscription as it is now."""
    if subscription is None:
        return None
    async with scene.desk.database.read() as connection:
        return await subscriptions.get(connection, subscription.id)
