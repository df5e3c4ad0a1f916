"""Among several people: the bot answers who asks it, in the topic they asked in, and their page is theirs."""

from typing import Any

import pytest
from aiogram import types as telegram

from bot.telegram.desk import Desk
from bot.telegram.mentions import question_of
from tests.conftest import oil
from tests.person import Message, buttons
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.walks import carried, reader_of

GROUP, TOPIC = -1001, 5
ADMIN, ASKER, OTHER, BOT = 7, 8, 9, 42
NAME = "@svodka_sandbox_bot"


@pytest.fixture
async def asker(town: Town, desk: Desk) -> Conversation:
    """A member of a forum, where there is much about oil."""
    for number in range(6):
        await take(desk, oil(number), title=f"Новость {number}")
    people = {ADMIN: "administrator", ASKER: "member", OTHER: "member", BOT: "administrator"}
    topics = [{"message_thread_id": TOPIC, "name": "Нефть"}]
    await town.group(GROUP, people, type="supergroup", title="Редакция", is_forum=True, topics=topics)
    return town.member(GROUP, ASKER)


async def answer(chat: Conversation) -> dict[str, Any]:
    """What the last press was answered with."""
    calls = (await chat.get("calls"))["calls"]
    shown: dict[str, Any] = [call["params"] for call in calls if call["method"] == "answerCallbackQuery"][-1]
    return shown


def asked_in(message: Message) -> int:
    """Which message it replies to."""
    return int(message["reply_to_message"]["message_id"])


@pytest.mark.parametrize(
    "said",
    ["/energy", f"/energy{NAME}", f"{NAME} энергетика", f"что там, {NAME}, энергетика", f"{NAME.upper()}: нефть"],
)
async def test_who_asks_by_command_or_by_name_is_replied_to(asker: Conversation, said: str) -> None:
    question = await asker.write(said)
    (told,) = await asker.answers()
    assert asked_in(told) == question["message_id"]
    assert "Новость" in told["text"]


@pytest.mark.parametrize(
    "said", ["нефть подорожала", "/energy@another_bot", "@another_bot нефть", f"mail{NAME}", "/nosuch", "привет"]
)
async def test_who_speaks_to_others_is_left_alone(asker: Conversation, said: str) -> None:
    assert await asker.say(said) == []


async def test_by_name_there_is_always_an_answer(asker: Conversation) -> None:
    (told,) = await asker.say(f"{NAME} абракадабра")
    assert "Не понял" in told["text"]


async def test_a_reply_to_the_bot_asks_and_talk_about_its_answer_does_not(asker: Conversation) -> None:
    (first,) = await asker.say("/energy")
    (found,) = await asker.say("нефть", reply_to=first["message_id"])
    assert found["text"].startswith("🔎 нефть")
    for remark in ("ну и новости, коллеги!", "@asel посмотри, нефть", "нефть и абракадабра"):
        assert await asker.say(remark, reply_to=first["message_id"]) == []


async def test_what_was_written_elsewhere_asks_nothing(asker: Conversation) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Кто-то"}
    assert await asker.say(f"{NAME} нефть", forward=origin) == []


@pytest.mark.parametrize("thread", [TOPIC, None])
@pytest.mark.parametrize("said", ["/energy", f"{NAME} нефть", "/full 1", "/help"])
async def test_the_answer_goes_to_the_topic_it_was_asked_in(asker: Conversation, said: str, thread: int | None) -> None:
    (told,) = await asker.say(said, thread_id=thread)
    assert told.get("message_thread_id") == thread
    (data,) = list(buttons(told).values())[:1]
    await asker.press(told, data)
    assert all(one.get("message_thread_id") == thread for one in await asker.answers())


async def test_who_asked_turns_the_page_and_opens_articles_there(asker: Conversation) -> None:
    question = await asker.write("/energy")
    (page,) = await asker.answers()
    await asker.tap(page, "Дальше")
    assert "2/2" in buttons(await asker.now_shown(page))
    (article,) = await asker.tap(await asker.now_shown(page), "📄 4.")
    assert asked_in(article) == question["message_id"]  # theirs, too


@pytest.mark.parametrize("said", ["/energy", f"{NAME} нефть"])
async def test_nobody_else_changes_it(town: Town, asker: Conversation, said: str) -> None:
    (page,) = await asker.say(said)
    for who in (OTHER, ADMIN):
        other = town.member(GROUP, who)
        await other.answers()
        before = await other.messages()
        for data in [*buttons(page).values(), "a:energy:1:1795394611:2", "qp:1795394611:2", "f:1:2:0", "zz:1", "hi:2"]:
            if not data.startswith(("n:", "f:1:1:1")):
                await other.press(page, data)
        assert await other.answers() == []
        assert await other.messages() == before
        assert "листает тот, кто" in (await other.toasts())[-1]


async def test_what_somebody_else_opens_is_theirs_in_private(town: Town, asker: Conversation) -> None:
    (page,) = await asker.say("/energy")
    other = town.member(GROUP, OTHER)
    await other.answers()
    await other.press(page, carried(page, "📄 1."))
    assert await other.answers() == []
    opened = (await answer(other))["url"]
    assert "?start=full_" in opened
    (article,) = await town.person(OTHER).say(f"/start {opened.rpartition('=')[2]}")
    assert "Новость" in article["text"]


async def test_a_digest_is_everybody_s_to_open(town: Town, asker: Conversation) -> None:
    post = await town.bot.send_message(GROUP, "Дайджест")
    for who in (ASKER, OTHER):
        await town.member(GROUP, who).press({"message_id": post.message_id}, "f:1:1:1")
        assert [one["message_id"] for one in await town.member(GROUP, who).answers()] == [post.message_id]
        assert (await answer(asker))["url"].endswith("?start=full_1")


async def test_a_page_whose_question_was_deleted_is_nobody_s(town: Town, asker: Conversation) -> None:
    question = await asker.write("/energy")
    (page,) = await asker.answers()
    await town.bot.delete_message(GROUP, question["message_id"])
    await asker.tap(page, "Дальше")
    assert await asker.now_shown(page) == page
    await asker.press(page, carried(page, "📄 1."))
    await asker.answers()
    assert "?start=full_" in (await answer(asker))["url"]


async def test_a_question_deleted_before_its_answer_is_answered(town: Town, asker: Conversation) -> None:
    question = await asker.write("/energy")
    await town.bot.delete_message(GROUP, question["message_id"])
    (told,) = await asker.answers()
    assert "Новость" in told["text"]


async def test_administrators_choose_the_language_and_members_do_not(
    town: Town, asker: Conversation, desk: Desk
) -> None:
    (refused,) = await asker.say("/language")
    assert refused["text"] == "Язык в группе выбирают её администраторы."
    admin = town.member(GROUP, ADMIN)
    await admin.answers()
    (question,) = await admin.say("/language")
    await asker.press(question, "l:kk")
    await asker.answers()
    assert (await asker.toasts())[-1] == refused["text"]
    assert (await reader_of(desk, GROUP)).language == "ru"
    await admin.tap(question, "Қазақша")
    assert (await reader_of(desk, GROUP)).language == "kk"


async def test_in_private_nothing_is_a_reply(town: Town, asker: Conversation) -> None:
    (told,) = await town.person(ASKER).say("/energy")
    assert "reply_to_message" not in told


def test_where_a_topic_begins_is_no_question() -> None:
    """Telegram lets whatever replies to nothing in a topic reply to its beginning, whose author asked nothing."""
    chat = {"id": -1001, "type": "supergroup", "title": "g", "is_forum": True}
    person = {"id": 9, "is_bot": False, "first_name": "Z"}
    begun = {"message_id": 5, "date": 1, "chat": chat, "from": person}
    page = {"message_id": 50, "date": 1, "chat": chat, "text": "x", "is_topic_message": True, "message_thread_id": 5}
    created = {**begun, "forum_topic_created": {"name": "T", "icon_color": 1}}
    assert question_of(telegram.Message.model_validate({**page, "reply_to_message": created})) is None
    asked = question_of(telegram.Message.model_validate({**page, "reply_to_message": {**begun, "text": "/energy"}}))
    assert asked is not None
    assert asked.message_id == 5
