"""The methods that answer a person's press or inline query."""

import re
from collections.abc import Callable
from typing import Any

from aiogram import methods
from aiogram.types import InlineQueryResultArticle, InlineQueryResultUnion, InputTextMessageContent

from bot.sandbox import entities, keyboards, texts
from bot.sandbox.calls import AnyMethod
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import World

# Bot API reference: answerCallbackQuery, answerInlineQuery.
MAX_ANSWER = 200
MAX_RESULTS = 50
_MAX_NEXT_OFFSET_BYTES = 64
_MAX_RESULT_ID_BYTES = 64
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_callback_query(world: World, call: methods.AnswerCallbackQuery) -> bool:
    """What the person sees after a press: a line, an alert, nothing; once for each press."""
    text = call.text or ""
    if entities.utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    chat_id, user_id = world.queries.answered(call.callback_query_id)
    world.events.publish(
        {
            "type": "callback_answer",
            "chat_id": chat_id,
            "user_id": user_id,
            "callback_query_id": call.callback_query_id,
            "text": text,
            "show_alert": bool(call.show_alert),
            "url": call.url,
        }
    )
    return True


def answer_inline_query(world: World, call: methods.AnswerInlineQuery) -> bool:
    """The results under an inline query."""
    if len(call.results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    names = [result.id for result in call.results]
    if any(not 0 < len(name.encode()) <= _MAX_RESULT_ID_BYTES for name in names):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(names)) < len(names):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len((call.next_offset or "").encode()) > _MAX_NEXT_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    for result in call.results:
        _check(result)
    above = call.button
    if above is not None and above.start_parameter is not None and not _START.fullmatch(above.start_parameter):
        raise bad_request("START_PARAM_INVALID")
    answer = call.model_dump(exclude_none=True, exclude_defaults=True, warnings=False)
    world.queries.resolve_inline(call.inline_query_id, answer)
    return True


def _check(result: InlineQueryResultUnion) -> None:
    """What a result would post, as far as the sandbox knows it, is held against the bounds of a message."""
    keyboards.inline(result.reply_markup)
    if not isinstance(result, InlineQueryResultArticle):
        return
    if not result.title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if result.thumbnail_url is not None:
        entities.link(result.thumbnail_url)
    content = result.input_message_content
    if isinstance(content, InputTextMessageContent):
        texts.message_text(content.message_text, content.parse_mode, content.entities)


HANDLERS: dict[type[AnyMethod], Callable[[World, Any], object]] = {
    methods.AnswerCallbackQuery: answer_callback_query,
    methods.AnswerInlineQuery: answer_inline_query,
}
