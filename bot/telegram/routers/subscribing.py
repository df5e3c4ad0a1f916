"""Putting a subscription together: what it is about, and when it comes.

The draft is a subscription in the database from the first press on, so nothing is lost with a restart.
"""

from dataclasses import replace
from typing import cast

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.delivery import subscribing
from bot.delivery.schedule import DAYS_A_WEEK, MINUTES_A_DAY
from bot.telegram import awaiting, interests
from bot.telegram.awaiting import Awaits, Wanted
from bot.telegram.buttons import Choice, FollowButton, PlanChoice, Step, SubscribeButton, SubscriptionStep, Topic
from bot.telegram.edits import turn_to
from bot.telegram.render import Page
from bot.telegram.rights import LARGEST_ID, Guard
from bot.telegram.scene import MOST, Scene, send
from bot.telegram.subscription_cards import card
from bot.telegram.subscription_pages import hour_page, weekday_page, what_page, when_page, words_page
from storage import articles
from storage.records import Interest, Plan, Rhythm, Subscription, SubscriptionState

ARGUMENT_CHARACTERS = 1000
"""Of what follows /subscribe, or of awaited words, that is read."""


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="subscribing")
    here.message.middleware(Guard())
    here.callback_query.middleware(Guard())
    here.message.register(subscribe, Command("subscribe", ignore_case=True))
    here.message.register(words_written, Awaits(Wanted.WORDS))
    here.callback_query.register(subscribe_to_sector, SubscribeButton.filter())
    here.callback_query.register(follow_story, FollowButton.filter())
    here.callback_query.register(choose, Choice.filter(F.topic != Topic.SOURCE))
    here.callback_query.register(choose_plan, PlanChoice.filter())
    here.callback_query.register(show_what, SubscriptionStep.filter(F.step == Step.WHAT))
    here.callback_query.register(ask_words, SubscriptionStep.filter(F.step == Step.WORDS))
    here.callback_query.register(show_when, SubscriptionStep.filter(F.step == Step.WHEN))
    return here


async def subscribe(message: Message, command: CommandObject, scene: Scene) -> None:
    """``/subscribe``; with sectors or words after it straight on to when."""
    given = (command.args or "")[:ARGUMENT_CHARACTERS]
    interest = interests.parse(given, scene.desk.taxonomy, scene.desk.names)
    if given.strip() and not interest:
        await message.answer(scene.texts("subscribe-words-unclear"))
        return
    user_id = message.from_user.id if message.from_user else scene.reader.chat_id
    page = await _begun(scene, user_id, interest)
    await send(message, page)


async def subscribe_to_sector(query: CallbackQuery, callback_data: SubscribeButton, scene: Scene) -> None:
    """The button under an answer."""
    if callback_data.sector not in scene.desk.taxonomy:
        await query.answer(scene.texts("button-outdated"))
        return
    await _begin_below(query, scene, Interest(sectors=(callback_data.sector,)))


async def follow_story(query: CallbackQuery, callback_data: FollowButton, scene: Scene) -> None:
    """The button under an article: the story that it tells by now."""
    article = None
    if 0 < callback_data.article_id <= LARGEST_ID:
        async with scene.desk.database.read() as connection:
            article = await articles.get(connection, callback_data.article_id)
    if article is None:
        await query.answer(scene.texts("full-missing", article=str(callback_data.article_id)))
        return
    await _begin_below(query, scene, Interest(stories=(article.story_id,)))


async def show_what(query: CallbackQuery, scene: Scene, subscription: Subscription | None) -> None:
    """The sectors; of a new subscription when none is named."""
    if subscription is None:
        await turn_to(query, await _begun(scene, query.from_user.id, Interest()))
        return
    await turn_to(query, what_page(subscription, await scene.view(subscription)))


async def choose(
    query: CallbackQuery,
    callback_data: Choice,
    scene: Scene,
    subscription: Subscription,
) -> None:
    """A sector in or out, a story or words out. What is served already keeps something to be about."""
    topic, value = callback_data.topic, callback_data.value

    def chosen(there: Subscription) -> Subscription:
        interest = interests.with_choice(there.interest, topic, value, scene.desk.taxonomy, chosen=callback_data.chosen)
        return replace(there, interest=interest) if interest or _is_draft(there) else there

    if topic is Topic.SECTOR and callback_data.chosen and value not in scene.desk.taxonomy:
        await query.answer(scene.texts("button-outdated"))
        return
    if not _is_draft(subscription) and chosen(subscription) is subscription:
        await query.answer(scene.texts("subscribe-leave-one"))
        return
    changed = await subscribing.revise(scene.desk.database, subscription.id, chosen, now=scene.now)
    if changed is None:
        await scene.gone(query)
        return
    view = await scene.view(changed)
    await turn_to(query, words_page(changed, view) if topic is Topic.WORDS else what_page(changed, view))


async def ask_words(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """Ask for words."""
    page = words_page(subscription, await scene.view(subscription))
    await awaiting.ask(query, page, Wanted.WORDS, subscription.id, scene=scene)


async def words_written(message: Message, scene: Scene, subscription: Subscription) -> None:
    """The words that were asked for; unclear ones are asked for again."""
    more = interests.queries((message.text or "")[:ARGUMENT_CHARACTERS], scene.desk.names)
    if not more:
        await message.answer(scene.texts("subscribe-words-unclear"))
        return
    if len({*subscription.interest.words, *more}) > interests.MOST_QUERIES:
        await message.answer(scene.texts("subscribe-words-full", most=interests.MOST_QUERIES))
        return

    def with_them(there: Subscription) -> Subscription:
        return replace(there, interest=interests.with_words(there.interest, more))

    changed = await subscribing.revise(scene.desk.database, subscription.id, with_them, now=scene.now)
    await awaiting.forget(scene)
    if changed is None:
        await scene.gone(message)
        return
    page = what_page(changed, await scene.view(changed))
    await send(message, page)


async def show_when(query: CallbackQuery, scene: Scene, subscription: Subscription) -> None:
    """How often."""
    if not subscription.interest:
        await query.answer(scene.texts("subscribe-leave-one"))
        return
    await turn_to(query, when_page(subscription, await scene.view(subscription)))


async def choose_plan(
    query: CallbackQuery,
    callback_data: PlanChoice,
    scene: Scene,
    subscription: Subscription,
) -> None:
    """How often, on which day, at what hour: asks for what is missing, then the subscription is served."""
    view = await scene.view(subscription)
    rhythm, weekday, minute = callback_data.rhythm, callback_data.weekday, callback_data.minute
    if not 0 <= (weekday or 0) < DAYS_A_WEEK or not 0 <= (minute or 0) < MINUTES_A_DAY:
        await query.answer(scene.texts("button-outdated"))
    elif not subscription.interest:
        await query.answer(scene.texts("subscribe-leave-one"))
    elif rhythm is Rhythm.WEEKLY and weekday is None:
        await turn_to(query, weekday_page(subscription, view))
    elif rhythm is not Rhythm.AT_ONCE and minute is None:
        await turn_to(query, hour_page(subscription, view, rhythm, weekday))
    else:
        before = subscription.plan
        plan = Plan(
            rhythm,
            before.minute if minute is None else minute,
            before.weekday if weekday is None else weekday,
        )
        await _serve(query, scene, subscription, plan)


async def _serve(query: CallbackQuery, scene: Scene, subscription: Subscription, plan: Plan) -> None:
    """Keep a plan; a draft is served from now on."""
    if _is_draft(subscription) and await scene.is_full(subscription.reader):
        await query.answer(scene.texts("subscribe-full", most=MOST), show_alert=True)
        return
    heading = None
    changed = await subscribing.change(scene.desk.database, subscription.id, now=scene.now, plan=plan)
    if changed is not None and _is_draft(changed):
        changed = await subscribing.activate(scene.desk.database, subscription.id, now=scene.now)
        merged = changed is not None and changed.id != subscription.id
        heading = scene.texts("subscriptions-merged") if merged else scene.texts("subscriptions-started")
    if changed is None:
        await scene.gone(query)
        return
    await turn_to(query, card(changed, await scene.view(changed), heading))


async def _begin_below(query: CallbackQuery, scene: Scene, interest: Interest) -> None:
    """A new subscription in a message of its own, so that what the button is under stays."""
    page = await _begun(scene, query.from_user.id, interest)
    await send(cast("Message", query.message), page)
    await query.answer()


async def _begun(scene: Scene, user_id: int, interest: Interest) -> Page:
    """The first screen of a new subscription: when, where it is known what; a word where there are too many."""
    if await scene.is_full(scene.reader):
        return scene.too_many()
    draft = await subscribing.begin(
        scene.desk.database, scene.reader, made_by=user_id, interest=interest, now=scene.now
    )
    view = await scene.view(draft)
    return when_page(draft, view) if interest else what_page(draft, view)


def _is_draft(subscription: Subscription) -> bool:
    return subscription.state is SubscriptionState.DRAFT
