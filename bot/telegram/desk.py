"""What every handler may need, handed to the Dispatcher once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.telegram.texts import Texts
from bot.text.gazetteer import NO_NAMES, Gazetteer
from bot.text.tagging import Tagger
from bot.text.taxonomy import Sector, Taxonomy
from storage.engine import Database
from storage.records import Subscription


class Previews(Protocol):
    """Makes digests before their time, to be looked at: nobody counts as told by one."""

    async def preview(self, subscription: Subscription) -> list[str]:
        """The messages of a subscription's digest as of now: the JSON of sendMessage's parameters, without a chat."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, the taxonomy with its tagger, the texts of each language, the clock, new readers' time zone, and
    what makes previews of digests.

    ``admins`` are Telegram users. ``paid_per_s`` is how many messages a second paid broadcast may send, ``None`` where
    it is off. ``names`` are those that searches know all forms of.
    """

    database: Database
    taxonomy: Taxonomy
    tagger: Tagger
    texts: Mapping[str, Texts]
    now: Callable[[], datetime]
    timezone: str
    digests: Previews
    admins: frozenset[int] = frozenset()
    paid_per_s: int | None = None
    names: Gazetteer = NO_NAMES

    def sector(self, key: str) -> Sector | None:
        """The sector of a key, ``None`` when the taxonomy has it no longer."""
        return next((sector for sector in self.taxonomy.sectors if sector.key == key), None)
