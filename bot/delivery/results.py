"""What came of trying to send one message, and what a sender is, whatever it sends through."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server has the message; ``message_id`` is its number in the chat."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """The server said no: nothing was sent.

    ``status`` is the Bot API's error code, ``description`` its words. ``retry_after_s`` comes with 429;
    ``migrate_to`` is the supergroup that a group became (Bot API, ResponseParameters).
    """

    status: int
    description: str
    retry_after_s: int | None = None
    migrate_to: int | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request surely never reached the server: no route, no connection, no TLS."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The request may have been carried out: the connection broke or the time ran out before an answer was read."""

    reason: str


Result = Receipt | Refusal | NotSent | Unanswered


class Post(Protocol):
    """Sends one message to a chat."""

    async def __call__(self, chat_id: int, thread_id: int, message: str, *, paid: bool) -> Result:
        """Send it and tell what came of it; nothing that a server or a network does is raised.

        ``thread_id`` is a forum's topic, 0 for none. ``message`` is the text of a JSON object: the parameters of
        ``sendMessage`` (Bot API) without the chat. ``paid`` lets the message cost Stars (``allow_paid_broadcast``).
        """
        ...
