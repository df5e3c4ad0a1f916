"""Subscribing by chat: sectors, words, stories and sources, at once or at an hour, in three languages."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from bot.telegram import dispatcher
from bot.telegram.awaiting import AWAITED_FOR
from bot.telegram.desk import Desk
from bot.telegram.scene import MOST
from storage import articles, sources, subscriptions
from storage.records import Interest, Plan, Rhythm, SubscriptionState
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Clock, Conversation, take
from tests.telegram.walks import carried, forge, kept, press, rows, the_one, walk


@pytest.mark.parametrize(
    ("language", "path", "told"),
    [
        (
            "ru",
            ["⚡ Энергетика", "🚆 Транспорт", "Дальше", "Каждый день", "•09:00"],
            ["Готово, подписка работает", "каждый день в 09:00 (Алматы, UTC+5)", "завтра, 13 ноября, 09:00"],
        ),
        (
            "kk",
            ["⚡ Энергетика", "🚆 Көлік", "Әрі қарай", "Күн сайын", "•09:00"],
            ["Дайын, жазылым іске қосылды", "күн сайын, 09:00 (Алматы, UTC+5)", "ертең, 13 қараша, 09:00"],
        ),
        (
            "en",
            ["⚡ Energy", "🚆 Transport", "Next", "Every day", "•09:00"],
            ["Done, you are subscribed", "every day at 09:00 (Almaty, UTC+5)", "tomorrow, 13 November, 09:00"],
        ),
    ],
)
async def test_energy_and_transport_at_nine_by_buttons(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, language: str, path: list[str], told: list[str]
) -> None:
    person = Conversation(http, sandbox, bot, dispatcher.build(desk), language=language)
    (what,) = await person.say("/subscribe")
    card = await walk(person, what, *path)
    for words in told:
        assert words in card["text"]
    subscription = await the_one(desk)
    assert subscription.interest == Interest(sectors=("energy", "transport"))
    assert subscription.plan == Plan(Rhythm.DAILY, 9 * 60)
    assert subscription.state is SubscriptionState.ACTIVE
    assert subscription.due_at == datetime(2025, 11, 13, 4, 0, tzinfo=UTC)  # 09:00 in Almaty
    assert card["message_id"] == what["message_id"]  # every screen in place of the last


async def test_sectors_after_the_command_lead_straight_to_when(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy transport")
    assert "Выбрано: ⚡ Энергетика, 🚆 Транспорт" in when["text"]
    assert "Сейчас 23:00 (Алматы, UTC+5)" in when["text"]
    card = await walk(chat, when, "Раз в неделю", "ср", "•09:00")
    assert "по средам в 09:00" in card["text"]
    assert "среда, 19 ноября, 09:00" in card["text"]
    assert (await the_one(desk)).plan == Plan(Rhythm.WEEKLY, 9 * 60, weekday=2)


async def test_at_once_says_its_limits_and_begins_with_what_comes_from_now_on(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1))
    (when,) = await chat.say("/subscribe атомная станция")
    assert "не чаще одного сообщения в десять минут и не с 23:00 до 07:00" in when["text"]
    card = await press(chat, when, "⚡ Сразу")
    assert "Пришлю, как только появится новое" in card["text"]
    subscription = await the_one(desk)
    assert (subscription.plan.rhythm, subscription.due_at, subscription.after) == (Rhythm.AT_ONCE, None, 1)


async def test_words_that_say_nothing_are_asked_for_again(chat: Conversation, desk: Desk) -> None:
    (message,) = await chat.say("/subscribe и в на")
    assert "Напишите одно-два точных" in message["text"]
    assert await kept(desk) == []


async def test_the_button_under_an_answer_subscribes_to_its_sector(chat: Conversation, desk: Desk) -> None:
    for number in range(6):
        await take(desk, oil(number))
    (answer,) = await chat.say("/energy")
    await chat.tap(answer, "Дальше")
    for page in (answer, await chat.now_shown(answer)):
        when = await press(chat, page, "🔔 Подписаться")
        assert "Выбрано: ⚡ Энергетика" in when["text"]
        assert when["message_id"] != answer["message_id"]  # the answer stays


async def test_the_button_under_an_article_follows_its_story(chat: Conversation, desk: Desk) -> None:
    number = await take(desk, oil(1), title="Добыча растёт")
    (article,) = await chat.say(f"/full {number}")
    when = await press(chat, article, "🔔 Следить за сюжетом")
    assert "сюжет «Добыча растёт»" in when["text"]
    card = await walk(chat, when, "По будням", "06:00")
    assert "по будням в 06:00" in card["text"]
    async with desk.database.read() as connection:
        stored = await articles.get(connection, number)
    assert stored is not None
    assert (await the_one(desk)).interest == Interest(stories=(stored.story_id,))


async def test_words_are_asked_for_kept_and_taken_out(chat: Conversation, desk: Desk) -> None:
    (what,) = await chat.say("/subscribe")
    asked = await walk(chat, what, "⚡", "🔎 По словам")
    assert "Напишите слова" in asked["text"]
    (again,) = await chat.say("в на и")
    assert "Напишите одно-два точных" in again["text"]
    (what,) = await chat.say("атомная станция, нефть")
    assert "⚡ Энергетика, «атомная станция», «нефть»" in what["text"]
    shown = await walk(chat, what, "🔎 По словам", "✖ «атомная", "‹ Назад")
    assert "Выбрано: ⚡ Энергетика, «нефть»" in shown["text"]
    (answer,) = await chat.say("что с нефтью?")  # nothing is awaited any longer
    assert "⚡ Энергетика" in answer["text"]


async def test_no_more_words_than_there_is_room_for(chat: Conversation, desk: Desk) -> None:
    (what,) = await chat.say("/subscribe " + ",".join(f"нефть{n}" for n in range(10)))
    await walk(chat, what, "‹ Назад", "🔎 По словам")
    (full,) = await chat.say("ещё одно")
    assert "не больше 10" in full["text"]


@pytest.mark.parametrize("what_happens", ["a command", "an hour", "another screen"])
async def test_words_are_not_awaited_for_ever(chat: Conversation, desk: Desk, clock: Clock, what_happens: str) -> None:
    (what,) = await chat.say("/subscribe")
    asked = await press(chat, what, "🔎 По словам")
    if what_happens == "a command":
        await chat.say("/sectors")
    elif what_happens == "an hour":
        clock.now += AWAITED_FOR + timedelta(seconds=1)
    else:
        await press(chat, asked, "‹ Назад")
    (answer,) = await chat.say("энергетика")
    assert answer["text"].startswith("⚡")  # the sector's answer, as ever


async def test_sources_are_found_by_a_part_of_their_name_and_ticked(chat: Conversation, desk: Desk) -> None:
    for number, name in enumerate(("BAQ.KZ", "Kazinform", "Казинформ", "Tengri News")):
        await take(desk, oil(number), source=name)
    (what,) = await chat.say("/subscribe")
    offered = await press(chat, what, "📰 По источникам")
    assert rows(offered)[:-1] == [["BAQ.KZ"], ["Kazinform"], ["Tengri News"], ["Казинформ"]]
    ticked = await press(chat, offered, "Tengri")
    assert rows(ticked)[:-1] == [["BAQ.KZ"], ["Kazinform"], ["✅ Tengri News"], ["Казинформ"]]
    (one,) = await chat.say("казинф")
    assert rows(one)[0] == ["✅ Казинформ"]
    (none,) = await chat.say("<b>Reuters</b>")
    assert "Источника «<b>Reuters</b>» у меня нет" in none["text"]
    card = await walk(chat, one, "‹ Назад", "Дальше", "⚡ Сразу")
    assert "📰 Казинформ, 📰 Tengri News" in card["text"]
    async with desk.database.read() as connection:
        every = {source.name: source.ids for source in await sources.every(connection)}
    assert (await the_one(desk)).interest == Interest(sources=(*every["Казинформ"], *every["Tengri News"]))


async def test_other_people_s_texts_never_become_markup(chat: Conversation, desk: Desk) -> None:
    hostile = "<b>x</b> [y](http://evil) *_`"
    number = await take(desk, oil(1), title=hostile, source=hostile)
    (article,) = await chat.say(f"/full {number}")
    when = await press(chat, article, "🔔 Следить")
    assert hostile in when["text"]
    assert {one["type"] for one in when["entities"]} == {"bold", "url"}  # an address is found in any plain text


async def test_a_draft_outlives_a_restart(
    http: ClientSession, sandbox: Sandbox, bot: Bot, chat: Conversation, desk: Desk
) -> None:
    (what,) = await chat.say("/subscribe")
    asked = await walk(chat, what, "⚡", "🔎 По словам")
    after = Conversation(http, sandbox, bot, dispatcher.build(desk))  # nothing of the old process is left
    *_, what = await after.say("атомная станция")
    card = await walk(after, what, "🚆", "Дальше", "Каждый день", "•09:00")
    assert "⚡ Энергетика, 🚆 Транспорт, «атомная станция»" in card["text"]
    assert asked["message_id"] == 2


async def test_a_double_tap_is_one(chat: Conversation, desk: Desk) -> None:
    (what,) = await chat.say("/subscribe")
    on = carried(what, "⚡")
    for _ in range(2):
        await chat.press(what, on)
    await chat.answers()
    when = await press(chat, what, "Дальше")
    hours = await press(chat, when, "Каждый день")
    nine = carried(hours, "•09:00")
    for _ in range(2):
        await chat.press(hours, nine)
    await chat.answers()
    assert (await the_one(desk)).interest == Interest(sectors=("energy",))
    assert "каждый день в 09:00" in (await chat.now_shown(hours))["text"]


async def test_taps_at_a_time_are_all_kept_and_the_last_screen_shows_them(
    chat: Conversation, bot: Bot, desk: Desk
) -> None:
    (what,) = await chat.say("/subscribe")
    work = dispatcher.build(desk)
    labels = ["⚡", "🚆", "💰", "🏭", "🌾"]
    for label in labels:
        await chat.press(what, carried(what, label))
    await chat.post("faults", {"method": "editMessageText", "times": 1, "delay_s": 0.2})  # the first screen comes late
    await asyncio.gather(
        *(work.feed_update(bot, update) for update in await bot.get_updates() if update.callback_query)
    )
    async with desk.database.read() as connection:
        draft = await subscriptions.get(connection, 1)
    assert draft is not None
    assert len(draft.interest.sectors) == len(labels)
    shown = [label for row in rows(await chat.now_shown(what)) for label in row]
    assert sum(label.startswith("✅") for label in shown) == len(labels)


async def test_subscribing_to_the_very_same_again_changes_what_was_there(chat: Conversation, desk: Desk) -> None:
    for hour, heading in (("08:00", "Готово"), ("10:00", "Такая подписка уже была")):
        (when,) = await chat.say("/subscribe energy")
        card = await walk(chat, when, "Каждый день", hour)
        assert heading in card["text"]
    assert (await the_one(desk)).plan.minute == 10 * 60


async def test_a_new_beginning_forgets_the_unfinished_one(chat: Conversation, desk: Desk) -> None:
    (first,) = await chat.say("/subscribe energy")
    old = carried(first, "Каждый день")
    await chat.say("/subscribe transport")
    assert await forge(chat, first, old) == "Этой подписки больше нет."
    assert await kept(desk) == []


async def test_nothing_chosen_leads_nowhere(chat: Conversation, desk: Desk) -> None:
    (what,) = await chat.say("/subscribe")
    assert "Дальше ›" not in buttons(what)
    for data in ("c:1:when", "cp:1:daily::540", "c:1:resume", "c:1:preview"):
        assert await forge(chat, what, data) == "Оставьте хотя бы одну тему."
    assert await kept(desk) == []


async def test_a_sector_that_the_taxonomy_has_no_longer(chat: Conversation, desk: Desk) -> None:
    (when,) = await chat.say("/subscribe energy")
    async with desk.database.write() as connection:
        await connection.exec_driver_sql("UPDATE interests SET key = replace(key, 'energy', 'gone')")
    what = await press(chat, when, "‹ Назад")
    assert "тема, которой больше нет" in what["text"]
    card = await walk(chat, what, "🚆", "Дальше", "⚡ Сразу")
    assert (await the_one(desk)).interest == Interest(sectors=("transport",))
    assert "🚆 Транспорт" in card["text"]
    assert await forge(chat, card, "n:gone") == "Эта кнопка от старого сообщения. Повторите команду."
    assert await forge(chat, card, "nf:999") == "Статьи № 999 нет. Возможно, её удалили."


async def test_there_is_an_end_to_how_many(chat: Conversation, desk: Desk) -> None:
    for number in range(MOST):
        (when,) = await chat.say(f"/subscribe нефть{number}")
        await press(chat, when, "⚡ Сразу")
    (full,) = await chat.say("/subscribe газ")
    assert f"Здесь уже {MOST} подписок" in full["text"]
    (listed,) = await chat.say("/subscriptions")
    assert [label for row in rows(listed) for label in row if "/" in label] == ["1/4"]
    shown = await walk(chat, listed, "Дальше", "Дальше", "Дальше")
    assert "30. «нефть29» · сразу" in shown["text"]


async def test_the_hour_put_forward_tonight_is_told_of_as_the_day_it_is(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    clock.now = datetime(2025, 11, 13, 3, 50, tzinfo=UTC)  # ten to nine in Almaty
    (when,) = await chat.say("/subscribe energy")
    card = await walk(chat, when, "Каждый день", "•09:00")
    assert "Следующий дайджест: сегодня, 13 ноября, 09:00" in card["text"]
    card = await walk(chat, card, "‹ −15")
    assert "Следующий дайджест: завтра, 14 ноября, 08:45" in card["text"]
    assert (await the_one(desk)).planned_on in {None, date(2025, 11, 13)}
