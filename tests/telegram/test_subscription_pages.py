"""Whatever is subscribed to: a screen is never refused by Telegram's rules, and every button fits into 64 bytes."""

from datetime import UTC, datetime

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendMessage
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import subscription_cards as cards
from bot.telegram import subscription_pages as pages
from bot.telegram import texts
from bot.telegram.buttons import (
    Choice,
    FollowButton,
    LengthChoice,
    PlaceChoice,
    PlanChoice,
    QuietChoice,
    Step,
    SubscribeButton,
    SubscriptionList,
    SubscriptionsButton,
    SubscriptionStep,
    Topic,
    ZoneChoice,
)
from bot.telegram.interests import MOST_QUERIES, MOST_SOURCES, QUERY_UNITS
from bot.telegram.paging import MESSAGE_UNITS, units
from bot.telegram.render import Page
from bot.telegram.subscription_labels import Names
from bot.telegram.zone_pages import quiet_page, zone_chosen_page, zone_page
from bot.telegram.zones import usual
from bot.text.taxonomy import load
from storage.records import Interest, Plan, Reader, Rhythm, Subscription, SubscriptionState
from storage.sources import NamedSource
from tests.conftest import EVENING, SEEDS

TAXONOMY = load(SEEDS / "sectors.toml")
TEXTS = texts.load()
MOST_ID = 2**63 - 1
LONGEST_ZONE = "America/Argentina/ComodRivadavia"

written = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200).filter(str.strip)
queries = written.map(lambda text: text.strip()[:QUERY_UNITS] or "x").filter(lambda text: units(text) <= QUERY_UNITS)
ids = st.integers(1, MOST_ID)

interests = st.builds(
    Interest,
    sectors=st.sets(st.sampled_from([*TAXONOMY.keys(), "gone"])).map(lambda keys: tuple(sorted(keys))),
    words=st.lists(queries, max_size=MOST_QUERIES, unique=True).map(tuple),
    stories=st.lists(ids, max_size=3, unique=True).map(tuple),
    sources=st.lists(ids, max_size=MOST_SOURCES, unique=True).map(tuple),
)
readers = st.builds(
    Reader,
    id=ids,
    chat_id=st.integers(-(2**52), 2**52),
    thread_id=st.sampled_from([0, 5]),
    kind=st.sampled_from(["private", "supergroup", "channel"]),
    language=st.just("ru"),
    language_chosen=st.booleans(),
    timezone=st.sampled_from(["Asia/Almaty", LONGEST_ZONE, "Etc/GMT-3", "Gone/Zone"]),
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=255),
    quiet_from=st.integers(0, 1439),
    quiet_until=st.integers(0, 1439),
)
plans = st.builds(Plan, st.sampled_from(Rhythm), st.integers(0, 1439), st.integers(0, 6))
subscriptions = st.builds(
    Subscription,
    id=ids,
    reader=readers,
    made_by=ids,
    interest=interests,
    state=st.sampled_from(SubscriptionState),
    plan=plans,
    length=st.sampled_from([3, 5, 10, 20]),
    tells_empty=st.booleans(),
    created_at=st.just(EVENING),
    due_at=st.none(),
    planned_on=st.none(),
    after=st.none(),
    digest_id=st.none(),
)


def check(page: Page) -> None:
    """Hold a screen against what Telegram takes."""
    rendered = page.content.as_kwargs()
    SendMessage(chat_id=7, **rendered, reply_markup=page.keyboard)
    assert 0 < units(rendered["text"].strip()) <= units(rendered["text"]) <= MESSAGE_UNITS
    assert {entity.type for entity in rendered["entities"]} <= {"bold"}
    assert page.keyboard is not None
    shown = [one for row in page.keyboard.inline_keyboard for one in row]
    assert 0 < len(shown) <= 100
    for one in shown:
        assert one.text.strip()
        assert 0 < len((one.callback_data or "").encode()) <= 64


@given(subscriptions, readers, written, st.sampled_from(["ru", "kk", "en"]))
def test_every_screen_is_one_that_telegram_takes(
    subscription: Subscription, here: Reader, name: str, language: str
) -> None:
    interest = subscription.interest
    names = Names(dict.fromkeys(interest.stories, name), dict.fromkeys(interest.sources, name))
    view = pages.View(here, TEXTS[language], TAXONOMY, EVENING, names)
    sources = [NamedSource(name, (one,)) for one in interest.sources]
    for page in (
        pages.what_page(subscription, view),
        pages.words_page(subscription, view),
        pages.sources_page(subscription, view, sources),
        pages.when_page(subscription, view),
        pages.weekday_page(subscription, view),
        pages.hour_page(subscription, view, Rhythm.WEEKLY, 6),
        pages.where_page(subscription, view, [subscription.reader]),
        pages.channel_page(subscription, view),
        cards.card(subscription, view),
        cards.change_page(subscription, view),
        cards.remove_page(subscription, view),
        zone_page(here, subscription, view, usual(EVENING)),
        quiet_page(here, subscription, TEXTS[language]),
    ):
        check(page)


@given(st.lists(subscriptions, max_size=40), readers, st.integers(-(10**30), 10**30), st.sampled_from(["ru", "en"]))
def test_the_list_of_any_number_fits(shown: list[Subscription], here: Reader, number: int, language: str) -> None:
    view = pages.View(here, TEXTS[language], TAXONOMY, EVENING)
    page = cards.list_page(shown, view, number=number)
    check(page)
    assert 1 <= page.number <= page.of == max(1, -(-len(shown) // cards.PER_PAGE))
    check(zone_chosen_page(here.timezone, shown, view))


@pytest.mark.parametrize(
    "data",
    [
        SubscriptionsButton(),
        SubscriptionList(page=MOST_ID),
        SubscribeButton(sector="x" * 32),
        FollowButton(article_id=MOST_ID),
        *(SubscriptionStep(subscription_id=MOST_ID, step=step) for step in Step),
        *(Choice(subscription_id=MOST_ID, topic=topic, value="x" * 32, chosen=False) for topic in Topic),
        *(PlanChoice(subscription_id=MOST_ID, rhythm=rhythm, weekday=6, minute=1439) for rhythm in Rhythm),
        LengthChoice(subscription_id=MOST_ID, length=20),
        PlaceChoice(subscription_id=MOST_ID, reader_id=MOST_ID),
        ZoneChoice(subscription_id=MOST_ID, zone=LONGEST_ZONE),
        QuietChoice(subscription_id=MOST_ID, quiet_from=1439, quiet_until=1439),
    ],
)
def test_every_button_fits_at_its_extremes_and_comes_back_as_it_was(data: CallbackData) -> None:
    packed = data.pack()
    assert len(packed.encode()) <= 64
    assert type(data).unpack(packed) == data


def test_what_is_too_long_to_name_is_counted() -> None:
    view = pages.View(
        Reader(1, 7, 0, "private", "ru", False, "Asia/Almaty"),
        TEXTS["ru"],
        TAXONOMY,
        datetime(2025, 11, 12, tzinfo=UTC),
    )
    every = Interest(sectors=TAXONOMY.keys())
    subscription = Subscription(
        1, view.here, 7, every, SubscriptionState.ACTIVE, Plan(Rhythm.DAILY), 5, False, EVENING, None, None, None, None
    )
    (first, *_) = cards.list_page([subscription], view, number=1).content.as_kwargs()["text"].split(" · ")
    assert first.endswith("🎓 Образование и ещё 6")
