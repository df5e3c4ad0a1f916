"""What was offered to an admin and isn't kept yet: with the message that offers it, until it is accepted or dropped.

In memory alone: what was found an hour ago must be looked for anew anyhow, and nothing is stored before the press.
"""

from collections import OrderedDict
from dataclasses import dataclass

from aiogram.types import Message

from bot.collecting.finding import Found
from storage.watches import NewWatch

MOST = 50
"""Offers that are kept; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found at an address, the best first."""

    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class OneChannel:
    """A channel."""

    watch: NewWatch


@dataclass(frozen=True, slots=True)
class WholeList:
    """What is new in a list of sources."""

    watches: tuple[NewWatch, ...]


Offer = Finds | OneChannel | WholeList


class Offers:
    """The offers by their messages."""

    def __init__(self) -> None:
        self._kept = OrderedDict[tuple[int, int], Offer]()

    def keep(self, message: Message, offer: Offer) -> None:
        """Keep what a message of ours offers."""
        self._kept[message.chat.id, message.message_id] = offer
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def get(self, chat_id: int, message_id: int) -> Offer | None:
        """What a message offers, if that is still known."""
        return self._kept.get((chat_id, message_id))

    def drop(self, chat_id: int, message_id: int) -> None:
        """Forget what a message offered."""
        self._kept.pop((chat_id, message_id), None)
