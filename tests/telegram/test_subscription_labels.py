"""How a subscription is told in a line, in three languages."""

from datetime import UTC, datetime

import pytest

from bot.telegram import texts
from bot.telegram.paging import units
from bot.telegram.subscription_labels import Names, clock, local, next_day, weekday, what, when, where
from bot.text.taxonomy import load
from storage.records import Interest, Plan, Reader, Rhythm, Subscription, SubscriptionState
from tests.conftest import EVENING, SEEDS

TAXONOMY = load(SEEDS / "sectors.toml")
TEXTS = texts.load()
HERE = Reader(1, 7, 0, "private", "ru", language_chosen=False, timezone="Asia/Almaty")
NAMES = Names({5: "Визит в Астану"}, {1: "BAQ.KZ", 2: "BAQ.KZ", 3: "Kazinform"})


@pytest.mark.parametrize(
    ("interest", "ru", "kk", "en"),
    [
        (
            Interest(sectors=("transport", "energy")),
            "⚡ Энергетика, 🚆 Транспорт",
            "⚡ Энергетика, 🚆 Көлік",
            "⚡ Energy, 🚆 Transport",
        ),
        (Interest(words=("нефть",)), "«нефть»", "«нефть»", "“нефть”"),
        (Interest(stories=(5,)), "сюжет «Визит в Астану»", "«Визит в Астану» сюжеті", "the story “Визит в Астану”"),
        (Interest(sources=(1, 2, 3)), "📰 BAQ.KZ, 📰 Kazinform", "📰 BAQ.KZ, 📰 Kazinform", "📰 BAQ.KZ, 📰 Kazinform"),
        (
            Interest(sectors=("gone",), stories=(99,), sources=(99,)),
            "тема, которой больше нет",
            "енді жоқ тақырып",
            "a topic that no longer exists",
        ),
    ],
)
def test_what_it_is_about(interest: Interest, ru: str, kk: str, en: str) -> None:
    told = [what(interest, TAXONOMY, NAMES, TEXTS[language], room=500) for language in ("ru", "kk", "en")]
    assert told == [ru, kk, en]


@pytest.mark.parametrize("room", [200, 100, 60, 40])
def test_what_does_not_fit_is_counted(room: int) -> None:
    every = Interest(sectors=TAXONOMY.keys())
    told = what(every, TAXONOMY, NAMES, TEXTS["ru"], room=room)
    assert units(told) <= room
    named = told.partition(" и ещё ")[0].split(", ")
    assert told.endswith(f" и ещё {len(TAXONOMY) - len(named)}")


def test_a_single_name_that_does_not_fit_is_clipped() -> None:
    told = what(Interest(words=("нефть " * 13,)), TAXONOMY, NAMES, TEXTS["ru"], room=20)
    assert units(told) <= 20
    assert told.endswith("…")


@pytest.mark.parametrize(
    ("plan", "ru", "kk", "en"),
    [
        (Plan(Rhythm.AT_ONCE), "сразу", "бірден", "at once"),
        (Plan(Rhythm.DAILY, 0), "каждый день в 00:00", "күн сайын, 00:00", "every day at 00:00"),
        (Plan(Rhythm.WEEKDAYS, 1439), "по будням в 23:59", "жұмыс күндері, 23:59", "on weekdays at 23:59"),
        (Plan(Rhythm.WEEKLY, 540, 0), "по понедельникам в 09:00", "дүйсенбі сайын, 09:00", "every Monday at 09:00"),
        (Plan(Rhythm.WEEKLY, 540, 1), "по вторникам в 09:00", "сейсенбі сайын, 09:00", "every Tuesday at 09:00"),
        (Plan(Rhythm.WEEKLY, 540, 2), "по средам в 09:00", "сәрсенбі сайын, 09:00", "every Wednesday at 09:00"),
        (Plan(Rhythm.WEEKLY, 540, 3), "по четвергам в 09:00", "бейсенбі сайын, 09:00", "every Thursday at 09:00"),
        (Plan(Rhythm.WEEKLY, 540, 4), "по пятницам в 09:00", "жұма сайын, 09:00", "every Friday at 09:00"),
        (Plan(Rhythm.WEEKLY, 540, 5), "по субботам в 09:00", "сенбі сайын, 09:00", "every Saturday at 09:00"),
        (Plan(Rhythm.WEEKLY, 540, 6), "по воскресеньям в 09:00", "жексенбі сайын, 09:00", "every Sunday at 09:00"),
    ],
)
def test_when_it_comes(plan: Plan, ru: str, kk: str, en: str) -> None:
    assert [when(plan, TEXTS[language]) for language in ("ru", "kk", "en")] == [ru, kk, en]


@pytest.mark.parametrize(
    ("reader", "ru", "kk", "en"),
    [
        (HERE, "сюда", "осы чатқа", "here"),
        (
            Reader(2, -5, 0, "channel", "ru", language_chosen=False, timezone="UTC", title="Новости"),
            "в канал «Новости»",
            "«Новости» арнасына",
            "to the channel “Новости”",
        ),
        (
            Reader(3, -6, 0, "supergroup", "ru", language_chosen=False, timezone="UTC", title="Редакция"),
            "в группу «Редакция»",
            "«Редакция» тобына",
            "to the group “Редакция”",
        ),
        (
            Reader(4, -7, 0, "group", "ru", language_chosen=False, timezone="UTC"),
            "в группу «#-7»",
            "«#-7» тобына",
            "to the group “#-7”",
        ),
    ],
)
def test_where_it_goes_as_seen_from_a_private_chat(reader: Reader, ru: str, kk: str, en: str) -> None:
    assert [where(reader, HERE, TEXTS[language]) for language in ("ru", "kk", "en")] == [ru, kk, en]


@pytest.mark.parametrize(("thread_id", "told"), [(0, "в эту группу"), (5, "в эту тему")])
def test_where_it_goes_as_seen_from_there(thread_id: int, told: str) -> None:
    group = Reader(3, -6, thread_id, "supergroup", "ru", language_chosen=False, timezone="UTC", title="Редакция")
    assert where(group, group, TEXTS["ru"]) == told


@pytest.mark.parametrize(
    ("now", "ru", "kk", "en"),
    [
        (datetime(2025, 11, 13, 3, 59, tzinfo=UTC), "сегодня, 13 ноября", "бүгін, 13 қараша", "today, 13 November"),
        (datetime(2025, 11, 13, 4, 0, tzinfo=UTC), "завтра, 14 ноября", "ертең, 14 қараша", "tomorrow, 14 November"),
        (
            datetime(2025, 11, 14, 5, 0, tzinfo=UTC),
            "понедельник, 17 ноября",
            "17 қараша, дүйсенбі",
            "Monday, 17 November",
        ),
    ],
)
def test_the_next_day_is_the_readers(now: datetime, ru: str, kk: str, en: str) -> None:
    plan = Plan(Rhythm.WEEKDAYS, 9 * 60)  # 04:00 UTC in Almaty
    subscription = Subscription(
        id=1,
        reader=HERE,
        made_by=7,
        interest=Interest(("energy",)),
        state=SubscriptionState.ACTIVE,
        plan=plan,
        length=5,
        tells_empty=False,
        created_at=EVENING,
        due_at=None,
        planned_on=None,
        after=None,
        digest_id=None,
    )
    assert [next_day(subscription, TEXTS[language], now) for language in ("ru", "kk", "en")] == [ru, kk, en]


def test_clocks_and_days() -> None:
    assert [clock(minute) for minute in (0, 61, 1439)] == ["00:00", "01:01", "23:59"]
    assert [weekday(day, TEXTS["ru"]) for day in range(7)] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert weekday(6, TEXTS["en"]) == "Sun"
    assert local(HERE, TEXTS["kk"], EVENING) == "Қазір 23:00 (Алматы, UTC+5)."
