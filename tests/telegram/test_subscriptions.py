"""Subscriptions that are there: listed, shown, previewed, changed, paused, removed; and only by whom they belong to."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import subscribing
from bot.delivery.verdicts import Why
from bot.telegram.desk import Desk
from storage.records import Interest, Plan, Rhythm, SubscriptionState
from tests.conftest import oil
from tests.person import buttons, entities
from tests.telegram.conftest import Clock, Conversation, Town, take
from tests.telegram.walks import forge, kept, press, reader_of, rows, the_one, walk


async def test_an_empty_list_says_how_to_begin(chat: Conversation) -> None:
    (listed,) = await chat.say("/subscriptions")
    assert "Начните с /subscribe" in listed["text"]
    assert rows(listed) == [["➕ Новая подписка"], ["🌙 Тихие часы", "🌍 Часовой пояс"]]
    what = await press(chat, listed, "➕")
    assert "О чём присылать?" in what["text"]


@pytest.mark.parametrize(
    ("language", "weekly", "monday", "line"),
    [
        ("ru", "Раз в неделю", "пн", "1. ⚡ Энергетика · по понедельникам в 07:00"),
        ("kk", "Аптасына", "дс", "1. ⚡ Энергетика · дүйсенбі сайын, 07:00"),
        ("en", "Once a week", "Mon", "1. ⚡ Energy · every Monday at 07:00"),
    ],
)
async def test_the_list_names_what_when_and_state(
    town: Town, language: str, weekly: str, monday: str, line: str
) -> None:
    person = town.person(language=language)
    (when,) = await person.say("/subscribe energy")
    await walk(person, when, weekly, monday, "07:00")
    (listed,) = await person.say("/subscriptions")
    assert line in listed["text"].splitlines()


async def test_a_card_pauses_resumes_and_comes_back_to_the_list(chat: Conversation, desk: Desk, clock: Clock) -> None:
    (when,) = await chat.say("/subscribe energy")
    card = await walk(chat, when, "Каждый день", "•09:00", "⏸ Пауза")
    assert "На паузе" in card["text"]
    paused = await the_one(desk)
    assert (paused.state, paused.due_at) == (SubscriptionState.PAUSED, None)
    listed = await press(chat, card, "⚙️ Все подписки")
    assert "1. ⚡ Энергетика · каждый день в 09:00 · ⏸" in listed["text"]
    clock.now += timedelta(days=2)
    card = await walk(chat, listed, "1.", "▶️ Возобновить")
    assert "Следующий дайджест: завтра, 15 ноября, 09:00" in card["text"]
    assert (await the_one(desk)).due_at == datetime(2025, 11, 15, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "at_once", "line"),
    [
        ("ru", "⚡ Сразу", "⚠️ Сейчас не могу туда писать"),
        ("kk", "⚡", "⚠️ Қазір ол жерге жаза алмаймын"),
        ("en", "⚡", "⚠️ I can't write there at present"),
    ],
)
async def test_where_the_bot_cannot_write_no_digest_is_promised(
    town: Town, desk: Desk, clock: Clock, language: str, at_once: str, line: str
) -> None:
    await town.group(-1001, {7: "administrator"}, type="supergroup", title="Редакция")
    group = town.member(-1001, 7, language)
    (when,) = await group.say("/subscribe energy")
    await walk(group, when, at_once)
    person = town.person(7, language)
    (listed,) = await person.say("/subscriptions")
    card = await press(person, listed, "1.")
    promised = [one for one in card["text"].splitlines() if one.startswith("▶️")]
    assert len(promised) == 1
    await subscribing.leave(desk.database, (await reader_of(desk, -1001)).id, Why.NO_RIGHTS, now=clock.now)
    (listed,) = await person.say("/subscriptions")
    card = await press(person, listed, "1.")
    assert card["text"].splitlines()[-1] == line
    assert "▶️" not in card["text"]


async def test_what_when_length_and_silence_can_be_changed(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    card = await walk(chat, when, "Каждый день", "•09:00")
    change = await walk(chat, card, "✏️ Изменить", "20", "🔔 Писать")
    assert "✅ 20" in rows(change)[1]
    card = await press(chat, change, "‹ Назад")
    assert "до 20 сюжетов, нет нового — тоже напишу" in card["text"]
    what = await walk(chat, card, "✏️", "О чём", "🚆", "✅ ⚡")
    card = await press(chat, what, "Готово")
    hours = await walk(chat, card, "✏️", "Когда", "По будням")
    assert "•09:00" in [label for row in rows(hours) for label in row]
    card = await walk(chat, hours, "22:00", "+15", "+15", "‹ −15")
    changed = await the_one(desk)
    assert changed.interest == Interest(sectors=("transport",))
    assert changed.plan == Plan(Rhythm.WEEKDAYS, 22 * 60 + 15)
    assert (changed.length, changed.tells_empty) == (20, True)
    await walk(chat, card, "✏️", "🔕")
    assert not (await the_one(desk)).tells_empty


async def test_minutes_go_round_at_midnight(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    card = await walk(chat, when, "Каждый день", "06:00", *["‹ −15"] * 25)
    assert "каждый день в 23:45" in card["text"]
    assert (await the_one(desk)).plan.minute == 23 * 60 + 45


async def test_what_is_served_keeps_something_to_be_about(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    what = await walk(chat, when, "⚡ Сразу", "✏️", "О чём")
    assert await forge(chat, what, "cc:1:s:energy:0") == "Оставьте хотя бы одну тему."
    assert (await the_one(desk)).interest == Interest(sectors=("energy",))


async def test_removing_asks_once_more(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    card = await walk(chat, when, "⚡ Сразу", "🗑 Удалить", "‹ Оставить")
    assert len(await kept(desk)) == 1
    gone = await walk(chat, card, "🗑 Удалить", "🗑 Да")
    assert gone["text"] == "Подписка удалена."
    assert await kept(desk) == []
    for step in ("card", "pause", "resume", "change", "remove_surely", "preview", "zone"):
        assert await forge(chat, gone, f"c:1:{step}") == "Этой подписки больше нет."


async def test_a_preview_shows_what_would_come_and_changes_nothing(chat: Conversation, desk: Desk) -> None:
    number = await take(desk, oil(1), title="Добыча растёт")
    (when,) = await chat.say("/subscribe energy")
    card = await walk(chat, when, "Каждый день", "•09:00")
    before = await the_one(desk)
    (shown,) = await chat.tap(card, "👁")
    assert oil(1) in entities(shown, "blockquote")
    (article,) = await chat.tap(shown, "📄")
    assert article["text"].endswith(oil(1))
    assert f"f:{number}:1:1:energy" in buttons(shown).values()
    assert await the_one(desk) == before


async def test_a_preview_of_nothing_says_so(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    card = await walk(chat, when, "⚡ Сразу")
    (shown,) = await chat.tap(card, "👁")
    assert entities(shown, "blockquote") == []


async def test_the_button_under_a_digest_opens_the_list_below_it(chat: Conversation, desk: Desk) -> None:
    (message,) = await chat.say("/start")
    await chat.press(message, "m")
    (listed,) = await chat.answers()
    assert listed["text"].startswith("Мои подписки")


async def test_a_link_opens_the_list(chat: Conversation) -> None:
    (listed,) = await chat.say("/start subscriptions")
    assert listed["text"].startswith("Мои подписки")


STEPS = [
    "what",
    "words",
    "sources",
    "when",
    "where",
    "channel",
    "card",
    "change",
    "zone",
    "zone_by_name",
    "quiet",
    "preview",
    "pause",
    "resume",
    "remove",
    "remove_surely",
    "tell_empty",
    "skip_empty",
]

PRESSES = [
    *(f"c:1:{step}" for step in STEPS),
    "cc:1:s:energy:0",
    "cc:1:n:1:1",
    "cp:1:daily::540",
    "cl:1:20",
    "co:1:2",
    "z:1:Europe/London",
    "q:1:0:0",
]


async def test_nobody_opens_or_changes_another_s_subscription(town: Town, desk: Desk) -> None:
    owner, stranger = town.person(7), town.person(8)
    (when,) = await owner.say("/subscribe energy")
    await walk(owner, when, "Каждый день", "•09:00")
    before = await the_one(desk)
    (message,) = await stranger.say("/subscriptions")
    assert "Энергетика" not in message["text"]
    for data in PRESSES:
        assert await forge(stranger, message, data) == "Этой подписки больше нет.", data
        assert await the_one(desk) == before, data


FORGED = [
    "c:1:fly",
    "c:0:card",
    "c:0:pause",
    "c:-1:card",
    f"c:{2**63}:card",
    f"c:{10**30}:card",
    "c:x:card",
    "cc:0:s:energy:1",
    "cc:1:z:energy:1",
    "cc:1:s:nosuch:1",
    "cc:1:n:x:1",
    f"cc:1:n:{10**25}:1",
    "cp:1:daily::1440",
    "cp:1:daily::-1",
    "cp:1:weekly:7:540",
    "cp:1:yearly::540",
    "cl:1:4",
    "cl:1:100000",
    "co:1:999",
    f"co:1:{2**70}",
    "co:1:0",
    "z:1:Mars/Base",
    "z:0:../../etc/passwd",
    "q:0:-1:9",
    "q:0:0:1440",
    "n:nosuch",
    f"nf:{10**30}",
    "nf:0",
    "mp:x",
]


async def test_what_no_button_ever_carried_does_no_harm(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    await walk(chat, when, "Каждый день", "•09:00")
    before = await the_one(desk)
    (listed,) = await chat.say("/subscriptions")
    for data in FORGED:
        assert await forge(chat, listed, data), data
        assert await the_one(desk) == before, data
    assert (await chat.say("/subscriptions"))[0]["text"] == listed["text"]
