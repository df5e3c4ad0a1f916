"""Choosing sources for a subscription: some are offered, others are found by a part of their name."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.delivery import subscribing
from bot.telegram import awaiting, interests
from bot.telegram.awaiting import Awaits, Wanted
from bot.telegram.buttons import Choice, Step, SubscriptionStep, Topic
from bot.telegram.desk import Desk
from bot.telegram.paging import clip
from bot.telegram.rights import LARGEST_ID, Guard
from bot.telegram.scene import Scene, send
from bot.telegram.subscription_pages import sources_page
from bot.text.words import words
from storage import sources
from storage.records import Subscription, SubscriptionState
from storage.sources import NamedSource

OFFERED = 8
"""Sources on a screen, beside those that are chosen."""

NAME_CHARACTERS = 100
"""Of a typed name that are read."""


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="sources")
    here.message.middleware(Guard())
    here.callback_query.middleware(Guard())
    here.message.register(name_written, Awaits(Wanted.SOURCES))
    here.callback_query.register(ask_sources, SubscriptionStep.filter(F.step == Step.SOURCES))
    here.callback_query.register(choose_source, Choice.filter(F.topic == Topic.SOURCE))
    return here


async def ask_sources(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """Offer the chosen sources and those with most articles, and ask for a name."""
    async with scene.desk.database.read() as connection:
        every = await sources.every(connection)
    chosen = set(subscription.interest.sources)
    mine = [source for source in every if not chosen.isdisjoint(source.ids)]
    others = [source for source in every if chosen.isdisjoint(source.ids)]
    view = await scene.view(subscription)
    page = sources_page(subscription, view, [*mine, *others[:OFFERED]])
    await awaiting.ask(query, page, Wanted.SOURCES, subscription.id, scene=scene)


async def name_written(message: Message, scene: Scene, subscription: Subscription) -> None:
    """Offer the sources that a name means; where it means one, that is chosen."""
    given = (message.text or "")[:NAME_CHARACTERS]
    async with scene.desk.database.read() as connection:
        found = matching(given, await sources.every(connection))[:OFFERED]
    if not found:
        await message.answer(scene.texts("subscribe-sources-none", given=clip(" ".join(given.split()), 40)))
        return
    changed: Subscription | None = subscription
    if len(found) == 1 and len(subscription.interest.sources) + len(found[0].ids) <= interests.MOST_SOURCES:
        changed = await _chosen(scene.desk, subscription, found[0], chosen=True)
    if changed is None:
        await scene.gone(message)
        return
    page = sources_page(changed, await scene.view(changed), found)
    shown = await send(message, page)
    await awaiting.await_answer(shown, Wanted.SOURCES, changed.id, scene=scene)


async def choose_source(query: CallbackQuery, callback_data: Choice, scene: Scene, subscription: Subscription) -> None:
    """A source in or out; the others on the screen stay there."""
    offered = await _offered(scene.desk, query, callback_data)
    source = next((one for one in offered if str(one.ids[0]) == callback_data.value), None)
    if source is None:
        await query.answer(scene.texts("button-outdated"))
        return
    would_be = interests.with_sources(subscription.interest, source.ids, chosen=callback_data.chosen)
    if not would_be and subscription.state is not SubscriptionState.DRAFT:
        await query.answer(scene.texts("subscribe-leave-one"))
        return
    if len(would_be.sources) > interests.MOST_SOURCES:
        await query.answer(scene.texts("subscribe-words-full", most=interests.MOST_SOURCES), show_alert=True)
        return
    changed = await _chosen(scene.desk, subscription, source, chosen=callback_data.chosen)
    if changed is None:
        await scene.gone(query)
        return
    page = sources_page(changed, await scene.view(changed), offered)
    await awaiting.ask(query, page, Wanted.SOURCES, changed.id, scene=scene)


def matching(given: str, every: Sequence[NamedSource]) -> list[NamedSource]:
    """The sources whose names have what was typed in them, whatever the case; exactly so called ones alone."""
    said = " ".join(words(given))
    named = [(" ".join(words(source.name)), source) for source in every]
    exact = [source for name, source in named if name == said]
    return exact or [source for name, source in named if said and said in name]


async def _chosen(desk: Desk, subscription: Subscription, source: NamedSource, *, chosen: bool) -> Subscription | None:
    def with_it(there: Subscription) -> Subscription:
        interest = interests.with_sources(there.interest, source.ids, chosen=chosen)
        return replace(there, interest=interest) if interest or there.state is SubscriptionState.DRAFT else there

    return await subscribing.revise(desk.database, subscription.id, with_it, now=desk.now())


async def _offered(desk: Desk, query: CallbackQuery, pressed: Choice) -> list[NamedSource]:
    """The sources on the screen that was pressed, as its own buttons name them, in their order."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    values = [pressed.value]
    for row in markup.inline_keyboard if markup else []:
        for one in row:
            with suppress(ValueError, TypeError):  # a button of another kind
                choice = Choice.unpack(one.callback_data or "")
                values += [choice.value] if choice.topic is Topic.SOURCE else []
    ids = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < len(str(LARGEST_ID))]
    async with desk.database.read() as connection:
        named = await sources.named_as(connection, ids)
    place = {id_: order for order, id_ in enumerate(ids[1:])}
    return sorted(named, key=lambda source: min(place.get(id_, len(place)) for id_ in source.ids))
