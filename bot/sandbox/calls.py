"""A Bot API call validated against aiogram's own method classes: all of them, by the name of the method."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from aiogram import methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, ValidationError

from bot.sandbox import values
from bot.sandbox.refusals import MESSAGE_EMPTY, RefusedCallError, bad_request
from bot.sandbox.requests import Received, Upload

AnyMethod = TelegramMethod[Any]
# A call, or a part of one, of whichever class has the fields read: aiogram's classes share fields, not parents.
AnyCall = Any
_T = TypeVar("_T")

METHODS: dict[str, type[AnyMethod]] = {
    exported.__api_method__.lower(): exported
    for exported in (getattr(methods, name) for name in methods.__all__)
    if issubclass(exported, TelegramMethod) and exported is not TelegramMethod
}
"""The method classes by name in lower case: the real server does not look at case either."""

_INTEGER = re.compile(r"-?[0-9]{1,18}")

# What the real server says when a parameter is missing (telegram-bot-api, Client.cpp); the rest is named.
_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "from_chat_id is empty",
    "user_id": "invalid user_id specified",
    "message_id": "message identifier is not specified",
    "text": MESSAGE_EMPTY,
    "file_id": "file_id not specified",
}


@dataclass(frozen=True, slots=True)
class _Field:
    """How a field's string is to be read: what its annotation accepts."""

    text: bool
    integer: bool
    scalar: bool


def _members(annotation: object) -> list[object]:
    """The alternatives of a union, flat; Annotated taken off."""
    if get_origin(annotation) is Annotated:
        return _members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [member for part in get_args(annotation) for member in _members(part)]
    return [annotation]


def _field(annotation: object) -> _Field:
    members = _members(annotation)
    scalars = (int, float, bool, datetime, timedelta)
    return _Field(str in members, int in members, any(scalar in members for scalar in scalars))


_FIELDS = {
    method: {name: _field(info.annotation) for name, info in method.model_fields.items()} for method in METHODS.values()
}


def find(name: str) -> type[AnyMethod]:
    """The class of a method by its name, in any case; raises RefusedCallError 404."""
    try:
        return METHODS[name.lower()]
    except KeyError:
        raise RefusedCallError(404, "Not Found: method not found") from None


def given(value: _T | Default | None) -> _T | None:
    """A field's value, ``None`` where the call left it out (aiogram then keeps a marker of the bot's default there)."""
    return None if isinstance(value, Default) else value


def validate(method: type[AnyMethod], received: Received) -> AnyMethod:
    """The call as aiogram's model; raises RefusedCallError where it does not fit, or has a field the API has not."""
    fields = _FIELDS[method]
    data: dict[str, Any] = {}
    for name, raw in received.fields.items():
        spec = fields.get(name)
        if spec is None:
            raise bad_request(f'unknown parameter "{name}"')
        if raw not in ("", None):
            value = _value(name, raw, spec)
            data[name] = _attached(value, received.files) if received.files else value
    data |= {name: upload for name, upload in received.files.items() if name in fields}
    try:
        model = method.model_validate(data)
    except ValidationError as error:
        raise bad_request(_words(error)) from None
    if (unknown := _unknown(model)) is not None:
        raise bad_request(f'unknown field "{unknown}"')
    return model


def _value(name: str, raw: object, spec: _Field) -> object:
    if not isinstance(raw, str):
        return str(raw) if spec.text and not spec.integer and isinstance(raw, int | float) else raw
    if spec.integer and _INTEGER.fullmatch(raw):
        return int(raw)
    if spec.scalar and not spec.text:
        return _finite(name, raw)
    if spec.text or raw.startswith("attach://"):
        return raw
    try:
        return values.decode(raw)
    except ValueError as error:
        raise bad_request(f"can't parse {name} JSON object: {error}") from None


def _finite(name: str, raw: str) -> str:
    try:
        finite = math.isfinite(float(raw))
    except ValueError:
        return raw
    if not finite:
        raise bad_request(f'parameter "{name}" must be a finite number')
    return raw


def _attached(value: object, files: dict[str, Upload]) -> object:
    """``attach://name`` replaced by the file of that name, wherever it stands."""
    if isinstance(value, str):
        return files.get(value.removeprefix("attach://"), value) if value.startswith("attach://") else value
    if isinstance(value, list):
        return [_attached(item, files) for item in value]
    if isinstance(value, dict):
        return {key: _attached(item, files) for key, item in value.items()}
    return value


def _words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return _MISSING.get(name, f'parameter "{name}" is required')
    return f"can't parse {'.'.join(map(str, first['loc'])) or 'the call'}: {first['msg']}"


def _unknown(model: BaseModel) -> str | None:
    """The path of a field that the Bot API does not have, anywhere in the call: aiogram's models let them through."""
    rest: list[tuple[str, object]] = [("", model)]
    while rest:
        path, value = rest.pop()
        if isinstance(value, BaseModel):
            for name in value.model_extra or ():
                return f"{path}{name}"
            rest += [(f"{path}{name}.", getattr(value, name)) for name in value.model_fields_set]
        elif isinstance(value, list):
            rest += [(f"{path}{index}.", item) for index, item in enumerate(value)]
    return None
