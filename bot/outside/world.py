"""The world: what its outlets have published until now, at what pace, and what is wrong with them. No network here."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from bot.outside.faults import Faults
from bot.outside.outlets import Outlet
from bot.outside.stories import Event, Telling, happen, tell
from bot.outside.visits import Visits

LISTED = 30
"""How many of its newest items an outlet lists, over all pages of a list."""

KEPT = 300
"""How many articles an outlet has pages for."""

_CAUGHT_UP = 50
"""How much appears at the most when nobody has looked for long: a laptop that slept wakes to no flood."""

_EVENTS_REMEMBERED = 40
_RETOLD, _REPEATED = 0.25, 0.08
"""How often news are another outlet's event in own words, and how often another outlet's text to the letter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that an outlet has published: ``key`` is its guid, ``path`` its address below the outlet's.

    ``written_date`` stands instead of its time, where an outlet writes times wrongly.
    """

    outlet: str
    key: str
    path: str
    event: Event
    telling: Telling
    published_at: datetime
    updated_at: datetime
    written_date: str | None = None


class World:
    """Outlets with their news. Nothing happens by itself: ``catch_up`` publishes what is due by the clock.

    Args:
        outlets: who publishes.
        seed: the same seed, calls and times make the same news.
        now: the clock, aware and UTC.
        every_s: seconds between one article and the next, over all outlets; ``None``: only on demand.
        backlog: how many articles each outlet has to begin with, at the same pace; without one, an hour apart.
        first: the number of the first article.
    """

    def __init__(
        self,
        outlets: Sequence[Outlet],
        *,
        seed: int,
        now: Callable[[], datetime],
        every_s: float | None = None,
        backlog: int = 6,
        first: int = 100_001,
    ) -> None:
        self.outlets = {outlet.key: outlet for outlet in outlets}
        self.faults = Faults()
        self.visits = Visits()
        self.now = now
        self._chance = random.Random(seed)  # noqa: S311 - news, not secrets
        self._seed = seed
        self._every = None if every_s is None else timedelta(seconds=every_s)
        self._next_number = first
        self._latest: list[Entry] = []
        self._published: dict[str, list[Entry]] = {key: [] for key in self.outlets}
        began = now()
        self._changed_at = dict.fromkeys(self.outlets, began - timedelta(days=1))
        self._next_at = began if self._every is None else began + self._every
        apart = timedelta(hours=1) if self._every is None else self._every * len(self.outlets)
        for age in range(backlog, 0, -1):
            for key in self.outlets:
                self._add(key, began - age * apart)

    def catch_up(self) -> None:
        """Publish what is due by now."""
        if self._every is None:
            return
        now = self.now()
        self._next_at = max(self._next_at, now - _CAUGHT_UP * self._every)
        while self._next_at <= now:
            self._add(self._chance.choice(list(self.outlets)), self._next_at)
            self._next_at += self._every

    def rest(self) -> None:
        """From now on nothing appears by itself."""
        self._every = None

    def publish(self, outlet: str, *, sector: str | None = None) -> Entry:
        """An outlet publishes something now; of a sector, if one is given, and then no other outlet's news."""
        return self._add(outlet, self.now(), sector)

    def edit(self, entry: Entry) -> Entry:
        """An article is changed where it stands: a later edition, its title and text other than before."""
        now, before = self.now(), entry.telling
        told = tell(
            entry.event,
            before.language,
            number=before.number,
            edition=before.edition + 1,
            wording=self._wording(entry.outlet, before.number),
        )
        edited = replace(entry, telling=told, updated_at=now)
        self._replace(entry, edited)
        return edited

    def withdraw(self, entry: Entry) -> None:
        """An article is taken back: it is listed no more and its page is gone."""
        self._replace(entry, None)

    def listed(self, outlet: str) -> tuple[Entry, ...]:
        """What an outlet lists now, newest first."""
        return tuple(reversed(self._published[outlet][-LISTED:]))

    def at(self, outlet: str, path: str) -> Entry | None:
        """The article at a path (with its query, percent-encoded as in ``Entry.path``), ``None`` where none stands."""
        return next((one for one in reversed(self._published[outlet]) if one.path == path), None)

    def changed_at(self, outlet: str) -> datetime:
        """When what an outlet lists changed last, each change a second after the one before at least.

        Last-Modified knows whole seconds: of two changes in one, a visitor would miss the second for ever.
        """
        return self._changed_at[outlet]

    def _add(self, outlet: str, at: datetime, sector: str | None = None) -> Entry:
        number, self._next_number = self._next_number, self._next_number + 1
        event, telling = self._news(outlet, number, sector)
        path = self.outlets[outlet].path.format(
            number=number, sector=event.parts[0].sector, day=at.strftime("%Y/%m/%d")
        )
        entry = Entry(outlet, f"{outlet}-{number}", quote(path, safe="/?=&"), event, telling, at, at)
        self._latest = [*self._latest[1 - _EVENTS_REMEMBERED :], entry]
        self._published[outlet] = [*self._published[outlet][1 - KEPT :], entry]
        self._change(outlet)
        return entry

    def _news(self, outlet: str, number: int, sector: str | None) -> tuple[Event, Telling]:
        language = self.outlets[outlet].language
        own = {one.event for one in self._published[outlet]}
        others = [one for one in self._latest if one.event not in own]
        same_language = [one for one in others if one.telling.language == language]
        way = self._chance.random() if sector is None else 1.0
        if way < _REPEATED and same_language:
            repeated = self._chance.choice(same_language)
            return repeated.event, repeated.telling
        retold = self._chance.choice(others).event if way < _REPEATED + _RETOLD and others else None
        event = retold or happen(self._chance, year=self.now().year, sector=sector)
        return event, tell(event, language, number=number, wording=self._wording(outlet, number))

    def _wording(self, outlet: str, number: int) -> str:
        return f"{self._seed}/{outlet}/{number}"

    def _replace(self, entry: Entry, by: Entry | None) -> None:
        kept = self._published[entry.outlet]
        place = next(index for index, one in enumerate(kept) if one.key == entry.key)
        kept[place : place + 1] = [] if by is None else [by]
        self._change(entry.outlet)

    def _change(self, outlet: str) -> None:
        self._changed_at[outlet] = max(self.now(), self._changed_at[outlet] + timedelta(seconds=1))
