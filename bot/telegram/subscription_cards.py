"""The screens of subscriptions that are there: the list, the card of one, what can be changed about it."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.delivery.schedule import MINUTES_A_DAY
from bot.delivery.subscribing import LENGTHS
from bot.telegram.buttons import (
    LengthChoice,
    PlanChoice,
    Step,
    SubscriptionList,
    SubscriptionStep,
    button,
)
from bot.telegram.paging import clip
from bot.telegram.render import BUTTON_UNITS, Page
from bot.telegram.subscription_labels import clock, next_day, what, when, where
from bot.telegram.subscription_pages import CHOSEN, WHAT_UNITS, View, keyboard, step
from bot.telegram.texts import Texts
from bot.telegram.zones import told
from storage.records import Reader, Rhythm, Subscription, SubscriptionState

SHIFT = 15
"""Minutes that a press puts a digest earlier or later."""

PER_PAGE = 8
"""Subscriptions of one page of the list: as many buttons as a phone shows at once."""

LINE_UNITS = 160
"""Of what a subscription is about, in the list."""


def card(subscription: Subscription, view: View, heading: str | None = None) -> Page:
    """A subscription: what, when, where, how long, when next; ``heading`` says what has just become of it."""
    texts, plan = view.texts, subscription.plan
    paused = subscription.state is SubscriptionState.PAUSED
    rows = [[step(texts("subscriptions-preview"), subscription, Step.PREVIEW)]]
    if plan.rhythm is not Rhythm.AT_ONCE:
        rows.insert(0, _shifts(subscription))
    rest = (texts("subscriptions-resume"), Step.RESUME) if paused else (texts("subscriptions-pause"), Step.PAUSE)
    rows += [
        [step(texts("subscriptions-change"), subscription, Step.CHANGE), step(rest[0], subscription, rest[1])],
        [step(texts("subscriptions-remove"), subscription, Step.REMOVE), _all(texts)],
    ]
    lines = [
        what(subscription.interest, view.taxonomy, view.names, texts, room=WHAT_UNITS),
        f"{'⚡' if plan.rhythm is Rhythm.AT_ONCE else '🕘'} {_when(subscription, view)}",
        f"📍 {where(subscription.reader, view.here, texts)}",
        f"📏 {_how_long(subscription, texts)}",
        _next(subscription, view),
    ]
    return Page(Text(Bold("🔔 ", heading or texts("subscriptions-card")), "\n\n", "\n".join(lines)), keyboard(rows))


def change_page(subscription: Subscription, view: View) -> Page:
    """What can be changed."""
    texts = view.texts
    about = [
        step(texts("subscriptions-change-what"), subscription, Step.WHAT),
        step(texts("subscriptions-change-when"), subscription, Step.WHEN),
    ]
    if view.here.kind == "private":
        about.append(step(texts("subscriptions-change-where"), subscription, Step.WHERE))
    lengths = [
        button(
            f"{CHOSEN if length == subscription.length else ''}{length}",
            LengthChoice(subscription_id=subscription.id, length=length),
        )
        for length in LENGTHS
    ]
    rows = [about, lengths]
    if subscription.plan.rhythm is Rhythm.AT_ONCE:
        rows.append([step(texts("subscriptions-quiet"), subscription, Step.QUIET)])
    elif subscription.tells_empty:
        rows.append([step(texts("subscriptions-skip-empty"), subscription, Step.SKIP_EMPTY)])
    else:
        rows.append([step(texts("subscriptions-say-empty"), subscription, Step.TELL_EMPTY)])
    rows.append([step(texts("button-earlier"), subscription, Step.CARD)])
    return Page(Text(*_short(subscription, view), "\n\n", texts("subscriptions-change-ask")), keyboard(rows))


def remove_page(subscription: Subscription, view: View) -> Page:
    """Asks once more."""
    texts = view.texts
    rows = [
        [
            step(texts("subscriptions-remove-surely"), subscription, Step.REMOVE_SURELY),
            step(texts("subscriptions-keep"), subscription, Step.CARD),
        ]
    ]
    return Page(Text(*_short(subscription, view), "\n\n", Bold(texts("subscriptions-remove-ask"))), keyboard(rows))


def removed_page(texts: Texts) -> Page:
    """Says that a subscription is no more."""
    return Page(Text(texts("subscriptions-removed")), keyboard([[_all(texts)]]))


def list_page(subscriptions: Sequence[Subscription], view: View, *, number: int) -> Page:
    """The subscriptions of a chat, and what concerns the chat as a whole; the nearest page there is to ``number``."""
    texts = view.texts
    pages = max(1, -(-len(subscriptions) // PER_PAGE))
    number = max(1, min(number, pages))
    first = (number - 1) * PER_PAGE
    shown = list(enumerate(subscriptions[first : first + PER_PAGE], first + 1))
    own = view.here.kind == "private"
    parts: list[Text | str] = [Bold(texts("subscriptions-title") if own else texts("subscriptions-title-chat"))]
    parts += [f"\n\n{place}. {_line(one, view)}" for place, one in shown] or ["\n\n", texts("subscriptions-none")]
    rows = [[step(_label(place, one, view), one, Step.CARD)] for place, one in shown]
    if pages > 1:
        rows.append(_turns(number, pages, texts))
    rows.append([_of_chat(texts("subscriptions-new"), Step.WHAT)])
    rows.append([_of_chat(texts("subscriptions-quiet"), Step.QUIET), _of_chat(texts("zone-button"), Step.ZONE)])
    return Page(Text(*parts), keyboard(rows), number, pages)


def next_lines(subscriptions: Sequence[Subscription], view: View) -> list[str]:
    """When the next digests come, a line each, for a reader whose clocks have just been changed."""
    timed = [
        one for one in subscriptions if one.state is SubscriptionState.ACTIVE and one.plan.rhythm is not Rhythm.AT_ONCE
    ]
    return [
        f"• {what(one.interest, view.taxonomy, view.names, view.texts, room=LINE_UNITS)} — "
        f"{next_day(one, view.texts, view.now)}, {clock(one.plan.minute)}"
        for one in timed
    ]


def _short(subscription: Subscription, view: View) -> list[Text | str]:
    about = what(subscription.interest, view.taxonomy, view.names, view.texts, room=WHAT_UNITS)
    return [Bold("🔔 ", view.texts("subscriptions-card")), "\n", f"{about}\n{_when(subscription, view)}"]


def _line(subscription: Subscription, view: View) -> str:
    texts = view.texts
    told_parts = [
        what(subscription.interest, view.taxonomy, view.names, texts, room=LINE_UNITS),
        when(subscription.plan, texts),
    ]
    if subscription.reader.id != view.here.id:
        told_parts.append(where(subscription.reader, view.here, texts))
    if subscription.state is SubscriptionState.PAUSED:
        told_parts.append("⏸")
    return " · ".join(told_parts)


def _label(place: int, subscription: Subscription, view: View) -> str:
    paused = "⏸ " if subscription.state is SubscriptionState.PAUSED else ""
    about = what(subscription.interest, view.taxonomy, view.names, view.texts, room=BUTTON_UNITS)
    return clip(f"{place}. {paused}{about}", BUTTON_UNITS)


def _when(subscription: Subscription, view: View) -> str:
    told_when = when(subscription.plan, view.texts)
    if subscription.plan.rhythm is Rhythm.AT_ONCE:
        return told_when
    return f"{told_when} ({told(subscription.reader.timezone, view.texts.language, view.now)})"


def _how_long(subscription: Subscription, texts: Texts) -> str:
    length = texts("subscriptions-length", count=subscription.length)
    if subscription.tells_empty and subscription.plan.rhythm is not Rhythm.AT_ONCE:
        return f"{length}, {texts('subscriptions-tells-empty')}"
    return length


def _next(subscription: Subscription, view: View) -> str:
    texts, reader = view.texts, subscription.reader
    if subscription.state is SubscriptionState.PAUSED:
        return f"⏸ {texts('subscriptions-paused')}"
    if reader.gone_why is not None:
        return f"⚠️ {texts('subscriptions-cannot-write')}"
    if subscription.plan.rhythm is not Rhythm.AT_ONCE:
        day = next_day(subscription, texts, view.now)
        return f"▶️ {texts('subscriptions-next', day=day, time=clock(subscription.plan.minute))}"
    if _disturbed_always(reader):
        return f"▶️ {texts('subscriptions-next-at-once')}"
    quiet = {"from": clock(reader.quiet_from), "until": clock(reader.quiet_until)}
    return f"▶️ {texts('subscriptions-next-quiet', **quiet)}"


def _disturbed_always(reader: Reader) -> bool:
    return reader.quiet_from == reader.quiet_until


def _shifts(subscription: Subscription) -> list[InlineKeyboardButton]:
    """Earlier and later; each says at what time it would be, so that a double tap is one."""
    plan = subscription.plan

    def at(text: str, minute: int) -> InlineKeyboardButton:
        minute %= MINUTES_A_DAY
        weekday = plan.weekday if plan.rhythm is Rhythm.WEEKLY else None
        choice = PlanChoice(subscription_id=subscription.id, rhythm=plan.rhythm, weekday=weekday, minute=minute)
        return button(text, choice)

    return [
        at(f"‹ −{SHIFT}", plan.minute - SHIFT),
        at(f"🕘 {clock(plan.minute)}", plan.minute),
        at(f"+{SHIFT} ›", plan.minute + SHIFT),
    ]


def _turns(number: int, pages: int, texts: Texts) -> list[InlineKeyboardButton]:
    earlier = [button(texts("button-earlier"), SubscriptionList(page=number - 1))] if number > 1 else []
    place = button(texts("page-of", page=str(number), pages=str(pages)), SubscriptionList(page=number))
    later = [button(texts("button-later"), SubscriptionList(page=number + 1))] if number < pages else []
    return [*earlier, place, *later]


def _all(texts: Texts) -> InlineKeyboardButton:
    return button(texts("subscriptions-all"), SubscriptionList(page=1))


def _of_chat(text: str, where_to: Step) -> InlineKeyboardButton:
    return button(text, SubscriptionStep(subscription_id=0, step=where_to))
