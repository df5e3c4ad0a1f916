"""Settling: what some looks came to is stored in one transaction, each with the entries that its list has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.collecting.deciding import Look, listed_entries, polled, times_told
from bot.collecting.rhythm import NEWEST, Pace
from storage import entries, watches
from storage.engine import Connection
from storage.entries import NewEntry, Noted
from storage.watches import Polled, Watch, WatchState


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look came to: ``error`` says why it failed, ``noted`` what it listed (``None``: just what it did before).

    ``watch`` is as it was before the look. ``moved_to`` is the address that it is looked at from now on, ``ended`` why
    it isn't any more. ``unreached``: nothing answered; ``answered``: its server did, be it with a refusal.
    """

    watch: Watch
    error: str | None = None
    noted: Noted | None = None
    moved_to: str | None = None
    ended: str | None = None
    unreached: bool = False
    answered: bool = False

    @property
    def brought(self) -> bool:
        """Whether entries wait now that didn't before."""
        return self.noted is not None and self.noted.new + self.noted.changed > 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How looks are settled: the bounds of an interval, what is too old to be taken, and chance in [0, 1)."""

    pace: Pace
    keep_since: datetime | None
    chance: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Landed:
    """A look with the entries of its list, ready to be noted."""

    look: Look
    listed: Sequence[NewEntry]


def landed(look: Look, rules: Rules) -> Landed:
    """What a look brought, made ready before the transaction: others want to write as well."""
    watch, listing = look.watch, look.listing
    return Landed(look, () if listing is None else listed_entries(watch, listing, keep_since=rules.keep_since))


async def settle(connection: Connection, looks: Sequence[Landed], rules: Rules) -> list[Settled]:
    """Store what looks came to. One whose watch was removed, paused or changed meanwhile leaves nothing."""
    standing = await watches.standing(connection, [one.look.watch.id for one in looks])
    settled: list[Polled] = []
    changed: dict[int, datetime] = {}
    looked: list[Settled] = []
    for one in looks:
        watch = one.look.watch
        if standing.get(watch.id) == (watch.address, watch.pattern, watch.body_hash):
            looked.append(await _settle_one(connection, one, rules, settled))
        else:
            changed[watch.id] = one.look.at
    await watches.settle(connection, settled)
    await watches.put_off(connection, changed)
    return looked


async def _settle_one(connection: Connection, one: Landed, rules: Rules, settled: list[Polled]) -> Settled:
    look, watch, failure = one.look, one.look.watch, one.look.failure
    over = failure.reason if failure is not None and failure.gone else None
    moved_to = look.moved_to
    if moved_to is not None and (other := await watches.move(connection, watch.id, moved_to)) is not None:
        if other.kind == watch.kind:
            over = await _joined(connection, other, look)
        else:  # it reads something else there
            moved_to = None
    if over is not None:
        await watches.end(connection, watch.id, over, now=look.at)
        return Settled(watch, ended=over, answered=True)
    noted, times = None, []
    if look.listing is not None:
        noted = await entries.note(connection, watch.id, one.listed, now=look.at)
        times = times_told(look.listing) or await entries.found_lately(connection, watch.id, NEWEST)
    settled.append(polled(look, times, pace=rules.pace, chance=rules.chance()))
    answered = look.fetched is not None
    if failure is not None:
        return Settled(watch, failure.reason, unreached=failure.unreached, answered=answered or failure.answered)
    return Settled(watch, None, noted, moved_to, answered=answered)


async def _joined(connection: Connection, other: Watch, look: Look) -> str:
    """Why a watch ends whose list stands where another watch looks; one that had ended is looked at again."""
    if other.state is WatchState.ENDED:
        await watches.resume(connection, other.id, now=look.at)
    known = "whose watch is paused" if other.state is WatchState.PAUSED else "which is watched already"
    return f"it has moved to {look.moved_to}, {known}"
