"""JSON as it goes over the wire: decoding what strangers send, encoding what they get."""

import json
import math
from typing import Any

Json = Any
JsonObject = dict[str, Any]

# TDLib's JSON decoder stops there too.
_MAX_DEPTH = 100


def decode(raw: str) -> Json:
    """The value of a JSON text.

    Raises ValueError for anything that is not JSON as RFC 8259 has it, for numbers that are not finite, for half of a
    surrogate pair (it can't be written as UTF-8), and for nesting deeper than 100.
    """
    try:
        value = json.loads(raw, parse_constant=_not_json)
    except RecursionError as error:
        raise ValueError("Too big object depth") from error
    _check(value, 0)
    return value


def encode(value: object) -> bytes:
    """JSON in UTF-8; a number that is not finite becomes null."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def is_text(text: str) -> bool:
    """Whether ``text`` can be written as UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check(value: object, depth: int) -> None:
    if depth >= _MAX_DEPTH and isinstance(value, dict | list):
        raise ValueError("Too big object depth")
    if isinstance(value, str):
        if not is_text(value):
            raise ValueError("Strings must be encoded in UTF-8")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("Number is too big")


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
