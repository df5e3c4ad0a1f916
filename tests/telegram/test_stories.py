"""A story's timeline in the chat: opened by button and command, turned in place, told in three languages."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot
from aiohttp import ClientSession
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.newsroom.intake import Intake
from bot.newsroom.timelines import EARLIEST, Quote, Telling, Timeline
from bot.sandbox.server import Sandbox
from bot.telegram import dispatcher, texts
from bot.telegram.buttons import ArticlePage, StoryPage
from bot.telegram.desk import Desk
from bot.telegram.story_pages import TELLINGS_PER_PAGE, biggest_page, moment, timeline_page
from storage import articles, stories
from storage.coverage import Covered, Extent
from storage.records import Appearance, Draft, SourceKind
from tests.conftest import EVENING
from tests.person import Message, buttons, entities
from tests.telegram.conftest import Clock, Conversation, Town
from tests.telegram.test_render import addresses, check, endless, written
from tests.telegram.walks import carried, forge, rows

ALMATY = ZoneInfo("Asia/Almaty")
RUSSIAN = texts.load()["ru"]
MORNING = datetime(2025, 11, 12, 4, 0, tzinfo=UTC)  # 09:00 in Almaty
HOUR = timedelta(hours=1)

TITLE = "Новая подстанция заработала в Семее"
POWER = (
    "В Семее запустили подстанцию мощностью 220 киловольт, она снабдит электроэнергией 40 тысяч жителей. "
    "Строительство подстанции обошлось в 9 миллиардов тенге."
)
NEW = (
    "Акимат Семея пообещал снизить тариф на электроэнергию с января.",
    "Вторую подстанцию «Заречная» энергетики сдадут в 2027 году.",
    "Подрядчиком выступила компания «Иртыш Курылыс» из Павлодара.",
    "Уличное освещение перевели на 1 300 светодиодных ламп.",
    "Старую линию электропередачи демонтируют к весне.",
)


async def tell(
    desk: Desk, text: str, *, source: str, hours: float = 0, title: str = TITLE, url: str | None = None
) -> int:
    """Store an article published some hours after the morning."""
    address = f"file:///{hash((text, source))}"
    draft = Draft(address, source, SourceKind.FILE, title, text, url, MORNING + hours * HOUR)
    return (await Intake(desk.database, desk.tagger, desk.now).take(draft)).article_id


async def tell_all(desk: Desk, number: int) -> None:
    """A story of so many articles, each with something new, and a reprint after the first two."""
    await tell(desk, POWER, source="Казинформ", url="https://inform.example/1")
    for at in range(1, number):
        await tell(desk, f"{POWER} {NEW[at - 1]}", source=f"Газета {at}", hours=at, title=f"Подстанция: весть {at}")
    await tell(desk, f"Как сообщалось, {POWER}", source="Повтор", hours=1.5, title="То же самое")


async def opened(chat: Conversation) -> Message:
    """The timeline that the button in an answer opens."""
    (answer,) = await chat.say("/energy")
    (timeline,) = await chat.tap(answer, "🧵")
    return timeline


@pytest.mark.parametrize(
    ("language", "button", "told"),
    [
        (
            "ru",
            "🧵 4 источника",
            (
                "4 источника · 4 статьи · 12 ноября 2025",
                "1. 12 ноября, 09:00 · Казинформ · первое сообщение",
                "2. 12 ноября, 10:00 · Газета 1\nПодстанция: весть 1\n" + NEW[0],
                "\nНового не добавили: Повтор (10:30)",
                "3. 12 ноября, 11:00 · Газета 2\nПодстанция: весть 2\n" + NEW[1],
            ),
        ),
        (
            "kk",
            "🧵 4 дереккөз",
            (
                "4 дереккөз · 4 мақала · 2025 ж. 12 қараша",
                "1. 12 қараша, 09:00 · Казинформ · алғашқы хабар",
                "2. 12 қараша, 10:00 · Газета 1",
                "Жаңа ештеңе қоспаған: Повтор (10:30)",
            ),
        ),
        (
            "en",
            "🧵 4 sources",
            (
                "4 sources · 4 articles · 12 November 2025",
                "1. 12 November, 09:00 · Казинформ · first to report",
                "2. 12 November, 10:00 · Газета 1",
                "Nothing new from: Повтор (10:30)",
            ),
        ),
    ],
)
async def test_the_button_in_an_answer_opens_the_timeline(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, language: str, button: str, told: Sequence[str]
) -> None:
    await tell_all(desk, 3)
    person = Conversation(http, sandbox, bot, dispatcher.build(desk), language=language)
    (answer,) = await person.say("/energy")
    beside = next(row for row in rows(answer) if button in row)
    assert beside[0].startswith("📄 1. ")
    (timeline,) = await person.tap(answer, button)
    assert timeline["text"].startswith(f"🧵 {TITLE}\n")
    for words in told:
        assert words in timeline["text"]
    assert entities(timeline, "blockquote")[1:] == [NEW[0], NEW[1]]
    assert entities(timeline, "text_link") == ["Казинформ"]
    assert [row[0][:4] for row in rows(timeline)] == ["📄 1.", "📄 2.", "📄 3.", "🔔 " + rows(timeline)[3][0][2:4]]


async def test_a_story_of_one_article_has_no_such_button(chat: Conversation, desk: Desk) -> None:
    await tell(desk, POWER, source="Казинформ")
    await tell(desk, POWER, source="Повтор слово в слово")
    (answer,) = await chat.say("/energy")
    assert not any(label.startswith("🧵") for label in buttons(answer))
    (timeline,) = await chat.say("/story 1")
    assert "Других статей об этом пока нет." in timeline["text"]
    assert "первое сообщение" not in timeline["text"]
    assert "Казинформ, Повтор слово в слово" in timeline["text"]


async def test_one_source_that_wrote_twice_is_counted_by_its_articles(chat: Conversation, desk: Desk) -> None:
    await tell(desk, POWER, source="Казинформ")
    await tell(desk, f"{POWER} {NEW[0]}", source="Казинформ", hours=1)
    (answer,) = await chat.say("/energy")
    assert "🧵 2 статьи" in buttons(answer)


async def test_a_full_article_leads_to_the_story_that_others_tell_too(chat: Conversation, desk: Desk) -> None:
    await tell_all(desk, 3)
    (article,) = await chat.say("/full 3")
    (timeline,) = await chat.tap(article, "🧵 4 статьи")
    assert timeline["text"].startswith(f"🧵 {TITLE}\n")
    await tell(desk, "Атырауская рыба: первый эшелон отправлен на экспорт.", source="Рыбак", title="Рыба")
    (alone,) = await chat.say("/full 5")
    assert not any(label.startswith("🧵") for label in buttons(alone))


async def test_pages_turn_in_place_and_lead_to_the_full_text(chat: Conversation, desk: Desk) -> None:
    await tell_all(desk, 6)
    first = await opened(chat)
    assert "1/2" in buttons(first)
    assert await chat.tap(first, "Дальше") == []
    second = await chat.now_shown(first)
    assert second["text"].startswith(f"🧵 {TITLE}\n")
    assert [label[:4] for label in buttons(second) if label.startswith("📄")] == ["📄 5.", "📄 6."]
    (article,) = await chat.tap(second, "📄 6.")
    assert NEW[4] in article["text"]
    await chat.tap(second, "‹ Назад")
    assert (await chat.now_shown(first))["text"] == first["text"]
    (asked,) = await chat.tap(first, "🔔")
    assert "сюжет" in asked["text"]


async def test_pages_stay_those_of_one_moment_and_a_new_press_shows_the_newest(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    await tell_all(desk, 6)
    first = await opened(chat)
    clock.now += timedelta(minutes=5)
    await tell(desk, f"{POWER} Подстанцию освятил имам.", source="Опоздавший", hours=0.1, title="Раньше других")
    await chat.tap(first, "Дальше")
    assert "весть 5" in (await chat.now_shown(first))["text"]
    await chat.tap(await chat.now_shown(first), "‹ Назад")
    assert (await chat.now_shown(first))["text"] == first["text"]
    assert "Опоздавший" in (await opened(chat))["text"]


async def test_two_presses_at_once_are_both_answered(chat: Conversation, desk: Desk) -> None:
    await tell_all(desk, 6)
    first = await opened(chat)
    data = carried(first, "Дальше")
    await asyncio.gather(chat.press(first, data), chat.press(first, data))
    assert await chat.answers() == []
    assert (await chat.toasts())[-2:] == ["", ""]
    assert "2/2" in buttons(await chat.now_shown(first))


@pytest.mark.parametrize(
    "data",
    [
        StoryPage(story_id=999, asked=0, page=1, anew=True).pack(),
        StoryPage(story_id=0, asked=0, page=1, anew=True).pack(),
        StoryPage(story_id=-1, asked=0, page=1, anew=True).pack(),
        StoryPage(story_id=2**63, asked=0, page=1, anew=True).pack(),
        StoryPage(story_id=1, asked=1, page=1, anew=False).pack(),  # before anything was stored
        StoryPage(story_id=1, asked=0, page=1, anew=False).pack(),
        StoryPage(story_id=1, asked=-5, page=1, anew=False).pack(),
        StoryPage(story_id=1, asked=2**40, page=1, anew=False).pack(),
        "t:1:x:1:0",
        "t:1:1",
        "t",
    ],
)
async def test_forged_buttons_are_answered_and_nothing_comes_of_them(chat: Conversation, desk: Desk, data: str) -> None:
    await tell_all(desk, 2)
    assert await forge(chat, await opened(chat), data)


async def test_a_page_beyond_the_ends_is_the_nearest(chat: Conversation, desk: Desk) -> None:
    await tell_all(desk, 6)
    first = await opened(chat)
    turn = StoryPage.unpack(carried(first, "Дальше"))
    for page, place in ((99, "2/2"), (-7, "1/2")):
        await chat.press(first, turn.model_copy(update={"page": page}).pack())
        await chat.answers()
        assert place in buttons(await chat.now_shown(first))


async def test_an_old_button_of_a_merged_story_shows_what_it_became(chat: Conversation, desk: Desk) -> None:
    await tell_all(desk, 2)
    await tell(desk, "Атырауская рыба: первый эшелон отправлен на экспорт.", source="Рыбак", title="Рыба", hours=2)
    (timeline,) = await chat.say("/story 4")
    async with desk.database.write() as connection:
        merged = (await stories.told_by(connection, [4]))[4]
        await stories.merge(connection, [merged], into=1)
    await chat.press(timeline, StoryPage(story_id=merged, asked=0, page=1, anew=True).pack())
    (shown,) = await chat.answers()
    assert shown["text"].startswith(f"🧵 {TITLE}\n")
    assert "4 источника · 4 статьи" in shown["text"]


async def test_a_story_that_has_vanished_is_said_to_be_gone(chat: Conversation, desk: Desk) -> None:
    await tell_all(desk, 6)
    first = await opened(chat)
    async with desk.database.write() as connection:
        for article_id in range(1, 8):
            await articles.remove(connection, article_id)
    toast = await forge(chat, first, carried(first, "Дальше"))
    assert toast == "Этого сюжета больше нет: его статьи удалили."


async def test_story_without_a_number_offers_the_biggest_of_the_week(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    (none,) = await chat.say("/story")
    assert none["text"] == "Пока нет событий, о которых вышло бы больше одной статьи."
    await tell_all(desk, 3)
    (offered,) = await chat.say("/story")
    assert offered["text"] == (f"🧵 Большие сюжеты недели\n\n1. {TITLE}\n4 источника · 4 статьи · 12 ноября 2025")
    assert list(buttons(offered)) == [f"🧵 1. {TITLE}"]
    (timeline,) = await chat.tap(offered, "🧵 1.")
    assert "первое сообщение" in timeline["text"]
    clock.now = EVENING + timedelta(days=20)
    assert "Большие сюжеты месяца" in (await chat.say("/story"))[0]["text"]
    clock.now = EVENING + timedelta(days=200)
    assert "Самые большие сюжеты" in (await chat.say("/story"))[0]["text"]


async def test_story_takes_the_number_of_any_of_its_articles(chat: Conversation, desk: Desk) -> None:
    (unclear,) = await chat.say("/story семь")
    assert unclear["text"].endswith("/story 1")
    await tell_all(desk, 3)
    for typed in ("/story 1", "/story №3", "/STORY 2"):
        (timeline,) = await chat.say(typed)
        assert timeline["text"].startswith(f"🧵 {TITLE}\n")
    for typed in ("/story 99", "/story 0", f"/story {2**63}"):
        (missing,) = await chat.say(typed)
        assert "нет. Возможно, её удалили." in missing["text"]
    for typed in ("/story семь", "/story -1", "/story ٣", f"/story {'9' * 50}"):
        (unclear,) = await chat.say(typed)
        assert unclear["text"].startswith("Не понял номер.")


async def test_a_story_is_shared_by_a_link_that_opens_it(
    http: ClientSession, sandbox: Sandbox, bot: Bot, chat: Conversation, desk: Desk
) -> None:
    await tell_all(desk, 2)
    (by_link,) = await chat.say("/start story_1")
    assert by_link["text"] == (await opened(chat))["text"]
    (gone,) = await chat.say("/start story_99")
    assert gone["text"] == "Этого сюжета больше нет: его статьи удалили."
    unclear, *_ = await chat.say("/start story_x")
    assert "Этого сюжета" not in unclear["text"]
    work = dispatcher.build(replace(desk, username="svodka_bot"))
    named = Conversation(http, sandbox, bot, work, chat_id=9)
    (shared,) = await named.say("/story 1")
    assert "start%3Dstory_1" in buttons(shared)["↗️ Поделиться"]


async def test_in_a_channel_the_story_opens_in_private(town: Town, desk: Desk, bot: Bot) -> None:
    await tell_all(desk, 2)
    await town.group(-1005, {7: "administrator"}, type="channel", title="Канал")
    posted = await bot.send_message(-1005, "Дайджест")
    member = town.member(-1005, 8)
    await member.press({"message_id": posted.message_id}, StoryPage(story_id=1, asked=0, page=1, anew=True).pack())
    await member.answers()
    (call,) = [one for one in (await member.get("calls"))["calls"] if one["method"] == "answerCallbackQuery"]
    assert call["params"]["url"].endswith("?start=story_1")


def test_a_time_is_the_readers_and_a_day_without_one_stays_a_day() -> None:
    assert moment(datetime(2025, 11, 12, 20, 5, tzinfo=UTC), RUSSIAN, ALMATY) == "13 ноября, 01:05"
    midnight = datetime(2025, 11, 12, tzinfo=UTC)
    for zone in (ALMATY, ZoneInfo("America/New_York")):
        assert moment(midnight, RUSSIAN, zone) == "12 ноября"


def telling(number: int, *, title: str = "Весть", quotes: Sequence[str] = (), reprint: bool = False) -> Telling:
    """An article of a timeline, the next an hour after the one before."""
    quoted = tuple(Quote(number, 0, len(quote), quote) for quote in quotes)
    seen = (Appearance(f"Газета {number}", None),)
    return Telling(number, title, MORNING + number * HOUR, seen, quoted, reprint)


def timeline(tellings: Sequence[Telling], *, total: int | None = None, known: bool = True) -> Timeline:
    """A timeline of some tellings, of ``total`` articles in all."""
    extent = Extent(total or len(tellings), 3, tellings[0].published_at, tellings[-1].published_at)
    return Timeline(2**62, EVENING, extent, tuple(tellings), first_known=known)


def text_of(shown: Timeline, number: int = 1) -> str:
    """What a page says, held against what Telegram takes."""
    return check(timeline_page(shown, RUSSIAN, ALMATY, number=number))


def test_who_adds_nothing_is_named_in_one_line_and_the_rest_counted() -> None:
    many = [telling(0), *(telling(number, reprint=True) for number in range(1, 9)), telling(30)]
    shown = text_of(timeline(many))
    assert "Нового не добавили: Газета 1 (10:00), Газета 2 (11:00)" in shown
    assert "Газета 5 (14:00) и ещё 3\n\n2. 13 ноября, 15:00 · Газета 30" in shown
    assert shown.count("Нового не добавили") == 1


def test_a_reprint_of_another_day_has_its_day() -> None:
    assert "Газета 21 (13 ноября, 06:00)" in text_of(timeline([telling(0), telling(21, reprint=True)]))


def test_where_the_middle_is_left_out_it_says_so_once() -> None:
    shown = timeline([telling(number, quotes=["Да."]) for number in range(30)], total=500)
    pages = [text_of(shown, number) for number in range(1, 9)]
    (gap,) = [page for page in pages if "Середину, 470 статей, пропускаю" in page]
    assert f"\n{EARLIEST}. " in gap
    assert gap.index(f"\n{EARLIEST}. ") < gap.index("Середину")
    assert gap.index("Середину") < gap.index(f"\n{EARLIEST + 1}. ")


def test_nobody_is_called_first_where_that_is_not_known() -> None:
    two = [telling(0), telling(1)]
    assert "первое сообщение" in text_of(timeline(two))
    assert "первое сообщение" not in text_of(timeline(two, known=False))


@given(
    st.lists(st.tuples(written, written, st.lists(endless, max_size=3), st.booleans()), min_size=1, max_size=12),
    addresses,
)
def test_whatever_was_written_fits_and_each_article_is_shown_once(
    told: list[tuple[str, str, list[str], bool]], url: str | None
) -> None:
    tellings = [
        replace(
            telling(number, title=title, quotes=quotes, reprint=reprint and number > 0),
            appearances=(Appearance(source, url),) * (number + 1),
        )
        for number, (title, source, quotes, reprint) in enumerate(told)
    ]
    shown = timeline(tellings, total=len(tellings) + 9)
    pages = [timeline_page(shown, RUSSIAN, ALMATY, number=1)]
    pages += [timeline_page(shown, RUSSIAN, ALMATY, number=number) for number in range(2, pages[0].of + 1)]
    read: list[int] = []
    for page in pages:
        check(page)
        assert page.keyboard is not None
        full = [row[0].callback_data for row in page.keyboard.inline_keyboard]
        read += [ArticlePage.unpack(data).article_id for data in full if data and data.startswith("f:")]
        assert len(full) <= TELLINGS_PER_PAGE + 2
    assert read == [one.article_id for one in tellings if not one.is_reprint]


@settings(max_examples=30)
@given(st.lists(endless, min_size=1, max_size=6), st.sampled_from(["ru", "kk", "en"]))
def test_the_biggest_stories_fit_whatever_they_are_called(titles: list[str], language: str) -> None:
    covered = [Covered(2**62, title, Extent(500, 90, MORNING, EVENING)) for title in titles]
    assert check(biggest_page(covered, 7, texts.load()[language], ALMATY))
