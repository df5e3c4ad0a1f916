"""``/stats``: what the bot has done, for its admins, in three languages; nobody else learns that it is there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.tallying import Tally
from bot.counting import Counts
from bot.sandbox.files import image_size
from bot.telegram.admin_buttons import StatsButton
from bot.telegram.desk import Desk
from storage import outbox, readers
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Clock, Conversation, Town, take

ADMIN = 7


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A desk whose admin is the person of ``chat``."""
    return replace(desk, admins=frozenset({ADMIN}), tallies=Tally(desk.counts, desk.database, desk.now))


async def done(desk: Desk, questions: int, *, failed: int = 0, sent: int = 0, lost: int = 0) -> None:
    """Let some process have done so much now."""
    counts = Counts()
    counts.updates["message", "handled"] += questions - failed
    counts.updates["callback_query", "failed"] += failed
    counts.deliveries.update({"sent": sent, "failed": lost})
    for number in range(questions):
        counts.answered("message", 0.04 if number else 30)
    await Tally(counts, desk.database, desk.now).keep()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            [
                "Как работает бот",
                "14 октября – 12 ноября 2025",
                "Вопросы — 1\u00a0200",
                "Сбои — 2",
                "Статьи — 1",
                "Доставлено — 5",
                "Не доставлено — 1",
                "Читателей: 1 (личных чатов 1, групп 0, каналов 0)",
                "Половина ответов — до 0,05 с, 99 из 100 — до 0,05 с",
            ],
        ),
        (
            "kk",
            [
                "Бот жұмысы",
                "Сұрақтар — 1\u00a0200",
                "Оқырман: 1",
                "Жауаптардың жартысы — 0,05 с ішінде",
            ],
        ),
        (
            "en",
            [
                "How the bot is doing",
                "Questions — 1,200",
                "Readers: 1 (private chats 1, groups 0, channels 0)",
                "Half of the answers came within 0.05 s, 99 of 100 within 0.05 s",
                "Sources: 0, failing: 0, paused: 0",
            ],
        ),
    ],
)
async def test_a_picture_and_the_same_in_words(town: Town, desk: Desk, language: str, told: list[str]) -> None:
    await take(desk, oil(1))
    await done(desk, 1200, failed=2, sent=5, lost=1)
    person = town.person(ADMIN, language=language)
    (message,) = await person.say("/stats")
    for words in told:
        assert words in message["caption"]
    assert image_size(await person.file(message["photo"][-1]["file_id"])) is not None


async def test_change_is_told_against_the_days_before_where_something_is_known_of_them(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    clock.now -= timedelta(days=8)
    await done(desk, 4)
    clock.now += timedelta(days=8)
    await done(desk, 10, sent=3)
    (message,) = await chat.say("/stats неделя")
    assert "Вопросы — 10 (+6)" in message["caption"]
    assert "Доставлено — 3\n" in message["caption"]
    assert "В скобках — разница с предыдущими 7 днями" in message["caption"]
    (message,) = await chat.say("/stats")
    assert "Вопросы — 14\n" in message["caption"]
    assert "В скобках" not in message["caption"]


async def test_who_came_and_went_and_what_waits(town: Town, chat: Conversation, desk: Desk, clock: Clock) -> None:
    for number in (8, 9):
        await town.person(number).say("/start")
    async with desk.database.write() as connection:
        (gone,) = await readers.in_chat(connection, 9)
        await readers.note_gone(connection, gone.id, "blocked", desk.now())
        (there,) = await readers.in_chat(connection, 8)
        await outbox.enqueue(connection, [outbox.row("n", reader_id=there.id, priority=2, now=desk.now())])
    clock.now += timedelta(minutes=3)
    (message,) = await chat.say("/stats 7")
    assert "Новые читатели — 3" in message["caption"]
    assert "Ушли — 1" in message["caption"]
    assert "Читателей: 2" in message["caption"]
    assert "Спрашивали: за сутки 2, за неделю 2, за 30 дней 2" in message["caption"]
    assert "Ждут отправки: 1, дольше всех — 3 мин" in message["caption"]


async def test_what_this_process_has_just_done_is_told_at_once(chat: Conversation, desk: Desk) -> None:
    desk.counts.updates["message", "handled"] += 5
    (message,) = await chat.say("/stats")
    assert "Вопросы — 5" in message["caption"]


async def test_period_and_theme_change_in_place_and_show_what_is_new(chat: Conversation, desk: Desk) -> None:
    (message,) = await chat.say("/stats")
    assert "• 30 дней •" in buttons(message)
    await done(desk, 3)
    for label in ("🌙", "7 дней", "90 дней", "☀️"):
        assert await chat.tap(await chat.now_shown(message), label) == []
    shown = await chat.now_shown(message)
    assert "• 90 дней •" in buttons(shown)
    assert "Вопросы — 3" in shown["caption"]


@pytest.mark.parametrize(
    ("asked", "shown"), [("7", "7"), ("8", "30"), ("месяц", "30"), ("10 лет", "90"), ("0", "30"), ("когда?", "30")]
)
async def test_the_offered_period_that_has_the_days(chat: Conversation, asked: str, shown: str) -> None:
    (message,) = await chat.say(f"/stats {asked}")
    assert f"• {shown} дней •" in buttons(message)


async def test_for_everybody_else_there_is_no_such_command_and_no_such_button(
    town: Town, chat: Conversation, desk: Desk
) -> None:
    stranger = town.person(8)
    for command in ("/stats", "/stats 7"):
        (message,) = await stranger.say(command)
        assert "photo" not in message
        assert "Читателей" not in message["text"]
    (greeting,) = await stranger.say("/help")
    await stranger.press(greeting, StatsButton(days=7, dark=False).pack())
    assert await stranger.answers() == []
    (message,) = await chat.say("/stats")
    await chat.press(message, StatsButton(days=8, dark=False).pack())
    assert "от старого сообщения" in (await chat.toasts())[-1]
