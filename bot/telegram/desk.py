"""What every handler may need, handed to the Dispatcher once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.collecting.finding import Found
from bot.collecting.post_intake import Posts
from bot.counting import Counts
from bot.newsroom import answers as answering
from bot.newsroom import searching
from bot.newsroom.remembering import Remembered
from bot.newsroom.right_of_way import RightOfWay
from bot.telegram.names import RESERVED
from bot.telegram.texts import Texts
from bot.text.gazetteer import NO_NAMES, Gazetteer
from bot.text.tagging import Tagger
from bot.text.taxonomy import Sector, Taxonomy
from storage.engine import Database
from storage.records import Subscription
from storage.replica import Replica


class Previews(Protocol):
    """Makes digests before their time, to be looked at: nobody counts as told by one."""

    async def preview(self, subscription: Subscription) -> list[str]:
        """The messages of a subscription's digest as of now: the JSON of sendMessage's parameters, without a chat."""
        ...


class Finder(Protocol):
    """Finds out what can be collected from an address that a person gave."""

    async def find(self, typed: str) -> Sequence[Found]:
        """What there is, the best first, one at least.

        Raises:
            RefusedError: nothing; why, in a few words.
        """
        ...

    async def by_pattern(self, address: str, pattern: str) -> Found:
        """What a site's page lists by a link pattern.

        Raises:
            RefusedError: nothing, or the pattern is none.
        """
        ...


class Collector(Protocol):
    """What looks at the watches."""

    def wake(self) -> None:
        """See at once what is due: watches have been added, resumed or hurried."""
        ...


class Tallies(Protocol):
    """Keeps in the database what has been counted."""

    async def keep(self) -> None:
        """Add what is new; what can't be added now is the next time."""
        ...


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """What admins need to see to the sources: the door for posts, what finds new sources, what looks at them.

    ``seeds`` is the OPML of a list to begin with, ``None`` where there is none.
    """

    posts: Posts
    finder: Finder
    collector: Collector
    seeds: bytes | None = None


@dataclass(frozen=True, slots=True, repr=False)  # forty thousand terms would be in it
class Desk:
    """The database, the taxonomy with its tagger, the texts of each language, the clock, new readers' time zone, and
    what makes previews of digests.

    ``admins`` are Telegram users; on ``trial``, in a sandbox of this machine, everybody is one. ``paid_per_s`` is how
    many messages a second paid broadcast may send, ``None`` where it is off. ``names`` are those that searches know
    all forms of. Without ``collecting`` nobody sees to the sources here, and no posts are taken. Links name the bot by
    its ``username``; where that is empty there are none. With ``is_inline`` it may be asked in any chat.
    ``answers`` and ``findings`` remember what equal questions were answered. Whoever is being answered has the right of
    ``way``. What happens is added to ``counts``, and kept by ``tallies``. Searches and answers are
    read from a ``replica``, where there is one.
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
    collecting: NewsDesk | None = None
    trial: bool = False
    username: str = ""
    is_inline: bool = False
    way: RightOfWay = field(default_factory=RightOfWay)
    counts: Counts = field(default_factory=Counts)
    tallies: Tallies | None = None
    replica: Replica | None = None
    answers: Remembered[answering.Question, answering.Answer] = field(init=False)
    findings: Remembered[searching.Question, searching.Findings] = field(init=False)

    def __post_init__(self) -> None:
        """Remember no answer yet."""
        object.__setattr__(self, "answers", answering.remembered(self.database))
        object.__setattr__(self, "findings", searching.remembered(self.database, self.names))
        if self.replica is not None:
            self.answers.read_from(self.replica)
            self.findings.read_from(self.replica)

    def is_admin(self, user_id: int) -> bool:
        """Whether a Telegram user may do what only admins may."""
        return self.trial or user_id in self.admins

    def asked_at(self) -> datetime:
        """Now to the next second, as an answer's buttons name it: what was stored in this one belongs to every page."""
        return self.now().replace(microsecond=0) + timedelta(seconds=1)

    def commands(self) -> frozenset[str]:
        """The names of all commands, those of the sectors among them."""
        return RESERVED.union(one.key for one in self.taxonomy.sectors)

    def sector(self, key: str) -> Sector | None:
        """The sector of a key, ``None`` when the taxonomy has it no longer."""
        return next((sector for sector in self.taxonomy.sectors if sector.key == key), None)
