"""Calls against aiogram's classes: strings become what the class wants, and what the API has not is found."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram.client.default import Default
from aiogram.methods import BanChatMember, EditMessageMedia, SendDocument, SendLocation, SendMessage, SendPoll
from aiogram.types import InlineKeyboardMarkup, InputMediaPhoto
from pydantic import BaseModel

from bot.sandbox.calls import METHODS, find, given, validate
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.requests import Received, Upload


def call(method: Any, files: dict[str, Upload] | None = None, **fields: Any) -> Any:
    return validate(method, Received(fields, files or {}))


def test_methods_are_found_in_any_case() -> None:
    assert find("sendMessage") is find("SENDMESSAGE") is find("sendmessage") is SendMessage
    with pytest.raises(RefusedCallError) as caught:
        find("sendNothing")
    assert (caught.value.status, caught.value.description) == (404, "Not Found: method not found")
    assert all(name == name.lower() for name in METHODS)


@pytest.mark.parametrize(
    ("chat_id", "read"), [("7", 7), ("-1001", -1001), ("@news", "@news"), (7, 7), ("7a", "7a"), ("٧", "٧")]
)
def test_a_chat_is_a_number_or_a_name(chat_id: object, read: object) -> None:
    assert call(SendMessage, chat_id=chat_id, text="x").chat_id == read


def test_numbers_and_flags_come_as_strings() -> None:
    sent = call(SendMessage, chat_id="7", text="12", disable_notification="true", message_thread_id="5")
    assert (sent.text, sent.disable_notification, sent.message_thread_id) == ("12", True, 5)
    place = call(SendLocation, chat_id="7", latitude="51.1", longitude="71")
    assert (place.latitude, place.longitude) == (51.1, 71.0)
    # A time: a number is one, and aiogram's duration is none in JSON.
    assert call(BanChatMember, chat_id="-7", user_id="5", until_date="1762905600").until_date not in {None, timedelta()}


def test_objects_come_as_json() -> None:
    sent = call(
        SendMessage, chat_id="7", text="x", reply_markup='{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}'
    )
    assert isinstance(sent.reply_markup, InlineKeyboardMarkup)
    poll = call(SendPoll, chat_id="7", question="?", options='[{"text":"a"},"b"]')
    assert [getattr(option, "text", option) for option in poll.options] == ["a", "b"]


def test_what_is_left_out_is_no_value() -> None:
    sent = call(SendMessage, chat_id="7", text="x", parse_mode="", entities=None)
    assert isinstance(sent.parse_mode, Default)
    assert (given(sent.parse_mode), given("HTML"), given(None)) == (None, "HTML", None)


def test_files_stand_under_their_field_or_where_they_are_attached() -> None:
    upload = Upload(b"x", "a.txt")
    assert call(SendDocument, {"document": upload}, chat_id="7").document is upload
    assert call(SendDocument, {"k": upload}, chat_id="7", document="attach://k").document is upload
    edit = call(EditMessageMedia, {"k": upload}, chat_id="7", media='{"type":"photo","media":"attach://k"}')
    assert isinstance(edit.media, InputMediaPhoto)
    assert edit.media.media is upload
    # Only a file that came is put in: a text that looks like one stays a text.
    assert call(SendMessage, {"k": upload}, chat_id="7", text="attach://other").text == "attach://other"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "x", "foo": "1"}, 'unknown parameter "foo"'),
        (
            {"text": "x", "reply_markup": '{"inline_keyboard":[[{"text":"A","foo":1}]]}'},
            'unknown field "reply_markup.inline_keyboard.0.0.foo"',
        ),
        (
            {"text": "x", "entities": '[{"type":"bold","offset":0,"length":1,"foo":{}}]'},
            'unknown field "entities.0.foo"',
        ),
        ({"text": "x", "link_preview_options": '{"foo":[]}'}, 'unknown field "link_preview_options.foo"'),
        (
            {"text": "x", "message_thread_id": "five"},
            "can't parse message_thread_id: Input should be a valid integer, unable to parse string as an integer",
        ),
        ({"text": "x", "entities": '[{"type":"bold"}]'}, "can't parse entities.0.offset: Field required"),
    ],
)
def test_what_does_not_fit_is_named(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(RefusedCallError) as caught:
        call(SendMessage, chat_id="7", **fields)
    assert caught.value.description == f"Bad Request: {words}"


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.__api_method__)
def test_an_unknown_field_is_found_in_any_method(method: type[BaseModel]) -> None:
    with pytest.raises(RefusedCallError, match='unknown parameter "nonsense"'):
        call(method, nonsense="1")
