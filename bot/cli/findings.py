"""What `svodka doctor` makes of what it sees: pure decisions, each a line that says what is wrong and what to do."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.app.examining import Standing
    from bot.app.keeping import Keeping

Finding = tuple[bool | None, str]
"""``True`` for good, ``None`` for a note, ``False`` for what needs mending; and the line."""

CLOCK_OFF_S = 30
LOW_DISK = 2**30
ERROR_MATTERS_FOR = timedelta(hours=1)
"""Telegram tells of its last failure for ever, also when all has been well since."""

MANY_WAITING = 1_000


NO_DATABASE: Finding = (None, "database: none yet; `svodka run`, `svodka try` and `svodka ingest` make it")


def schema_finding(found: str | None, newest: str) -> Finding | None:
    """``None``: the schema is the newest one."""
    if found is None:
        return NO_DATABASE
    if found > newest:
        return False, f"database: it has schema {found}, and this version knows {newest} at most: use the newer version"
    if found < newest:
        return (
            None,
            f"database: schema {found}, and {newest} is the newest; `svodka migrate` or a start brings it there",
        )
    return None


def index_finding(fault: str) -> Finding:
    """What to do about an index that is out of step."""
    return False, f"index: {fault}; `svodka retag --all` indexes anew, `svodka restore` puts a backup back"


def disk_finding(place: str, free: int, database: int) -> Finding:
    """Whether there is room for a copy of the database (bytes), and a gigabyte in any case."""
    line = f"disk: {free / 1e9:,.1f} GB are free for {place}"
    if free >= max(LOW_DISK, database):
        return True, line
    why = f"a backup needs {database / 1e9:,.1f} GB" if database > LOW_DISK else "a gigabyte is the least"
    return False, f"{line}, and {why}: make room, or set KEEP_DAYS"


def backup_finding(keeping: "Keeping | None", last: datetime | None, now: datetime) -> Finding:
    """Whether backups are made when they are due; one that is late by its whole interval is missed."""
    if keeping is None:
        return None, "backups: none by themselves; BACKUP_EVERY_HOURS=24 makes one a day, `svodka backup FILE` one now"
    hours = keeping.every / timedelta(hours=1)
    if last is None:
        return None, f"backups: none in {keeping.folder} yet; the running bot makes one every {hours:g} hours"
    old = (now - last) / timedelta(hours=1)
    if now - last > 2 * keeping.every:
        return False, (
            f"backups: the last in {keeping.folder} is {old:,.0f} hours old, and one is due every {hours:g}: "
            "is the bot running, and what does its log say?"
        )
    return True, f"backups: the last in {keeping.folder} is {max(old, 0):,.0f} hours old, one is due every {hours:g}"


def webhook_finding(standing: "Standing", wanted: str, now: datetime) -> Finding:
    """Whether updates come the way that the settings say; ``wanted`` is empty for polling."""
    if not wanted and standing.webhook:
        return False, (
            f"updates: Telegram posts them to {standing.webhook}, and WEBHOOK_URL is empty: stop the program that set "
            "this, or start `svodka run`, which takes it away"
        )
    if standing.webhook != wanted:
        known = standing.webhook or "no webhook"
        return False, f"updates: Telegram knows {known}, and WEBHOOK_URL is {wanted}: start `svodka run`, which sets it"
    waiting = f"{standing.waiting:,} wait"
    if standing.error and standing.error_at is not None and now - standing.error_at <= ERROR_MATTERS_FOR:
        return False, (
            f"updates: at {standing.error_at:%H:%M} UTC Telegram could not post to {wanted}: {standing.error}; "
            f"{waiting}: is the bot running, and does the proxy hand requests on to HTTP_HOST:HTTP_PORT?"
        )
    if standing.waiting > MANY_WAITING:
        return False, f"updates: {waiting}: is the bot running?"
    return True, f"updates: by {'webhook' if wanted else 'polling'}, {waiting}"


def clock_finding(ahead_s: float | None) -> Finding:
    """Whether this machine knows what time it is."""
    if ahead_s is None:
        return None, "clock: the Bot API server says no time to hold it against"
    if abs(ahead_s) <= CLOCK_OFF_S:
        return True, "clock: as the Bot API server's"
    way = "ahead of" if ahead_s > 0 else "behind"
    return False, (
        f"clock: {abs(ahead_s):,.0f} s {way} the Bot API server's, so digests go out at the wrong time: let it be set "
        "by the network (timedatectl set-ntp true)"
    )
