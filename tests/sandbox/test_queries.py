"""Answers to inline queries and presses: within Telegram's bounds, once, and only to what was asked."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot.sandbox.queries import Queries
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import post


def article(name: str) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(id=name, title="x", input_message_content=InputTextMessageContent(message_text="x"))


@pytest.mark.parametrize(
    ("names", "more", "words"),
    [
        ([str(n) for n in range(51)], {}, "RESULTS_TOO_MUCH"),
        (["a", "a"], {}, "RESULT_ID_DUPLICATE"),
        (["x" * 65], {}, "RESULT_ID_INVALID"),
        (["a"], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        (["a"], {"button": InlineQueryResultsButton(text="x", start_parameter="ы")}, "START_PARAM_INVALID"),
        (["a"], {}, "query is too old and response timeout expired or query ID is invalid"),
    ],
)
async def test_inline_answers_have_bounds(bot: Bot, names: list[str], more: dict[str, Any], words: str) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.answer_inline_query("1", [article(name) for name in names], **more)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": " "}, "ARTICLE_TITLE_EMPTY"),
        ({"thumbnail_url": "ftp://a.kz/1.jpg"}, "Unsupported URL protocol"),
        ({"input_message_content": InputTextMessageContent(message_text=" ")}, "message text is empty"),
        ({"input_message_content": InputTextMessageContent(message_text="x" * 4097)}, "message is too long"),
        ({"reply_markup": InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="A")]])}, "Text buttons"),
    ],
)
async def test_what_an_inline_result_would_post_has_the_bounds_of_a_message(
    bot: Bot, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.answer_inline_query("1", [article("a").model_copy(update=changed)])


async def test_a_press_is_answered_once(sandbox: Sandbox, bot: Bot) -> None:
    written = await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    press = {"chat_id": 7, "message_id": written["message_id"], "data": "a"}
    query_id = (await post(sandbox, "presses", press))["callback_query_id"]
    assert await bot.answer_callback_query(query_id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query_id)


def test_the_oldest_presses_are_forgotten() -> None:
    queries = Queries()
    for number in range(10_001):
        queries.pressed(str(number), 7, 7)
    with pytest.raises(RefusedCallError):
        queries.answered("0")
    assert queries.answered("10000") == (7, 7)


def test_no_two_queries_have_the_same_identifier() -> None:
    queries = Queries()
    assert len({queries.new_id(1_762_905_600.0) for _ in range(100)}) == 100
