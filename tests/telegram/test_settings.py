"""Settings: one message that shows them all, each chosen in place, and each changes what is shown from then on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.telegram import places, zones
from bot.telegram.desk import Desk
from storage import readers
from storage.records import AnswerLength
from storage.schema import metadata
from tests.conftest import oil
from tests.person import Message, entities
from tests.telegram.conftest import Clock, Conversation, Town, take
from tests.telegram.walks import forge, press, reader_of, rows, walk

NOW = datetime(2025, 11, 12, 18, 0, tzinfo=UTC)
KAZAKH = "Мұнай өндіру көлемі өсті, деп хабарлады Энергетика министрлігі бүгін Астанада."
GROUP, ADMIN, MEMBER = -1001, 7, 8

KAZAKHSTAN = {
    "Алматы": (43.238, 76.945),
    "Астана": (51.128, 71.430),
    "Шымкент": (42.315, 69.587),
    "Қарағанды": (49.806, 73.085),
    "Ақтөбе": (50.284, 57.167),
    "Тараз": (42.900, 71.378),
    "Павлодар": (52.287, 76.967),
    "Өскемен": (49.948, 82.628),
    "Семей": (50.411, 80.227),
    "Атырау": (47.095, 51.924),
    "Қостанай": (53.214, 63.632),
    "Қызылорда": (44.842, 65.502),
    "Орал": (51.228, 51.387),
    "Петропавл": (54.873, 69.150),
    "Ақтау": (43.641, 51.198),
    "Түркістан": (43.297, 68.252),
    "Көкшетау": (53.285, 69.397),
    "Талдықорған": (45.018, 78.382),
    "Жезқазған": (47.783, 67.767),
    "Риддер": (50.344, 83.513),
    "Қордай": (43.037, 74.714),
    "Жаркент": (44.163, 79.999),
    "Байқоңыр": (45.616, 63.316),
    "Бейнеу": (45.317, 55.195),
    "Ұшарал": (46.169, 80.934),
    "Зайсан": (47.467, 84.873),
}

BEYOND = {
    "Omsk": (54.989, 73.369, "Asia/Omsk", "UTC+6"),
    "Isilkul": (54.911, 71.260, "Asia/Omsk", "UTC+6"),
    "Bishkek": (42.875, 74.592, "Asia/Bishkek", "UTC+6"),
    "Tashkent": (41.300, 69.240, "Asia/Tashkent", "UTC+5"),
    "Urumqi": (43.825, 87.617, "Asia/Shanghai", "UTC+8"),
    "Khorgos": (44.213, 80.412, "Asia/Shanghai", "UTC+8"),
    "Barnaul": (53.347, 83.778, "Asia/Barnaul", "UTC+7"),
    "Rubtsovsk": (51.515, 81.206, "Asia/Barnaul", "UTC+7"),
    "Orenburg": (51.768, 55.097, "Asia/Yekaterinburg", "UTC+5"),
    "Samara": (53.195, 50.151, "Europe/Samara", "UTC+4"),
    "Astrakhan": (46.350, 48.040, "Europe/Astrakhan", "UTC+4"),
    "Nukus": (42.460, 59.610, "Asia/Samarkand", "UTC+5"),
    "Baku": (40.409, 49.867, "Asia/Baku", "UTC+4"),
    "Kazan": (55.796, 49.106, "Europe/Moscow", "UTC+3"),
    "Delhi": (28.613, 77.209, "Asia/Kolkata", "UTC+5:30"),
    "Buenos Aires": (-34.603, -58.382, "America/Argentina/Buenos_Aires", "UTC−3"),
    "Sydney": (-33.868, 151.209, "Australia/Sydney", "UTC+11"),
    "mid-Atlantic": (30.0, -45.0, "Etc/GMT+3", "UTC−3"),
}


async def settings(chat: Conversation, **more: object) -> Message:
    """The page of settings."""
    (page,) = await chat.say("/settings", **more)
    return page


async def place(chat: Conversation, latitude: float, longitude: float) -> list[Message]:
    """Send a place, and read what the bot answers."""
    location = {"latitude": latitude, "longitude": longitude}
    await chat.post("messages", {"chat_id": chat.chat_id, "user": chat.user, "location": location})
    return await chat.answers()


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "ru",
            [
                "⚙️ Настройки",
                "",
                "🗣 Язык: Русский",
                "🌍 Часовой пояс: Алматы, UTC+5, сейчас 23:00",
                "📏 Ответы: обычные",
                "📚 Языки статей в ответах: все",
                "✨ Статья одним сообщением: нет",
                "🌙 Тихие часы: 23:00–07:00",
            ],
        ),
        (
            "kk",
            [
                "⚙️ Баптаулар",
                "",
                "🗣 Тіл: Қазақша",
                "🌍 Уақыт белдеуі: Алматы, UTC+5, қазір 23:00",
                "📏 Жауаптар: қалыпты",
                "📚 Жауаптағы мақалалар тілі: барлығы",
                "✨ Мақала бір хабарламамен: жоқ",
                "🌙 Тыныш сағаттар: 23:00–07:00",
            ],
        ),
        (
            "en",
            [
                "⚙️ Settings",
                "",
                "🗣 Language: English",
                "🌍 Time zone: Almaty, UTC+5, now 23:00",
                "📏 Answers: normal",
                "📚 Articles in answers: all languages",
                "✨ Article in one message: no",
                "🌙 Quiet hours: 23:00–07:00",
            ],
        ),
    ],
)
async def test_everything_is_seen_at_a_glance(chat: Conversation, language: str, lines: list[str]) -> None:
    chat.user["language_code"] = language
    page = await settings(chat)
    assert page["text"].splitlines() == lines
    assert [len(row) for row in rows(page)] == [2, 2, 2, 2]


async def test_each_choice_is_made_in_the_same_message_and_leads_back(chat: Conversation, desk: Desk) -> None:
    page = await settings(chat)
    shown = len(await chat.messages())
    page = await walk(chat, page, "🌍", "Лондон")
    assert "🌍 Часовой пояс: Лондон, UTC, сейчас 18:00" in page["text"]
    page = await walk(chat, page, "📏", "Коротко")
    assert "📏 Ответы: короткие" in page["text"]
    page = await walk(chat, page, "✨", "Одним сообщением")
    assert "✨ Статья одним сообщением: да" in page["text"]
    page = await walk(chat, page, "🌙", "Без тихих")
    assert "🌙 Тихих часов нет" in page["text"]
    page = await walk(chat, page, "📚", "казахский", "английский", "‹ Настройки")
    assert "📚 Языки статей в ответах: казахский, английский" in page["text"]
    page = await walk(chat, page, "🗣", "English")
    assert "🗣 Language: English" in page["text"]
    assert (await chat.toasts())[-1] == "Done"
    assert len(await chat.messages()) == shown
    kept = await reader_of(desk)
    assert (kept.language, kept.timezone, kept.answer_length, kept.rich) == (
        "en",
        "Europe/London",
        AnswerLength.SHORT,
        True,
    )
    assert (kept.quiet_from, kept.quiet_until, kept.answer_languages) == (0, 0, frozenset({"kk", "en"}))


async def test_every_screen_has_a_mark_at_what_is_kept_and_a_way_back(chat: Conversation) -> None:
    page = await settings(chat)
    for label in ("🗣", "🌍", "📏", "📚", "✨", "🌙"):
        screen = await press(chat, page, label)
        labels = [one for row in rows(screen) for one in row]
        assert len([one for one in labels if one.startswith("✅")]) == 1, label
        assert labels[-1] == "‹ Настройки"
        assert (await walk(chat, screen, "‹ Настройки"))["text"] == page["text"]


async def test_length_changes_how_much_of_a_story_is_told(chat: Conversation, desk: Desk) -> None:
    await take(desk, "\n\n".join(oil(number) for number in range(8)))
    for label, passages in (("Коротко", 1), ("Обычно", 3), ("Подробно", 6)):
        await walk(chat, await settings(chat), "📏", label)
        (answer,) = await chat.say("/energy")
        assert len(entities(answer, "blockquote")) == passages, label
        (found,) = await chat.say("/search нефть")
        assert len(entities(found, "blockquote")) == passages, label


async def test_short_answers_have_five_stories_a_page(chat: Conversation, desk: Desk) -> None:
    for number in range(7):
        await take(desk, oil(number))
    (usual,) = await chat.say("/energy")
    assert "1/3" in str(rows(usual))
    await walk(chat, await settings(chat), "📏", "Коротко")
    (answer,) = await chat.say("/energy")
    assert len(entities(answer, "blockquote")) == 5
    assert "1/2" in str(rows(answer))
    assert "2/2" in str(rows(await press(chat, answer, "Дальше")))
    await walk(chat, await settings(chat), "📏", "Обычно")
    turned = await press(chat, await chat.now_shown(answer), "2/2")  # the page that it is now
    assert "2/3" in str(rows(turned))
    (found,) = await chat.say("/search нефть")
    assert "1/3" in str(rows(found))


async def test_answers_and_searches_keep_to_the_chosen_languages(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1))
    await take(desk, KAZAKH)
    await walk(chat, await settings(chat), "📚", "казахский")
    (answer,) = await chat.say("/energy")
    assert entities(answer, "blockquote") == [KAZAKH]
    (found,) = await chat.say("/search Энергетика министрлігі")
    assert entities(found, "blockquote") == [KAZAKH]
    await walk(chat, await settings(chat), "📚", "Все языки")
    (answer,) = await chat.say("/energy")
    assert set(entities(answer, "blockquote")) == {KAZAKH, oil(1)}


@pytest.mark.parametrize(
    ("language", "told", "every"),
    [
        (
            "ru",
            "На выбранных вами языках (казахский) об этой отрасли пока ничего нет. На других языках есть 5 сюжетов.",
            "🌐",
        ),
        ("kk", "Сіз таңдаған тілдерде (қазақша) бұл сала туралы әзірге ештеңе жоқ. Басқа тілдерде 5 сюжет бар.", "🌐"),
        ("en", "There is nothing about this sector yet in the languages you chose (Kazakh). There are 5 stories", "🌐"),
    ],
)
async def test_an_answer_empty_for_the_languages_alone_says_so_and_can_be_had_in_all(
    chat: Conversation, desk: Desk, language: str, told: str, every: str
) -> None:
    chat.user["language_code"] = language
    for number in range(5):
        await take(desk, oil(number))
    await settings(chat)
    async with desk.database.write() as connection:
        await readers.choose_answers(connection, 1, languages={"kk"})
    (answer,) = await chat.say("/energy")
    assert told in answer["text"]
    shown = await press(chat, answer, every)
    assert len(entities(shown, "blockquote")) == 3
    onward = await press(chat, shown, desk.texts[language]("button-later"))
    assert len(entities(onward, "blockquote")) == 2
    assert (await reader_of(desk)).answer_languages == {"kk"}
    (searched,) = await chat.say("/search баррель")
    found = await press(chat, searched, every)
    assert "баррел" in found["text"].lower()
    plain = await press(chat, found, desk.texts[language]("button-later"))
    assert "2/2" in str(rows(plain))


async def test_a_window_widened_for_the_languages_says_so_and_offers_all(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    await take(desk, KAZAKH)
    clock.now += timedelta(days=4)
    await take(desk, oil(1))
    await walk(chat, await settings(chat), "📚", "казахский")
    (answer,) = await chat.say("/energy")
    assert "Свежих новостей на выбранных языках нет, показываю за неделю." in answer["text"]
    fresh = await press(chat, answer, "🌐")
    assert entities(fresh, "blockquote") == [oil(1)]
    week = await press(chat, fresh, "Неделя")
    assert set(entities(week, "blockquote")) == {oil(1), KAZAKH}


async def test_the_last_language_taken_out_or_all_taken_in_means_all(chat: Conversation, desk: Desk) -> None:
    screen = await press(chat, await settings(chat), "📚")
    screen = await walk(chat, screen, "русский", "✅ русский")
    assert rows(screen)[0] == ["✅ Все языки"]
    screen = await walk(chat, screen, "русский", "казахский", "английский")
    assert rows(screen)[0] == ["✅ Все языки"]
    assert (await reader_of(desk)).answer_languages == frozenset()


@pytest.mark.parametrize("city", KAZAKHSTAN)
def test_kazakhstan_has_one_time(city: str) -> None:
    assert zones.offset(places.near(*KAZAKHSTAN[city], NOW)[0], NOW) == "UTC+5"


@pytest.mark.parametrize("city", BEYOND)
def test_across_the_borders_and_far_away(city: str) -> None:
    latitude, longitude, zone, offset = BEYOND[city]
    first = places.near(latitude, longitude, NOW)[0]
    assert (first, zones.offset(first, NOW)) == (zone, offset)


@pytest.mark.parametrize("where", [(90, 0), (-90, 0), (0, 180), (0, -180), (0, 0), (-40, -140), (71.3, -156.8)])
def test_any_place_has_three_zones_whose_clocks_differ(where: tuple[float, float]) -> None:
    near = places.near(*where, NOW)
    assert all(zones.is_zone(zone) for zone in near)
    assert len({zones.offset(zone, NOW) for zone in near}) == 3


def test_in_the_west_of_china_both_of_its_times_are_offered() -> None:
    assert {"Asia/Shanghai", "Asia/Urumqi"} <= set(places.near(43.82, 87.6, NOW))


@pytest.mark.parametrize(
    ("language", "send", "thanks", "asked"),
    [
        ("ru", "📍 Отправить геопозицию", "Геопозицию я не сохраняю", "живёт по времени Омск, UTC+6, там сейчас 00:00"),
        ("kk", "📍 Орналасқан жерімді жіберу", "Орналасқан жеріңізді сақтамаймын", "Омбы, UTC+6, онда қазір 00:00"),
        ("en", "📍 Send my location", "I don't keep the location itself", "the time of Omsk, UTC+6; it is 00:00 there"),
    ],
)
async def test_the_zone_of_a_place_is_confirmed(
    chat: Conversation, desk: Desk, language: str, send: str, thanks: str, asked: str
) -> None:
    chat.user["language_code"] = language
    screen = await press(chat, await settings(chat), "🌍")
    (wanted,) = await chat.tap(screen, "📍")
    assert wanted["text"] == desk.texts[language]("settings-place-ask")
    assert (await reply_keyboard(chat))[0] == [{"text": send, "request_location": True}]
    said, offered = await place(chat, *BEYOND["Omsk"][:2])
    assert thanks in said["text"]
    assert asked in offered["text"]
    assert len(rows(offered)) == 4
    page = await press(chat, offered, rows(offered)[0][0])
    assert "UTC+6" in page["text"]
    kept = await reader_of(desk)
    assert (kept.timezone, kept.awaiting) == ("Asia/Omsk", None)


async def reply_keyboard(chat: Conversation) -> list[list[dict[str, object]]]:
    """The keyboard in the letters' place that was sent last."""
    calls = (await chat.get("calls"))["calls"]
    sent = [json.loads(call["params"].get("reply_markup", "{}")) for call in calls]
    keyboards: list[list[list[dict[str, object]]]] = [one["keyboard"] for one in sent if "keyboard" in one]
    return keyboards[-1]


async def test_a_place_that_was_not_asked_for_is_offered_too(chat: Conversation, desk: Desk) -> None:
    (offered,) = await place(chat, *KAZAKHSTAN["Петропавл"])
    assert "живёт по времени Алматы, UTC+5" in offered["text"]
    assert (await reader_of(desk)).timezone == "Asia/Almaty"
    await press(chat, offered, "Омск")
    assert (await reader_of(desk)).timezone == "Asia/Omsk"


async def test_a_shared_place_is_kept_nowhere(chat: Conversation, desk: Desk) -> None:
    (offered,) = await place(chat, 54.98765, 73.37654)
    await press(chat, offered, "Омск")
    async with desk.database.read() as connection:
        for table in metadata.tables.values():
            kept = str((await connection.execute(select(table))).all())
            assert "54.98" not in kept
            assert "73.37" not in kept


async def test_who_would_rather_not_say_where_they_are(chat: Conversation, desk: Desk) -> None:
    screen = await press(chat, await settings(chat), "🌍")
    await chat.tap(screen, "📍")
    (said,) = await chat.say("Не надо")
    assert said["text"] == "Хорошо, оставим как есть."
    assert (await reader_of(desk)).awaiting is None


async def test_a_city_may_be_written_from_here_too(chat: Conversation, desk: Desk) -> None:
    await walk(chat, await settings(chat), "🌍", "✍️")
    (said,) = await chat.say("Лондон")
    assert "Часовой пояс: Лондон" in said["text"]
    assert (await reader_of(desk)).timezone == "Europe/London"


@pytest.mark.parametrize(
    "data",
    [
        "e:nothing",
        "el:xx",
        "ez:Asia",
        "ez:Asia/../Asia/Almaty",
        "en:huge",
        "eo:de:1",
        "eq:-1:5",
        "eq:0:99999",
        "er:maybe",
        "ea:nosuch:1:1:1",
        "ea:energy:-1:1:1",
        "ea:energy:1:99999999999999:1",
        "es:0:1",
    ],
)
async def test_forged_buttons_change_nothing(chat: Conversation, desk: Desk, data: str) -> None:
    page = await settings(chat)
    before = await reader_of(desk)
    assert "от старого сообщения" in await forge(chat, page, data)
    assert await reader_of(desk) == before


async def test_a_place_is_asked_for_in_private_alone(town: Town) -> None:
    await town.group(GROUP, {ADMIN: "administrator"}, type="supergroup", title="Редакция")
    admin = town.member(GROUP, ADMIN)
    page = await settings(admin)
    screen = await press(admin, page, "🌍")
    assert not [label for row in rows(screen) for label in row if label.startswith("📍")]
    assert "от старого сообщения" in await forge(admin, screen, "e:place")
    assert await place(admin, 43.2, 76.9) == []


async def test_only_administrators_change_a_group_and_its_topics_have_their_own(town: Town, desk: Desk) -> None:
    topics = [{"message_thread_id": 5, "name": "Энергетика"}]
    people = {ADMIN: "administrator", MEMBER: "member"}
    await town.group(GROUP, people, type="supergroup", title="Редакция", is_forum=True, topics=topics)
    admin, member = town.member(GROUP, ADMIN), town.member(GROUP, MEMBER)
    page = await settings(admin, thread_id=5)
    assert page["text"].startswith("⚙️ Настройки этого чата")
    assert await forge(member, page, "en:short") == "Настройки группы меняют её администраторы."
    (*_, said) = await member.say("/settings")
    assert said["text"] == "Настройки группы меняют её администраторы."
    await admin.answers()  # what the member was told
    await walk(admin, page, "📏", "Коротко")
    assert (await reader_of(desk, GROUP, 5)).answer_length is AnswerLength.SHORT
    assert (await reader_of(desk, GROUP)).answer_length is AnswerLength.NORMAL


async def test_who_names_their_city_rather_than_send_their_place_is_understood(chat: Conversation, desk: Desk) -> None:
    (page,) = await chat.say("/settings")
    await chat.press(page, "e:place")
    await chat.answers()
    said = await chat.say("Лондон")
    assert said[0]["text"] == "Хорошо, найду по названию города."
    assert (await reader_of(desk)).timezone == "Europe/London"
