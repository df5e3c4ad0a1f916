"""The screens of a reader's day: time zones, quiet hours."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.delivery.schedule import zone_of
from bot.telegram import zones
from bot.telegram.buttons import QuietChoice, Step, SubscriptionList, SubscriptionStep, ZoneChoice, button
from bot.telegram.render import Page
from bot.telegram.subscription_cards import next_lines
from bot.telegram.subscription_labels import clock, local_time
from bot.telegram.subscription_pages import CHOSEN, View, in_rows, keyboard
from bot.telegram.texts import Texts
from storage.records import Reader, Subscription

QUIET = ((23 * 60, 7 * 60), (22 * 60, 8 * 60), (0, 0))
"""Quiet hours that are offered, as minutes of the day; equal ones are none."""

MOST_LINES = 8
"""Next digests that are told of."""


def zone_page(
    reader: Reader, subscription: Subscription | None, view: View, offered: Sequence[str], asked: str | None = None
) -> Page:
    """Zones to choose from, for the reader whose day it is."""
    texts, now = view.texts, view.now
    number = _number(subscription)
    choices = [
        button(
            f"{CHOSEN if zone == reader.timezone else ''}{zones.told(zone, texts.language, now)}",
            ZoneChoice(subscription_id=number, zone=zone),
        )
        for zone in offered
    ]
    told = zones.told(reader.timezone, texts.language, now)
    if asked is None:
        write = f" {texts('zone-ask-write')}" if view.here.kind == "private" else ""
        asked = texts("zone-ask", time=local_time(reader, now), zone=told) + write
    other = button(texts("zone-other"), SubscriptionStep(subscription_id=number, step=Step.ZONE_BY_NAME))
    back = _back(subscription, Step.WHEN, texts)
    return Page(Text(asked), keyboard([*in_rows(choices, 2), [other], [back]]))


def zone_name_page(subscription: Subscription | None, view: View) -> Page:
    """Asks for a city."""
    back = button(view.texts("button-earlier"), SubscriptionStep(subscription_id=_number(subscription), step=Step.ZONE))
    return Page(Text(view.texts("zone-name-ask")), keyboard([[back]]))


def zone_chosen_page(zone: str, theirs: Sequence[Subscription], view: View) -> Page:
    """Says what the time is there, and when the next digests come."""
    texts, now = view.texts, view.now
    time = now.astimezone(zone_of(zone)).strftime("%H:%M")
    parts: list[Text | str] = [Bold("🌍 ", texts("zone-chosen", zone=zones.told(zone, texts.language, now), time=time))]
    if lines := next_lines(theirs, view)[:MOST_LINES]:
        parts += ["\n\n", texts("zone-next"), "\n", "\n".join(lines)]
    return Page(Text(*parts), keyboard([[_all(texts)]]))


def quiet_page(reader: Reader, subscription: Subscription | None, texts: Texts) -> Page:
    """Quiet hours to choose from."""
    kept = (reader.quiet_from, reader.quiet_until)

    def choice(first: int, last: int) -> InlineKeyboardButton:
        none = first == last
        chosen = (first, last) == kept or (none and kept[0] == kept[1])
        text = texts("subscriptions-quiet-none") if none else f"{clock(first)}–{clock(last)}"
        data = QuietChoice(subscription_id=_number(subscription), quiet_from=first, quiet_until=last)
        return button(f"{CHOSEN if chosen else ''}{text}", data)

    rows = [[choice(first, last)] for first, last in QUIET]
    return Page(
        Text("🌙 ", texts("subscriptions-quiet-ask")), keyboard([*rows, [_back(subscription, Step.CHANGE, texts)]])
    )


def quiet_kept_page(first: int, last: int, texts: Texts) -> Page:
    """Says which quiet hours are kept."""
    said = texts("subscriptions-quiet-off")
    if first != last:
        said = texts("subscriptions-quiet-kept", **{"from": clock(first), "until": clock(last)})
    return Page(Text("🌙 ", said), keyboard([[_all(texts)]]))


def _back(subscription: Subscription | None, step: Step, texts: Texts) -> InlineKeyboardButton:
    """To a step of the subscription that it is about, else to all of them."""
    if subscription is None:
        return _all(texts)
    return button(texts("button-earlier"), SubscriptionStep(subscription_id=subscription.id, step=step))


def _all(texts: Texts) -> InlineKeyboardButton:
    return button(texts("subscriptions-all"), SubscriptionList(page=1))


def _number(subscription: Subscription | None) -> int:
    return 0 if subscription is None else subscription.id
