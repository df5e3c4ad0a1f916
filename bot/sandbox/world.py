"""All that one sandbox knows, handed to whatever carries out a call."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.chats import Chat, Chats
from bot.sandbox.commands import Commands
from bot.sandbox.events import Events
from bot.sandbox.files import Files
from bot.sandbox.profile import Profile
from bot.sandbox.queries import Queries
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.values import JsonObject
from bot.sandbox.webhook import Webhook


@dataclass(slots=True)
class World:
    """The bot, its chats, and what is on its way; ``clock`` gives seconds since 1970."""

    bot: JsonObject
    chats: Chats
    updates: UpdateQueue
    webhook: Webhook
    clock: Callable[[], float]
    commands: Commands = field(default_factory=Commands)
    events: Events = field(default_factory=Events)
    files: Files = field(default_factory=Files)
    profile: Profile = field(default_factory=Profile)
    queries: Queries = field(default_factory=Queries)

    def now(self) -> int:
        """Seconds since 1970, as Telegram writes its dates."""
        return int(self.clock())

    async def close(self) -> None:
        """End what waits: polls, watchers, the webhook."""
        await self.webhook.set(None)
        self.updates.close()
        self.events.close()

    def post(self, chat: Chat, content: JsonObject, *, sender: JsonObject | None) -> JsonObject:
        """A new message of ``content`` in a chat, from ``sender`` (``None``: the channel itself), kept and told."""
        message: JsonObject = {"message_id": next(chat.numbers)}
        if sender is not None:
            message["from"] = sender
        else:
            message["sender_chat"] = chat.about
        message |= {"chat": chat.about, "date": self.now(), **content}
        chat.keep(message)
        chat.active_at = self.clock()
        self.events.publish({"type": "message", "chat_id": chat.id, "message": message})
        return message

    def edit(self, chat: Chat, message: JsonObject) -> JsonObject:
        """Put ``message`` in the place of the one with its identifier, and tell."""
        message = {**message, "edit_date": self.now()}
        chat.messages[message["message_id"]] = message
        self.events.publish({"type": "edited", "chat_id": chat.id, "message": message})
        return message

    def delete(self, chat: Chat, message_id: int) -> None:
        """Take a message away, and tell."""
        if chat.forget(message_id):
            self.events.publish({"type": "deleted", "chat_id": chat.id, "message_id": message_id})
