"""In groups people talk to each other: which of their messages are meant for the bot, and what is asked in them."""

from dataclasses import dataclass

from aiogram import Bot
from aiogram.enums import ChatType, MessageEntityType
from aiogram.filters import Filter
from aiogram.types import Message, MessageEntity, User

from bot.telegram.names import is_command

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})

BESIDE_NAME = " \t\n,.:;!—–"
"""What people put between a name and what they say: «@bot, газ»."""


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody in a group asks the bot; ``by_name``: they named it, else they replied to a message of its."""

    words: str
    by_name: bool


class Calls(Filter):
    """Lets through what is meant for the bot among several people and isn't a command; gives handlers ``called``."""

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Called]:
        """Whether it is."""
        called = call_of(message, await bot.me())
        return False if called is None else {"called": called}


def question_of(message: Message) -> Message | None:
    """The message that another replies to; in a topic whatever replies to nothing has its beginning there."""
    replied = message.reply_to_message
    return None if replied is None or replied.forum_topic_created is not None else replied


def call_of(message: Message, me: User) -> Called | None:
    """What a message in a group asks the bot, ``None`` where it asks somebody else, or nobody.

    What was written elsewhere (forwarded, a channel's post above its comments, made by inline mode) asks nothing here.
    """
    text = message.text or message.caption
    if message.chat.type not in GROUPS or not text or is_command(text):
        return None
    if message.forward_origin is not None or message.is_automatic_forward or message.via_bot is not None:
        return None
    entities = (message.entities if message.text else message.caption_entities) or []
    names = [one for one in entities if one.type in {MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION}]
    ours = [one for one in names if _names_us(one, text, me)]
    if ours:
        return Called(_without(text, ours), by_name=True)
    replied = question_of(message)
    if names or replied is None or replied.from_user is None or replied.from_user.id != me.id:
        return None
    return Called(text, by_name=False)


def _names_us(entity: MessageEntity, text: str, me: User) -> bool:
    if entity.user is not None:
        return entity.user.id == me.id
    return entity.extract_from(text).lower() == f"@{me.username}".lower()


def _without(text: str, entities: list[MessageEntity]) -> str:
    """The text without some of its parts, whose places are counted in UTF-16 units."""
    units = text.encode("utf-16-le")
    for one in sorted(entities, key=lambda entity: -entity.offset):
        units = units[: 2 * one.offset] + " ".encode("utf-16-le") + units[2 * (one.offset + one.length) :]
    return " ".join(units.decode("utf-16-le", errors="ignore").split()).strip(BESIDE_NAME)
