"""A plausible value of any type of the Bot API, made from aiogram's model of it and from what the call said."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.sandbox.values import Json

# A type annotation of any form: a class, a union, a list of …
Annotation = Any

_SCALARS: dict[object, object] = {int: 1, float: 0.0, str: "sandbox", bool: True, datetime: 1_735_689_600}


def make(annotation: Annotation, said: object = None) -> Json:
    """A JSON value that aiogram parses as ``annotation``.

    ``said`` is what the call gave for it: taken as it is where it fits; a mapping fills the fields of the same names.
    Optional fields stay away unless they were said.
    """
    if said is not None and not isinstance(said, Mapping | list) and _fits(annotation, said):
        return said
    annotation = getattr(annotation, "__value__", annotation)  # a named alias stands for what it names
    origin: object = get_origin(annotation)
    if origin is Annotated:
        return make(get_args(annotation)[0], said)
    if origin in (Union, UnionType):
        return _of_union(annotation, said)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin is list:
        return [make(get_args(annotation)[0], item) for item in (said if isinstance(said, list) else [])]
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return _of_model(annotation, said if isinstance(said, Mapping) else {}) if is_model else _SCALARS.get(annotation)


def _of_union(annotation: Annotation, said: object) -> Json:
    members = [member for member in get_args(annotation) if member is not type(None)]
    if isinstance(said, Mapping) and (kind := said.get("type") or said.get("status")):
        for member in members:
            if kind == _kind_of(member):
                return make(member, said)
    return make(members[0], said)


def _kind_of(member: Annotation) -> object:
    fields = member.model_fields if isinstance(member, type) and issubclass(member, BaseModel) else {}
    field = fields.get("type") or fields.get("status")
    return get_args(field.annotation)[0] if field and get_origin(field.annotation) is Literal else None


def _of_model(model: type[BaseModel], said: Mapping[str, object]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        given = said.get(key)
        if field.is_required() or (given is not None and _may_take(field.annotation, given)):
            value[key] = make(field.annotation, given)
        elif get_origin(field.annotation) is Literal:
            value[key] = get_args(field.annotation)[0]
    return value


def _may_take(annotation: Annotation, said: object) -> bool:
    return _fits(annotation, said) or isinstance(said, Mapping | list)


def _fits(annotation: Annotation, value: object) -> bool:
    try:
        _adapter(annotation).validate_python(value)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=2048)
def _adapter(annotation: Annotation) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)
