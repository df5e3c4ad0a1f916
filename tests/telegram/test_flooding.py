"""A flood from one person: so much is answered as can be, they are told once, nobody else notices."""

import asyncio
from dataclasses import replace

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from bot.delivery.limits import Limiter
from bot.sandbox.server import Sandbox
from bot.telegram import dispatcher
from bot.telegram.desk import Desk
from bot.telegram.flooding import AT_ONCE, TWICE_S, Floods, Verdict
from bot.telegram.limiting import MOST_WAITING, Limiting
from tests.conftest import oil
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.newsdesk import Bell, Directory, with_news
from tests.telegram.walks import carried

FLOOD = 40
GROUP = -1001
MANY = int(AT_ONCE)


class Seconds:
    """A clock of seconds; set ``now`` to move it."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    """A clock that stands still."""
    return Seconds()


@pytest.fixture
def town(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, seconds: Seconds) -> Town:
    """A town where floods are counted."""
    town = Town(http, sandbox, bot, desk)
    town.work = dispatcher.build(desk, Floods(seconds))
    return town


def verdicts(floods: Floods, times: int, who: int = 7) -> list[Verdict]:
    """What becomes of so many messages."""
    return [floods.written(who) for _ in range(times)]


def test_the_first_ones_are_taken_and_one_is_told(seconds: Seconds) -> None:
    floods = Floods(seconds)
    expected = [Verdict.TAKEN] * MANY + [Verdict.TOLD] + [Verdict.LET_GO] * 5
    assert verdicts(floods, MANY + 6) == expected
    assert verdicts(floods, 1, who=8) == [Verdict.TAKEN]


def test_one_a_second_is_taken_and_nothing_more_is_told_until_the_flood_is_over(seconds: Seconds) -> None:
    floods = Floods(seconds)
    verdicts(floods, MANY + 1)
    for _ in range(20):
        seconds.now += 1
        assert verdicts(floods, 3) == [Verdict.TAKEN, Verdict.LET_GO, Verdict.LET_GO]
    seconds.now += MANY
    assert verdicts(floods, MANY + 1)[-1] is Verdict.TOLD


def test_an_album_counts_as_one_message(seconds: Seconds) -> None:
    floods = Floods(seconds)
    assert {floods.written(7, "A") for _ in range(30)} == {Verdict.TAKEN}
    assert verdicts(floods, MANY)[-2:] == [Verdict.TAKEN, Verdict.TOLD]


def test_a_double_tap_is_one_press(seconds: Seconds) -> None:
    floods = Floods(seconds)
    assert [floods.pressed(7, (7, 1, "m")), floods.pressed(7, (7, 1, "m"))] == [Verdict.TAKEN, Verdict.LET_GO]
    assert floods.pressed(7, (7, 1, "mp:2")) is Verdict.TAKEN
    seconds.now += TWICE_S
    assert floods.pressed(7, (7, 1, "mp:2")) is Verdict.TAKEN


def test_only_the_last_people_are_remembered(seconds: Seconds) -> None:
    floods = Floods(seconds, most_people=100)
    verdicts(floods, MANY + 1, who=1)
    for who in range(2, 102):
        floods.written(who)
    assert len(floods) == 100
    assert verdicts(floods, 1, who=1) == [Verdict.TAKEN]


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Не так быстро"), ("kk", "Сәл баяуырақ"), ("en", "Not so fast")]
)
async def test_who_floods_is_told_once_in_their_language_and_others_are_answered(
    town: Town, language: str, words: str
) -> None:
    hasty, other = town.person(7, language), town.person(8)
    for _ in range(FLOOD):
        await hasty.write("/help")
    said = await hasty.answers()
    assert [one["text"].startswith(words) for one in said] == [False] * MANY + [True]
    assert len(await other.say("/help")) == 1


async def test_after_a_pause_it_is_as_before(town: Town, seconds: Seconds) -> None:
    hasty = town.person(7)
    for _ in range(FLOOD):
        await hasty.write("/help")
    await hasty.answers()
    seconds.now += 5
    (told,) = await hasty.say("/help")
    assert "Попробуйте" in told["text"]


async def test_presses_are_all_answered_and_one_of_them_says_why(town: Town, desk: Desk) -> None:
    await take(desk, oil(1))
    hasty = town.person(7)
    (page,) = await hasty.say("/energy")
    for days in range(1, FLOOD):
        await hasty.press(page, f"ap:energy:{days}")
    await hasty.answers()
    toasts = await hasty.toasts()
    assert len(toasts) == FLOOD - 1
    assert [toast for toast in toasts if toast] == [desk.texts["ru"]("not-so-fast")]


async def test_a_double_tap_opens_an_article_once(town: Town, desk: Desk) -> None:
    await take(desk, oil(1))
    person = town.person(7)
    (page,) = await person.say("/energy")
    await person.press(page, carried(page, "📄"))
    assert len(await person.tap(page, "📄")) == 1
    assert len(await person.toasts()) == 2


async def test_people_s_talk_in_a_group_is_not_counted(town: Town) -> None:
    await town.group(GROUP, {7: "member"}, type="supergroup")
    member = town.member(GROUP, 7)
    for number in range(FLOOD):
        await member.write(f"разговор {number}")
    (told,) = await member.say("/help")
    assert "В группе" in told["text"]


async def test_what_admins_forward_is_all_taken(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, seconds: Seconds
) -> None:
    desk = replace(with_news(desk, Directory(), Bell()), admins=frozenset({7}))
    admin = Conversation(http, sandbox, bot, dispatcher.build(desk, Floods(seconds)), chat_id=7)
    chat = {"id": -1_000_000_000_042, "type": "channel", "title": "Новости"}
    for number in range(1, FLOOD):
        origin = {"type": "channel", "chat": chat, "message_id": number}
        await admin.write(f"{oil(number)} Об этом сообщили сегодня в министерстве.", forward=origin)
    assert len(await admin.answers()) == FLOOD - 1


class Full(Limiter):
    """A limiter for whose chats many wait."""

    def waiting_for(self, chat_id: int) -> int:  # noqa: ARG002
        """More than may."""
        return MOST_WAITING


async def test_the_words_are_heard_though_many_wait_for_the_chat(town: Town, bot: Bot, desk: Desk) -> None:
    bot.session.middleware(Limiting(Full(), asyncio.sleep))
    hasty = town.person(7)
    for _ in range(FLOOD):
        await hasty.write("/help")
    (told,) = await hasty.answers()
    assert told["text"] == desk.texts["ru"]("not-so-fast")
