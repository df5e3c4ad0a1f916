"""What every handler may need, handed to the Dispatcher once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.telegram.texts import Texts
from bot.text.tagging import Tagger
from bot.text.taxonomy import Sector, Taxonomy
from storage.engine import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, the taxonomy with its tagger, the texts of each language, the clock and new readers' time zone."""

    database: Database
    taxonomy: Taxonomy
    tagger: Tagger
    texts: Mapping[str, Texts]
    now: Callable[[], datetime]
    timezone: str

    def sector(self, key: str) -> Sector | None:
        """The sector of a key, ``None`` when the taxonomy has it no longer."""
        return next((sector for sector in self.taxonomy.sectors if sector.key == key), None)
