"""Where a reader lives, as they name it, and the hours in which nothing disturbs them."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import zones
from bot.telegram.desk import Desk
from storage import subscriptions
from tests.telegram.conftest import Clock, Conversation
from tests.telegram.walks import forge, press, reader_of, rows, the_one, walk

NOW = datetime(2025, 11, 12, 18, 0, tzinfo=UTC)
BEFORE_THE_LAW = datetime(2024, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Алматы", "Asia/Almaty"),
        ("алматы ", "Asia/Almaty"),
        ("Астана", "Asia/Almaty"),
        ("Қарағанды", "Asia/Almaty"),
        ("Ақтау", "Asia/Aqtau"),
        ("Лондон", "Europe/London"),
        ("New York", "America/New_York"),
        ("Нью-Йорк", "America/New_York"),
        ("нью йорк", "America/New_York"),
        ("Мәскеу", "Europe/Moscow"),
        ("Пекин", "Asia/Shanghai"),
        ("Europe/London", "Europe/London"),
        ("europe/london", "Europe/London"),
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("gmt -3", "Etc/GMT+3"),
        ("+5", "Etc/GMT-5"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("мск", "Europe/Moscow"),
        ("Алма-Ата", "Asia/Almaty"),
        ("utc+0", "Etc/UTC"),
        ("utc+15", None),
        ("utc-13", None),
        ("Нигде", None),
        ("", None),
        ("../../etc/passwd", None),
        ("Asia", None),
    ],
)
def test_a_zone_goes_by_many_names(said: str, zone: str | None) -> None:
    assert zones.find(said) == zone


@pytest.mark.parametrize(
    ("said", "first"), [("Ташкнет", "Asia/Tashkent"), ("лонд", "Europe/London"), ("Астане", "Asia/Almaty")]
)
def test_a_slip_of_the_finger_is_guessed(said: str, first: str) -> None:
    assert zones.similar(said)[0] == first


def test_a_distance_that_no_zone_has_is_not_guessed_at() -> None:
    assert zones.find("GMT+25") is None
    assert zones.similar("GMT+25") == []


@given(st.text(max_size=5000))
def test_whatever_is_written_gives_a_zone_that_exists_or_none(said: str) -> None:
    found = zones.find(said)
    assert found is None or zones.is_zone(found)
    assert all(zones.is_zone(zone) for zone in zones.similar(said))


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_zone_can_be_told(language: str) -> None:
    for zone in sorted(available_timezones()):
        assert "UTC" in zones.told(zone, language, NOW), zone


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [
        ("Asia/Almaty", "ru", "Алматы, UTC+5"),
        ("Europe/Moscow", "kk", "Мәскеу, UTC+3"),
        ("America/New_York", "en", "New York, UTC−5"),
        ("Asia/Kolkata", "ru", "Kolkata, UTC+5:30"),
        ("Etc/GMT-3", "ru", "UTC+3"),
        ("UTC", "ru", "UTC"),
    ],
)
def test_a_zone_is_told_with_its_distance(zone: str, language: str, told: str) -> None:
    assert zones.told(zone, language, NOW) == told


def test_aqtau_is_offered_while_its_clocks_differ() -> None:
    assert "Asia/Aqtau" not in zones.usual(NOW)
    assert "Asia/Aqtau" in zones.usual(BEFORE_THE_LAW)
    assert all(zones.is_zone(zone) for zone in zones.USUAL)
    assert all(zones.is_zone(zone) for zone in zones.CITIES)


async def test_a_city_by_button_says_the_time_there_and_the_next_digests(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    await walk(chat, when, "Каждый день", "•09:00")
    (asked,) = await chat.say("/timezone")
    assert "Сейчас у вас 23:00 (Алматы, UTC+5)" in asked["text"]
    assert rows(asked)[0][0] == "✅ Алматы, UTC+5"
    chosen = await press(chat, asked, "Лондон")
    assert chosen["text"].splitlines() == [
        "🌍 Часовой пояс: Лондон, UTC. Там сейчас 18:00.",
        "",
        "Ближайшие дайджесты:",
        "• ⚡ Энергетика — завтра, 13 ноября, 09:00",
    ]
    assert (await the_one(desk)).due_at == datetime(2025, 11, 13, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "city", "answer"),
    [
        ("ru", "Лондон", "Часовой пояс: Лондон"),
        ("kk", "Лондон", "белдеуі: Лондон"),
        ("en", "london", "Time zone: London"),
    ],
)
async def test_a_city_can_be_written_at_once(
    chat: Conversation, desk: Desk, language: str, city: str, answer: str
) -> None:
    chat.user["language_code"] = language
    await chat.say("/timezone")
    (said,) = await chat.say(city)
    assert answer in said["text"]
    assert (await reader_of(desk)).timezone == "Europe/London"
    assert (await reader_of(desk)).awaiting is None


async def test_a_city_after_the_command(chat: Conversation, desk: Desk) -> None:
    await chat.say("/timezone Нью-Йорк")
    assert (await reader_of(desk)).timezone == "America/New_York"


async def test_an_unknown_city_is_asked_for_again_and_a_near_one_offered(chat: Conversation, desk: Desk) -> None:
    await chat.say("/timezone")
    (unknown,) = await chat.say("Васюки, новые " + "и " * 300)
    assert "Не знаю города «Васюки, новые" in unknown["text"]
    (offered,) = await chat.say("Лондн")
    assert "Какой из них?" in offered["text"]
    await press(chat, offered, "Лондон")
    assert (await reader_of(desk)).timezone == "Europe/London"


async def test_the_zone_of_a_draft_leads_back_to_it(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    again = await walk(chat, when, "🌍 Алматы", "Берлин")
    assert "Сейчас 19:00 (Берлин, UTC+1)" in again["text"]
    card = await walk(chat, again, "Каждый день", "•09:00")
    assert (await the_one(desk)).due_at == datetime(2025, 11, 13, 8, 0, tzinfo=UTC)
    asked = await walk(chat, card, "✏️", "Когда", "🌍", "✍️")
    assert "Напишите город" in asked["text"]
    (card,) = await chat.say("Алматы")
    assert "каждый день в 09:00 (Алматы, UTC+5)" in card["text"]


async def test_who_has_had_today_s_digest_gets_no_second_one_by_moving(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    (when,) = await chat.say("/subscribe energy")
    await walk(chat, when, "Каждый день", "22:00")
    async with desk.database.write() as connection:
        today = await subscriptions.get(connection, 1)
        assert today is not None
        await subscriptions.keep(connection, replace(today, planned_on=clock.now.date()))
    (said,) = await chat.say("/timezone Лондон")  # 22:00 of the same day is still to come there
    assert "завтра, 13 ноября, 22:00" in said["text"]


async def test_quiet_hours_are_chosen_and_told_of(chat: Conversation, desk: Desk) -> None:
    (listed,) = await chat.say("/subscriptions")
    quiet = await press(chat, listed, "🌙")
    assert rows(quiet)[:3] == [["✅ 23:00–07:00"], ["22:00–08:00"], ["Без тихих часов"]]
    kept = await press(chat, quiet, "22:00")
    assert "Тихие часы: 22:00–08:00" in kept["text"]
    (when,) = await chat.say("/subscribe energy")
    assert "не с 22:00 до 08:00" in when["text"]
    card = await walk(chat, when, "⚡ Сразу", "✏️", "🌙", "Без тихих")
    assert "Пришлю, как только появится новое" in card["text"].splitlines()[-1]
    assert "не с" not in card["text"]
    reader = await reader_of(desk)
    assert (reader.quiet_from, reader.quiet_until) == (0, 0)


async def test_a_zone_that_is_none_changes_nothing(chat: Conversation, desk: Desk) -> None:
    (asked,) = await chat.say("/timezone")
    for zone in ("Asia", "posixrules", "Etc/GMT-99", "Asia/../Asia/Almaty", "x" * 50):
        assert "от старого сообщения" in await forge(chat, asked, f"z:0:{zone}")
    assert (await reader_of(desk)).timezone == "Asia/Almaty"
