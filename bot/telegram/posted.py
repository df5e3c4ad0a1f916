"""Messages that tell news, as what collecting takes: a channel's posts, and what an admin has forwarded."""

from collections.abc import Iterable

from aiogram.types import (
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.collecting.posts import Post
from bot.telegram.buttons import ArticlePage, SubscriptionsButton

LEADS_ELSEWHERE = frozenset({"url", "mention", "text_mention", "hashtag"})
"""Entities that send the reader somewhere else instead of telling something; a ``text_link`` may do both."""

_OURS = tuple(f"{kind.__prefix__}{kind.__separator__}" for kind in (ArticlePage, SubscriptionsButton))


def posted(message: Message, bot_id: int) -> Post | None:
    """A channel's own post, ``None`` where it has no words (a service message, a poll), or they are the bot's.

    An edit may have left no words: that is told, too.
    """
    if _is_ours(message, bot_id) or not (_words(message) or message.edit_date):
        return None
    chat = message.chat
    return _post(
        message,
        (chat.id, message.message_id),
        source=chat.title or str(chat.id),
        username=chat.username,
        author=message.author_signature,
    )


def forwarded(message: Message, bot_id: int) -> Post | None:
    """What was forwarded, with the place where it stood first; ``None`` where that is the bot itself.

    What a person or a group wrote has no place that anybody could open: it gets that of the forward.
    """
    origin = message.forward_origin
    here = message.chat.id, message.message_id
    if isinstance(origin, MessageOriginChannel):
        chat = origin.chat
        return _post(
            message,
            (chat.id, origin.message_id),
            source=chat.title or str(chat.id),
            username=chat.username,
            author=origin.author_signature,
        )
    if isinstance(origin, MessageOriginUser):
        user = origin.sender_user
        return None if user.id == bot_id else _post(message, here, source=user.full_name)
    if isinstance(origin, MessageOriginHiddenUser):
        return _post(message, here, source=origin.sender_user_name)
    if isinstance(origin, MessageOriginChat):
        return _post(message, here, source=origin.sender_chat.title or str(origin.sender_chat.id))
    return None


def _post(
    message: Message,
    place: tuple[int, int],
    *,
    source: str,
    username: str | None = None,
    author: str | None = None,
) -> Post:
    chat_id, message_id = place
    text, entities = _words(message), message.entities or message.caption_entities or []
    return Post(
        chat_id=chat_id,
        message_id=message_id,
        source=source.strip() or str(chat_id),
        text=text,
        published_at=message.date if message.forward_origin is None else message.forward_origin.date,
        username=username,
        author=author,
        album=message.media_group_id,
        links=(*_linked(text, entities), *_under(message.reply_markup)),
        asides=tuple(_place(text, one) for one in entities if one.type in LEADS_ELSEWHERE),
        linked=tuple(_place(text, one) for one in entities if one.type == "text_link"),
    )


def _words(message: Message) -> str:
    return message.text or message.caption or ""


def _is_ours(message: Message, bot_id: int) -> bool:
    """Whether the bot made a post: an edit of its digest, by an administrator of the channel, comes back to it."""
    if message.via_bot is not None and message.via_bot.id == bot_id:
        return True
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return any((one.callback_data or "").startswith(_OURS) for row in rows for one in row)


def _linked(text: str, entities: Iterable[MessageEntity]) -> list[str]:
    """The addresses that the text leads to, whether it shows them or not."""
    found = []
    for one in entities:
        if one.type == "text_link" and one.url:
            found.append(one.url)
        elif one.type == "url":
            start, end = _place(text, one)
            spelled = text[start:end]
            found.append(spelled if "://" in spelled else f"https://{spelled}")
    return found


def _under(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    """The addresses that the buttons lead to."""
    rows = keyboard.inline_keyboard if keyboard else []
    return [one.url for row in rows for one in row if one.url]


def _place(text: str, entity: MessageEntity) -> tuple[int, int]:
    """Where an entity stands, in characters; Telegram counts UTF-16 units (Bot API, MessageEntity)."""
    units = text.encode("utf-16-le", "surrogatepass")
    before, upto = (units[: 2 * end] for end in (entity.offset, entity.offset + entity.length))
    start, end = (len(part.decode("utf-16-le", "replace")) for part in (before, upto))
    return start, end
