"""Interests: each distinct one is a row, so that those who share it can be found and served together."""

import json
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from storage.engine import Connection
from storage.records import Interest
from storage.schema import interests


def key_of(interest: Interest) -> str:
    """The one way to write an interest down: JSON, its lists sorted, nothing empty."""
    lists = {name: sorted(values) for name, values in asdict(interest).items() if values}
    return json.dumps(lists, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def parse(key: str) -> Interest:
    """The interest of a key."""
    return Interest(**{name: tuple(values) for name, values in json.loads(key).items()})


async def note(connection: Connection, interest: Interest) -> int:
    """The id of an interest, whose row is made at the first subscription."""
    key = key_of(interest)
    found: int | None = (await connection.execute(select(interests.c.id).where(interests.c.key == key))).scalar()
    if found is not None:
        return found
    made = await connection.execute(
        upsert(interests)
        .values(key=key)
        .on_conflict_do_update(index_elements=[interests.c.key], set_={"key": key})
        .returning(interests.c.id)
    )
    interest_id: int = made.scalar_one()
    return interest_id
