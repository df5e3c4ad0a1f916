"""The screens that put a subscription together: what it is about, when it comes, where it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Text

from bot.delivery.subscribing import MORNING
from bot.telegram.buttons import Choice, PlaceChoice, PlanChoice, Step, SubscriptionStep, Topic, button
from bot.telegram.interests import fingerprint
from bot.telegram.paging import clip
from bot.telegram.render import BUTTON_UNITS, Page, label
from bot.telegram.subscription_labels import Names, clock, local, weekday, what, where
from bot.telegram.texts import Texts
from bot.telegram.zones import told
from bot.text.taxonomy import Taxonomy
from storage.records import Reader, Rhythm, Subscription, SubscriptionState
from storage.sources import NamedSource

Rows = list[list[InlineKeyboardButton]]

WHAT_UNITS = 1500
"""Of what a subscription is about, on a screen of its own."""

HOURS = range(6, 23)
"""Full hours that are offered; the minutes are set where the subscription is shown."""

HOURS_IN_A_ROW = 4
WEEKDAYS_IN_A_ROW = 4

CHOSEN = "✅ "
OUT = "✖ "
MARKED = "•"
"""The usual hour, or the one that is kept; anything wider breaks the line on a phone."""


@dataclass(frozen=True, slots=True)
class View:
    """Who looks (the reader of the chat the screen is in), in which language, when, and what things are called."""

    here: Reader
    texts: Texts
    taxonomy: Taxonomy
    now: datetime
    names: Names = field(default_factory=Names)


def step(text: str, subscription: Subscription, where_to: Step) -> InlineKeyboardButton:
    """A button that leads to a step of a subscription."""
    return button(text, SubscriptionStep(subscription_id=subscription.id, step=where_to))


def what_page(subscription: Subscription, view: View) -> Page:
    """The sectors to choose from, and what else has been chosen."""
    texts, interest = view.texts, subscription.interest
    sectors = [
        _tick(label(sector, texts.language), subscription, Topic.SECTOR, sector.key, sector.key in interest.sectors)
        for sector in view.taxonomy
    ]
    rows = [*in_rows(sectors, 2), *_stories(subscription, view)]
    rows.append(
        [
            step(texts("subscribe-words"), subscription, Step.WORDS),
            step(texts("subscribe-sources"), subscription, Step.SOURCES),
        ]
    )
    if interest:
        draft = subscription.state is SubscriptionState.DRAFT
        onward = texts("subscribe-next") if draft else texts("subscribe-done")
        rows.append([step(onward, subscription, Step.WHEN if draft else Step.CARD)])
    return Page(Text(*_heading(subscription, view), texts("subscribe-what")), keyboard(rows))


def words_page(subscription: Subscription, view: View) -> Page:
    """Asks for words; those that have been given can be taken out."""
    texts = view.texts
    given = [
        _out(texts("subscribe-query", words=query), subscription, Topic.WORDS, fingerprint(query))
        for query in subscription.interest.words
    ]
    rows = [*in_rows(given, 1), [step(texts("button-earlier"), subscription, Step.WHAT)]]
    return Page(Text(*_heading(subscription, view), texts("subscribe-words-ask")), keyboard(rows))


def sources_page(subscription: Subscription, view: View, offered: Sequence[NamedSource]) -> Page:
    """Asks for a source's name, and offers some."""
    texts, chosen = view.texts, set(subscription.interest.sources)
    sources = [
        _tick(source.name, subscription, Topic.SOURCE, str(source.ids[0]), not chosen.isdisjoint(source.ids))
        for source in offered
    ]
    rows = [*in_rows(sources, 1), [step(texts("button-earlier"), subscription, Step.WHAT)]]
    return Page(Text(*_heading(subscription, view), texts("subscribe-sources-ask")), keyboard(rows))


def when_page(subscription: Subscription, view: View) -> Page:
    """How often, with the reader's own time."""
    texts, reader = view.texts, subscription.reader
    draft = subscription.state is SubscriptionState.DRAFT
    chosen = None if draft else subscription.plan.rhythm

    def rhythm(text: str, one: Rhythm) -> InlineKeyboardButton:
        return button(
            f"{CHOSEN if one is chosen else ''}{text}", PlanChoice(subscription_id=subscription.id, rhythm=one)
        )

    rows = [
        [rhythm(texts("subscribe-at-once"), Rhythm.AT_ONCE), rhythm(texts("subscribe-daily"), Rhythm.DAILY)],
        [rhythm(texts("subscribe-weekdays"), Rhythm.WEEKDAYS), rhythm(texts("subscribe-weekly"), Rhythm.WEEKLY)],
    ]
    if view.here.kind == "private":
        place = texts("subscribe-where-place", place=where(reader, view.here, texts))
        rows.append([step(place, subscription, Step.WHERE)])
    rows.append([step(f"🌍 {told(reader.timezone, texts.language, view.now)}", subscription, Step.ZONE)])
    rows.append([step(texts("button-earlier"), subscription, Step.WHAT if draft else Step.CHANGE)])
    asked = Text(
        Bold(texts("subscribe-when")), "\n", local(reader, texts, view.now), "\n\n", at_once_note(reader, texts)
    )
    return Page(Text(*_heading(subscription, view), asked), keyboard(rows))


def weekday_page(subscription: Subscription, view: View) -> Page:
    """On which day of the week."""
    texts = view.texts
    days = [
        button(
            weekday(number, texts),
            PlanChoice(subscription_id=subscription.id, rhythm=Rhythm.WEEKLY, weekday=number),
        )
        for number in range(7)
    ]
    rows = [*in_rows(days, WEEKDAYS_IN_A_ROW), [step(texts("button-earlier"), subscription, Step.WHEN)]]
    return Page(Text(*_heading(subscription, view), Bold(texts("subscribe-weekday"))), keyboard(rows))


def hour_page(subscription: Subscription, view: View, rhythm: Rhythm, on: int | None) -> Page:
    """At what hour; the usual one is marked, or the one that is kept."""
    texts = view.texts
    fresh = subscription.state is SubscriptionState.DRAFT or subscription.plan.rhythm is Rhythm.AT_ONCE
    marked = MORNING.minute if fresh else subscription.plan.minute
    hours = [
        button(
            f"{MARKED if hour * 60 == marked else ''}{clock(hour * 60)}",
            PlanChoice(subscription_id=subscription.id, rhythm=rhythm, weekday=on, minute=hour * 60),
        )
        for hour in HOURS
    ]
    back = button(texts("button-earlier"), PlanChoice(subscription_id=subscription.id, rhythm=rhythm))
    if on is None:
        back = step(texts("button-earlier"), subscription, Step.WHEN)
    asked = Text(Bold(texts("subscribe-hour")), "\n", local(subscription.reader, texts, view.now))
    return Page(Text(*_heading(subscription, view), asked), keyboard([*in_rows(hours, HOURS_IN_A_ROW), [back]]))


def where_page(subscription: Subscription, view: View, channels: Iterable[Reader]) -> Page:
    """In which chat: this one, or a channel that is known or to be named."""
    texts, now_at = view.texts, subscription.reader.id

    def place(text: str, reader: Reader) -> InlineKeyboardButton:
        choice = PlaceChoice(subscription_id=subscription.id, reader_id=reader.id)
        return button(f"{CHOSEN if reader.id == now_at else ''}{text}", choice)

    rows = [[place(texts("subscribe-where-here"), view.here)]]
    rows += [[place(f"📣 {clip(one.title, BUTTON_UNITS)}", one)] for one in channels]
    rows.append([step(texts("subscribe-where-channel"), subscription, Step.CHANNEL)])
    rows.append([step(texts("button-earlier"), subscription, Step.WHEN)])
    return Page(Text(*_heading(subscription, view), Bold(texts("subscribe-where"))), keyboard(rows))


def channel_page(subscription: Subscription, view: View) -> Page:
    """Asks for a channel."""
    rows = [[step(view.texts("button-earlier"), subscription, Step.WHERE)]]
    return Page(Text(*_heading(subscription, view), view.texts("subscribe-channel-ask")), keyboard(rows))


def at_once_note(reader: Reader, texts: Texts) -> str:
    """How often "at once" is at most, and when it isn't."""
    if reader.quiet_from == reader.quiet_until:
        return texts("subscribe-at-once-note")
    quiet = {"from": clock(reader.quiet_from), "until": clock(reader.quiet_until)}
    return texts("subscribe-at-once-quiet", **quiet)


def keyboard(rows: Rows) -> InlineKeyboardMarkup:
    """Rows of buttons under a message."""
    return InlineKeyboardMarkup(inline_keyboard=rows)


def in_rows(buttons: Sequence[InlineKeyboardButton], most: int) -> Rows:
    """Buttons in rows of ``most`` each."""
    return [list(buttons[n : n + most]) for n in range(0, len(buttons), most)]


def _heading(subscription: Subscription, view: View) -> list[Text | str]:
    """The first lines of every screen: whether it is a new one, and what it is about by now."""
    texts = view.texts
    new = subscription.state is SubscriptionState.DRAFT
    lines: list[Text | str] = [Bold("🔔 ", texts("subscribe-new") if new else texts("subscriptions-card")), "\n"]
    if subscription.interest:
        about = what(subscription.interest, view.taxonomy, view.names, texts, room=WHAT_UNITS)
        lines += [texts("subscribe-so-far", what=about), "\n"]
    return [*lines, "\n"]


def _tick(text: str, subscription: Subscription, topic: Topic, value: str, chosen: bool) -> InlineKeyboardButton:
    choice = Choice(subscription_id=subscription.id, topic=topic, value=value, chosen=not chosen)
    return button(f"{CHOSEN if chosen else ''}{clip(text, BUTTON_UNITS)}", choice)


def _out(text: str, subscription: Subscription, topic: Topic, value: str) -> InlineKeyboardButton:
    choice = Choice(subscription_id=subscription.id, topic=topic, value=value, chosen=False)
    return button(f"{OUT}{clip(text, BUTTON_UNITS)}", choice)


def _stories(subscription: Subscription, view: View) -> Rows:
    """The stories that are followed: they can only be taken out here."""
    titles = {one: view.names.stories.get(one, f"№ {one}") for one in subscription.interest.stories}
    return [
        [_out(view.texts("subscribe-story", title=title), subscription, Topic.STORY, str(one))]
        for one, title in titles.items()
    ]
