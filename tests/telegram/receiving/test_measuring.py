"""How long people wait is measured from when their update came in to when they see something."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, DeleteMessage, SendChatAction, SendDocument, TelegramMethod
from aiogram.types import Update

from bot.counting import Counts
from bot.delivery.results import NotSent, Receipt, Refusal, Result, Unanswered
from bot.sandbox import api
from bot.sandbox.calls import METHODS
from bot.telegram.measuring import MeasuresCalls, MeasuresUpdates, measured
from bot.telegram.methods import makes_message
from bot.telegram.receiving.inbox import Inbox
from storage.engine import Database
from tests.conftest import EVENING
from tests.sandbox.clocks import until
from tests.telegram.receiving.conftest import Clock, update
from tests.telegram.receiving.test_inbox import running


class Watched:
    """A bot whose calls take no time; what it does for an update is given as calls and seconds between them."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.now_s = 1_000.0
        self._calls = MeasuresCalls(self.counts, lambda: self.now_s)
        self._updates = MeasuresUpdates(self.counts, lambda: self.now_s)

    async def works(self, steps: list[TelegramMethod[Any] | float], of: Update) -> None:
        """Work on an update."""

        async def handler(_event: object, _data: dict[str, Any]) -> None:
            for step in steps:
                if isinstance(step, float):
                    self.now_s += step
                else:
                    await self._calls(done, None, step)  # type: ignore[arg-type]

        await self._updates(handler, of, {})

    @property
    def waited_s(self) -> list[float]:
        """How long those waited who were answered: all of them together, and how many they were."""
        durations = self.counts.answers["message"]
        return [durations.total_s, sum(durations.numbers)]


async def done(_bot: object, _method: object) -> Any:
    """The server carries it out."""


TYPING = SendChatAction(chat_id=7, action="upload_document")
DOCUMENT = SendDocument(chat_id=7, document="x")
NOD, WORDS = AnswerCallbackQuery(callback_query_id="1"), AnswerCallbackQuery(callback_query_id="1", text="Уже так")
GONE = DeleteMessage(chat_id=7, message_id=1)


@pytest.mark.parametrize(
    ("steps", "seconds", "answers"),
    [
        ([0.5, DOCUMENT, 9.0, DOCUMENT], 0.5, 1),
        ([TYPING, 9.0, DOCUMENT], 9.0, 1),
        ([NOD, 9.0, DOCUMENT], 9.0, 1),
        ([0.5, NOD, 9.0], 0.5, 1),
        ([0.5, WORDS, 9.0, DOCUMENT], 0.5, 1),
        ([0.5, NOD, 0.5, GONE], 1.0, 1),
        ([TYPING, 9.0], 0, 0),
        ([9.0], 0, 0),
    ],
)
async def test_an_answer_is_what_a_person_sees(
    steps: list[TelegramMethod[Any] | float], seconds: float, answers: int
) -> None:
    watched = Watched()
    await watched.works(steps, update(1))
    assert watched.waited_s == [seconds, answers]


async def test_who_waited_in_the_database_has_waited(database: Database, bot: Bot, clock: Clock) -> None:
    watched = Watched()
    inbox = Inbox(database, bot, partial(watched.works, [0.5, DOCUMENT]), clock, at_once=0, sweep_s=0.01)
    await inbox.accept([update(1)])
    clock.passes(timedelta(minutes=2))
    inbox.at_once = 1
    async with running(inbox):
        await until_answered(watched)
    assert watched.waited_s == [120.5, 1]


async def until_answered(watched: Watched) -> None:
    """Wait until somebody was answered."""
    await until(lambda: watched.waited_s[1] > 0)


async def test_who_found_room_at_once_has_waited_for_the_disk_only(database: Database, bot: Bot, clock: Clock) -> None:
    watched = Watched()
    inbox = Inbox(database, bot, partial(watched.works, [0.5, DOCUMENT]), clock)
    async with running(inbox):
        await inbox.accept([update(1, at=EVENING - timedelta(hours=3))])  # Telegram kept it while we were away
        await until_answered(watched)
    assert watched.waited_s == [0.5, 1]


def test_the_sandbox_counts_as_messages_what_we_do() -> None:
    for method in METHODS.values():
        name = method.__api_method__
        assert makes_message(method.model_construct()) == (
            name.startswith(api._SENDING) and name not in api._NOT_SENDING
        ), name


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (Receipt(1), "done"),
        (Refusal(403, "Forbidden"), "refused"),
        (Refusal(429, "Too Many Requests", retry_after_s=3), "held back"),
        (Refusal(502, "Bad Gateway"), "failed"),
        (NotSent("no route"), "failed"),
        (Unanswered("it broke off"), "failed"),
    ],
)
async def test_what_deliveries_send_is_counted_like_all_else(result: Result, outcome: str) -> None:
    async def post(chat_id: int, thread_id: int, message: str, *, paid: bool) -> Result:
        assert (chat_id, thread_id, message, paid) == (7, 0, "{}", True)
        return result

    counts = Counts()
    assert await measured(post, counts)(7, 0, "{}", paid=True) is result
    assert +counts.calls == {("sendMessage", outcome): 1}
