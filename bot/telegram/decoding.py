"""Answers of a server that can't be read: none of them stops the bot, and none is written into the log.

aiogram's own error quotes the whole answer, which may be what people wrote. A newer Bot API may send one update that
this version can't read; the others beside it are read all the same.
"""

import logging
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update
from pydantic import ValidationError

log = logging.getLogger(__name__)


class ReadsWhatItCan(BaseRequestMiddleware):
    """Reads updates one by one where they can't be read together, and tells of other answers without quoting them."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request.

        Raises:
            TelegramAPIError: the answer can't be read.
        """
        try:
            return await make_request(bot, method)
        except ClientDecodeError as error:
            data: Any = error.data
        if isinstance(method, GetUpdates) and isinstance(data, dict) and isinstance(data.get("result"), list):
            found: Any = [update for one in data["result"] if (update := read_update(one, bot)) is not None]
            return cast("Response[TelegramType]", found)  # aiogram's annotation says so; what it hands on is the result
        raise TelegramAPIError(method, "the server's answer can't be read")


def read_update(raw: object, bot: Bot | None = None) -> Update | None:
    """An update as it came; one that can't be read has its number and nothing else, ``None`` where it has none."""
    if (number := number_of(raw)) is None:
        return None
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except (ValidationError, RecursionError) as error:
        places = places_of(error) if isinstance(error, ValidationError) else ""
        log.error("update %d can't be read (%s)", number, places or "nested too deep")  # noqa: TRY400 - it quotes
        return Update(update_id=number)


def number_of(raw: object) -> int | None:
    """The number of an update; ``None`` where it is none."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**63:
        return None
    return number


def places_of(error: ValidationError) -> str:
    """Where an update isn't as it should be, without a word of what stands there."""
    return ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False)[:3])
