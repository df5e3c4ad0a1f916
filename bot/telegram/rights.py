"""Who may manage what: whose subscription it is, and whether the person is an administrator where it goes.

Buttons and awaited words carry numbers that anybody can forge, so every one of them passes here, each time anew.
"""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.filters import Filter
from aiogram.types import (
    CallbackQuery,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberUnion,
    Message,
    TelegramObject,
    User,
)
from aiogram.utils.deep_linking import create_start_link

from bot.telegram import awaiting
from bot.telegram.awaiting import Awaited, Wanted
from bot.telegram.buttons import Choice, LengthChoice, PlaceChoice, PlanChoice, Step, SubscriptionStep
from bot.telegram.desk import Desk
from bot.telegram.links import SUBSCRIPTIONS
from bot.telegram.scene import Scene
from bot.telegram.texts import Texts
from storage import readers, subscriptions
from storage.records import Reader, Subscription

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

LARGEST_ID = 2**63 - 1

OF_CHAT = frozenset({Step.WHAT, Step.ZONE, Step.ZONE_BY_NAME, Step.QUIET})
"""Steps that may concern the chat itself and no subscription."""

OF_SUBSCRIPTION = (Choice, LengthChoice, PlaceChoice, PlanChoice)
"""Presses that always concern one."""

MEMBERS_HIDDEN = ("member list is inaccessible", "CHAT_ADMIN_REQUIRED")
"""What the server says where it shows a bot that is no administrator nobody but the administrators."""

NOT_THERE = ("chat not found", *MEMBERS_HIDDEN)
"""What it says of a chat that the bot can't look into."""

PARTING = frozenset({Step.CARD, Step.REMOVE, Step.REMOVE_SURELY})
"""What is left to do about a subscription of a chat that the bot can't look into any more."""


class ByAdmin(Filter):
    """Lets only admins (ADMINS) through; asked anew at every command and press, since anybody can forge either."""

    async def __call__(self, event: Message | CallbackQuery, desk: Desk) -> bool:
        """Whether an admin wrote it, or pressed."""
        return event.from_user is not None and desk.is_admin(event.from_user.id)


class ByAdministrators(BaseMiddleware):
    """In a group lets only its administrators change what concerns the chat as a whole; gives handlers the ``scene``.

    Nobody is let through in a channel, whose readers all see its buttons. ``refusal`` is the key of what is said.
    """

    def __init__(self, refusal: str) -> None:
        self._refusal = refusal

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Check, then let the handler work, or say why not."""
        scene = Scene(data["desk"], data["reader"], data["texts"])
        private = scene.reader.kind == "private"
        if scene.reader.kind == "channel" or not (
            private or await may_set(data["bot"], event, scene.reader, data.get("event_from_user"))
        ):
            return await _tell(event, scene.texts(self._refusal))
        async with data["turn"]:  # of two quick taps the second's screen is the one that stays
            now = await _as_it_is(scene)
            if now is None:
                return await _tell(event, scene.texts("button-outdated"))
            if isinstance(event, CallbackQuery):
                await awaiting.forget(now)
            return await handler(event, data | {"scene": now})


class Rights(Enum):
    """What a person is where a subscription goes."""

    FULL = "full"
    NONE = "none"
    UNSEEN = "unseen"
    """The bot isn't there itself, so it can't know."""


async def rights_in(bot: Bot, chat_id: int, user_id: int) -> Rights:
    """Whether a person administers a group, or posts to a channel; asked of Telegram each time."""
    try:
        try:
            members = [await bot.get_chat_member(chat_id, user_id)]
        except TelegramBadRequest as error:
            if not any(words in error.message for words in MEMBERS_HIDDEN):
                raise
            everyone = await bot.get_chat_administrators(chat_id)
            members = [one for one in everyone if one.user.id == user_id]
    except (TelegramForbiddenError, TelegramMigrateToChat):
        return Rights.UNSEEN
    except TelegramBadRequest as error:
        return Rights.UNSEEN if any(words in error.message for words in NOT_THERE) else Rights.NONE
    return Rights.FULL if any(may_post_as_administrator(one) for one in members) else Rights.NONE


def may_post_as_administrator(member: ChatMemberUnion) -> bool:
    """Whether a member runs the chat; an administrator of a channel who may not post doesn't post through us either."""
    if isinstance(member, ChatMemberOwner):
        return True
    return isinstance(member, ChatMemberAdministrator) and member.can_post_messages is not False


class Guard(BaseMiddleware):
    """Lets only those through who may manage the chat, or the subscription that a button or awaited words name.

    Gives handlers the ``scene``, and the ``subscription``, ``None`` where they concern the chat itself. ``of_others``
    is the key of what is said to who doesn't administer a group.
    """

    def __init__(self, of_others: str = "subscribe-admins-only") -> None:
        self._of_others = of_others

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Check, then let the handler work, or say in a word why not."""
        scene = Scene(data["desk"], data["reader"], data["texts"])
        if isinstance(event, CallbackQuery) and scene.reader.kind == "channel":  # all its readers see the button
            return await event.answer(url=await create_start_link(data["bot"], SUBSCRIPTIONS))
        carried = data.get("callback_data") or data.get("awaited")
        subscription = await _find(scene.desk, _named_by(carried))
        if subscription is None and not _concerns_chat(carried):
            refusal: str | None = scene.texts("subscriptions-gone")
        else:
            refusal = await self._refusal(event, subscription, data)
        if refusal is not None:
            return await _tell(event, refusal)
        async with data["turn"]:  # of two quick taps the second's screen is the one that stays
            now = await _as_it_is(scene)
            if now is None:
                return await _tell(event, scene.texts("button-outdated"))
            if isinstance(event, CallbackQuery):  # whoever may press has something else in mind than what was asked for
                await awaiting.forget(now)
            return await handler(event, data | {"scene": now, "subscription": subscription})

    async def _refusal(
        self, event: TelegramObject, subscription: Subscription | None, data: dict[str, Any]
    ) -> str | None:
        """Why the person may not, in their language; ``None`` where they may."""
        reader: Reader = data["reader"]
        texts: Texts = data["texts"]
        user: User | None = data.get("event_from_user")
        if subscription is None or subscription.reader.id == reader.id:
            if await may_set(data["bot"], event, reader, user):
                return None
            return texts(self._of_others)
        if reader.kind != "private" or user is None or subscription.made_by != user.id:
            return texts("subscriptions-gone")  # whether there is such a one is nobody else's business
        rights = await rights_in(data["bot"], subscription.reader.chat_id, user.id)
        if rights is Rights.UNSEEN:
            return None if _parts(data.get("callback_data")) else texts("subscribe-unseen")
        return None if rights is Rights.FULL else texts("subscribe-no-rights")


async def may_set(bot: Bot, event: TelegramObject, reader: Reader, user: User | None) -> bool:
    """Whether who writes or presses may set how the bot serves the chat: anybody in their own, in a group those who
    administer it; an anonymous administrator writes as the group itself.
    """
    if reader.kind == "private":
        return True
    if isinstance(event, Message) and event.sender_chat is not None:
        return event.sender_chat.id == reader.chat_id
    return user is not None and await rights_in(bot, reader.chat_id, user.id) is Rights.FULL


async def _as_it_is(scene: Scene) -> Scene | None:
    """The scene as it is when its turn has come; ``None`` where the one before has forgotten the reader."""
    async with scene.desk.database.read() as connection:
        reader = await readers.get(connection, scene.reader.id)
    return None if reader is None else Scene(scene.desk, reader, scene.desk.texts[reader.language])


def _named_by(carried: object) -> int:
    """The number of the subscription that a press or awaited words name; 0: none."""
    return carried.subject_id if isinstance(carried, Awaited) else int(getattr(carried, "subscription_id", 0))


def _concerns_chat(carried: object) -> bool:
    """Whether something that names no subscription (any longer) may concern the chat itself."""
    if isinstance(carried, SubscriptionStep):
        return carried.subscription_id == 0 and carried.step in OF_CHAT
    if isinstance(carried, Awaited):
        return carried.subject_id == 0 and carried.wanted in {Wanted.ZONE, Wanted.PLACE}
    return getattr(carried, "subscription_id", 0) == 0 and not isinstance(carried, OF_SUBSCRIPTION)


def _parts(carried: object) -> bool:
    return isinstance(carried, SubscriptionStep) and carried.step in PARTING


async def _find(desk: Desk, number: int) -> Subscription | None:
    if not 0 < number <= LARGEST_ID:
        return None
    async with desk.database.read() as connection:
        return await subscriptions.get(connection, number)


async def _tell(event: TelegramObject, words: str) -> None:
    if isinstance(event, CallbackQuery | Message):
        await event.answer(words)
