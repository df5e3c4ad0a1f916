"""Plausible values: any type of the Bot API can be made so that aiogram reads it, and says what the call said."""

from typing import Any

import pytest
from aiogram import types
from aiogram.types import (
    ChatMemberRestricted,
    InputPollOption,
    Message,
    MessageOriginUnion,
    Poll,
    Update,
    User,
)
from pydantic import BaseModel, TypeAdapter

from bot.sandbox.replies import make

# What the server answers with: the rest is what bots send, and aiogram's own.
MODELS = sorted(
    (
        model
        for name in types.__all__
        if isinstance(model := getattr(types, name), type)
        and issubclass(model, BaseModel)
        and not name.startswith(("Input", "Base", "Mutable", "ErrorEvent"))
    ),
    key=lambda model: model.__name__,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_type_that_comes_from_telegram_can_be_made(model: type[BaseModel]) -> None:
    value = make(model)
    assert set(value) >= {field.alias or name for name, field in model.model_fields.items() if field.is_required()}
    model.model_validate(value)


@pytest.mark.parametrize(
    ("annotation", "said", "value"),
    [
        (int, 7, 7),
        (int, "seven", 1),
        (str, None, "sandbox"),
        (bool, False, False),
        (list[int], [1, 2], [1, 2]),
        (list[int], None, []),
        (int | None, None, 1),
        (
            User,
            {"id": 7, "is_bot": False, "first_name": "Ann", "unknown": 1},
            {"id": 7, "is_bot": False, "first_name": "Ann"},
        ),
        (User, {"id": "no number"}, {"id": 1, "is_bot": True, "first_name": "sandbox"}),
        (User, "no user", {"id": 1, "is_bot": True, "first_name": "sandbox"}),
    ],
)
def test_what_was_said_is_taken_where_it_fits(annotation: Any, said: object, value: object) -> None:
    assert make(annotation, said) == value


def test_lists_of_objects_are_made_from_what_was_said_of_each() -> None:
    options = [InputPollOption(text=text).model_dump(exclude_none=True) for text in ("a", "b")]
    poll = Poll.model_validate(make(Poll, {"question": "Which?", "options": options}))
    assert (poll.question, [option.text for option in poll.options]) == ("Which?", ["a", "b"])


def test_of_several_kinds_the_one_that_was_said_is_made() -> None:
    origin = make(MessageOriginUnion, {"type": "hidden_user", "sender_user_name": "Ann"})
    assert (origin["type"], origin["sender_user_name"]) == ("hidden_user", "Ann")
    TypeAdapter(MessageOriginUnion).validate_python(origin)


def test_optional_fields_stay_away_unless_said() -> None:
    assert set(make(Update)) == {"update_id"}
    assert set(make(Message)) == {"message_id", "date", "chat"}
    assert make(Message, {"text": "x"})["text"] == "x"
    assert make(ChatMemberRestricted)["status"] == "restricted"
