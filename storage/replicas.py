"""One rate for all processes of a bot: each has a share of it for a while, and together they never have more.

Telegram counts what a bot sends, whichever process does. A process asks once a second for what it would like, and gets
what the others leave; what it has been granted it may use until its time is over, also when it hears of nobody. Who
wants more waits until another has taken note of having less, so the shares never overlap. Of a process that died the
share is free when its time is over.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, or_, select

from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import replicas

_one = replicas.c


async def share(
    connection: Connection, holder: str, *, wanted: int, whole: int, least: int, now: datetime, until: datetime
) -> int:
    """Say how many messages a second a process would like, and get how many it may send until a time, 0 at worst.

    Each sends ``least`` a second whatever it is granted, so nobody is thought to want less. A share that lasts longer
    than any does was granted by a clock that was ahead: it is over.
    """
    over = or_(_one.until < now, _one.until > until + (until - now))
    await connection.execute(delete(replicas).where(over, _one.holder != holder))
    rows = (await connection.execute(select(_one.holder, _one.granted, _one.wanted).with_for_update())).all()
    wants = {row.holder: max(row.wanted, least) for row in rows} | {holder: max(wanted, least)}
    taken = sum(row.granted for row in rows if row.holder != holder)
    granted: int = max(0, min(fair(wants, whole)[holder], whole - taken))
    row = upsert(replicas).values(holder=holder, granted=granted, wanted=wanted, until=until)
    new = {"granted": granted, "wanted": wanted, "until": until}
    await connection.execute(row.on_conflict_do_update(index_elements=["holder"], set_=new))
    return granted


async def leave(connection: Connection, holder: str) -> None:
    """Leave one's share to the others."""
    await connection.execute(delete(replicas).where(_one.holder == holder))


async def count(connection: Connection, *, now: datetime) -> int:
    """How many processes there are."""
    return len((await connection.execute(select(_one.holder).where(_one.until >= now))).all())


def fair(wants: Mapping[str, int], whole: int) -> dict[str, int]:
    """What each may have of a whole: nobody less than an equal part while they want it, and nothing lies idle.

    Max-min fairness (Bertsekas and Gallager, Data Networks, 6.5.2), then what nobody wants in equal parts: whoever is
    asked for an answer next second should have it.
    """
    shares = dict.fromkeys(wants, 0)
    left = whole
    open_ = sorted(wants, key=lambda name: (wants[name], name))
    while open_:
        part = left // len(open_)
        name = open_.pop(0)
        shares[name] = min(wants[name], part)
        left -= shares[name]
    for place, name in enumerate(sorted(wants)):
        shares[name] += left // len(wants) + (place < left % len(wants))
    return shares
