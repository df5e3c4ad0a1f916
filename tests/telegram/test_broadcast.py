"""``/broadcast``: prepared, tried and sent by an admin's buttons, through the sandbox, to real readers of it.

Everything is the real thing but the clock: Dispatcher, database, courier, HTTP.
"""

import json
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.types import LinkPreviewOptions, MessageEntity
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.app.delivering import render
from bot.delivery.broadcasting import Broadcaster
from bot.delivery.claims import Holder
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter
from bot.delivery.losses import Losses
from bot.delivery.making import Maker
from bot.delivery.planning import Planner
from bot.delivery.service import Service, Times
from bot.delivery.verdicts import Why
from bot.sandbox.server import SANDBOX_TOKEN, Sandbox
from bot.telegram import broadcast_pages, dispatcher
from bot.telegram.admin_buttons import BroadcastButton, BroadcastStep
from bot.telegram.broadcast_pages import lasting, message_of, progress_page
from bot.telegram.broadcast_progress import ProgressMessage
from bot.telegram.commands import set_admins_commands
from bot.telegram.desk import Desk
from bot.telegram.notices import reader_lost
from bot.telegram.paging import units
from bot.telegram.post import TelegramPost
from bot.telegram.texts import LANGUAGES, Texts
from storage import broadcasts
from storage.broadcasts import Broadcast, BroadcastState, Tally
from storage.records import Reader
from storage.schema import readers
from tests.person import Message, buttons
from tests.telegram.conftest import Clock, Conversation

ADMIN = 7
READERS = (8, 9, 10)
FORGED = BroadcastButton(broadcast_id=1, step=BroadcastStep.SEND).pack()


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A desk whose admin is the person of ``chat``."""
    return replace(desk, admins=frozenset({ADMIN}))


class Bots:
    """The people of these tests, and the bot's own work whenever a test asks for it."""

    def __init__(self, http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, clock: Clock) -> None:
        self.desk = desk
        self.clock = clock
        self._http = http
        self._sandbox = sandbox
        self._bot = bot
        self.people: dict[int, Conversation] = {}

    async def joined(self, *chat_ids: int) -> None:
        """People who have written to the bot."""
        for chat_id in chat_ids:
            self.people[chat_id] = person = self.person(chat_id)
            await person.say("/start")

    def person(self, chat_id: int, **who: str) -> Conversation:
        """Somebody; their updates are worked on by a Dispatcher of their own over the same desk."""
        return Conversation(self._http, self._sandbox, self._bot, dispatcher.build(self.desk), chat_id=chat_id, **who)

    async def work(self, seconds: float = 10) -> None:
        """Let time pass, and the bot do what is to be done; another call is another process."""

        def notice(to: Reader, gone: Reader, why: Why) -> str:
            return reader_lost(gone, why, self.desk.texts[to.language])

        desk, now = self.desk, self.desk.now
        passed = time.monotonic() + seconds
        clock = iter([passed - seconds])
        broadcaster = Broadcaster(
            desk.database,
            board=ProgressMessage(self._bot, desk.database, desk.texts),
            summary=lambda ended, tally, language: broadcast_pages.summary(ended, tally, desk.texts[language]),
            now=now,
            monotonic=lambda: next(clock, passed),
        )
        async with AsyncExitStack() as stack:
            post = await stack.enter_async_context(TelegramPost(self._sandbox.address, SANDBOX_TOKEN))
            courier = Courier(
                desk.database,
                bodies=Maker(desk.database, render(desk.taxonomy, desk.texts), now),
                losses=Losses(desk.database, now, notice),
                limiter=Limiter(),
                post=post,
                now=now,
                token=Holder(),
            )
            planner, times = Planner(desk.database, now), Times(now, time.monotonic)
            service = Service(desk.database, planner, courier, times, holder=Holder(), chores=[broadcaster])
            for _ in range(3):  # planned, shown, ended
                await service.tick()
                await broadcaster.shown()
                self.clock.now += timedelta(seconds=1)
                await courier.deliver_ready()

    async def got(self, chat_id: int) -> list[str]:
        """What the bot has written to a chat, but for its greeting."""
        shown = await self.person(chat_id).messages()
        return [one["text"] for one in shown if one.get("from", {"is_bot": True})["is_bot"]][1:]


@pytest.fixture
async def bots(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, clock: Clock) -> Bots:
    """Three readers who have written to the bot."""
    made = Bots(http, sandbox, bot, desk, clock)
    await made.joined(*READERS)
    return made


async def offered(chat: Conversation, text: str = "/broadcast Сегодня обновление") -> Message:
    """What the admin can do about a message they have prepared."""
    *_, offer = await chat.say(text)
    return offer


async def sent(chat: Conversation, offer: Message) -> Message:
    """The message that was asked about, after it has been sent to all; it shows the progress."""
    await chat.tap(offer, "📣 Разослать всем")
    await chat.tap(await chat.now_shown(offer), "📣 Да, разослать")
    return await chat.now_shown(offer)


async def test_a_broadcast_is_shown_asked_about_and_sent_to_everybody_once(chat: Conversation, bots: Bots) -> None:
    preview, offer = await chat.say("/broadcast Сегодня обновление.\nСпасибо, что читаете!")
    said = "Сегодня обновление.\nСпасибо, что читаете!"
    assert preview["text"] == said
    assert "↑ Так это увидят 4 читателя (личных чатов 4, групп 0, каналов 0)." in offer["text"]
    assert "Займёт 1 с при 30 сообщениях в секунду, бесплатно." in offer["text"]
    assert "Тихие часы не соблюдаются" in offer["text"]
    assert "Stars" not in offer["text"]
    await chat.tap(offer, "📣 Разослать всем")
    question = await chat.now_shown(offer)
    assert question["text"].startswith("Разослать 4 читателям? Отправленное уже не вернуть.")
    assert await bots.got(8) == []
    await chat.tap(question, "📣 Да, разослать: 4")
    progress = await chat.now_shown(offer)
    assert progress["text"] == "📣 Рассылка идёт\nОтправлено: 0 из 4\nЖдут: 4"
    assert list(buttons(progress)) == ["⏹ Остановить"]
    await bots.work()
    for reader in READERS:
        assert await bots.got(reader) == [said]
    assert (await chat.now_shown(offer))["text"] == "📣 Рассылка завершена\nОтправлено: 4 из 4"
    assert buttons(await chat.now_shown(offer)) == {}
    to_me, summary = await chat.answers()
    assert to_me["text"] == said
    assert summary["text"] == "📣 Рассылка завершена\nОтправлено: 4 из 4"
    await bots.work()
    assert await chat.answers() == []
    assert await bots.got(8) == [said]


async def test_formatting_stays_as_it_is(chat: Conversation, bots: Bots, bot: Bot) -> None:
    await chat.say("/start")
    written = await bot.send_message(
        ADMIN,
        "🎉 Новое: поиск <b>по словам</b>",
        entities=[
            MessageEntity(type="bold", offset=3, length=5),
            MessageEntity(type="text_link", offset=10, length=5, url="https://example.org/"),
        ],
    )
    *_, offer = await chat.say("/broadcast", reply_to=written.message_id)
    await sent(chat, offer)
    await bots.work()
    *_, got = await bots.person(8).messages()
    assert got["text"] == "🎉 Новое: поиск <b>по словам</b>"  # what looks like markup is none
    assert [(one["type"], one["offset"], one["length"]) for one in got["entities"]] == [
        ("bold", 3, 5),
        ("text_link", 10, 5),
    ]


async def test_it_can_be_tried_on_oneself_first_and_then_cancelled(chat: Conversation, bots: Bots) -> None:
    offer = await offered(chat)
    (tried,) = await chat.tap(offer, "👁 Проверить на себе")
    assert tried["text"] == "Сегодня обновление"
    assert (await chat.toasts())[-1] == "Отправлено только вам"
    await chat.tap(offer, "Отмена")
    assert (await chat.now_shown(offer))["text"] == "Рассылка отменена, никто ничего не получил."
    await bots.work()
    assert await bots.got(8) == []
    await chat.press(offer, buttons(offer)["📣 Разослать всем"])  # from a client that is behind
    await chat.answers()
    assert (await chat.toasts())[-1].startswith("Эта кнопка")


async def test_what_it_costs_is_told_where_paid_broadcast_is_on(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk
) -> None:
    async with desk.database.write() as connection:
        met = {"kind": "private", "language": "ru", "timezone": "UTC", "created_at": desk.now(), "seen_at": desk.now()}
        await connection.execute(readers.insert(), [met | {"chat_id": 1000 + number} for number in range(2999)])
    paid = Conversation(http, sandbox, bot, dispatcher.build(replace(desk, paid_per_s=1000)))
    offer = (await offered(paid))["text"].replace("\xa0", " ")
    assert "увидят 3 000 читателей" in offer
    assert "Займёт 2 мин при 30 сообщениях в секунду, бесплатно." in offer
    assert "При 1 000 сообщениях в секунду, как настроено сейчас, — 3 с, и стоить будет до 291 Stars." in offer


async def test_a_reader_who_blocked_the_bot_and_one_who_does_so_meanwhile_are_counted_out(
    chat: Conversation, bots: Bots
) -> None:
    await chat.post("chats", {"id": 8, "blocked": True})
    offer = await offered(chat)
    assert "увидят 3 читателя" in offer["text"]
    await sent(chat, offer)
    await chat.post(
        "faults",
        {
            "method": "sendMessage",
            "times": 1,
            "status": 403,
            "description": "Forbidden: bot was blocked by the user",
        },
    )
    await bots.work()
    lines = (await chat.now_shown(offer))["text"].splitlines()
    assert lines == ["📣 Рассылка завершена", "Отправлено: 2 из 3", "Недоступны: 1"]
    assert await bots.got(8) == []


async def test_it_can_be_stopped_and_says_who_has_got_it(chat: Conversation, bots: Bots) -> None:
    offer = await offered(chat)
    progress = await sent(chat, offer)
    await chat.tap(progress, "⏹ Остановить")
    stopped = await chat.now_shown(offer)
    assert stopped["text"] == "📣 Рассылка остановлена\nОтправлено: 0 из 4\nНе отправлено: 4"
    assert buttons(stopped) == {}
    await bots.work()
    assert [await bots.got(reader) for reader in READERS] == [[], [], []]
    assert (await chat.now_shown(offer))["text"] == stopped["text"]
    await chat.press(offer, buttons(progress)["⏹ Остановить"])
    assert await chat.answers() == []  # once more changes nothing


async def test_a_second_one_has_to_wait_and_shows_the_first(chat: Conversation, bots: Bots) -> None:
    first = await offered(chat, "/broadcast Первое")
    second = await offered(chat, "/broadcast Второе")
    await chat.press(first, buttons(first)["📣 Разослать всем"])  # a newer draft has taken its place
    await chat.answers()
    assert (await chat.toasts())[-1].startswith("Эта кнопка")
    await sent(chat, second)
    refused, progress = await chat.say("/broadcast Третье")
    assert refused["text"].startswith("Одна рассылка уже идёт.")
    assert progress["text"].startswith("📣 Рассылка идёт\nОтправлено: 0 из 4")
    await chat.tap(progress, "⏹ Остановить")
    assert (await chat.now_shown(progress))["text"].startswith("📣 Рассылка остановлена")
    assert (await offered(chat, "/broadcast Третье"))["text"].startswith("↑ Так это увид")


async def test_of_two_admins_who_confirm_at_once_one_has_to_wait(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk
) -> None:
    both = replace(desk, admins=frozenset({7, 11}))
    one, other = (Conversation(http, sandbox, bot, dispatcher.build(both), chat_id=who) for who in (7, 11))
    first, second = await offered(one), await offered(other)
    for admin, offer in ((one, first), (other, second)):
        await admin.tap(offer, "📣 Разослать всем")
    await one.tap(await one.now_shown(first), "📣 Да, разослать")
    await other.tap(await other.now_shown(second), "📣 Да, разослать")
    assert (await other.toasts())[-1].startswith("Одна рассылка уже идёт.")
    assert (await other.now_shown(second))["text"].startswith("Разослать ")
    async with desk.database.read() as connection:
        assert len(await broadcasts.unended(connection)) == 1


async def test_a_second_press_of_the_confirmation_sends_nothing_twice(chat: Conversation, bots: Bots) -> None:
    offer = await offered(chat)
    await chat.tap(offer, "📣 Разослать всем")
    question = await chat.now_shown(offer)
    for _ in range(2):
        await chat.press(offer, buttons(question)["📣 Да, разослать: 4"])
    await chat.answers()
    await bots.work()
    await chat.press(offer, buttons(question)["📣 Да, разослать: 4"])
    await chat.answers()
    assert (await chat.now_shown(offer))["text"].startswith("📣 Рассылка завершена")
    assert await bots.got(8) == ["Сегодня обновление"]


async def test_the_message_with_the_progress_may_be_deleted(chat: Conversation, bots: Bots, bot: Bot) -> None:
    progress = await sent(chat, await offered(chat))
    await bot.delete_message(ADMIN, progress["message_id"])
    await bots.work()
    assert await bots.got(8) == ["Сегодня обновление"]
    *_, summary = await chat.answers()
    assert summary["text"].startswith("📣 Рассылка завершена")


async def test_for_everybody_else_there_is_no_such_command_and_no_such_button(chat: Conversation, bots: Bots) -> None:
    offer = await offered(chat)
    stranger = bots.people[8]
    for text in ("/broadcast Всем привет", "/broadcas", "/BROADCAST"):
        (answer,) = await stranger.say(text)
        assert answer["text"] == f"Не знаю команды {text.split()[0]}. Выберите отрасль:"
    (greeting, *_) = await stranger.messages()
    for data in (*buttons(offer).values(), FORGED):
        await stranger.press(greeting | {"message_id": 2}, data)
        await stranger.answers()
        assert (await stranger.toasts())[-1].startswith("Эта кнопка")
    async with bots.desk.database.read() as connection:
        assert await broadcasts.unended(connection) == []


@pytest.mark.parametrize("number", [0, -1, 99, 2**63, 10**18])
async def test_a_forged_number_is_outdated_even_for_an_admin(chat: Conversation, number: int) -> None:
    (message,) = await chat.say("/start")
    for step in BroadcastStep:
        await chat.press(message, BroadcastButton(broadcast_id=number, step=step).pack())
        await chat.answers()
        assert (await chat.toasts())[-1].startswith("Эта кнопка")


async def test_in_a_group_an_admin_is_sent_away_and_others_hear_nothing(
    chat: Conversation, http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk
) -> None:
    await chat.say("/start")
    await chat.post("chats", {"id": -50, "type": "group", "title": "Редакция", "members": [{"id": ADMIN}, {"id": 8}]})
    group = Conversation(http, sandbox, bot, dispatcher.build(desk), chat_id=-50)
    (answer,) = await group.say("/broadcast Всем привет", user=chat.user)
    assert answer["text"].startswith("Рассылку готовят в личном чате со мной")
    assert await group.say("/broadcast Всем привет", user={"id": 8}) == []
    await group.press(answer, FORGED)
    await group.answers()
    assert (await group.toasts())[-1].startswith("Эта кнопка")


@pytest.mark.parametrize(
    "arguments", [{"text": "/broadcast"}, {"text": "/broadcast   \n "}, {"text": "/broadcast@svodka_sandbox_bot"}]
)
async def test_with_nothing_to_send_it_says_how_it_goes(chat: Conversation, arguments: dict[str, str]) -> None:
    (how,) = await chat.say(**arguments)
    assert how["text"].startswith("Напишите сообщение, отформатируйте его")


async def test_a_file_can_not_be_broadcast(chat: Conversation) -> None:
    document = {"file_name": "a.txt", "content": "YQ=="}
    file = await chat.write("Подпись", document=document)
    await chat.answers()
    (how,) = await chat.say("/broadcast", reply_to=file["message_id"])
    assert "Рассылается только текст." in how["text"]
    (how,) = await chat.say("/broadcast Подпись", document=document)
    assert "Рассылается только текст." in how["text"]


async def test_what_telegram_refuses_is_never_offered(chat: Conversation) -> None:
    why = "Bad Request: can't parse entities"
    await chat.post("faults", {"method": "sendMessage", "times": 1, "status": 400, "description": why})
    (answer,) = await chat.say("/broadcast Привет")
    assert answer["text"] == f"Telegram не принимает это сообщение: {why}"


@pytest.mark.parametrize(
    ("language", "begins", "ends"),
    [
        ("ru", "↑ Так это увид", "📣 Рассылка завершена"),
        ("kk", "↑ Мұны 1 оқырман", "📣 Тарату аяқталды"),
        ("en", "↑ This is how 1 reader sees it", "📣 The broadcast is done"),
    ],
)
async def test_an_admin_is_spoken_to_in_their_language(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, clock: Clock, language: str, begins: str, ends: str
) -> None:
    world = Bots(http, sandbox, bot, desk, clock)
    admin = world.person(ADMIN, language=language)
    offer = await offered(admin)
    assert offer["text"].startswith(begins)
    texts = desk.texts[language]
    await admin.tap(offer, texts("broadcast-send"))
    await admin.tap(await admin.now_shown(offer), texts("broadcast-send-surely", count=1))
    await world.work()
    assert (await admin.now_shown(offer))["text"].startswith(ends)


async def test_admins_find_the_command_in_their_menu_and_nobody_else_does(
    chat: Conversation, bots: Bots, bot: Bot, desk: Desk
) -> None:
    stranger = replace(desk, admins=frozenset({ADMIN, 404}))  # one of them has never written to the bot
    await chat.say("/start")
    await set_admins_commands(bot, stranger)
    calls = [one for one in (await chat.get("calls"))["calls"] if one["method"] == "setMyCommands"]
    scopes = {json.loads(one["params"]["scope"])["chat_id"] for one in calls if "broadcast" in str(one["params"])}
    assert ADMIN in scopes
    (asked,) = await bots.people[8].say("/language")
    await bots.people[8].tap(asked, "English")
    calls = [one for one in (await chat.get("calls"))["calls"] if one["method"] == "setMyCommands"]
    assert "broadcast" not in str(calls[-1]["params"])
    (asked,) = await chat.say("/language")
    await chat.tap(asked, "English")
    calls = [one for one in (await chat.get("calls"))["calls"] if one["method"] == "setMyCommands"]
    assert "A message to all readers" in str(calls[-1]["params"])


written = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(written, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=5), st.integers(0, 30))
def test_what_is_cut_off_before_a_message_moves_its_formatting(
    text: str, places: list[tuple[int, int]], start: int
) -> None:
    """What was bold stays bold, and nothing else becomes so."""
    whole = [MessageEntity(type="bold", offset=offset, length=length) for offset, length in places]
    said = json.loads(message_of(text, whole, start=start))
    assert said["text"] == text[start:]
    before = units(text[:start])
    was = {unit - before for one in whole for unit in range(one.offset, one.offset + one.length) if unit >= before}
    now = {unit for one in said["entities"] for unit in range(one["offset"], one["offset"] + one["length"])}
    assert now == was


def test_a_link_that_was_written_without_its_preview_is_sent_without_it() -> None:
    said = json.loads(message_of("https://example.org/", (), LinkPreviewOptions(is_disabled=True)))
    assert said["link_preview_options"] == {"is_disabled": True}
    assert "link_preview_options" not in json.loads(message_of("https://example.org/", ()))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 с"), (0.2, "1 с"), (59.1, "1 мин"), (61, "2 мин"), (3600, "1 ч 0 мин"), (33_334, "9 ч 16 мин")],
)
def test_how_long_it_takes_is_rounded_up(spoken: Mapping[str, Texts], seconds: float, words: str) -> None:
    assert lasting(timedelta(seconds=seconds), spoken["ru"]) == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [BroadcastState.SENDING, BroadcastState.DONE, BroadcastState.CALLED_OFF])
def test_every_count_that_is_not_zero_is_shown(
    spoken: Mapping[str, Texts], language: str, state: BroadcastState
) -> None:
    one = Broadcast(1, ADMIN, state, ("{}",), None, None, 0, ADMIN, 1)
    shown = progress_page(one, Tally(11, 12, 13, 14, 15, 16), spoken[language]).content.as_kwargs()["text"]
    assert all(str(number) in shown for number in (81, *range(11, 17)))
    assert len(progress_page(one, Tally(sent=3), spoken[language]).content.as_kwargs()["text"].splitlines()) == 2
