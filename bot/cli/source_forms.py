"""Sources as JSON and as lines for a terminal: what is watched, when it is looked at next, and what went wrong last."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.cli.forms import instant
from bot.collecting.finding import Found
from bot.collecting.settling import Settled
from bot.sources.cleaning import one_line
from storage.watches import Watch, WatchState

LONGEST_NAME = 28
"""Characters of a name in the list; JSON has the whole."""

SHOWN = 3
"""Entries of a find that are shown, so that a person sees whether it is what they meant."""

NONE_YET = "no sources yet: svodka sources add ADDRESS, or svodka sources import seeds/sources.opml"
"""What the list says where it is empty."""

_STATES = ("failing", "active", "paused", "ended")
_ROW = "{:>5}  {:8}{:8}  {:16}  {:{width}}  {}"
_UNDER_KIND = " " * 7


def state_of(watch: Watch) -> str:
    """``active``, ``paused`` or ``ended`` as it is kept; an active one whose last look failed is ``failing``."""
    return "failing" if watch.state is WatchState.ACTIVE and watch.failures else str(watch.state)


def failing_first(watches: Iterable[Watch]) -> list[Watch]:
    """What needs somebody's eyes first; else in the order given."""
    return sorted(watches, key=lambda one: _STATES.index(state_of(one)))


def watch_json(watch: Watch) -> dict[str, object]:
    """A source with all that a script may want to know; ``error`` is that of the last failure, passed or not."""
    return {
        "id": watch.id,
        "kind": watch.kind,
        "state": state_of(watch),
        "name": watch.name,
        "address": watch.address,
        "home": watch.home,
        "pattern": watch.pattern,
        "added_at": instant(watch.added_at),
        "next_poll": _instant(watch.due_at),
        "last_poll": _instant(watch.polled_at),
        "last_change": _instant(watch.changed_at),
        "interval_s": watch.interval_s,
        "failures": watch.failures,
        "error": watch.error,
        "error_at": _instant(watch.error_at),
    }


def watch_lines(watches: Sequence[Watch], *, width: int | None) -> Iterator[str]:
    """Sources in columns, what fails with its reason below; lines are cut to ``width``, and times are UTC."""
    column = max((len(_name(watch)) for watch in watches), default=0)
    rows = [_ROW.format("id", "kind", "state", "next poll (UTC)", "name", "address", width=column)]
    for watch in watches:
        at = _minute(watch.due_at)
        rows.append(_ROW.format(watch.id, watch.kind, state_of(watch), at, _name(watch), watch.address, width=column))
        if why := trouble(watch):
            rows.append(_UNDER_KIND + why)
    yield from (_cut(row, width) for row in rows)


def summary_line(watches: Sequence[Watch], waiting: int) -> str:
    """How many sources are in which state, and how many entries wait to become articles."""
    states = [state_of(watch) for watch in watches]
    told = (f"{states.count(state)} {state}" for state in _STATES if state in states)
    return f"{_count(len(watches), 'source')}: {', '.join(told)}; {_count(waiting, 'entry')} waiting"


def found_lines(found: Sequence[Found], *, width: int | None) -> Iterator[str]:
    """What can be watched, numbered, the best first, each with its newest entries; times are UTC."""
    for number, one in enumerate(found, 1):
        rows = [f"{number}. {one.kind}: {one_line(one.name)}", f"   {one.address}"]
        if one.pattern:
            rows.append(f"   articles are links like {one.pattern}")
        rows += [f"   {_minute(entry.published_at):16}  {one_line(entry.title)}" for entry in one.entries[:SHOWN]]
        if not one.entries:
            rows.append("   it lists nothing now")
        yield from (_cut(row, width) for row in rows)


def looked_json(looked: Settled) -> dict[str, object]:
    """What a look at a source came to: ``listed`` with how many entries are new, ``same``, ``failed`` or ``ended``."""
    told: dict[str, object] = {"source": looked.watch.id, "name": looked.watch.name}
    if looked.moved_to is not None:
        told["moved_to"] = looked.moved_to
    if reason := looked.ended or looked.error:
        return {"outcome": "ended" if looked.ended else "failed", **told, "reason": reason}
    if looked.noted is None:
        return {"outcome": "same", **told}
    return {"outcome": "listed", **told, "new": looked.noted.new, "changed": looked.noted.changed}


def looked_line(looked: Settled) -> str:
    """The same for a terminal."""
    told = looked_json(looked)
    what = told.get("reason") or (f"{told['new']} new, {told['changed']} changed" if "new" in told else "")
    moved = f"moved to {looked.moved_to}" if looked.moved_to is not None else ""
    fields = (told["outcome"], told["source"], told["name"], what, moved)
    return "\t".join(one_line(str(one)) for one in fields if one != "")


def trouble(watch: Watch) -> str:
    """Why a source fails or has ended, empty where it does neither."""
    if not watch.error or state_of(watch) not in ("failing", "ended"):
        return ""
    times = f", {watch.failures} times in a row" if watch.failures > 1 else ""
    return f"{one_line(watch.error)} ({_minute(watch.error_at)}{times})"


def _name(watch: Watch) -> str:
    return _cut(one_line(watch.name), LONGEST_NAME)


def _cut(line: str, width: int | None) -> str:
    line = line.rstrip()
    return line if width is None or len(line) <= width else f"{line[: max(0, width - 1)]}…"


def _count(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else plural}"


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def _minute(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
