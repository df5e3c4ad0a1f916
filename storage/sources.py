"""Sources by name, as readers choose them: one name may stand for several rows, one a kind."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Row, func, select

from storage.engine import Connection
from storage.schema import appearances, sources


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A name under which articles appear, and the ids that bear it, lowest first."""

    name: str
    ids: tuple[int, ...]


async def every(connection: Connection) -> list[NamedSource]:
    """All sources, those with most articles first."""
    query = (
        select(sources.c.name, sources.c.id)
        .outerjoin(appearances)
        .group_by(sources.c.id)
        .order_by(func.count(appearances.c.id).desc(), sources.c.name)
    )
    return _by_name((await connection.execute(query)).all())


async def having(connection: Connection, part: str) -> list[int]:
    """The ids of sources whose name has a part, however it is cased, lowest first."""
    rows = await connection.execute(select(sources.c.id, sources.c.name).order_by(sources.c.id))
    return [id_ for id_, name in rows if part.casefold() in name.casefold()]


async def named_as(connection: Connection, ids: Collection[int]) -> list[NamedSource]:
    """The sources that bear the names of some ids; an id that is gone is left out."""
    names = select(sources.c.name).where(sources.c.id.in_(list(ids)))
    query = select(sources.c.name, sources.c.id).where(sources.c.name.in_(names)).order_by(sources.c.name, sources.c.id)
    return _by_name((await connection.execute(query)).all())


def _by_name(rows: Iterable[Row[str, int]]) -> list[NamedSource]:
    ids: dict[str, list[int]] = {}
    for name, source_id in rows:
        ids.setdefault(name, []).append(source_id)
    return [NamedSource(name, tuple(sorted(found))) for name, found in ids.items()]
